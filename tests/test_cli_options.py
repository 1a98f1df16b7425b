"""Exit codes and options, as every verb has them."""

import os
import signal
import threading

import pytest

from kiosk.cli import main
from kiosk.cli_options import BUG, BUSY, MISFIT, NO, say_rows, until_told


def test_exit_codes_are_told_apart() -> None:
    assert len({0, NO, 2, BUG, BUSY, MISFIT}) == 6  # 2 is click's own


@pytest.mark.parametrize("verb", ["counter", "sync", "central", "shelf", "find", "config", "audit"])
def test_a_verb_that_needs_settings_takes_the_file(verb: str) -> None:
    assert "config_path" in {parameter.name for parameter in main.commands[verb].params}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_work(number: signal.Signals) -> None:
    before, stop = signal.getsignal(number), threading.Event()
    try:
        until_told(stop)
        os.kill(os.getpid(), number)
        assert stop.wait(60)
    finally:
        signal.signal(number, before)


@pytest.mark.parametrize(
    ("rows", "as_json", "said"),
    [
        ((1, 2), False, "row 1\nrow 2\n"),
        ((), False, "no row\n"),
        ((1,), True, '[{"n":1}]\n'),
        ((), True, "[]\n"),
    ],
)
def test_rows_are_said_as_lines_or_as_one_list(
    rows: tuple[int, ...], said: str, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    say_rows(rows, lambda n: {"n": n}, lambda n: (f"row {n}",), "no row", as_json=as_json)
    assert capsys.readouterr().out == said
