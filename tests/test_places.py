from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, load
from kiosk.places import board_hw, place_of

POINT = '[point]\nid = "7731"\ndevice = "kiosk-7731"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "identity").mkdir()
    (tmp_path / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    (tmp_path / "kiosk.toml").write_text(POINT, encoding="utf-8")
    return tmp_path


def test_a_place_has_its_folders_beside_its_settings(folder: Path) -> None:
    place = place_of(load(folder / "kiosk.toml"), folder)
    assert (place.data, place.runtime) == (folder / "data", folder / "run")
    assert place.point.device == "kiosk-7731"
    assert place.keys.point == b"\x11" * 32


def test_the_pepper_is_made_once_and_for_this_user_alone(folder: Path) -> None:
    config = load(folder / "kiosk.toml")
    first = place_of(config, folder).keys.pepper
    assert len(first) == 32
    assert (folder / "identity" / "pepper").stat().st_mode & 0o077 == 0
    assert place_of(config, folder).keys.pepper == first


@pytest.mark.parametrize("text", [None, "not hex", "", "11" * 31])
def test_without_the_points_key_it_says_which_file_is_wrong(folder: Path, text: str | None) -> None:
    key = folder / "identity" / "point_key"
    key.unlink()
    if text is not None:
        key.write_text(text, encoding="ascii")
    with pytest.raises(ConfigFaults, match="point_key"):
        place_of(load(folder / "kiosk.toml"), folder)


def test_settings_without_a_point_are_said_so(folder: Path) -> None:
    (folder / "kiosk.toml").write_text("", encoding="utf-8")
    with pytest.raises(ConfigFaults, match="point"):
        place_of(load(folder / "kiosk.toml"), folder)


def test_a_secret_that_is_wrong_is_named_by_its_path_with_what_to_do(folder: Path) -> None:
    (folder / "identity" / "point_key").unlink()
    with pytest.raises(ConfigFaults, match=rf"{folder}/identity/point_key .*; put the central's"):
        place_of(load(folder / "kiosk.toml"), folder)
    (folder / "identity" / "point_key").write_text("11" * 32, encoding="ascii")
    (folder / "identity" / "pepper").write_text("1", encoding="ascii")
    with pytest.raises(ConfigFaults, match=rf"point.pepper: {folder}/identity/pepper is damaged"):
        place_of(load(folder / "kiosk.toml"), folder)


def _machine(root: Path, serial: bytes, card: bytes | None) -> Path:
    tree, block = root / "proc/device-tree", root / "sys/block/mmcblk0/device"
    tree.mkdir(parents=True)
    block.mkdir(parents=True)
    (tree / "serial-number").write_bytes(serial)
    if card is not None:
        (block / "cid").write_bytes(card)
    return root


def test_a_card_in_another_board_is_told_apart(tmp_path: Path) -> None:
    ours = board_hw(_machine(tmp_path / "a", b"10000000aa\0", b"0353445355\n"))
    again = board_hw(_machine(tmp_path / "b", b"10000000aa\0", b"0353445355\n"))
    moved = board_hw(_machine(tmp_path / "c", b"10000000bb\0", b"0353445355\n"))
    copied = board_hw(_machine(tmp_path / "d", b"10000000aa\0", b"0353445366\n"))
    assert ours == again
    assert len({ours, moved, copied}) == 3
    assert len(ours) == 64


def test_a_machine_without_serial_or_card_says_what_it_has(tmp_path: Path) -> None:
    assert board_hw(tmp_path) == ""
    assert board_hw(_machine(tmp_path / "usb", b"10000000aa\0", None))
