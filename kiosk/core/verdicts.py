"""What a finished count says of every parcel, and what becomes of it when it is applied.

Nothing stands here that the counter overtook: a parcel that somebody had in hand after its cell was
counted is where that person put it, whatever the count saw before.
"""

from collections import Counter as Tally
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from kiosk.core.facts import counting, deciding, returning, shipping, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.stocktake import UNDER_WAY, CellCount, Stocktake
from kiosk.core.words import (
    CancelReason,
    How,
    MoveReason,
    ParcelState,
    QuarantineReason,
    StocktakeState,
    Verdict,
)

S = ParcelState

# Facts after which a parcel is where somebody put it. That it was not found is none: whoever looked
# for it in one cell has not seen it in another.
HANDLED: frozenset[type[Fact]] = frozenset(
    {
        stockroom.ParcelReceived,
        stockroom.ParcelStored,
        stockroom.ParcelMoved,
        stockroom.ParcelQuarantined,
        stockroom.ParcelTurnedBack,
        visits.ParcelPicked,
        visits.ParcelPutBack,
        visits.ParcelFound,
        visits.ParcelIssued,
        visits.IssueUndone,
        deciding.ItemDecided,
        deciding.ParcelRefused,
        deciding.ParcelSplit,
        shipping.ParcelPacked,
        shipping.ParcelUnpacked,
        shipping.ParcelShipped,
        shipping.ParcelGivenBack,
        shipping.ParcelDisposed,
        returning.DropoffAccepted,
    }
)
_IN_A_CELL = frozenset({S.STORED, S.TO_RETURN, S.QUARANTINED})
_GONE = frozenset({S.ISSUED, S.SHIPPED, S.GIVEN_BACK, S.DISPOSED, S.PACKED})


class Counted(Struct, frozen=True):
    """A cell's last count, and the number of its event in the journal.

    Args:
        seq: 0 for what a snapshot brought: its event is in the journal of the box before this one.
    """

    count: CellCount
    seq: int


class Findings(Struct, frozen=True):
    """All that the verdicts follow from.

    Args:
        counts: of this stocktake.
        parcels: the row of every parcel that differs; what is not here was never heard of.
        handled: the number of the last fact of HANDLED about each of them, 0 for none.
        given_up: parcels that were not found before the stocktake began, if everything is counted.
    """

    counts: tuple[Counted, ...]
    parcels: Mapping[str, Parcel] = {}
    handled: Mapping[str, int] = {}
    given_up: tuple[str, ...] = ()


class Line(Struct, frozen=True):
    """One parcel that is not as the books have it.

    Args:
        cell: where it was found, or where it is missing; empty for a lost one.
        from_cell: where the books have it, if it was found elsewhere.
    """

    verdict: Verdict
    parcel: str
    cell: str = ""
    from_cell: str = ""


def doubtful(counts: Collection[CellCount]) -> frozenset[str]:
    """Return the parcels that the verdicts of these counts may be about."""
    return frozenset(name for count in counts for name in (*count.missing, *count.extra))


def matched(counts: Collection[CellCount]) -> int:
    """Return how many parcels lay where the books had them."""
    return sum(len(count.parcels) - len(count.extra) for count in counts)


def lines(findings: Findings) -> tuple[Line, ...]:
    """Return what differs, cell by cell in the order they were counted, the lost ones last."""
    counts = sorted(findings.counts, key=lambda one: one.seq)
    seen = {name: one for one in counts for name in one.count.parcels}  # the last sight counts
    told: list[Line] = []
    for one in counts:
        for name in one.count.extra:
            if seen[name] is one and not _overtaken(name, one, findings):
                told.extend(_found(name, one.count.cell, findings.parcels.get(name)))
        for name in one.count.missing:
            if name not in seen and not _overtaken(name, one, findings):
                told.extend(_missed(name, one.count.cell, findings.parcels.get(name)))
    lost = (name for name in findings.given_up if name not in seen)
    return (*told, *(Line(Verdict.LOST, name) for name in lost))


def _overtaken(name: str, one: Counted, findings: Findings) -> bool:
    if findings.handled.get(name, 0) > one.seq:
        return True
    if one.seq:
        return False
    # no number tells which was first; both times are those of the one box before this one
    parcel = findings.parcels.get(name)
    return parcel is not None and parcel.placed_at > one.count.counted_at


def _found(name: str, cell: str, parcel: Parcel | None) -> tuple[Line, ...]:
    if parcel is None or parcel.state in _GONE | {S.EXPECTED, S.MISSING}:
        return (Line(Verdict.SURPLUS, name, cell),)
    if parcel.state is S.PICKED or parcel.cell == cell:  # in a visit; or put right meanwhile
        return ()
    return (Line(Verdict.MISPLACED, name, cell, parcel.cell or ""),)


def _missed(name: str, cell: str, parcel: Parcel | None) -> tuple[Line, ...]:
    lies = parcel is not None and parcel.state in _IN_A_CELL and parcel.cell == cell
    return (Line(Verdict.MISSING, name, cell),) if lies else ()


def differing(told: Sequence[Line]) -> tuple[str, ...]:
    """Return the cells with a difference, each once."""
    return tuple(dict.fromkeys(line.cell for line in told if line.cell))


def apply(
    stocktake: Stocktake,
    findings: Findings,
    seen: Sequence[Line],
    *,
    may_override: bool,
) -> tuple[Fact, ...] | Refused:
    """Decide whether the books may follow the count, and what changes then.

    Args:
        stocktake: which.
        findings: what it found.
        seen: the lines as the person saw them; what is applied is what was looked at.
        may_override: the person holds `override`; without it only a count without a difference
            comes to its end.
    """
    if stocktake.state not in UNDER_WAY:
        return Refused(Reason.STALE)
    if stocktake.state is not StocktakeState.REVIEW:
        return Refused(Reason.UNCOUNTED, {"n": len(stocktake.uncounted) + len(stocktake.recount)})
    told = lines(findings)
    stale = set(told) ^ set(seen)
    if stale:
        return Refused(Reason.STALE_LINE, {"n": len(stale)})
    if told and not may_override:
        return Refused(Reason.NOT_ALLOWED, {"right": "override"})
    changes = tuple(fact for line in told for fact in _becomes(line, findings.parcels))
    return (*changes, _applied(stocktake, findings, told))


def _applied(
    stocktake: Stocktake, findings: Findings, told: Sequence[Line]
) -> counting.StocktakeApplied:
    of = Tally(line.verdict for line in told)
    return counting.StocktakeApplied(
        stocktake.stocktake,
        matched([one.count for one in findings.counts]),
        misplaced=of[Verdict.MISPLACED],
        missing=of[Verdict.MISSING],
        surplus=of[Verdict.SURPLUS],
        lost=of[Verdict.LOST],
    )


def _becomes(line: Line, parcels: Mapping[str, Parcel]) -> tuple[Fact, ...]:
    match line.verdict:
        case Verdict.MISSING:
            return (visits.ParcelNotFound(line.parcel, line.cell),)
        case Verdict.LOST:
            return (counting.ParcelLost(line.parcel),)
        case Verdict.SURPLUS:
            return _surplus(line, parcels.get(line.parcel))
        case _:
            return _placed(line, parcels[line.parcel])


def _placed(line: Line, parcel: Parcel) -> tuple[Fact, ...]:
    if parcel.state in {S.NOT_FOUND, S.LOST}:
        return (visits.ParcelFound(line.parcel, line.cell),)
    if parcel.state is S.RECEIVED:  # put away, and nobody scanned the cell
        return (stockroom.ParcelStored(line.parcel, line.cell, suggested=parcel.suggested),)
    return (_moved(parcel, line.cell),)


def _surplus(line: Line, parcel: Parcel | None) -> tuple[Fact, ...]:
    """Return what becomes of a parcel that should not be here at all.

    One that was announced came after all, unscanned. One that the books have given away stays as it
    is: what happened to it must be asked of people.
    """
    if parcel is None:
        return (stockroom.ParcelQuarantined(line.parcel, QuarantineReason.SURPLUS),)
    if parcel.state in _GONE or parcel.delivery is None:
        return ()
    received = stockroom.ParcelReceived(line.parcel, parcel.delivery, How.CODE)
    if parcel.reason:  # cancelled on its way: it goes back
        cancelled = visits.ParcelCancelled(line.parcel, CancelReason(parcel.reason))
        return (received, cancelled, _moved(parcel, line.cell))
    return (received, stockroom.ParcelStored(line.parcel, line.cell))


def _moved(parcel: Parcel, cell: str) -> stockroom.ParcelMoved:
    return stockroom.ParcelMoved(parcel.parcel, parcel.cell, cell, MoveReason.STOCKTAKE)
