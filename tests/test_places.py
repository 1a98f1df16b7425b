from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, load
from kiosk.places import place_of


def test_a_place_has_its_folders_beside_its_settings(settings: Path) -> None:
    place = place_of(load(settings), settings.parent)
    assert (place.data, place.runtime) == (settings.parent / "data", settings.parent / "run")
    assert place.point.device == "kiosk-7731"
    assert place.keys.point == b"\x11" * 32


def test_the_pepper_is_made_once_and_for_this_user_alone(settings: Path) -> None:
    config = load(settings)
    first = place_of(config, settings.parent).keys.pepper
    assert len(first) == 32
    assert (settings.parent / "identity" / "pepper").stat().st_mode & 0o077 == 0
    assert place_of(config, settings.parent).keys.pepper == first


@pytest.mark.parametrize("text", [None, "not hex", "", "11" * 31])
def test_without_the_points_key_it_says_which_file_is_wrong(
    settings: Path, text: str | None
) -> None:
    key = settings.parent / "identity" / "point_key"
    key.unlink()
    if text is not None:
        key.write_text(text, encoding="ascii")
    with pytest.raises(ConfigFaults, match="point_key"):
        place_of(load(settings), settings.parent)


def test_settings_without_a_point_are_said_so(settings: Path) -> None:
    settings.write_text("", encoding="utf-8")
    with pytest.raises(ConfigFaults, match="point"):
        place_of(load(settings), settings.parent)


def test_a_secret_that_is_wrong_is_named_by_its_path_with_what_to_do(settings: Path) -> None:
    (settings.parent / "identity" / "point_key").unlink()
    with pytest.raises(
        ConfigFaults, match=rf"{settings.parent}/identity/point_key .*; put the central's"
    ):
        place_of(load(settings), settings.parent)
    (settings.parent / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    (settings.parent / "identity" / "pepper").write_text("1", encoding="ascii")
    with pytest.raises(
        ConfigFaults, match=rf"point.pepper: {settings.parent}/identity/pepper is damaged"
    ):
        place_of(load(settings), settings.parent)
