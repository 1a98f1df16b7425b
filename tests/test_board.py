"""The board, from made-up trees of /sys."""

from pathlib import Path

import pytest

from kiosk import board


def tree(root: Path, **files: str) -> Path:
    """Write files of /sys; `__` stands for a slash."""
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


def test_the_hottest_zone_counts(tmp_path: Path) -> None:
    thermal = "class__thermal__thermal_zone"
    tree(tmp_path, **{f"{thermal}0__temp": "48500\n", f"{thermal}1__temp": "61234\n"})
    assert board.temp_c(tmp_path) == 61.234


@pytest.mark.parametrize("text", ["", "hot\n", "-274000\n", "999999\n", "4\xf6"])
def test_a_zone_without_a_sensor_says_nothing(tmp_path: Path, text: str) -> None:
    tree(tmp_path, class__thermal__thermal_zone0__temp=text)
    assert board.temp_c(tmp_path) is None


def test_a_machine_without_zones_says_nothing(tmp_path: Path) -> None:
    assert board.temp_c(tmp_path) is None
    assert board.undervoltage(tmp_path) is None


@pytest.mark.parametrize(("alarm", "said"), [("1\n", True), ("0\n", False), ("?", None)])
def test_the_kernels_own_sensor_tells_the_supply(
    tmp_path: Path, alarm: str, *, said: bool | None
) -> None:
    tree(tmp_path, class__hwmon__hwmon0__name="cpu_thermal\n")
    tree(tmp_path, class__hwmon__hwmon2__name="rpi_volt\n")
    tree(tmp_path, class__hwmon__hwmon2__in0_lcrit_alarm=alarm)
    assert board.undervoltage(tmp_path) is said


@pytest.mark.parametrize("place", ["soc/soc:firmware", "soc@107c000000/soc@107c000000:firmware"])
@pytest.mark.parametrize(
    ("word", "said"),
    [("0", False), ("50005", True), ("50000", False), ("e0008", False), ("", None), ("zz", None)],
)
def test_the_firmwares_word_is_asked_where_there_is_no_sensor(
    tmp_path: Path, place: str, word: str, *, said: bool | None
) -> None:
    tree(tmp_path, **{f"devices/platform/{place}/get_throttled": f"{word}\n"})
    assert board.undervoltage(tmp_path) is said


def test_the_firmwares_file_is_left_alone_where_there_is_a_sensor(tmp_path: Path) -> None:
    tree(tmp_path, class__hwmon__hwmon0__name="rpi_volt")
    tree(tmp_path, class__hwmon__hwmon0__in0_lcrit_alarm="0")
    tree(tmp_path, **{"devices/platform/soc/soc:firmware/get_throttled": "50005\n"})
    assert board.undervoltage(tmp_path) is False


def test_the_room_left_on_a_disk(tmp_path: Path) -> None:
    free = board.free_mb(tmp_path)
    assert free is not None
    assert free >= 0
    assert board.free_mb(tmp_path / "nowhere") is None
