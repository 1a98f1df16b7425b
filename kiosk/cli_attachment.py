"""`kiosk central attachment`: what a point sent apart from its events because it is personal."""

import json
import sys
from pathlib import Path

import click
import msgspec

from kiosk.cli_options import AS_JSON, NO
from kiosk.core.words import Sha256


def _digest(ctx: click.Context, param: click.Parameter, value: str) -> str:
    try:
        return msgspec.convert(value, Sha256)
    except msgspec.ValidationError as error:
        raise click.BadParameter(f"{value!r} is no SHA-256", ctx, param) from error


@click.command()
@click.argument("sha256", callback=_digest)
@AS_JSON
@click.pass_obj
def attachment(config_path: Path, sha256: str, *, as_json: bool) -> None:
    """Read the personal fields that an event names by this SHA-256."""
    from kiosk import postal

    found, why = postal.attachment_of(config_path, sha256)
    if found is None:
        click.echo(f"{sha256} {why}", err=True)
        sys.exit(NO)
    if as_json:
        told = {"sha256": sha256, "kind": found.kind, "fields": found.fields}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(found.kind)
    for name, text in found.fields.items():
        click.echo(f"  {name:<12} {text}")
