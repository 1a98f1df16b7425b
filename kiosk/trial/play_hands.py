"""A person's hands in a scenario, where one step takes many touches; and what fails under them."""

import os
import signal
import time
from collections.abc import Callable

from kiosk.hw.ports import DeviceState
from kiosk.trial.scenario import Step
from kiosk.trial.stage import Stage, Unmet
from kiosk.ui import news_files
from kiosk.ui.kit.keyboard import ORDER

_SNAPS = 12  # times a photo is asked for
_LOOKS_S, _ASKED = 10.0, 8  # until a camera looks, and how often it is asked for
_READS_S, _SHOWS = 6.0, 8  # until a phone is read, and how often it is held up
_SETTLE_S = 3.0  # shorter than an answer, or what was issued, stays in sight


def update(stage: Stage) -> None:
    """Stop the counter and start it again as the newest version there are notes of."""
    stage.version = news_files.notes()[0].version
    stage.restart()


def settle(stage: Stage) -> None:
    """Let everything arrive that needs no hand: paper, the camera's eye, a greeting.

    Not for long, and not in vain: what was broken on purpose stays so.
    """
    desk, deadline = stage.app.desk, time.monotonic() + _SETTLE_S

    def is_settled() -> bool:
        ready = {d.device for d in desk.health.devices() if d.state is DeviceState.READY}
        seen = "camera" in ready or not stage.camera_folder.exists()
        linked = desk.health.mail().linked or not stage.broker.pid
        return seen and linked and not ("printer" in ready and desk.prints.waiting())

    stage.until(lambda: is_settled() or time.monotonic() > deadline, "everything arrives")
    stage.quiet()


def holds(stage: Stage, *cells: str) -> bool:
    """Whether a line of a table that somebody took along from the counter has all these cells."""
    folder = stage.counter_folder / "data" / "exports"
    tables = (file.read_text(encoding="utf-8-sig") for file in folder.glob("*.csv"))
    return any({*cells} <= {*line.split(",")} for table in tables for line in table.splitlines())


def write(stage: Stage, step: Step) -> None:
    """Touch the letters of a keyboard, whichever alphabet it opened with."""
    pad = step.args["pad"]
    for letter in step.args["text"].lower():
        key = f"{pad}.space" if letter == " " else f"{pad}.key.{letter}"
        for _ in (*ORDER, "signs"):
            if stage.app.loop.screen.find(key) is None:
                stage.tap(f"{pad}.language")
        stage.tap(key)


def snap(stage: Stage, step: Step) -> None:
    """Take photos on an open sheet until there are enough of them."""
    snap, done = (f"{step.args['sheet']}.{key}" for key in ("snap", "done"))
    snap_until(stage, snap, lambda: stage.app.loop.screen.find(done) is not None)


def snap_until(stage: Stage, snap: str, enough: Callable[[], bool]) -> None:
    """Take photos until there are enough; one that a busy machine lost is taken again.

    Args:
        stage: whose camera it is.
        snap: the button.
        enough: whether there are.
    """

    def may_snap() -> bool:
        button = stage.app.loop.screen.find(snap)
        return button is not None and button.enabled

    for _ in range(_SNAPS):
        _await_camera(stage)
        stage.tap(snap)
        stage.until(may_snap, "a photo comes or not")
        if enough():
            return
    raise Unmet("no photo could be taken")


def show(stage: Stage, text: str) -> None:
    """Hold a phone before the camera until its code is read, then take it away.

    A busy machine may be late with the camera, or give a picture that nobody could read: the phone
    is then held up again, a little otherwise.
    """
    since = time.monotonic()

    def is_read() -> bool:
        return bool(stage.app.scans) and stage.app.scans[-1][0] >= since

    for _ in range(_SHOWS):
        _await_camera(stage)
        stage.show(text)
        try:
            stage.until(is_read, "the phone is read", _READS_S)
        except Unmet:
            continue
        finally:
            stage.show_counter()
        stage.quiet()
        return
    raise Unmet("the camera does not read the phone")


def _await_camera(stage: Stage) -> None:
    """Wait until the camera gives pictures; one that a busy machine lost is asked for again."""
    photos = stage.app.desk.photos
    for _ in range(_ASKED):
        try:
            stage.until(lambda: photos.why_not() is None, "the camera looks", _LOOKS_S)
        except Unmet:
            stage.app.devices.retry("camera")
        else:
            return
    raise Unmet("the camera gives no picture")


def camera(stage: Stage, step: Step) -> None:
    """Pull the camera's cable in the middle of its work, put it in again, or wait for a picture."""
    if step.args["fault"] == "looks":
        _await_camera(stage)
        return
    away = stage.camera_folder.with_name("camera.away")
    if step.args["fault"] == "comes back":
        away.rename(stage.camera_folder)
        stage.app.devices.retry("camera")
        return
    stage.camera_folder.rename(away)
    eye = stage.app.devices.eye
    if eye is not None and eye.pid is not None:
        os.kill(eye.pid, signal.SIGKILL)


def lights(stage: Stage, step: Step) -> None:
    """Pull the cable of the shelf lights, or put it in again."""
    stage.board.wired = step.args["fault"] == "come back"
    stage.app.devices.retry("wall")
