"""What a day came to: both books compared, counted and timed."""

import shutil
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from kiosk.central.questions import Questions
from kiosk.core import events
from kiosk.core.books import KINDS
from kiosk.core.facts.fact import Fact
from kiosk.core.prints import JobState
from kiosk.core.words import How, ParcelState
from kiosk.store import rows
from kiosk.store.counter_file import Books
from kiosk.store.journal import Journal, Row
from kiosk.trial.stage import DEVICE, POINT, Stage
from kiosk.trial.stopwatch import Stopwatch, share

_BLINK_S = 1.5  # longer than a blinking lamp stays dark
_ALL = 10**9  # rows of a journal
_CAME = {"parcel.received", "parcel.quarantined"}
_OTHER_WORK = {"delivery.arrived", "delivery.closed", "parcel.quarantined", "parcel.turned_back"}
_OTHER_WORK |= {"photo.taken", "photo.skipped"}
_ON_HAND = {
    ParcelState.RECEIVED,
    ParcelState.STORED,
    ParcelState.PICKED,
    ParcelState.QUARANTINED,
    ParcelState.TO_RETURN,
    ParcelState.NOT_FOUND,
    ParcelState.PACKED,
}


class Summary(Struct):
    """What the day came to; written to `summary.json`.

    Args:
        accepted: parcels that came in; a_minute: by scanner, each put away before the next.
        placed: how often one was put into a cell.
        issued: parcels that left with a customer; undone: visits taken back and issued again.
        returned: what customers brought back; dropped_off: what senders brought.
        left_here: parcels of which customers did not take all.
        shipped: parcels that left for the warehouse; counted: cells of the stocktake.
        papers: all that was printed: receipts, acts, labels.
        refused: refused scans by reason.
        journal, central: event counts; lost, doubled: of the counter's events at the central.
        differing: rows of the books that are not equal.
        tls: whether the mail went over TLS, and the box enrolled itself for it.
        milliseconds: p50 and p95 of each figure.
    """

    accepted: int = 0
    a_minute: float = 0.0
    placed: int = 0
    issued: int = 0
    undone: int = 0
    returned: int = 0
    dropped_off: int = 0
    shipped: int = 0
    counted: int = 0
    left_here: int = 0
    receipts: int = 0
    papers: int = 0
    refused: dict[str, int] = {}
    journal: int = 0
    central: int = 0
    lost: int = 0
    doubled: int = 0
    differing: int = 0
    conflicts: int = 0
    quarantined: int = 0
    on_hand: int = 0
    broker: str = ""
    tls: bool = False
    seconds: float = 0.0
    milliseconds: dict[str, dict[str, float]] = {}

    @property
    def is_right(self) -> bool:
        """Whether nothing was lost or doubled and both books are equal."""
        return not (self.lost or self.doubled or self.differing) and self.journal == self.central


def told(s: Summary, out: Path) -> str:
    """Return the day in a few lines for people."""
    times = "".join(
        f"  {name}: p50 {figures['p50']:.0f}, p95 {figures['p95']:.0f} ms\n"
        for name, figures in s.milliseconds.items()
    )
    verdict = "the books are equal" if s.is_right else "THE BOOKS DIFFER"
    return (
        f"accepted {s.accepted} ({s.a_minute:.0f} a minute), placed {s.placed}, "
        f"issued {s.issued}, left here {s.left_here}, returned {s.returned}, "
        f"dropped off {s.dropped_off}, "
        f"shipped {s.shipped}, counted {s.counted} cells, papers {s.papers}, on hand {s.on_hand}\n"
        f"journal {s.journal} events, central {s.central}: lost {s.lost}, doubled {s.doubled}, "
        f"{verdict}\n{times}"
        f"{s.seconds:.0f} s; summary, screens and receipts are in {out}\n"
    )


def summed_up(stage: Stage, watch: Stopwatch, out: Path) -> Summary:
    """Compare both books and sum the day up."""
    watch.stop()
    books = stage.books()
    summary = compared(stage.app.file, books)
    books.close()
    captured = [seen for seen, _ in stage.scans]
    printed = stage.app.file.prints.in_state(JobState.SENT)
    summary.receipts = sum(job.kind == "receipt" for job in printed)
    summary.papers = _keep_papers(stage, out)
    summary.broker, summary.tls = stage.broker.kind, stage.broker.service is not None
    summary.milliseconds = {
        "scan_to_screen_ms": share([b - a for a, b in stage.scans]),
        "scan_to_light_ms": share(scan_to_light(captured, stage.latches)),
        "commit_to_central_ack_ms": share(watch.acked(stage.app.file.journal)),
    }
    return summary


def compared(file: Books, books: Questions, device: str = DEVICE) -> Summary:
    """Count what happened at the counter, and what of it the central has.

    Args:
        file: the counter's.
        books: the central's.
        device: the counter's name there.
    """
    counts = books.counts(POINT)
    ours = [(row.seq, row.id) for row in file.journal.since(0, _ALL)]
    theirs = books.event_ids(device)
    point = {(kind, id_): body for kind, id_, body in books.books(POINT)}
    here = {(kind, id_): body for kind in KINDS for id_, body in rows.everything(file.db, kind)}
    by_type = file.journal.count_types()
    states = file.parcels.count_by_state()
    return Summary(
        accepted=_accepted(file.journal),
        a_minute=round(a_minute(file.journal), 1),
        placed=by_type.get("parcel.stored", 0),
        issued=states.get(ParcelState.ISSUED, 0),
        undone=by_type.get("session.reopened", 0),
        returned=by_type.get("return.accepted", 0),
        dropped_off=by_type.get("dropoff.accepted", 0),
        shipped=states.get(ParcelState.SHIPPED, 0),
        counted=by_type.get("cell.counted", 0),
        left_here=by_type.get("parcel.refused", 0) + by_type.get("parcel.split", 0),
        refused=_refusals(file.journal),
        journal=len(ours),
        central=len(theirs),
        lost=len(set(ours) - set(theirs)),
        doubled=len(theirs) - len({seq for seq, _ in theirs}),  # under another id: an id is unique
        differing=sum(1 for key in point | here if point.get(key) != here.get(key)),
        conflicts=counts.conflicts,
        quarantined=counts.quarantined,
        on_hand=sum(n for state, n in states.items() if state in _ON_HAND),
    )


def scan_to_light(
    scans: Sequence[float], latches: Sequence[tuple[float, frozenset[int]]]
) -> list[float]:
    """Return the seconds from each scan to the first lamp it lit, before the next scan.

    A lamp that shone shortly before the scan is blinking for an earlier one, and does not count.

    Args:
        scans: when each was captured, seconds, in order.
        latches: every change of the lamps: when, and which LEDs shine since.
    """
    times = [at for at, _ in latches]
    out: list[float] = []
    for seen, following in pairwise([*scans, float("inf")]):
        place = bisect_right(times, seen)
        first = max(0, bisect_right(times, seen - _BLINK_S) - 1)
        shone = frozenset[int]().union(*(lit for _, lit in latches[first:place]))
        after = latches[place : bisect_right(times, following)]
        out += [at - seen for at, lit in after if lit - shone][:1]
    return out


def _keep_papers(stage: Stage, out: Path) -> int:
    receipts = out / "receipts"
    receipts.mkdir(exist_ok=True)
    for paper in stage.printer.papers:
        shutil.copy(paper, receipts / paper.name)
    return len(stage.printer.papers)


def _refusals(journal: Journal) -> dict[str, int]:
    """Count what was turned away at the counter, by reason."""
    facts = (_fact(row) for row in journal.since(0, _ALL) if row.type == "issue.refused")
    return dict(Counter(getattr(fact, "reason", "") for fact in facts))


def _accepted(journal: Journal) -> int:
    """Count the parcels that came in: received, or put aside at once, as a surplus one is."""
    rows = (row for row in journal.since(0, _ALL) if row.type in _CAME)
    return len({getattr(_fact(row), "parcel", "") for row in rows})


def a_minute(journal: Journal) -> float:
    """Return how many parcels a minute were taken in by the scanner, one after the other.

    What was typed, photographed or set aside between two is another work. Yesterday's delivery,
    the first, was never scanned. The clock is the machine's own: it goes on while a day is skipped.
    """
    spent_ms, pairs, deliveries, last = 0, 0, 0, None
    for row in journal.since(0, _ALL):
        deliveries += row.type == "delivery.arrived"
        if row.type in _OTHER_WORK or deliveries <= 1:
            last = None
        elif row.type == "parcel.received":
            event = events.decode(row.body)
            is_scanned = getattr(event.facts, "how", None) is How.CODE
            if last is not None and is_scanned:
                spent_ms, pairs = spent_ms + event.mono - last, pairs + 1
            last = event.mono if is_scanned else None
    return pairs * 60_000 / spent_ms if spent_ms else 0.0


def _fact(row: Row) -> Fact:
    return events.decode(row.body).facts
