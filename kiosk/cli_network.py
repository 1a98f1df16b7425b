"""`kiosk central figures`: what all points did in a run of days, beside the run before."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from kiosk.central.network_days import COUNTS, NetworkFigures, Span
from kiosk.cli_options import AS_JSON
from kiosk.core.facts.day import Totals
from kiosk.moments import wall_ms

_SHOWN = ("issued", "received", "returns", "shipped", "not_found", "missing")
_LONGEST = 400


@click.command("figures")
@click.option(
    *("--days", "long"),
    type=click.IntRange(1, _LONGEST),
    default=28,
    show_default=True,
    help="How many days, the last of them yesterday by UTC, or --until.",
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day, yyyy-mm-dd.")
@AS_JSON
@click.pass_obj
def network_figures(
    config_path: Path, /, long: int, until: datetime | None, *, as_json: bool
) -> None:
    """Sum up the closed days of all points, beside as many days before."""
    from kiosk import postal

    last = (until or datetime.fromtimestamp(wall_ms() / 1000, UTC) - timedelta(1)).date()
    if last.toordinal() <= 2 * long:
        raise click.BadParameter("so many days before it there were none", param_hint="--until")
    span = Span(last - timedelta(long - 1), last)
    found = postal.network_figures_of(config_path, span)
    if as_json:
        click.echo(json.dumps(_told(found), ensure_ascii=False))
        return
    before = span.before
    click.echo(f"{span.first} to {span.last}, in brackets {before.first} to {before.last}")
    rows = [(f"{one.point} {one.name}", one.told, one.totals, one.before) for one in found.points]
    for line in _lines([*rows, ("all", len(found.by_day), found.totals, found.before)]):
        click.echo(line)


def _lines(rows: Iterable[tuple[str, int, Totals, Totals]]) -> Iterable[str]:
    for who, told, now, before in rows:
        sums = (f"{name} {getattr(now, name)} ({getattr(before, name)})" for name in _SHOWN)
        yield f"{who}  days {told}  {'  '.join(sums)}"


def _told(found: NetworkFigures) -> dict[str, object]:
    return {
        "first": str(found.span.first),
        "last": str(found.span.last),
        "totals": _numbers(found.totals),
        "before": _numbers(found.before),
        "days": {str(day): _numbers(totals) for day, totals in found.by_day.items()},
        "points": [
            {
                "point": one.point,
                "name": one.name,
                "days_told": one.told,
                "days_untended": one.untended,
                "totals": _numbers(one.totals),
                "before": _numbers(one.before),
            }
            for one in found.points
        ],
    }


def _numbers(totals: Totals) -> dict[str, int]:
    return {name: getattr(totals, name) for name in COUNTS}
