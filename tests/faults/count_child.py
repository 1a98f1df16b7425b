"""The counter that is killed while somebody counts: tells how far it is after every step.

`python -m tests.faults.count_child FOLDER RUN HOW` counts the shelves of FOLDER, going on where it
was; RUN tells its ids from those of the runs before. HOW is `kept` for the real thing, or
`forgetful` for a counter that keeps what is scanned in its head; after three steps it waits for its
end, so that something is in its head then.
"""

import itertools
import os
import shutil
import signal
import sys
from pathlib import Path

import msgspec
import pytest

from kiosk.core import messages
from kiosk.core.refusals import Refused
from kiosk.core.words import Role, StocktakeScope
from kiosk.store.counts import Counts, InHand
from tests.workflows.conftest import CELLS, POLICY, Point

STOCK = {"c1": ("A-01", 3), "c2": ("A-02", 4), "c3": ("B-01", 3), "c4": ("B-03", 2)}
A_CELL = 100  # steps a cell is worth, so that every step is more than all before


def forget(patched: pytest.MonkeyPatch) -> None:
    """Let what is scanned be kept in the head alone."""
    head: dict[str, InHand] = {}
    patched.setattr(Counts, "take_in_hand", lambda _, hand: head.update(hand=hand))
    patched.setattr(Counts, "in_hand", lambda _: head.get("hand"))
    patched.setattr(Counts, "let_go", lambda _: head.clear())


def opened(folder: Path, run: int) -> Point:
    """Open the counter again, as after a pulled plug."""
    shutil.rmtree(folder / "run", ignore_errors=True)
    point = Point(folder)
    point._ids = itertools.count(run * 100_000)
    if not point.store.cells.all():
        point.counter.ensure_cell_map(CELLS)
        point.mail(
            messages.PolicySet(1, msgspec.Raw(msgspec.json.encode(POLICY))),
            messages.StaffUpsert("anna", "Anna K.", Role.CLERK),
        )
        point.sign_in("anna")
        for customer, (cell, many) in STOCK.items():
            point.stock(customer, *(f"{customer}-{n}" for n in range(many)), cell=cell)
        point.desk.count.start(StocktakeScope.ALL)
    point.sign_in("anna")
    return point


def say(word: object) -> None:
    """Tell the parent, at once and whole."""
    os.write(sys.stdout.fileno(), f"{word}\n".encode())


def play(point: Point, most: int | None = None) -> None:
    """Count cell after cell, telling each step once it is kept; wait after so many."""
    count = point.desk.count
    for step in itertools.count():
        if step == most:
            signal.pause()
        card = count.card()
        assert not isinstance(card, Refused)
        say(card.stocktake.done * A_CELL + len(card.scanned))
        if card.cell is None:
            break
        lying = {parcel.parcel for parcel in point.store.parcels.in_cell(card.cell)}
        left = sorted(lying - {one.code for one in card.scanned})
        if left:
            count.scan(left[0])
        else:
            count.close_cell(empty=not lying)
    say("through")


def main() -> None:
    """Count until killed, or until all is counted."""
    folder, run, how = sys.argv[1:]
    if how == "forgetful":
        forget(pytest.MonkeyPatch())
    play(opened(Path(folder), int(run)), 3 if how == "forgetful" else None)


if __name__ == "__main__":
    main()
