"""What a day came to: both books compared, counted and timed."""

import shutil
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from kiosk.core import events
from kiosk.core.books import KINDS
from kiosk.core.words import ParcelState
from kiosk.store import rows
from kiosk.store.journal import Journal
from kiosk.trial.stage import DEVICE, POINT, Stage
from kiosk.trial.stopwatch import Stopwatch, share

_ON_HAND = {
    ParcelState.RECEIVED,
    ParcelState.STORED,
    ParcelState.PICKED,
    ParcelState.QUARANTINED,
    ParcelState.TO_RETURN,
    ParcelState.NOT_FOUND,
}


class Summary(Struct):
    """What the day came to; written to `summary.json`.

    Args:
        refused: refused scans by reason.
        journal, central: event counts; lost, doubled: of the counter's events at the central.
        differing: rows of the books that are not equal.
        milliseconds: p50 and p95 of each figure.
    """

    accepted: int = 0
    placed: int = 0
    issued: int = 0
    undone: int = 0
    receipts: int = 0
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
        f"accepted {s.accepted}, placed {s.placed}, issued {s.issued}, receipts {s.receipts}, "
        f"on hand {s.on_hand}\n"
        f"journal {s.journal} events, central {s.central}: lost {s.lost}, doubled {s.doubled}, "
        f"{verdict}\n{times}"
        f"{s.seconds:.0f} s; summary, screens and receipts are in {out}\n"
    )


def summed_up(stage: Stage, watch: Stopwatch, out: Path) -> Summary:
    """Compare both books and sum the day up."""
    file = stage.app.file
    books = stage.books()
    counts = books.counts(POINT)
    ours = [(row.seq, row.id) for row in file.journal.since(0, 10**9)]
    theirs = books.event_ids(DEVICE)
    point = {(kind, id_): body for kind, id_, body in books.books(POINT)}
    here = {(kind, id_): body for kind in KINDS for id_, body in rows.everything(file.db, kind)}
    books.close()
    by_type = file.journal.count_types()
    watch.stop()
    states = file.parcels.count_by_state()
    return Summary(
        accepted=by_type.get("parcel.received", 0),
        placed=by_type.get("parcel.stored", 0),
        issued=by_type.get("parcel.issued", 0) - by_type.get("issue.undone", 0),
        undone=by_type.get("issue.undone", 0),
        receipts=_keep_receipts(stage, out),
        refused=_refusals(file.journal),
        journal=len(ours),
        central=len(theirs),
        lost=len(set(ours) - set(theirs)),
        doubled=len(theirs) - len(set(theirs)),
        differing=sum(1 for key in point | here if point.get(key) != here.get(key)),
        conflicts=counts.conflicts,
        quarantined=counts.quarantined,
        on_hand=sum(n for state, n in states.items() if state in _ON_HAND),
        broker=stage.broker.kind,
        milliseconds={
            "scan_to_screen_ms": share([b - a for a, b in stage.scans]),
            "scan_to_light_ms": share(_scan_to_light(stage)),
            "commit_to_central_ack_ms": share(watch.acked(file.journal)),
        },
    )


def _scan_to_light(stage: Stage) -> list[float]:
    """Return the seconds from each scan to the first lamp that it lit, before the next scan."""
    gains = [
        at
        for (_, before), (at, after) in pairwise(stage.latches)
        if after - before  # a lamp came on; going dark is no answer to a scan
    ]
    scans = [seen for seen, _ in stage.scans]
    out: list[float] = []
    for seen, following in zip(scans, [*scans[1:], float("inf")], strict=True):
        first = next((at for at in gains if at > seen), None)
        if first is not None and first < following:
            out.append(first - seen)
    return out


def _keep_receipts(stage: Stage, out: Path) -> int:
    receipts = out / "receipts"
    receipts.mkdir(exist_ok=True)
    for paper in stage.printer.papers:
        shutil.copy(paper, receipts / paper.name)
    return len(stage.printer.papers)


def _refusals(journal: Journal) -> dict[str, int]:
    """Count what was turned away at the counter, by reason."""
    counted: dict[str, int] = {}
    for row in journal.since(0, 10**9):
        if row.type == "issue.refused":
            fact = events.decode(row.body).facts
            reason = getattr(fact, "reason", "")
            counted[reason] = counted.get(reason, 0) + 1
        elif row.type == "code.rejected":
            counted["code_wrong"] = counted.get("code_wrong", 0) + 1
    return counted
