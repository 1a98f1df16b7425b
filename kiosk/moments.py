"""Clocks, ids and chance: the only place that asks for the time or draws a number."""

import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random

from kiosk.core.events import Stamp
from kiosk.core.words import ClockQuality

_BOARD = (  # a Pi's own number, and its card's
    "/sys/firmware/devicetree/base/serial-number",
    "/sys/block/mmcblk0/device/cid",
)


def boot_id() -> str:
    """Return the kernel's boot id, 16 hex digits."""
    text = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    return text.replace("-", "")[:16]


def board_id() -> str:
    """Return SHA-256 of what names this board and its card, hex; empty where nothing does."""
    named = [_first_line(Path(place)) for place in _BOARD]
    return sha256("\n".join(named).encode()).hexdigest() if any(named) else ""


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip("\0\n ")
    except OSError:
        return ""


def wall_ms() -> int:
    """Return milliseconds UTC."""
    return time.time_ns() // 1_000_000


def clock_quality() -> ClockQuality:
    """Return how far the clock can be believed."""
    if Path("/run/systemd/timesync/synchronized").exists():
        return ClockQuality.NTP
    return ClockQuality.RTC if Path("/sys/class/rtc/rtc0").exists() else ClockQuality.UNSURE


def moment(boot: str) -> Stamp:
    """Return now, as events carry it."""
    return Stamp(wall_ms(), time.monotonic_ns() // 1_000_000, boot, clock_quality())


def new_id(wall: Callable[[], int] = wall_ms) -> str:
    """Return a UUIDv7: ordered by time, 74 bits of chance (RFC 9562)."""
    drawn = secrets.randbits(74)
    number = (wall() & (2**48 - 1)) << 80 | 7 << 76 | (drawn >> 62) << 64
    number |= 0b10 << 62 | (drawn & (2**62 - 1))
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def nonce() -> str:
    """Return 16 hex digits of chance."""
    return secrets.token_hex(8)


def jitter(random: Random) -> Callable[[], float]:
    """Return what draws from 0.5..1.5."""
    return lambda: random.uniform(0.5, 1.5)


def drawn_jitter() -> Callable[[], float]:
    """Return what draws from 0.5..1.5, differently in every process."""
    return jitter(Random(secrets.randbits(64)))  # noqa: S311  spreads retries, keeps no secret


def secret() -> bytes:
    """Return 32 bytes of chance nobody can guess."""
    return secrets.token_bytes(32)


def salt() -> bytes:
    """Return 16 random bytes that keep a digest from telling what is under it."""
    return secrets.token_bytes(16)


def secret_word(letters: str, length: int) -> str:
    """Return a word nobody can guess.

    Args:
        letters: it is made of.
        length: how many of them.
    """
    return "".join(secrets.choice(letters) for _ in range(length))
