"""`kiosk bench`: figures measured in one run beside their targets; no duration may fail it."""

import sys
from collections.abc import Callable
from importlib import import_module

import msgspec

from kiosk.trial import bench_fleet
from kiosk.trial.bench_fleet import FleetWish
from kiosk.trial.brokers import NoBroker
from kiosk.trial.figures import Row

# subject -> the module whose `rows()` measures it
SUBJECTS = {
    "analytics": "kiosk.trial.bench_analytics",
    "accept": "kiosk.trial.bench_accept",
    "issue": "kiosk.trial.bench_issue",
    "decode": "kiosk.trial.bench_decode",
    "lights": "kiosk.trial.bench_lights",
    "ui": "kiosk.trial.bench_ui",
    "map": "kiosk.trial.bench_map",
    "printer": "kiosk.trial.bench_printer",
    "store": "kiosk.trial.bench_store",
    "sync": "kiosk.trial.bench_sync",
}


def run(subject: str | None, progress: Callable[[int], object], *, as_json: bool) -> int:
    """Measure one subject or all of them; return 1 when a target is missed, durations aside.

    Args:
        subject: a key of SUBJECTS, None for all.
        progress: makes a progress bar of so many steps, a context manager.
        as_json: one JSON list instead of a table.
    """
    if subject is not None and subject not in SUBJECTS:
        sys.stderr.write(f"there is no subject {subject!r}; there are {', '.join(SUBJECTS)}\n")
        return 2
    found: list[Row] = []
    wanted = [subject] if subject else list(SUBJECTS)
    with progress(len(wanted)) as bar:  # type: ignore[attr-defined]
        for name in wanted:
            found += import_module(SUBJECTS[name]).rows()
            bar.update(1)
    return _told(found, as_json=as_json)


def run_fleet(wish: FleetWish, *, as_json: bool) -> int:
    """Hold a fleet of simulated kiosks at a broker; return 1 when a target is missed, 2 for a no.

    Args:
        wish: how many, how long, and where.
        as_json: one JSON list instead of a table.
    """
    try:
        found = bench_fleet.rows(wish)
    except (bench_fleet.TooMany, NoBroker, OSError) as no:  # a TimeoutError is an OSError
        sys.stderr.write(f"the fleet cannot be held: {no}\n")
        return 2
    return _told(list(found), as_json=as_json)


def _told(found: list[Row], *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    else:
        sys.stdout.write(table(found))
    return 0 if all(row.ok or row.is_duration for row in found) else 1


def table(rows: list[Row]) -> str:
    """Return the figures as a table for people."""
    wide = max(len(row.name) for row in rows)
    lines = [
        f"{_verdict(row)}  {row.name:<{wide}}  {row.value:>10g}"
        f"  {'>=' if row.least else '<='} {row.target:g}"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _verdict(row: Row) -> str:
    if row.ok:
        return "ok  "
    return "slow" if row.is_duration else "FAIL"
