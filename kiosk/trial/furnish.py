"""What a counter of the stage finds when it starts: its settings, its point's key, and a map."""

import secrets
from collections.abc import Mapping
from pathlib import Path

from kiosk.trial import city
from kiosk.trial.city import Plan

MAP = "synthetic-town.mbtiles"


def furnish(folder: Path, point: Mapping[str, str], more: str, plan: Plan) -> str:
    """Write what the counter needs.

    Args:
        folder: of its kiosk.toml; there is `identity` in it.
        point: settings of the table `[point]`, but for the language.
        more: further tables of kiosk.toml.
        plan: of the town on its map, which is nowhere and says so; its language is the point's.

    Returns:
        The point's key, 64 hex digits.
    """
    key = secrets.token_hex(32)
    (folder / "identity" / "point_key").write_text(key, "ascii")
    lines = (
        f'{name} = "{value}"\n' for name, value in {**point, "language": plan.language}.items()
    )
    (folder / "kiosk.toml").write_text(f"[point]\n{''.join(lines)}{more}", encoding="utf-8")
    city.write(folder / "data" / "maps" / MAP, plan)
    return key
