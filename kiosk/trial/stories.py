"""The stories of the demo: scenarios that come with the program, played for who watches."""

import os
import sys
from pathlib import Path

from kiosk.trial.play import play_file

_FOLDER = Path(__file__).parent / "stories"
SIZE = (1280, 800)


def stories() -> tuple[str, ...]:
    """Return the names of the stories."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.txt")))


def run(name: str, *, headless: bool, language: str, broker: str, out: Path) -> int:
    """Play a story; return the exit code: 0 only if all of it went as it is written.

    Args:
        name: one of `stories`.
        headless: without a window, as where there is no display.
        language: of the screens.
        broker: auto, mosquitto or amqtt.
        out: for its pictures.

    Raises:
        StorageReadOnly: the folder cannot be made or written.
    """
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    failed = play_file(
        _FOLDER / f"{name}.txt",
        language=language,
        size=SIZE,
        show=has_display and not headless,
        out=out,
        broker=broker,
        tell=_invite,
    )
    if failed:
        sys.stderr.write(f"the story stopped: {failed}\n")
        return 1
    pictures = sorted(out.glob("*.png"))
    sys.stdout.write(f"The story went as it is written; {len(pictures)} pictures are in {out}\n")
    return 0


def _invite(link: str) -> None:
    sys.stderr.write(f"The network's console, for one sign-in: {link}\n")
