"""`kiosk central days`: how the days of a point ended, as its closings told."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli_options import AS_JSON, say_rows
from kiosk.cli_wishes import an_id
from kiosk.core.days import Day
from kiosk.core.facts.day import Drawer

_NUMBERS = ("issued", "received", "returns", "shipped")


@click.command("days")
@click.argument("point", callback=an_id)
@AS_JSON
@click.pass_obj
def days(config_path: Path, /, point: str, *, as_json: bool) -> None:
    """List the closed days of a point, the latest first: numbers, drawer, what was left and why."""
    from kiosk import postal

    none = f"no day of point {point} was closed, as far as is known here"
    say_rows(postal.days_of(config_path, point), lambda day: day, _lines, none, as_json=as_json)


def _lines(day: Day) -> Iterable[str]:
    numbers = "  ".join(f"{name} {getattr(day.totals, name)}" for name in _NUMBERS)
    yield f"{day.day}  {numbers}"
    yield f"  closed {_moment(day.closed_at)} {_by(day)}"
    for paid in day.totals.paid:
        yield f"  paid {paid.method.value} {_sum(paid.minor)} {paid.currency}"
    if day.closing is not None:
        yield f"  drawer {_drawer(day.closing)}"
    for left in day.loose:
        yield f"  left {left.kind.value} {left.count}: {left.reason.value}"


def _by(day: Day) -> str:
    if day.untended:
        return "by the clock: nobody closed it"
    return f"by {day.closed_by}" + (f" with {day.witness}" if day.witness else "")


def _moment(at: int) -> str:
    try:
        return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):  # a box may tell any number
        return str(at)


def _drawer(drawer: Drawer) -> str:
    told = f"{_sum(drawer.counted_minor)} {drawer.currency}"
    if not drawer.over_minor:
        return told
    why = f": {drawer.reason.value}" if drawer.reason else ""
    return f"{told}, {_sum(drawer.over_minor, signed=True)}{why}"


def _sum(minor: int, *, signed: bool = False) -> str:
    sign = "-" if minor < 0 else "+" if signed else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02}"
