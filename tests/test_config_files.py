"""What settings name and nobody finds: told by `kiosk config`, no reason for a counter to stop."""

from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, check, load, no_key, secret_in
from kiosk.config_files import LEAST_SCREEN
from kiosk.ui.theme import layout_for

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
POINT = '[point]\nid = "7731"\ndevice = "pk-7731"\n'
RACKS = '[shelves]\nracks = [{ name = "A", count = 9 }]\n'
LAMPS = '[[lights]]\nname = "wall"\ndriver = "hc595"\ncount = 9\ncells = "wall"\n[cells]\n'


def _told(folder: Path, text: str, *, key: str | None = "11" * 32) -> list[str]:
    (folder / "kiosk.toml").write_text(text, encoding="utf-8")
    if key is not None:
        (folder / "identity").mkdir(exist_ok=True)
        (folder / "identity" / "point_key").write_text(key, encoding="ascii")
    load(folder / "kiosk.toml")  # a counter takes it all the same
    try:
        check(folder / "kiosk.toml")
    except ConfigFaults as bad:
        return [str(fault) for fault in bad.faults]
    return []


@pytest.mark.parametrize("name", ["sync", "central", "shelf"])
def test_the_examples_without_a_key_are_good(name: str) -> None:
    check(EXAMPLES / f"{name}.toml")


def test_the_counters_example_lacks_nothing_but_its_key() -> None:
    with pytest.raises(ConfigFaults) as bad:
        check(EXAMPLES / "counter.toml")
    assert [fault.key for fault in bad.value.faults] == ["point.point_key"]


@pytest.mark.parametrize(
    "text", ["", "[mqtt]\n", "[shelf]\nport = 1883\n", RACKS, "[central]\n" + RACKS]
)
def test_a_file_of_nobody_is_told(tmp_path: Path, text: str) -> None:
    assert _told(tmp_path, text) == [
        "kiosk.toml: [point] is missing: counter and sync need it; a central has [central]"
    ]


@pytest.mark.parametrize("text", ["[central]\n[mqtt]\n", POINT, POINT + "[mqtt]\n" + RACKS])
def test_a_file_of_somebody_is_good(tmp_path: Path, text: str) -> None:
    assert _told(tmp_path, text) == []


@pytest.mark.parametrize("key", [None, "", "11" * 31, "no hex"])
@pytest.mark.parametrize("text", [POINT, POINT + "[mqtt]\n" + RACKS])
def test_a_counter_without_its_key_is_told_which_file_to_fill(
    tmp_path: Path, text: str, key: str | None
) -> None:
    (told,) = _told(tmp_path, text, key=key)
    path = tmp_path / "identity" / "point_key"
    assert told == f"kiosk.toml:1 point.point_key: {no_key(path)}"
    assert "put the central's point_key" in told
    assert secret_in(path) is None


def test_a_camera_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    camera = f'[camera]\ndriver = "folder"\nfolder = "{tmp_path}/pictures"\n'
    said = f"kiosk.toml:6 camera.folder: there is no folder {tmp_path}/pictures"
    assert _told(tmp_path, POINT + camera) == [said]
    (tmp_path / "pictures").mkdir()
    assert _told(tmp_path, POINT + camera) == []


@pytest.mark.parametrize(
    ("width", "height", "said"),
    [
        (800, 480, None),
        (700, 480, ":5 ui.width: 700 x 480 is too small to draw on; 800 x 480 is the least"),
        (1280, 800, None),
        (800, 1280, ":6 ui.height: 800 x 1280 stands upright"),
    ],
)
def test_a_screen_nobody_can_draw_on_is_told(
    tmp_path: Path, width: int, height: int, said: str | None
) -> None:
    told = _told(tmp_path, POINT + f"[ui]\nwidth = {width}\nheight = {height}\n")
    assert [said in one for one in told if said] == [True] * bool(said)
    assert bool(told) == (layout_for(width, height) is None)


def test_the_least_screen_is_that_of_the_theme() -> None:
    width, height = LEAST_SCREEN
    assert layout_for(width, height) is not None
    assert layout_for(width - 1, height) is layout_for(width, height - 1) is None


def test_cells_in_no_rack_are_told_if_there_are_racks(tmp_path: Path) -> None:
    dark = 'dark = ["A-09", "Z-99"]\n'
    lamps = (
        LAMPS
        + 'wall = [{ cells = "A-08..A-12", start = 0 }]\nspare = [{ cells = "x..", start = 0 }]\n'
    )
    assert _told(tmp_path, POINT + RACKS + dark) == [
        "kiosk.toml:6 shelves.dark: Z-99 is in no rack"
    ]
    assert _told(tmp_path, POINT + RACKS + lamps) == [
        "kiosk.toml:12 cells.wall: A-10 and 2 more: in no rack"
    ]
    assert _told(tmp_path, POINT + "[shelves]\n" + dark + lamps) == []
