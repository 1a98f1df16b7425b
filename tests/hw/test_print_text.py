"""Words as a printer's own letters: in its code pages, aligned, and nothing it would obey."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.core.receipts import Cut, Doc, Element, Qr, Rule, Space, Text, TextSize
from kiosk.hw.print_text import Scribe
from kiosk.hw.printing import Paper, print_bytes
from kiosk.hw.sim.printer import SimPrinter
from tests.hw.sim.test_printer import HOSTILE, tell

OURS = re.compile(
    rb"(?:[\x20-\x7e\x80-\xff]|\n|\x1bt[\x00-\xff]|\x1bE[\x00\x01]|\x1d![\x00\x01\x11])*", re.DOTALL
)
COLUMNS = 48


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[SimPrinter]:
    made = SimPrinter(tmp_path, 576, time.sleep, "TM-T20II")
    yield made
    made.close()


def printed(sim: SimPrinter, *elements: Element, width: int = 576) -> list[str]:
    paper = Paper(width=width, mode="text", profile="TM-T20II")
    assert tell(sim, print_bytes(Doc("receipt", (*elements, Cut())), paper)) == b"\x00"
    assert (len(sim.papers), sim.unknown) == (1, [])
    return sim.texts


def test_a_receipt_reads_as_it_was_written(sim: SimPrinter) -> None:
    lines = printed(
        sim,
        Text("Отправления выданы", size=TextSize.LARGE, bold=True, centred=True),
        Text("Пункт 7731", "14:02"),
        Rule(),
        Text("Fone de ouvido, São João", "R$ 10"),
        Text("Чехол – «Лён»", "1 250,50 ₽"),
    )
    assert lines == [
        " " * 15 + "Отправления выданы",
        "Пункт 7731" + " " * 33 + "14:02",
        "-" * 48,
        "Fone de ouvido, São João" + " " * 19 + "R$ 10",
        "Чехол – «Лён»".ljust(COLUMNS - 12) + "1 250,50 RUB",
    ]


def test_a_long_title_wraps_and_its_price_keeps_its_place(sim: SimPrinter) -> None:
    lines = printed(sim, Text("Чехол для телефона " * 4, "1 250 ₽"), width=384)
    assert [line for line in lines if len(line) > 32] == []
    assert lines[-1].endswith("1 250 RUB")
    assert len(lines[-1]) == 32


def test_what_no_page_has_is_written_as_people_would(sim: SimPrinter) -> None:
    (line,) = printed(sim, Text("₽ € 日"))
    assert line in {"RUB € ?", "RUB EUR ?"}


def test_a_model_of_plain_letters_writes_plain_letters() -> None:
    scribe = Scribe("AF-240", 576)
    assert scribe.write(Text("Ж – ₽ A")) == b"? - RUB A\n"
    assert scribe.write(Rule()) == b"-" * 20 + b"\n"


def test_a_page_is_changed_only_when_it_must_be() -> None:
    scribe = Scribe("TM-T20II", 576)
    first, second = scribe.write(Text("Привет")), scribe.write(Text("Снова"))
    assert (first[:2], first[3:]) == (b"\x1bt", "Привет\n".encode({17: "cp866"}.get(first[2], "")))
    assert second == "Снова\n".encode("cp866")


def test_codes_and_spaces_stand_between_the_words(sim: SimPrinter) -> None:
    assert printed(sim, Text("A"), Space(300), Qr("X"), Text("B")) == ["A", "B"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_prints_harmlessly(sim: SimPrinter, text: str) -> None:
    printed(sim, Text(text, text), Text(text, size=TextSize.HUGE, bold=True))


@given(st.text(max_size=60), st.text(max_size=20), st.sampled_from(list(TextSize)))
@settings(max_examples=60)
def test_no_text_is_more_than_letters(left: str, right: str, size: TextSize) -> None:
    scribe = Scribe("NT-5890K", 384)
    for text in (Text(left, right, size=size), Text(left, centred=True, bold=True)):
        blob = scribe.write(text)
        assert OURS.fullmatch(blob)
        plain = re.sub(rb"\x1bt.|\x1bE.|\x1d!.", b"", blob, flags=re.DOTALL)
        wide = 16 if text.size is TextSize.HUGE else 32
        assert [line for line in plain.split(b"\n") if len(line) > wide] == []
