"""A day at a point, played on this machine: `kiosk demo`.

Every parcel is scanned, every code is a picture before the camera, every receipt comes out of the
printer emulator; at the end the central's books must equal the counter's rows.
"""

import hashlib
import os
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.config import load
from kiosk.postal import pictures_of
from kiosk.trial import day as days
from kiosk.trial.brokers import NoBroker
from kiosk.trial.goods import GOODS
from kiosk.trial.item_pictures import render
from kiosk.trial.shift import Shift
from kiosk.trial.sizes import FULL, SHORT
from kiosk.trial.stage import Setting, Stage, TakenOver, Unmet
from kiosk.trial.summary import Summary, summed_up, told
from kiosk.trial.tidy import clear

_OURS = ("work", "screens", "receipts", "summary.json", "stopped.png")


class DemoWish(Struct, frozen=True):
    """What was asked for on the command line."""

    headless: bool
    full: bool
    out: Path
    broker: str
    language: str
    seed: int


def run(wish: DemoWish, progress: Callable[[int], object]) -> int:
    """Play the day; return the exit code: 0 only if both books are equal.

    Args:
        wish: what was asked for.
        progress: makes a progress bar of so many steps, a context manager.

    Raises:
        StorageReadOnly: the folder cannot be made or written.
    """
    clear(wish.out, _OURS)
    began = time.monotonic()
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        wish = replace(wish, headless=True)
    try:
        summary = _play(wish, progress)
    except NoBroker as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    except Unmet as unmet:
        sys.stderr.write(f"the day stopped: {unmet}\n")
        return 1
    summary.seconds = round(time.monotonic() - began, 1)
    raw = msgspec.json.format(msgspec.json.encode(summary), indent=2)
    (wish.out / "summary.json").write_bytes(raw + b"\n")
    sys.stdout.write(told(summary, wish.out))
    return 0 if summary.is_right else 1


def _play(wish: DemoWish, progress: Callable[[int], object]) -> Summary:
    sizes = FULL if wish.full else SHORT
    photos = _photos(wish.seed)
    plan = days.plan(sizes, wish.seed, wish.language, {k: d for k, (d, _) in photos.items()})
    setting = Setting(
        folder=(wish.out / "work").absolute(),
        cells=plan.cells,
        language=wish.language,
        headless=wish.headless,
        broker=wish.broker,
        dark=plan.dark,
        seed=wish.seed,
        shows=all(find_spec(name) for name in ("starlette", "jinja2")),  # they are an extra
        town=8,
    )
    stage = Stage(setting)
    try:
        if link := stage.office.invite():
            sys.stderr.write(f"The network's console, for one sign-in: {link}\n")
        pictures = pictures_of(load(stage.central_folder / "kiosk.toml"), stage.central_folder)
        for _, jpeg in photos.values():
            pictures.put(jpeg)
        shift = Shift(stage, plan, wish.out)
        try:
            with progress(shift.steps) as bar:  # type: ignore[attr-defined]
                shift.play(bar)
        except TakenOver:
            sys.stdout.write(shift.hints())
            stage.leave_to_person()
            shift.close_the_day()
        return summed_up(stage, shift.watch, wish.out)
    except Unmet:
        stage.picture(wish.out / "stopped.png")
        raise
    finally:
        stage.close()


def _photos(seed: int) -> dict[str, tuple[str, bytes]]:
    """Draw the goods' pictures; return subject -> (sha256, JPEG)."""
    drawn = {good.subject: render(good.subject, seed) for good in GOODS}
    return {name: (hashlib.sha256(raw).hexdigest(), raw) for name, raw in drawn.items()}
