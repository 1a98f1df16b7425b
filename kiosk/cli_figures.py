"""`kiosk figures`: the figures of the point as words, as JSON, or as a table of days."""

import json
import sys
from datetime import date
from pathlib import Path

import click

from kiosk.cli_options import AS_JSON, CONFIG, NO


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day, such as 2026-09-28", ctx, param) from error


@click.command("figures")
@CONFIG
@click.option("--from", "first", callback=_day, help="The first day; else the last one alone.")
@click.option("--to", "last", callback=_day, help="The last day; else today.")
@click.option("--csv", "as_csv", is_flag=True, help="A line a day and person, for a spreadsheet.")
@click.option("--reasons", is_flag=True, help="A line a day and reason, hour or way of paying.")
@AS_JSON
def figures_(
    config_path: Path,
    first: date | None,
    last: date | None,
    *,
    as_csv: bool,
    reasons: bool,
    as_json: bool,
) -> None:
    """Tell the figures of some days; docs/analytics.md says what each means.

    Exits 1 if the point has no figures of these days. While the rules of counting have changed and
    the counter counts anew, the older figures are told with a note, but written to no table.
    """
    from kiosk import exports

    if as_csv + reasons + as_json > 1:
        raise click.UsageError("--csv, --reasons and --json are three forms; choose one")
    last = last or exports.today_of(config_path)
    first = first or last
    if not 0 <= (last - first).days < exports.MOST_DAYS:
        raise click.BadParameter(f"from {first} to {last} is no period of up to ten years")
    found = exports.days_of(config_path, first, last)
    days = found.counts
    if found.anew:
        counted = f"{found.anew.done:,} of {found.anew.total:,} rows"
        click.echo(f"counted as before the update; the counter counts anew: {counted}", err=True)
        if as_csv or reasons:  # a table that leaves the box cannot say what it was counted by
            sys.exit(NO)
    if as_csv:
        sys.stdout.write(exports.table(days, first, last))
    elif reasons:
        sys.stdout.write(exports.breakdown(days, first, last))
    else:
        values = exports.totals(days.values())
        told = {figure.value: values[figure].value for figure in values}
        if as_json:
            click.echo(json.dumps({"from": str(first), "to": str(last), "figures": told}))
        else:
            _say(told)
    if not days:
        click.echo(f"nothing was counted from {first} to {last}", err=True)
        sys.exit(NO)


def _say(told: dict[str, float | None]) -> None:
    wide = max(map(len, told))
    for name, value in told.items():
        said = "-" if value is None else f"{value:.10g}"
        click.echo(f"{name:<{wide}}  {said}")
