"""The eye as the counter sees it: camera and decoders in a child process that may be killed."""

import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import msgspec
from msgspec.structs import replace

from kiosk.hw.eye_child import (
    EyeSettings,
    Failed,
    Noted,
    Order,
    Photographed,
    Ready,
    Seen,
    Told,
    run,
)
from kiosk.hw.eye_window import Window
from kiosk.hw.frame_source import FrameSource
from kiosk.hw.ports import DeviceFault, Facts, Fault, Look, PhotoTaken, Picture, Scan

_PHOTO_S = 2.0
_REST_FIRST_S, _REST_MOST_S = 60.0, 3600.0
_told = msgspec.msgpack.Decoder(Told)


class Eye:
    """Implements the Camera port.

    Args:
        source: makes the frame source, in the child; must be picklable.
        settings: what the child works with.
        stall_s: without a frame or a beat for so long, the child is killed.
        now: monotonic seconds.
        tell: told of stills that do not come, whoever reads then or not.
    """

    name = "camera"

    def __init__(
        self,
        source: Callable[[], FrameSource],
        settings: EyeSettings,
        stall_s: float,
        now: Callable[[], float],
        tell: Callable[[PhotoTaken], object] = lambda _: None,
    ) -> None:
        self._source, self._settings = source, settings
        self._stall_s, self._now = stall_s, now
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._window: Window | None = None
        self._facts: dict[str, str | int | float | bool] = {}
        self._noted = ""
        self._how = Look.SCAN
        self._frames, self._frame_at = 0, 0.0
        self._resting: dict[str, float] = {}
        self._rest_s: dict[str, float] = {}
        self._tell = tell
        self._asked: dict[str, float] = {}  # stills, each with the time it was asked for
        self._asking = threading.Lock()  # whoever asks is not the thread that reads

    @property
    def pid(self) -> int | None:
        """The child's process id while it lives."""
        return self._child.pid if self._child else None

    @property
    def frames(self) -> int:
        """How many frames the child has captured since it was opened."""
        return self._window.status().frames if self._window else 0

    @property
    def blur(self) -> float:
        """The blur of the sharpest thing seen lately, pixels; 0 for not known."""
        return self._window.status().blur if self._window else 0.0

    def open(self) -> Facts:
        """Start the child and wait until its camera is open (see Device)."""
        self.close()
        self._window = Window()
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        settings = replace(self._settings, engines=self._awake())
        args = (far, self._window.name, settings, self._source)
        self._child = context.Process(target=run, args=args, name="eye", daemon=True)
        self._child.start()
        far.close()
        self._noted = ""
        self._frames, self._frame_at = 0, self._now()
        self._await_ready()
        self.look(self._how)
        return self._facts

    def _await_ready(self) -> None:
        pipe = self._open_pipe()
        open_s = self._settings.open_s
        if not pipe.poll(open_s):
            self.close()
            why = f"the camera did not open in {open_s:g} s"
            raise DeviceFault(self.name, Fault.TIMEOUT, why)
        match self._receive(pipe):
            case Ready(facts=facts):
                self._facts = facts
                self._frame_at = self._now()
            case Failed() as failed:
                self.close()
                raise _fault(failed)
            case _:
                self.close()
                raise DeviceFault(self.name, Fault.PROTOCOL, "the decode process is out of step")

    def _awake(self) -> tuple[str, ...]:
        now = self._now()
        awake = tuple(e for e in self._settings.engines if self._resting.get(e, 0.0) <= now)
        return awake or self._settings.engines

    def _open_pipe(self) -> Connection:
        if self._pipe is None:
            raise DeviceFault(self.name, Fault.LOST, "the camera is closed")
        return self._pipe

    def _receive(self, pipe: Connection) -> Told:
        try:
            told: Told = _told.decode(pipe.recv_bytes())
        except (EOFError, OSError, msgspec.MsgspecError) as error:
            self._note_death()
            raise _ended() from error
        return told

    def check(self) -> Facts:
        """Say how the camera is (see Device); `degraded` names what is wrong with the picture."""
        self._watch()
        facts = dict(self._facts)
        if self.blur:
            facts["blur_px"] = self.blur
        if self._noted:
            facts["degraded"] = self._noted
        if len(self._awake()) < len(self._settings.engines):
            facts.setdefault("degraded", "a decoder rests")
        return facts

    def close(self) -> None:
        """End the child, by force: a camera's stop() may hang (see Device)."""
        child, self._child = self._child, None
        pipe, self._pipe = self._pipe, None
        window, self._window = self._window, None
        if child is not None:
            child.kill()
            child.join()
            child.close()
        if pipe is not None:
            pipe.close()
        if window is not None:
            window.close()
        self._give_up_stills(0.0)

    def read(self, timeout_s: float) -> tuple[Scan | PhotoTaken, ...]:
        """Return what the child told within `timeout_s`; kills it when it hangs.

        Raises:
            DeviceFault: the child died, hung or lost its camera; the frame it was at is dropped.
        """
        pipe = self._open_pipe()
        signals: list[Scan | PhotoTaken] = []
        wait_s = timeout_s
        while self._poll(pipe, wait_s):
            match self._receive(pipe):
                case Seen(scan=scan):
                    signals.append(scan)
                case Photographed(photo=photo):
                    signals += [photo] if self._was_asked(photo.request_id) else []
                case Noted(what=what):
                    self._noted = what
                case Failed() as failed:
                    raise _fault(failed)
                case Ready():
                    pass
            wait_s = 0.0
        self._watch()
        self._give_up_stills(_PHOTO_S)
        return tuple(signals)

    def _was_asked(self, request_id: str) -> bool:
        with self._asking:
            return self._asked.pop(request_id, None) is not None

    def _give_up_stills(self, after_s: float) -> None:
        """Answer for the stills that were asked for so long ago and did not come."""
        now = self._now()
        with self._asking:
            late = [one for one, at in self._asked.items() if now - at >= after_s]
            for request_id in late:
                del self._asked[request_id]
        for request_id in late:
            self._tell(PhotoTaken(request_id, None, Fault.TIMEOUT, now))

    def _poll(self, pipe: Connection, wait_s: float) -> bool:
        try:
            return pipe.poll(wait_s)
        except OSError as error:
            self._note_death()
            raise _ended() from error

    def _watch(self) -> None:
        if self._window is None or self._child is None:
            return
        status, now, frame_s = self._window.status(), self._now(), self._settings.frame_s
        if status.frames != self._frames or self._how is Look.OFF:
            self._frames, self._frame_at = status.frames, now
        stuck = status.busy_since and now - status.busy_since > frame_s
        silent = status.beat and now - status.beat > self._stall_s
        frozen = now - self._frame_at > self._stall_s
        if stuck or silent or frozen:
            self._note_death()
            why = f"one frame took more than {frame_s:g} s" if stuck else "no picture comes"
            self.close()
            # a new decoder must be there 1 s after its abort; a camera may want a pause
            raise DeviceFault(self.name, Fault.TIMEOUT, why, at_once=bool(stuck))

    def _note_death(self) -> None:
        """Let the engine rest that was at work when the child died, if there is another."""
        if self._window is None:
            return
        engine = self._window.status().engine
        if engine and len(self._settings.engines) > 1:
            rest_s = self._rest_s.get(engine, _REST_FIRST_S)
            self._resting[engine] = self._now() + rest_s
            self._rest_s[engine] = min(2 * rest_s, _REST_MOST_S)

    def look(self, how: Look) -> None:
        """Set how hard to look (see Camera)."""
        self._how = how
        self._order(Order(look=how))

    def photo(self, request_id: str) -> None:
        """Ask for a still (see Camera); None in 2 s, at once when no picture can come."""
        now = self._now()
        if self._how is Look.OFF or self._pipe is None:
            self._tell(PhotoTaken(request_id, None, Fault.TIMEOUT, now))
            return
        with self._asking:
            self._asked[request_id] = now
        self._order(Order(photo=request_id))
        if self._pipe is None:  # closed in between, perhaps before it knew of this one
            self._give_up_stills(0.0)

    def _order(self, order: Order) -> None:
        if self._pipe is None:
            return
        try:
            self._pipe.send_bytes(msgspec.msgpack.encode(order))
        except OSError:
            return  # the child is gone; the next read says so

    def preview(self, after_seq: int) -> Picture | None:
        """Return the newest preview (see Camera)."""
        window = self._window
        try:
            return window.newest(after_seq) if window is not None else None
        except ValueError:  # closed by the device's thread in between
            return None


def _ended() -> DeviceFault:
    return DeviceFault("camera", Fault.LOST, "the decode process ended", at_once=True)


def _fault(failed: Failed) -> DeviceFault:
    return DeviceFault("camera", Fault(failed.what), failed.detail, permanent=failed.permanent)
