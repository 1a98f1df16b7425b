"""`kiosk audit`: is the history on this box the one that was written, and the central's?"""

import sys
from pathlib import Path

import click
import msgspec

from kiosk.cli_options import AS_JSON, CONFIG, NO
from kiosk.core.anchors import Anchored

DIFFER = 2  # the rows differ from what the journal says (TRUST.md 7)
_LONG = 20_000  # rows, above which a person is told how far it is
_MOST_NAMED = 50
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SAID = {
    Anchored.AGREES: "and so it stands at the central up to row {seq}",
    Anchored.DIFFERS: "another history stands at the central up to row {seq}",
    Anchored.CUT_SHORT: "rows are gone that the central has, up to row {seq}",
    Anchored.OTHER_EPOCH: "the anchor is of rows that were written anew since; take a newer one",
    Anchored.OTHER_BOX: "the anchor is another box's",
}


@click.group(invoke_without_command=True)
@CONFIG
@AS_JSON
@click.pass_context
def audit(ctx: click.Context, config_path: Path, *, as_json: bool) -> None:
    """Prove that the rows agree with the journal and that its chain is whole.

    Exit codes: 0 all is well; 1 the history was changed, or is not the central's; 2 rows differ
    from what the journal says; 75 it cannot be read.
    """
    ctx.obj = config_path
    if ctx.invoked_subcommand is None:
        _verify(config_path, None, None, as_json=as_json)


@audit.command()
@click.option("--anchor", "anchor_path", type=_FILE, help="What `kiosk central anchor` wrote.")
@click.option(
    "--central", "central_path", type=_FILE, help="The settings of a central on this machine."
)
@AS_JSON
@click.pass_obj
def verify(
    config_path: Path, anchor_path: Path | None, central_path: Path | None, *, as_json: bool
) -> None:
    """The same, held against what the central has: a file of it, or its books themselves."""
    if anchor_path is not None and central_path is not None:
        raise click.UsageError("one of --anchor and --central at a time")
    _verify(config_path, anchor_path, central_path, as_json=as_json)


def _verify(
    config_path: Path, anchor_path: Path | None, central_path: Path | None, *, as_json: bool
) -> None:
    from kiosk import errands

    try:
        anchor = errands.anchor_for(config_path, anchor_path, central_path)
    except errands.NoAnchor as why:
        click.echo(str(why), err=True)
        sys.exit(NO)
    found = errands.audit_of(config_path, anchor, _tell)
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
    else:
        chain = "whole" if found.broken_at is None else f"broken at {found.broken_at}"
        click.echo(f"{found.rows} journal rows, chain {chain}")
        if found.anchored in _SAID:
            click.echo(_SAID[found.anchored].format(seq=found.anchor_seq))
        for name in found.differing[:_MOST_NAMED]:
            click.echo(f"differs from the fold: {name}")
    if not found.is_whole:
        sys.exit(NO)
    if found.differing:
        sys.exit(DIFFER)


def _tell(done: int, of: int) -> None:
    """Say how far it is, where a person waits for a long journal."""
    if of >= _LONG and sys.stderr.isatty():
        click.echo(f"\r{done} of {of} rows", nl=done >= of, err=True)
