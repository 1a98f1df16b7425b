"""The emulator: draws what it is sent, reads back as it was asked, and passes nothing unknown."""

import socket
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from kiosk.core.receipts import Code128, Cut, Doc, Qr, Rule, Space, Text
from kiosk.hw.decoders import ENGINES
from kiosk.hw.ports import PrinterState, PrintOutcome, Symbology
from kiosk.hw.printer_network import network_printer
from kiosk.hw.printing import Paper, picture_of, print_bytes
from kiosk.hw.sim.printer import Condition, SimPrinter

EDGE = 24
PARCEL, BOX = "P:PK31000000/7731?k=8301", "PK31000000"
HOSTILE = (
    "\x1bp\x00\x19\xfa\x1dV\x00\x10\x14\x01\x00\x05 Мария \u202eяиснеп\u202c 📦👩\u200d👧 \x9bA",
    "\x1d(k\x03\x001Q0",
    "\x1b@\x1b!\x30",
    "\ud800 \x00 ",
)


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[SimPrinter]:
    made = SimPrinter(tmp_path / "papers", 576, lambda _: None)
    yield made
    made.close()


def tell(sim: SimPrinter, *parts: bytes) -> bytes:
    """Send bytes and hang up; return all answers, when the printer has obeyed everything."""
    with socket.create_connection(("127.0.0.1", sim.port), timeout=60) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            line.sendall(part)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(64), b""))


def sheet(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.array(picture.convert("L"))


def receipt() -> Doc:
    lines = (Text("Выдано", "14:02", bold=True), Rule(), Space(300), Qr(PARCEL), Code128(BOX))
    return Doc("receipt", (*lines, Space(), Cut()))


@pytest.mark.parametrize("engine", sorted(ENGINES))
@pytest.mark.parametrize("qr", ["raster", "native"])
@pytest.mark.parametrize("width", [384, 512, 576])
def test_a_printed_code_reads_as_it_was_asked(
    tmp_path: Path, width: int, qr: str, engine: str
) -> None:
    sim = SimPrinter(tmp_path / "papers", width, lambda _: None)
    tell(sim, print_bytes(receipt(), Paper(width=width, qr=qr)))
    sim.close()
    paper = sheet(sim.papers[0])
    read = ENGINES[engine]([Symbology.QR, Symbology.CODE128]).read(paper)
    assert {(code.symbology, code.text) for code in read} == {
        (Symbology.QR, PARCEL),
        (Symbology.CODE128, BOX),
    }
    assert paper.shape[1] == width + 2 * EDGE
    assert sim.unknown == []


def test_the_paper_is_the_preview_and_a_feed(sim: SimPrinter) -> None:
    assert tell(sim, print_bytes(receipt(), Paper())) == b"\x00"
    drawn = np.asarray(picture_of(receipt(), 576)) < 128
    paper = sheet(sim.papers[0])[EDGE:-EDGE, EDGE:-EDGE] < 128
    assert np.array_equal(paper[: drawn.shape[0]], drawn)
    assert paper[drawn.shape[0] :].shape == (120, 576)
    assert not paper[drawn.shape[0] :].any()


def test_however_the_bytes_come_the_paper_is_the_same(sim: SimPrinter) -> None:
    blob, random = print_bytes(receipt(), Paper(qr="native")), Random(5)
    tell(sim, blob)
    cuts = [*range(1, 12), *sorted(random.sample(range(12, len(blob)), 60))]
    cuts += range(len(blob) - 200, len(blob))
    parts = [blob[a:b] for a, b in pairwise([0, *sorted(cuts), len(blob)])]
    tell(sim, *parts)
    assert np.array_equal(sheet(sim.papers[0]), sheet(sim.papers[1]))
    assert sim.unknown == []


@pytest.mark.parametrize("qr", ["raster", "native"])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_prints_harmlessly(sim: SimPrinter, text: str, qr: str) -> None:
    doc = Doc("receipt", (Text(text, text), Qr(f"N:{text}"), Rule(), Cut()))
    assert tell(sim, print_bytes(doc, Paper(qr=qr))) == b"\x00"
    assert (len(sim.papers), sim.unknown, sim.texts) == (1, [], [])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"\x1bp\x00\x19\xfa", b"\x1bp"),
        (b"\x10\x14\x01\x00\x05", b"\x10"),
        (b"\x1dk\x04A\x00", b"\x1dk"),
        (b"\x7f", b"\x7f"),
    ],
)
def test_an_unknown_command_is_kept(sim: SimPrinter, sent: bytes, kept: bytes) -> None:
    tell(sim, b"\x1b@" + sent)
    assert sim.unknown[0] == kept


@pytest.mark.parametrize(
    ("cutter", "papers"), [("full", [1, 2]), ("partial", [1, 2]), ("none", [0, 0])]
)
def test_a_paper_falls_when_it_is_cut(sim: SimPrinter, cutter: str, papers: list[int]) -> None:
    blob, fallen = print_bytes(receipt(), Paper(cutter=cutter)), []
    for _ in range(2):
        tell(sim, blob)
        fallen.append(len(sim.papers))
    assert fallen == papers
    assert [path.name for path in sim.papers] == ["0001.png", "0002.png"][: papers[-1]]
    assert sim.unknown == []


def test_a_cut_without_a_paper_makes_none(sim: SimPrinter) -> None:
    tell(sim, b"\x1b@\x1dV\x00")
    assert sim.papers == []


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        (Condition(), "12 12 12 12 00"),
        (Condition(low=True), "12 12 12 1e 00"),
        (Condition(paper=False), "1a 32 12 7e"),
        (Condition(cover=True), "1a 16 12 12"),
        (Condition(cutter=True), "1a 12 1a 12"),
        (Condition(offline=True), "1a 12 12 12"),
        (Condition(nonsense=True), "ff ff ff ff 00"),
        (Condition(silent=True), ""),
        (Condition(refuse=True), ""),
    ],
)
def test_a_condition_is_told(sim: SimPrinter, condition: Condition, answers: str) -> None:
    sim.set(condition)
    try:
        said = tell(sim, b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", b"\x1dr\x01")
    except OSError:  # who refuses may hang up before everything was sent
        said = b""
    assert said.hex(" ") == answers


def test_a_question_in_two_halves_is_answered_once(sim: SimPrinter) -> None:
    with socket.create_connection(("127.0.0.1", sim.port), timeout=60) as line:
        said = []
        for half in (b"\x10\x04\x01\x10", b"\x04\x04\x1dr", b"\x01"):
            line.sendall(half)
            said.append(line.recv(64))
    assert (said, sim.unknown) == ([b"\x12", b"\x12", b"\x00"], [])


def test_the_line_dies_after_so_many_bytes_were_obeyed(sim: SimPrinter) -> None:
    sim.set(Condition(reset_after=9))
    with socket.create_connection(("127.0.0.1", sim.port), timeout=60) as line:
        line.sendall(b"\x1b@\x1bp\x1bq\x1br\x1bs\x1bt")
        with pytest.raises(ConnectionResetError):
            line.recv(1)
    assert sim.unknown == [b"\x1bp", b"\x1bq", b"\x1br"]


def test_a_slow_printer_takes_its_time_over_every_strip(tmp_path: Path) -> None:
    waited: list[float] = []
    sim = SimPrinter(tmp_path, 384, waited.append)
    sim.set(Condition(slow_s=0.25))
    tell(sim, print_bytes(Doc("slip", (Space(600), Cut())), Paper(width=384)))
    sim.close()
    assert waited == [0.25, 0.25, 0.25]


def test_who_waits_for_a_paper_is_told(sim: SimPrinter) -> None:
    with sim.printed:
        tell_it = threading.Thread(target=tell, args=(sim, print_bytes(receipt(), Paper())))
        tell_it.start()
        assert sim.printed.wait_for(lambda: sim.papers, timeout=60)
    tell_it.join()


def test_a_code_too_wide_for_the_paper_stops_nobody(sim: SimPrinter) -> None:
    code = b"x" * 900
    size = (len(code) + 3).to_bytes(2, "little")
    draw = b"\x1d(k\x03\x001C\x10\x1d(k" + size + b"1P0" + code + b"\x1d(k\x03\x001Q0\x1dV\x00"
    tell(sim, draw)
    assert sheet(sim.papers[0]).shape[1] == 576 + 2 * EDGE
    assert tell(sim, b"\x10\x04\x01") == b"\x12"


def test_after_it_was_switched_off_nobody_answers(tmp_path: Path) -> None:
    before = threading.active_count()
    sim = SimPrinter(tmp_path / "papers", 576, lambda _: None)
    printer = network_printer("127.0.0.1", sim.port, time.monotonic)
    sim.close()
    sim.close()
    assert printer.status() is PrinterState.GONE
    assert printer.print("a", b"\x1b@").outcome is PrintOutcome.NOT_STARTED
    assert threading.active_count() == before
