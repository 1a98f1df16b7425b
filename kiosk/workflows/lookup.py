"""Where a code lies, for whoever asks: `kiosk find` beside a running counter, and scans at shelves.

A request `NAME.ask` in the runtime folder holds the code; its answer is `NAME.told`, JSON.
"""

from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.core.codes import MAX_BYTES, CodeKind
from kiosk.store.parcels import Parcels
from kiosk.workflows.counter import Counter
from kiosk.workflows.find import Find
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.rights import Activity, anybody

ASK, TOLD = ".ask", ".told"
MOST_AT_ONCE = 4  # requests a tick


class Where(Struct, frozen=True):
    """Where a parcel is.

    Args:
        known: whether anything here has this code.
        parcel: its code; state, cell: as they stand, empty when unknown.
        lit: its cell is lit.
    """

    known: bool
    parcel: str = ""
    state: str = ""
    cell: str = ""
    lit: bool = False


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
        for request in sorted(self._folder.glob(f"*{ASK}"))[:MOST_AT_ONCE]:
            told = self.where(_read(request))
            write(request.with_suffix(TOLD), msgspec.json.encode(told))
            request.unlink(missing_ok=True)

    @anybody
    def where(self, text: str, symbology: str = "typed") -> Where:
        """Return where a parcel or a cell is, and light it.

        Args:
            text: the code.
            symbology: what it was read from.
        """
        code = self._find.read(text, symbology)
        if code.kind is CodeKind.CELL:
            cell = self.counter.store.cells.get(code.text)
            return self._lit(Where(known=True, cell=cell.cell)) if cell else NOWHERE
        return self._lit(where(code.text, self.counter.store.parcels))

    def _lit(self, found: Where) -> Where:
        if not found.cell:
            return found
        self._lamps.take(found.cell)
        lit = found.cell not in self._lamps.shown.unmapped
        return msgspec.structs.replace(found, lit=lit)


def where(parcel: str, parcels: Parcels) -> Where:
    """Return where a parcel is, from the rows alone."""
    found = parcels.get(parcel)
    if found is None:
        return NOWHERE
    return Where(known=True, parcel=found.parcel, state=found.state.value, cell=found.cell or "")


def ask(folder: Path, name: str, text: str) -> Path:
    """Leave a request; the answer will be the file this returns."""
    write(folder / f"{name}{ASK}", text.encode())
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


def _read(request: Path) -> str:
    with request.open("rb") as file:
        return file.read(MAX_BYTES + 1).decode("utf-8", "replace")
