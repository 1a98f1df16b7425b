"""`kiosk central anchor`: the head of a box's journal as the central has it, as a file."""

import sys
from pathlib import Path

import click

from kiosk.cli_options import BUSY, NO
from kiosk.core import anchors


@click.command()
@click.argument("device")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where it is written.")
@click.pass_obj
def anchor(config_path: Path, device: str, out: Path | None) -> None:
    """Write down how a box's journal stands here, for `kiosk audit verify --anchor`."""
    from kiosk import errands

    try:
        raw = anchors.write(errands.anchor_of(config_path, device))
    except errands.NoAnchor as why:
        click.echo(str(why), err=True)
        sys.exit(NO)
    if out is None:
        click.echo(raw.decode(), nl=False)
        return
    try:
        out.write_bytes(raw)
    except OSError as error:
        click.echo(f"{out} cannot be written: {error.strerror}", err=True)
        sys.exit(BUSY)
    click.echo(f"{out}: {device}")
