"""The board under a process: its heat, its supply and its disk, as Linux tells them in /sys."""

import shutil
from collections.abc import Iterator
from pathlib import Path

SYS = Path("/sys")
_SANE_C = range(-40, 151)  # a zone that answers otherwise has no sensor behind it
_MEGABYTE = 1 << 20
# Of the firmware's word (raspberrypi.com, vcgencmd get_throttled): too little volt now.
_UNDERVOLTAGE_NOW = 1


def temp_c(sys: Path = SYS) -> float | None:
    """Return the hottest thermal zone's degrees; None where the machine tells none."""
    return max(_zones(sys), default=None)


def _zones(sys: Path) -> Iterator[float]:
    for zone in sys.glob("class/thermal/thermal_zone*/temp"):
        try:
            degrees = int(zone.read_text(encoding="ascii")) / 1000
        except (OSError, ValueError):
            continue
        if round(degrees) in _SANE_C:
            yield degrees


def undervoltage(sys: Path = SYS) -> bool | None:
    """Tell whether a Raspberry Pi gets too few volts just now; None where nobody tells.

    The kernel's `rpi_volt` is asked first: drivers/hwmon/raspberrypi-hwmon.c looks every 2 s. The
    firmware's own file (raspberrypi/linux, drivers/firmware/raspberrypi.c) says "deprecated, use
    hwmon sysfs instead" into the log when it is read, and newer kernels have it no more; its folder
    is `soc:firmware` on a Pi 4 and `soc@107c000000:firmware` on a Pi 5.
    """
    for name in sys.glob("class/hwmon/hwmon*/name"):
        if _text(name) == "rpi_volt":
            alarm = _text(name.with_name("in0_lcrit_alarm"))
            if alarm in {"0", "1"}:
                return alarm == "1"
    for file in sys.glob("devices/platform/soc*/*:firmware/get_throttled"):
        try:
            return bool(int(_text(file), 16) & _UNDERVOLTAGE_NOW)
        except ValueError:
            continue
    return None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def serial(sys: Path = SYS) -> str:
    """Return the board's own number, empty where the machine tells none."""
    return _text(sys / "firmware/devicetree/base/serial-number").strip("\0")


def free_mb(folder: Path) -> int | None:
    """Return the megabytes free where a folder lies; None when that cannot be asked."""
    try:
        return shutil.disk_usage(folder).free // _MEGABYTE
    except OSError:
        return None
