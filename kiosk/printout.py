"""`kiosk print`: papers a technician asks for, with the counter stopped."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.config import load
from kiosk.core import labels
from kiosk.core.codes import BADGE_LENGTH, BADGE_LETTERS, CodeKind, read
from kiosk.core.papers import Wording
from kiosk.core.policy import Policy
from kiosk.core.prints import is_for_labels
from kiosk.core.receipts import Doc
from kiosk.gear import Gear, gear_of
from kiosk.hw.ports import DeviceFault, Printer, PrintOutcome
from kiosk.hw.printing import Paper, print_bytes
from kiosk.moments import boot_id, moment, secret_word
from kiosk.places import Place
from kiosk.store.counter_file import read_counter
from kiosk.store.db import Busy, CannotOpen, NewerSchema, is_locked
from kiosk.ui.phrases import Phrases
from kiosk.workflows.counter import Keys


class NotThere(Exception):
    """What was asked for cannot be printed; says why."""


class Printed(Struct, frozen=True):
    """How one paper ended.

    Args:
        paper: what it is.
        printer: its name in kiosk.toml.
        outcome: as the printer's driver says, or what it faulted with.
        ok: whether it is on paper, as far as anybody can know.
    """

    paper: str
    printer: str
    outcome: str
    ok: bool


def test_slips(path: Path) -> Iterator[Printed]:
    """Print a test slip on each printer there is."""
    gear, wording, at = _opened(path)
    doc = labels.test_slip(at, wording)
    yield _print("test slip", doc, gear.printer, gear.paper)
    if gear.label_printer is not None:
        yield _print("test slip", doc, gear.label_printer, gear.label_paper)


def cell_labels(path: Path, cells: Sequence[str]) -> Iterator[Printed]:
    """Print the labels of cells.

    Raises:
        NotThere: a name is none that a cell can have.
    """
    for cell in cells:
        if read(f"CELL:{cell}", "typed", lambda _: None).kind is not CodeKind.CELL:
            raise NotThere(f"{cell} is no name of a cell; one is A-07")
    gear, _, _ = _opened(path)
    for cell in cells:
        yield _routed(f"label {cell}", labels.cell_label(cell), gear)


def cards(path: Path) -> Iterator[Printed]:
    """Print the command cards."""
    gear, wording, _ = _opened(path)
    for number, doc in enumerate(labels.card_deck(wording, _rules(path)), 1):
        yield _routed(f"card {number}", doc, gear)


def badges(path: Path, count: int) -> Iterator[Printed]:
    """Print badges that are nobody's yet; their codes are on the paper alone.

    Args:
        path: of kiosk.toml.
        count: how many.
    """
    gear, wording, _ = _opened(path)
    for number in range(1, count + 1):
        code = secret_word(BADGE_LETTERS, BADGE_LENGTH)
        yield _routed(f"badge {number}", labels.blank_badge(code, wording), gear)


def _opened(path: Path) -> tuple[Gear, Wording, int]:
    config = load(path)
    place = Place(config, path.parent, lambda: moment(boot_id()), Keys(b"", b""))
    file = place.data / "counter.db"
    if file.exists() and is_locked(file):
        raise Busy("the counter runs and has the printers; stop it first")
    gear, point = gear_of(config), place.point
    if gear.printer is None and gear.label_printer is None:
        raise NotThere("no printer in the settings; write its table [printer]")
    phrases = Phrases(point.language, ZoneInfo(point.zone))
    wording = Wording(
        point.id,
        phrases.text,
        phrases.money,
        lambda at: f"{phrases.date(at)} {phrases.time(at)}",
        phrases.compact,
        phrases.number,
        phrases.language,
    )
    return gear, wording, place.now().at


def _rules(path: Path) -> Policy | None:
    """Return the policy in force; None on a box that never worked, or whose books are unread."""
    place = Place(load(path), path.parent, lambda: moment(boot_id()), Keys(b"", b""))
    try:
        books = read_counter(place.data / "counter.db", place.point.device)
    except (CannotOpen, NewerSchema):
        return None
    with closing(books.db):
        return books.rules()


def _routed(paper: str, doc: Doc, gear: Gear) -> Printed:
    if is_for_labels(doc.kind) and gear.label_printer is not None:
        return _print(paper, doc, gear.label_printer, gear.label_paper)
    return _print(paper, doc, gear.printer, gear.paper)


def _print(paper: str, doc: Doc, printer: Printer | None, sheet: Paper) -> Printed:
    if printer is None:
        return Printed(paper, "printer", "there is only a label printer", ok=False)
    try:
        printer.open()
        done = printer.print(f"{paper} {time.monotonic_ns()}", print_bytes(doc, sheet))
    except DeviceFault as fault:
        return Printed(paper, printer.name, str(fault), ok=False)
    finally:
        printer.close()
    if done.outcome is PrintOutcome.NOT_STARTED:
        return Printed(paper, printer.name, printer.status().value, ok=False)
    ok = done.outcome is PrintOutcome.PRINTED
    return Printed(paper, printer.name, "unproved" if done.unproved else done.outcome.value, ok=ok)
