"""The verbs that copy the counter's file and take a copy back."""

import sys
from pathlib import Path

import click
import msgspec

from kiosk.cli_options import AS_JSON, CONFIG, NO

_FOLDER = click.Path(file_okay=False, path_type=Path)
_NO_PEPPER = (
    "the pepper is missing: each PIN must be taken back and chosen anew, and a customer who was"
    " erased after this backup may be in it again"
)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@CONFIG
@AS_JSON
@click.option(
    "--to",
    type=_FOLDER,
    help="A folder outside the box: customers, photos and PINs are left out.",
)
@click.option("--due", is_flag=True, help="Only if the hourly or nightly one is due.")
@click.option("--list", "listed", is_flag=True, help="Only list the backups on the box.")
def backup(config_path: Path, to: Path | None, *, as_json: bool, due: bool, listed: bool) -> None:
    """Copy the counter's database now, and prove the copy; the counter may be at work."""
    from kiosk import keeper

    if (to is not None) + due + listed > 1:
        raise click.UsageError("one of --to, --due and --list at a time")
    if listed:
        found = keeper.kept(config_path)
    else:
        made = keeper.back_up_if_due(config_path) if due else keeper.back_up(config_path, to)
        found = (made,) if made else ()
    if as_json:
        told = [{"path": str(b.path), **msgspec.to_builtins(b.card)} for b in found]
        click.echo(msgspec.json.encode(told).decode())
    for one in () if as_json else found:
        card = one.card
        left_out = ", people left out" if card.is_bare else ""
        click.echo(f"{one.path}: {card.seq} journal rows, {card.size / 1e6:.1f} MB{left_out}")
    if due and not found and not as_json:
        click.echo("no backup is due: nothing happened since the last one, or within the hour")
    if listed and not found:
        click.echo("there is no backup yet", err=True)
        sys.exit(NO)


@click.command()
@CONFIG
@AS_JSON
@click.argument("file", type=_FILE)
def restore(config_path: Path, file: Path, *, as_json: bool) -> None:
    """Put a backup in the place of the counter's database; counter and mail must be stopped.

    Rows of the present database that follow the backup's are kept, as far as their chain is whole.
    The present database is put aside for a week.
    """
    from kiosk import keeper

    done = keeper.restore(config_path, file)
    if as_json:
        told = {"from_seq": done.from_seq, "to_seq": done.to_seq, "evidence": str(done.evidence)}
        click.echo(msgspec.json.encode(told).decode())
        return
    newer = done.to_seq - done.from_seq
    click.echo(f"restored: {done.from_seq} journal rows of the backup, {newer} newer ones kept")
    click.echo(f"what was there lies in {done.evidence} for a week")
    if not keeper.has_pepper(config_path):
        click.echo(_NO_PEPPER, err=True)
