"""The verdict of `kiosk bench`: each figure beside its target, and an exit code that follows."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import msgspec
import pytest

from kiosk.trial import bench, bench_ui
from kiosk.trial.figures import Row, at_least, at_most

GOOD, BAD = at_least("frames kept", 0.9, 0.85), at_most("cost / bare cost", 3.0, 2.0)
SLOW = at_most("scan to screen, p95 ms", 40.0, 20.0)
SUBJECT = "from kiosk.trial.figures import at_least, at_most\ndef rows():\n    return ({},)\n"
CALLS = {
    "good": 'at_least("frames kept", 0.9, 0.85)',
    "bad": 'at_most("cost / bare cost", 3.0, 2.0)',
    "slow": 'at_most("scan to screen, p95 ms", 40.0, 20.0)',
}


class Bar:
    """A progress bar that only counts."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.done = 0

    @contextmanager
    def __call__(self, length: int) -> Iterator["Bar"]:
        self.lengths.append(length)
        yield self

    def update(self, n_steps: int) -> None:
        self.done += n_steps


@pytest.fixture(autouse=True)
def subjects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Subjects whose figures are known before."""
    monkeypatch.syspath_prepend(tmp_path)
    for name, call in CALLS.items():
        (tmp_path / f"bench_subject_{name}.py").write_text(SUBJECT.format(call), encoding="utf-8")
    known = {name: f"bench_subject_{name}" for name in CALLS}
    monkeypatch.setattr(bench, "SUBJECTS", known)


def known_only(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(bench, "SUBJECTS", {n: f"bench_subject_{n}" for n in names})


@pytest.mark.parametrize(("subject", "code"), [("good", 0), ("bad", 1), ("slow", 0)])
def test_a_missed_ratio_exits_1_and_a_missed_duration_does_not(subject: str, code: int) -> None:
    assert bench.run(subject, Bar(), as_json=False) == code


def test_one_missed_ratio_among_many_figures_is_enough_to_exit_1() -> None:
    bar = Bar()
    assert bench.run(None, bar, as_json=False) == 1
    assert (bar.lengths, bar.done) == ([3], 3)


def test_all_subjects_are_good_when_each_is(monkeypatch: pytest.MonkeyPatch) -> None:
    known_only(monkeypatch, "good", "slow")
    assert bench.run(None, Bar(), as_json=False) == 0


def test_only_the_subject_that_was_asked_for_is_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bar = Bar()
    bench.run("good", bar, as_json=False)
    assert capsys.readouterr().out == bench.table([GOOD])
    assert (bar.lengths, bar.done) == ([1], 1)


def test_the_table_shows_each_figure_with_the_side_of_its_target() -> None:
    assert bench.table([GOOD, BAD, SLOW]).splitlines() == [
        "ok    frames kept                    0.9  >= 0.85",
        "FAIL  cost / bare cost                 3  <= 2",
        "slow  scan to screen, p95 ms          40  <= 20",
    ]


def test_as_json_the_same_figures_are_one_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.run(None, Bar(), as_json=True) == 1
    told = msgspec.json.decode(capsys.readouterr().out, type=list[Row])
    assert told == [GOOD, BAD, SLOW]


def test_an_unknown_subject_measures_nothing_and_exits_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bar = Bar()
    assert bench.run("weather", bar, as_json=False) == 2
    told = capsys.readouterr()
    assert (told.out, bar.lengths) == ("", [])
    assert told.err == "there is no subject 'weather'; there are good, bad, slow\n"


def test_a_real_subject_is_measured_and_judged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "SUBJECTS", {"ui": "kiosk.trial.bench_ui"})
    for name in ("SWITCHES", "FRAMES", "PRESSES", "TURNS", "TYPED"):
        monkeypatch.setattr(bench_ui, name, 4)
    code = bench.run("ui", Bar(), as_json=True)
    rows = msgspec.json.decode(capsys.readouterr().out, type=list[Row])
    assert len(rows) == 8
    assert code == (0 if all(row.ok for row in rows if not row.name.endswith(" ms")) else 1)


def test_every_subject_of_the_product_can_be_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert list(bench.SUBJECTS) == [
        *(
            "analytics",
            "accept",
            "issue",
            "decode",
            "lights",
            "ui",
            "map",
            "printer",
            "store",
            "sync",
        )
    ]
    assert all(callable(import_module(name).rows) for name in bench.SUBJECTS.values())
