"""`kiosk demo --day full` plays the day of WORKFLOWS.md 8; its sums come out on both sides.

508 issued, 89 drop-offs, 24 returns, as at one real point. The sums are the page's, not the plan's,
so that a plan which forgets a parcel is seen, too.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable

import msgspec
import pytest
from msgspec import Struct

from kiosk.central.store_sqlite import open_questions
from kiosk.core import boxes, events
from kiosk.core.facts.stockroom import ParcelReceived
from kiosk.core.parcels import Parcel
from kiosk.core.words import CancelReason, Flow, How, ParcelState
from kiosk.store.counter_file import read_counter
from kiosk.store.rows import everything
from kiosk.trial.stage import DEVICE, POINT
from kiosk.trial.summary import Summary

pytestmark = pytest.mark.slow
PATIENCE_S = 1800.0
STOCK, CAME_IN = 600, 511
DROPPED, RETURNED, SPLIT, ISSUED = 89, 24, 10, 508
REFUSED, UNCLAIMED = 12, 14
MISSING, SURPLUS, DAMAGED, UNREADABLE = 3, 2, 4, 5
COUNTED, NOT_FOUND = 40, 2  # the cell of each that is not found is counted, too
A_MINUTE = 60
BACK = RETURNED + REFUSED + SPLIT + UNCLAIMED
ON_HAND = STOCK + CAME_IN + DROPPED + RETURNED + SPLIT - ISSUED - DROPPED - BACK


class Played(Struct):
    """What the day left: the summary, each side's parcels and counted cells, how each came in."""

    said: str
    summary: Summary
    point: list[Parcel]
    central: list[Parcel]
    counted: dict[str, set[str]]
    came: Counter[How]


def _parcels(bodies: Iterable[bytes]) -> list[Parcel]:
    return [msgspec.json.decode(body, type=Parcel) for body in bodies]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The full day, once."""
    out = tmp_path_factory.mktemp("day")
    words = ["demo", "--day", "full", "--headless", "--out", str(out), "--broker", "mosquitto"]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *words],
        capture_output=True,
        check=False,
        text=True,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    summary = msgspec.json.decode((out / "summary.json").read_bytes(), type=Summary)
    counter = read_counter(out / "work" / "counter" / "data" / "counter.db", DEVICE)
    point = _parcels(body for _, body in everything(counter.db, "parcel"))
    counted = {"point": {cell for cell, _ in everything(counter.db, "count")}}
    rows = counter.journal.since(0, 10**9)
    facts = [events.decode(row.body).facts for row in rows if row.type == "parcel.received"]
    came = Counter(fact.how for fact in facts if isinstance(fact, ParcelReceived))
    counter.db.close()
    books = open_questions(out / "work" / "central" / "central.db")
    central = _parcels(body for kind, _, body in books.books(POINT) if kind == "parcel")
    counted["central"] = {cell for kind, cell, _ in books.books(POINT) if kind == "count"}
    books.close()
    return Played(done.stdout, summary, point, central, counted, came)


def test_the_pages_own_sum_is_577() -> None:
    assert ON_HAND == 577


def test_what_came_what_went_and_what_is_left_are_the_pages(played: Played) -> None:
    got = played.summary
    assert (got.accepted, got.issued) == (STOCK + CAME_IN, ISSUED)
    assert (got.dropped_off, got.returned) == (DROPPED, RETURNED)
    assert (got.left_here, got.shipped) == (REFUSED + SPLIT, DROPPED + BACK)
    assert (got.on_hand, got.undone, got.refused["code_wrong"]) == (ON_HAND, 3, 9)


@pytest.mark.parametrize("side", ["point", "central"])
def test_each_side_holds_those_parcels_by_itself(played: Played, side: str) -> None:
    parcels: list[Parcel] = getattr(played, side)
    states = Counter(parcel.state for parcel in parcels)
    assert (states[ParcelState.ISSUED], states[ParcelState.SHIPPED]) == (ISSUED, DROPPED + BACK)
    gone = [boxes.flow_of(parcel) for parcel in parcels if parcel.state is ParcelState.SHIPPED]
    assert (gone.count(Flow.DIRECT), gone.count(Flow.REVERSE)) == (DROPPED, BACK)


@pytest.mark.parametrize("side", ["point", "central"])
def test_what_was_wrong_with_the_deliveries_is_known_on_each_side(
    played: Played, side: str
) -> None:
    parcels: list[Parcel] = getattr(played, side)
    assert sum(parcel.state is ParcelState.MISSING for parcel in parcels) == MISSING
    assert sum(parcel.reason == CancelReason.SURPLUS for parcel in parcels) == SURPLUS
    assert sum(parcel.damaged for parcel in parcels) == DAMAGED
    assert len(played.counted[side]) >= COUNTED
    assert played.summary.counted >= COUNTED + NOT_FOUND


def test_labels_were_read_by_the_scanner_or_by_their_digits_and_quickly(played: Played) -> None:
    assert played.came[How.DIGITS] == UNREADABLE
    assert played.summary.a_minute >= A_MINUTE


def test_nothing_was_lost_or_doubled_and_both_books_are_equal(played: Played) -> None:
    got = played.summary
    assert (got.lost, got.doubled, got.differing, got.quarantined) == (0, 0, 0, 0)
    assert got.journal == got.central
    by_code = {parcel.parcel: parcel for parcel in played.central}
    assert by_code == {parcel.parcel: parcel for parcel in played.point}
