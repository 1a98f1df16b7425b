"""`kiosk maps`: whether a file will do as the map of the screen."""

import json
import sys
from pathlib import Path

import click
from msgspec import structs

from kiosk.cli_options import AS_JSON, NO
from kiosk.store.tiles import BadTiles, TileFile


@click.group()
def maps() -> None:
    """Look into files of map tiles (MBTiles)."""


@maps.command()
@click.argument("file", type=click.Path(path_type=Path))
@AS_JSON
def check(file: Path, *, as_json: bool) -> None:
    """Say whether a file will do as the map, what is in it, or why it will not.

    Exits 1 if it will not do.
    """
    try:
        tiles = TileFile(file)
        told: dict[str, object] = {
            "file": str(file),
            "fits": True,
            **structs.asdict(tiles.sheet),
            "tiles": {str(zoom): count for zoom, count in tiles.counts().items()},
            "too_large": tiles.unfit(),
        }
        tiles.close()
    except BadTiles as bad:
        told = {"file": str(file), "fits": False, "flaw": bad.flaw.value, "why": str(bad)}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for name, said in told.items():
            click.echo(f"{name:<12}{said}")
    sys.exit(0 if told["fits"] else NO)
