"""Where a code lies, for whoever asks: `kiosk find` beside a running counter, and scans at shelves.

A request `NAME.ask` in the runtime folder holds the code; its answer is `NAME.told`, JSON.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import msgspec
from msgspec import Struct

from kiosk.core.codes import MAX_BYTES, Code, CodeKind
from kiosk.core.parcels import Parcel
from kiosk.store.counter_file import Books
from kiosk.workflows.counter import Counter
from kiosk.workflows.find import MOST_HITS, TYPED, Find
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.rights import Activity, anybody

ASK, TOLD = ".ask", ".told"
MOST_AT_ONCE = 4  # requests a tick
_BLANKS = " \u00a0"  # what copied text begins and ends with

Read: TypeAlias = Callable[[str, str], Code]  # of a text and its symbology


class Where(Struct, frozen=True):
    """Where a parcel is.

    Args:
        known: whether anything here has this code.
        parcel: its code; state, cell: as they stand, empty when unknown.
        lit: its cell is lit.
        more: how many more parcels there are, when an order was asked for, or goods by their code.
        delivery: its id, when it is no parcel but a delivery, or a box of one; `state` is the
            delivery's.
    """

    known: bool
    parcel: str = ""
    state: str = ""
    cell: str = ""
    lit: bool = False
    more: int = 0
    delivery: str = ""


NOWHERE = Where(known=False)


class Lookup(Activity):
    """Obeys find requests.

    Args:
        counter: what all activities share.
        find: tells what a code means.
        lamps: light the cell.
        folder: the runtime folder, which only this user can write; None for none.
    """

    def __init__(self, counter: Counter, find: Find, lamps: Lamps, folder: Path | None) -> None:
        super().__init__(counter)
        self._find, self._lamps, self._folder = find, lamps, folder

    @anybody
    def tick(self) -> None:
        """Answer the requests that wait."""
        if self._folder is None:
            return
        # a pipe would never answer, and a folder none of us made would be asked for ever
        requests = sorted(path for path in self._folder.glob(f"*{ASK}") if path.is_file())
        for request in requests[:MOST_AT_ONCE]:
            text = _read(request)
            told = NOWHERE if text is None else self.where(text)
            with suppress(OSError):  # a full disk: whoever asks gives up after a second
                write(request.with_suffix(TOLD), msgspec.json.encode(told))
            with suppress(OSError):
                request.unlink(missing_ok=True)

    @anybody
    def where(self, text: str, symbology: str = TYPED) -> Where:
        """Return where a parcel or a cell is, and light it.

        Args:
            text: the code.
            symbology: what it was read from.
        """
        return self._lit(where(text, self.counter.store, self._find.read, symbology))

    def _lit(self, found: Where) -> Where:
        if not found.cell:
            return found
        self._lamps.take(found.cell)
        lit = found.cell not in self._lamps.shown.unmapped
        return msgspec.structs.replace(found, lit=lit)


def where(text: str, books: Books, read: Read, symbology: str = TYPED) -> Where:
    """Return where a parcel, an order's parcel or a cell is, from the rows alone.

    Args:
        text: the code, as people type it: with blanks around it, a cell in small letters.
        books: the counter's file.
        read: tells what a text means.
        symbology: what it was read from.
    """
    tidy = text.strip(_BLANKS)
    found = _placed(read(tidy, symbology), books)
    if found.known:
        return found
    cell = read(tidy.upper(), TYPED)  # nothing but a cell: parcels' codes tell a from A
    return _placed(cell, books) if cell.kind is CodeKind.CELL else NOWHERE


def _placed(code: Code, books: Books) -> Where:
    if code.kind is CodeKind.CELL:
        cell = books.cells.get(code.text)
        return Where(known=True, cell=cell.cell) if cell else NOWHERE
    parcel = books.parcels.get(code.text)
    if parcel:
        return _lies(parcel)
    order = books.parcels.of_order(code.text)
    if order:
        return _first_of(order)
    delivery = books.deliveries.get(code.text) or books.deliveries.of_box(code.text)
    if delivery:
        return Where(known=True, delivery=delivery.delivery, state=delivery.state.value)
    goods = books.parcels.with_goods(code.text, MOST_HITS)
    return _first_of(goods) if goods else NOWHERE


def _first_of(parcels: tuple[Parcel, ...]) -> Where:
    first = next((one for one in parcels if one.cell), parcels[0])
    return _lies(first, more=len(parcels) - 1)


def _lies(parcel: Parcel, more: int = 0) -> Where:
    return Where(
        known=True,
        parcel=parcel.parcel,
        state=parcel.state.value,
        cell=parcel.cell or "",
        more=more,
    )


def ask(folder: Path, name: str, text: str) -> Path:
    """Leave a request; the answer will be the file this returns."""
    write(folder / f"{name}{ASK}", text.encode("utf-8", "replace"))
    return folder / f"{name}{TOLD}"


def answer(told: Path) -> Where | None:
    """Return the answer if it is there, and clear it away."""
    try:
        raw = told.read_bytes()
    except FileNotFoundError:
        return None
    told.unlink(missing_ok=True)
    return msgspec.json.decode(raw, type=Where)


def write(path: Path, raw: bytes) -> None:
    """Write a file so that a reader finds all of it or none."""
    part = path.with_suffix(".part")
    part.write_bytes(raw)
    part.replace(path)


def _read(request: Path) -> str | None:
    """Return what is asked for, None when nobody may read it."""
    try:
        with request.open("rb") as file:
            return file.read(MAX_BYTES + 1).decode("utf-8", "replace")
    except OSError:
        return None
