"""The ports: what the counter may ask of a device, and the signals a device may send back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Protocol, TypeAlias

from msgspec import Struct

from kiosk.core.paywords import TerminalSaid
from kiosk.core.wifi import ReachSeen

Facts: TypeAlias = Mapping[str, str | int | float | bool]


class DeviceState(StrEnum):
    """Where a device stands with its supervisor (HARDWARE.md section 2)."""

    OFF = "off"
    ABSENT = "absent"
    OPENING = "opening"
    READY = "ready"
    DEGRADED = "degraded"
    FAILED = "failed"


class Fault(StrEnum):
    """What may go wrong at a port; the last three are permanent until the settings change."""

    ABSENT = "absent"
    BUSY = "busy"
    LOST = "lost"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"
    FLOOD = "flood"
    DENIED = "denied"
    MISSING_LIBRARY = "missing_library"
    MISCONFIGURED = "misconfigured"


class DeviceFault(Exception):
    """The only exception that leaves a port.

    Args:
        device: the device's name in kiosk.toml.
        what: the kind of fault.
        detail: one sentence for the health screen and the log; never a scanned text.
        permanent: no retry helps until someone changes something.
        at_once: what failed is gone already, so that the first retry needs no pause.
    """

    def __init__(
        self,
        device: str,
        what: Fault,
        detail: str = "",
        *,
        permanent: bool = False,
        at_once: bool = False,
    ) -> None:
        super().__init__(f"{device}: {what}: {detail}" if detail else f"{device}: {what}")
        self.device = device
        self.what = what
        self.detail = detail
        self.permanent = permanent
        self.at_once = at_once


class Symbology(StrEnum):
    """The bar code families the counter asks its decoders for."""

    QR = "qr"
    DATAMATRIX = "datamatrix"
    GS1_DATAMATRIX = "gs1_datamatrix"
    CODE128 = "code128"
    GS1_128 = "gs1_128"
    EAN13 = "ean13"
    EAN8 = "ean8"
    ITF = "itf"
    UNKNOWN = "unknown"


class Colour(StrEnum):
    """Lamp colours: one per open session, magenta for a wrong cell (UI.md section 2)."""

    AMBER = "amber"
    BLUE = "blue"
    VIOLET = "violet"
    ORANGE = "orange"
    MAGENTA = "magenta"


class Rhythm(StrEnum):
    """How a lamp shines; the order of the members is their rank, the most urgent first."""

    WRONG = "wrong"
    TAKE = "take"
    PUT = "put"
    LOOK = "look"


class Look(StrEnum):
    """How hard the eye looks: every frame, a few a second, or camera closed."""

    SCAN = "scan"
    WATCH = "watch"
    OFF = "off"


class Tone(StrEnum):
    """The four sounds."""

    OK = "ok"
    NO = "no"
    WRONG = "wrong"
    ATTENTION = "attention"


# -- signals: everything a device (or the clock) may tell the counter ------------------------


class SeenCode(Struct, frozen=True):
    """One code as read, before anybody asks what it means."""

    text: str
    symbology: Symbology


class Scan(Struct, frozen=True):
    """A code was read by a scanner or by the eye.

    Args:
        text: as read: case, spaces and GS kept.
        symbology: the family, or unknown where the device does not tell.
        source: the device's name in kiosk.toml, `camera` for the eye.
        at: monotonic seconds at capture.
        also: up to four more codes of the same frame.
        corners: four (x, y) points in 0..1 of the frame, or empty.
    """

    text: str
    symbology: Symbology
    source: str
    at: float
    also: tuple[SeenCode, ...] = ()
    corners: tuple[tuple[float, float], ...] = ()


class ButtonPressed(Struct, frozen=True):
    """A shelf button was pressed, or held for a second."""

    button: str
    held: bool
    at: float


class PrintOutcome(StrEnum):
    """How a print job ended, as far as anybody can know."""

    PRINTED = "printed"
    NOT_STARTED = "not_started"
    CUT_SHORT = "cut_short"
    UNCERTAIN = "uncertain"


class PrintDone(Struct, frozen=True):
    """The printer's thread is done with a job."""

    job_id: str
    outcome: PrintOutcome
    at: float
    unproved: bool = False


class PhotoTaken(Struct, frozen=True):
    """A still was asked for: here it is, or why not."""

    request_id: str
    jpeg: bytes | None
    fault: str | None
    at: float


class PictureCut(Struct, frozen=True):
    """A picture was to be cut to size: here it is as a small JPEG, or why not, in a sentence."""

    request_id: str
    jpeg: bytes | None
    fault: str


class DeviceHealth(Struct, frozen=True):
    """A device changed its state.

    Args:
        device: the device's name in kiosk.toml (`camera`, `printer`, `lights`, a scanner's name).
        kind: camera, scanner, door, printer, lights, shelf (a node), buttons, buzzer or terminal.
        what: a Fault or PrinterState word, empty when all is well.
        detail: one sentence for the health screen.
        since, retry_at: monotonic seconds; of the next try, or None.
        state, facts: its new state, and what it told about itself.
    """

    device: str
    kind: str
    state: DeviceState
    what: str
    detail: str
    since: float
    retry_at: float | None = None
    facts: Mapping[str, str | int | float | bool] = {}


class NewMail(Struct, frozen=True):
    """mail.db has news: messages of the central, or acknowledgements."""

    at: float


class LineMoved(Struct, frozen=True):
    """The line at the door has moved."""

    at: float


class Tick(Struct, frozen=True):
    """A second has passed."""

    at: float


News: TypeAlias = NewMail | LineMoved | ReachSeen | Tick
_Answer: TypeAlias = PrintDone | PhotoTaken | PictureCut | TerminalSaid
Signal: TypeAlias = Scan | ButtonPressed | DeviceHealth | _Answer | News


class Inbox(Protocol):
    """The one queue into the main thread; devices only put."""

    def put(self, signal: Signal) -> None:
        """Queue a signal and wake the main thread; never waits, never raises."""


class Device(Protocol):
    """What every device can do; all of it may raise DeviceFault but `close`."""

    name: str

    def open(self) -> Facts:
        """Open the device within 5 s and tell its facts."""

    def check(self) -> Facts:
        """Ask the open device how it is, within 0.5 s."""

    def close(self) -> None:
        """Let the device go; twice is fine, never raises."""


class Picture(Struct, frozen=True):
    """A camera picture small enough for the screen: RGB888 rows of width x height."""

    seq: int
    width: int
    height: int
    rgb: bytes


class Camera(Device, Protocol):
    """The eye as the counter sees it; every call returns at once."""

    def look(self, how: Look) -> None:
        """Set how hard to look; OFF closes the camera."""

    def preview(self, after_seq: int) -> Picture | None:
        """Return the newest preview if it is newer than `after_seq`."""

    def photo(self, request_id: str) -> None:
        """Ask for a still; the answer is a PhotoTaken signal."""


class Scanner(Device, Protocol):
    """A hand scanner."""

    def read(self, timeout_s: float) -> tuple[Scan, ...]:
        """Return the codes that came within `timeout_s`; none is an empty tuple."""


class PrinterState(StrEnum):
    """What the printer says of itself."""

    READY = "ready"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    OFFLINE = "offline"
    GONE = "gone"
    UNKNOWN = "unknown"


class Printer(Device, Protocol):
    """A receipt printer: finished bytes in, an outcome out."""

    def status(self) -> PrinterState:
        """Ask the printer how it is, within 0.5 s; a pulled cable is a status, not a fault."""

    def print(self, job_id: str, blob: bytes) -> PrintDone:
        """Print one job; blocks its own thread only."""


class Lamp(Struct, frozen=True):
    """One cell's lamp: the colours of all who want it, the most urgent rhythm."""

    colours: tuple[Colour, ...]
    rhythm: Rhythm


LightPlan: TypeAlias = Mapping[str, Lamp]


class Shown(Struct, frozen=True):
    """What became of a light plan: cells lit, cells without an LED, cells over the power cap."""

    lit: frozenset[str] = frozenset()
    unmapped: frozenset[str] = frozenset()
    capped: frozenset[str] = frozenset()


class LampChain(Struct, frozen=True):
    """A chain of lamps, LED by LED.

    Args:
        name: in kiosk.toml.
        cells: whose each LED is, in chain order; empty for no cell's.
        dark: LEDs that are known not to shine.
        is_far: another computer drives it and knows itself which LED is whose.
    """

    name: str
    cells: tuple[str, ...]
    dark: frozenset[int] = frozenset()
    is_far: bool = False


class Lights(Protocol):
    """All lamps of the point, over all chains."""

    def show(self, plan: LightPlan) -> Shown:
        """Show the whole plan from now on; returns in under 1 ms and never raises."""

    def walk(self, step_s: float) -> None:
        """Light every LED in chain order, one after the other."""

    def mapped(self) -> tuple[LampChain, ...]:
        """Return every chain as it is mapped now."""

    def point(self, chain: str, led: int | None) -> None:
        """Light one LED of a chain instead of its plan; None ends it. The next `show` tells."""

    def remap(self, chain: str, cells: Sequence[str] | None, dark: Collection[int]) -> None:
        """Let a chain's LEDs stand for other cells; None goes back to the settings' own."""


class LightDriver(Device, Protocol):
    """One chain of LEDs."""

    count: int
    colour: bool

    def write(self, frame: bytes) -> None:
        """Send `count` RGB triples in one transfer; a mono chain lights what is not black."""


class Buttons(Device, Protocol):
    """Shelf buttons, debounced."""

    def read(self, timeout_s: float) -> tuple[ButtonPressed, ...]:
        """Return the presses that came within `timeout_s`."""


class PictureCutter(Protocol):
    """Makes pictures small, in a child process; returns at once, the answer is a PictureCut."""

    def cut(self, request_id: str, raw: bytes, side: int) -> None:
        """Ask for a JPEG of at most `side` px along its longer side and 300 KB, no metadata."""


class Voice(Device, Protocol):
    """Says words aloud."""

    play: Callable[[bytes], None]

    def say(self, words: str, language: str) -> None:
        """Say words soon and return at once; what was not said yet is left out."""


class Buzzer(Device, Protocol):
    """A piezo for boxes without a screen."""

    def play(self, tone: Tone) -> None:
        """Play a tone and return at once."""
