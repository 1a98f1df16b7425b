"""The counter of the stage begins with a map that says of itself that it is nowhere."""

from contextlib import closing
from pathlib import Path

import pytest

from kiosk import places
from kiosk.config import load
from kiosk.store.tiles import TileFile
from kiosk.trial.city import Plan
from kiosk.trial.furnish import furnish

POINT = {"id": "7731", "device": "kiosk-7731", "name": "Lesnaya 12", "zone": "UTC"}


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Synthetic town"), ("ru", "Синтетический"), ("pt", "Cidade sint")]
)
def test_the_map_is_found_where_a_counter_looks_and_is_labelled(
    tmp_path: Path, language: str, said: str
) -> None:
    (tmp_path / "identity").mkdir()
    plan = Plan(language=language, side=2)
    key = furnish(tmp_path, POINT, "[folders]\ndata = 'data'\n", plan)
    config = load(tmp_path / "kiosk.toml")
    assert (config.point.id, config.point.language) == ("7731", language)
    assert (tmp_path / "identity" / "point_key").read_text("ascii") == key
    file = places.place_of(config, tmp_path).map_file
    assert file is not None
    with closing(TileFile(file)) as tiles:
        assert tiles.sheet.attribution.startswith(said)
        assert tiles.sheet.holds(plan.middle)
