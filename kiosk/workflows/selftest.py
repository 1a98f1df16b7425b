"""The self-test: every device's test that needs no hands, one after the other.

It goes on by the clock's ticks, so that everything else works meanwhile; its result stays until
the next one.
"""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.prints import JobState
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.hw.ports import DeviceHealth, DeviceState, Picture
from kiosk.workflows.checks import Checks
from kiosk.workflows.counter import Counter
from kiosk.workflows.health import Health
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.prints import Prints
from kiosk.workflows.rights import Activity, anybody, needs

_ORDER = ("camera", "scanner", "printer", "lights", "shelf", "buttons", "buzzer", "settings")
_PATIENCE_MS = 20_000  # a slip, a picture: whoever waits longer waits for nothing
_STEP_S, _WALK_S = 0.15, 6.0  # an LED; the whole walk, whatever the length of the chains
_CANNOT = {"paper_out", "cover_open", "cutter", "offline", "absent", "failed"}


class Verdict(StrEnum):
    """How a line of the self-test stands; the last three are the words of `kiosk doctor`."""

    WAITS = "waits"
    RUNS = "runs"
    SKIPPED = "skipped"
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class CheckLine(Struct, frozen=True):
    """One device of the self-test.

    Args:
        device: its name in kiosk.toml; `mail` for the mail.
        kind: of the device.
        verdict: how it stands.
        what: a Fault or PrinterState word, or what the test found.
    """

    device: str
    kind: str
    verdict: Verdict = Verdict.WAITS
    what: str = ""


class SelfTest(Activity):
    """Goes through the devices; `tick` takes it further.

    Args:
        counter: what all activities share.
        health: the last word of every device.
        checks: tones at devices.
        prints: brings test slips to the printers.
        lamps: walk.
        preview: the camera's newest picture above a number.
    """

    def __init__(
        self,
        counter: Counter,
        health: Health,
        checks: Checks,
        prints: Prints,
        lamps: Lamps,
        preview: Callable[[int], Picture | None],
    ) -> None:
        super().__init__(counter)
        self._health, self._checks, self._prints = health, checks, prints
        self._lamps, self._preview = lamps, preview
        self._lines: list[CheckLine] = []
        self._at: int | None = None  # the line that is under way
        self._last = 0  # where it ends: after the last line, or after the one that is tried again
        self._until = 0  # monotonic ms
        self._job = ""
        self._seen = -1  # the camera's picture when its test began
        self._has_walked = self._was_walked = False  # set going; come to its end
        self.ended_at: int | None = None  # ms UTC

    @needs(Right.HARDWARE)
    def begin(self) -> Refused | None:
        """Begin anew, with every device there is."""
        devices = sorted(self._health.devices(), key=_place)
        self._lines = [CheckLine(d.device, d.kind) for d in devices if d.kind in _ORDER]
        self._lines.append(CheckLine("mail", "mail"))
        self._go(0, len(self._lines))
        return None

    @needs(Right.HARDWARE)
    def again(self, device: str) -> Refused | None:
        """Try one device of the last self-test again; what the others had found stays.

        Args:
            device: as a line names it.
        """
        at = next((n for n, line in enumerate(self._lines) if line.device == device), None)
        if at is None:
            return Refused(Reason.NOT_CONNECTED)
        if self._at is None:  # else its turn comes, or it was tried a moment ago
            self._go(at, at + 1)
        return None

    def _go(self, first: int, last: int) -> None:
        self._at, self._last, self.ended_at = first, last, None
        self._has_walked = self._was_walked = False
        self._start()

    @anybody
    def cancel(self) -> None:
        """End it here; what was found stays."""
        if self._at is None:
            return
        self._lamps.end_walk()
        done = self._at
        left = self._lines[done : self._last]
        self._lines[done : self._last] = [replace(t, verdict=Verdict.SKIPPED) for t in left]
        self._end()

    @anybody
    def lines(self) -> tuple[CheckLine, ...]:
        """Return every line, in order; none before the first self-test."""
        return tuple(self._lines)

    @property
    def runs(self) -> bool:
        """Whether it is under way."""
        return self._at is not None

    @anybody
    def tick(self) -> None:
        """Take it as far as it can go now."""
        while self._at is not None:
            if not self.counter.may(Right.HARDWARE):
                self.cancel()  # whoever began it has gone
                return
            verdict, what = self._look(self._lines[self._at])
            if verdict is Verdict.RUNS:
                return
            self._lines[self._at] = replace(self._lines[self._at], verdict=verdict, what=what)
            self._at += 1
            if self._at == self._last:
                self._end()
            else:
                self._start()

    def _end(self) -> None:
        self._at, self.ended_at = None, self.counter.clock().at

    def _start(self) -> None:
        """Begin the line that is next: what takes its time is set going."""
        at = self._at or 0
        line = self._lines[at] = replace(self._lines[at], verdict=Verdict.RUNS, what="")
        self._until = self.counter.clock().mono + _PATIENCE_MS
        match line.kind:
            case "camera":
                newest = self._preview(-1)
                self._seen = newest.seq if newest else -1
            case "printer":
                ill = self._ill(line)
                cannot = ill is not None and ill[0] is Verdict.FAIL
                job = "" if cannot else self._prints.test_slip(line.device)
                self._job = job if isinstance(job, str) else ""
            case "lights" | "shelf" if not self._has_walked and self._lamps.count:
                self._has_walked = self._lamps.walk(_step_s(self._lamps.count))
            case _:
                pass

    def _look(self, line: CheckLine) -> tuple[Verdict, str]:
        """Return how a line stands now, RUNS while its test takes its time."""
        ill = self._ill(line)
        if ill is not None and ill[0] is Verdict.FAIL:
            return ill
        late = self.counter.clock().mono > self._until
        match line.kind:
            case "camera":
                found = self._camera(late=late)
            case "printer":
                found = self._slip(late=late)
            case "lights":
                found = self._walk()
            case "shelf" if self._lamps.count and (found := self._walk())[0] is not Verdict.OK:
                pass
            case "shelf" | "buzzer":
                refused = self._checks.sound(line.device)
                found = (Verdict.WARN, "silent") if refused else (Verdict.OK, "sounded")
            case "mail":
                is_linked = self._health.is_linked()
                found = (Verdict.OK, "linked") if is_linked else (Verdict.WARN, "no_network")
            case _:
                found = (Verdict.OK, "by_hand")
        return found if ill is None or found[0] is not Verdict.OK else ill

    def _ill(self, line: CheckLine) -> tuple[Verdict, str] | None:
        """Return what the device itself says is wrong, None when it says nothing."""
        device = next((d for d in self._health.devices() if d.device == line.device), None)
        if device is None or device.state is DeviceState.READY:
            return None
        if device.state is DeviceState.DEGRADED and device.what not in _CANNOT:
            return (Verdict.WARN, device.what)
        return (Verdict.FAIL, device.what or device.state.value)

    def _camera(self, *, late: bool) -> tuple[Verdict, str]:
        if self._preview(self._seen) is not None:
            return (Verdict.OK, "pictures")
        return (Verdict.FAIL, "no_picture") if late else (Verdict.RUNS, "")

    def _slip(self, *, late: bool) -> tuple[Verdict, str]:
        job = self._prints.job(self._job)
        if job is None:
            return (Verdict.FAIL, "not_printed")
        match job.state:
            case JobState.SENT:
                unproved = job.detail == "unproved"
                return (Verdict.WARN, "unproved") if unproved else (Verdict.OK, "printed")
            case JobState.FAILED:
                return (Verdict.FAIL, "not_printed")
            case JobState.UNCERTAIN:
                return (Verdict.WARN, "uncertain")
            case _:
                return (Verdict.FAIL, "not_printed") if late else (Verdict.RUNS, "")

    def _walk(self) -> tuple[Verdict, str]:
        if not self._has_walked:
            return (Verdict.SKIPPED, "wanted")
        if self._lamps.walks:
            return (Verdict.RUNS, "")
        # the first chain's line ends the walk of all; a lamp that was wanted has ended it before
        self._was_walked = self._lamps.end_walk() or self._was_walked
        return (Verdict.OK, "walked") if self._was_walked else (Verdict.SKIPPED, "wanted")


def _place(device: DeviceHealth) -> tuple[int, str]:
    kind = device.kind
    return (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), device.device)


def _step_s(count: int) -> float:
    """Return how long each of so many lamps is lit."""
    return min(_STEP_S, _WALK_S / max(1, count))
