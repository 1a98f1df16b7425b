"""`kiosk print`: labels, cards and test slips, with the counter stopped."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from kiosk.cli_options import CONFIG, NO


@click.group("print")
@CONFIG
@click.pass_context
def print_(ctx: click.Context, config_path: Path) -> None:
    """Print labels, cards or a test slip; the counter must be stopped."""
    ctx.obj = config_path


@print_.command("test-slip")
@click.pass_obj
def print_test_slip(config_path: Path) -> None:
    """Print a test slip on each printer."""
    from kiosk import printout

    _printed(printout.test_slips(config_path))


@print_.command("cell")
@click.argument("cells", nargs=-1, required=True)
@click.pass_obj
def print_cell(config_path: Path, cells: tuple[str, ...]) -> None:
    """Print the labels of cells, such as A-07."""
    from kiosk import printout

    _printed(printout.cell_labels(config_path, cells))


@print_.command("cards")
@click.pass_obj
def print_cards(config_path: Path) -> None:
    """Print the cards that press buttons, as the network's rules name them."""
    from kiosk import printout

    _printed(printout.cards(config_path))


@print_.command("badges")
@click.argument("count", type=click.IntRange(1, 50))
@click.pass_obj
def print_badges(config_path: Path, count: int) -> None:
    """Print badges that are nobody's yet; Menu > My badge makes one yours."""
    from kiosk import printout

    _printed(printout.badges(config_path, count))


def _printed(papers: Iterable[Any]) -> None:
    from kiosk.printout import NotThere

    all_well = True
    try:
        for one in papers:
            click.echo(f"{one.printer}: {one.paper}: {one.outcome}", err=not one.ok)
            all_well = all_well and one.ok
    except NotThere as why:
        click.echo(str(why), err=True)
        all_well = False
    if not all_well:
        sys.exit(NO)
