"""The words between a counter and a shelf node, over the point's own broker (PROTOCOL.md 13).

Up go scans, presses and health, down go whole pictures of lamps, and tones. Whatever bytes arrive
become a packet or `BadMail`, never another exception.
"""

from collections.abc import Sequence
from typing import Annotated, Protocol, TypeVar

import msgspec
from msgspec import Meta, Struct

from kiosk.hw.ports import Colour, Rhythm, Symbology, Tone

FRESH_S = 3.0  # an older scan is dropped; so long a node waits for an answer
PICTURE_S = 5.0
DARK_S = 15.0  # a node that has heard no picture for so long is dark, and takes no scans
HEALTH_S = 10.0
GONE_S = 25.0  # a node that has said nothing for so long is not there, whatever its state says
MOST_TEXT = 512

_MOST_BYTES = 128 * 1024
_Id = Annotated[str, Meta(min_length=1, max_length=40)]
_Word = Annotated[str, Meta(max_length=40)]
_Ms = Annotated[int, Meta(ge=0, le=2**31)]
_Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class BadMail(Exception):
    """The bytes are no packet of this kind."""


class Heard(Struct, frozen=True):
    """The last picture a node has heard, by which the counter tells how old its words are.

    The two machines have no clock in common, and a broker or a link that stood still hands on
    what it held. The counter knows when it sent that picture, on its own clock.

    Args:
        run, n: of the picture.
        ago_ms: how long ago it came, when the node spoke.
    """

    run: _Id
    n: _Count
    ago_ms: _Ms


class ScanUp(Struct, frozen=True, omit_defaults=True):
    """A code was read at the shelf; `source` is the node's own name for its scanner."""

    id: _Id
    text: Annotated[str, Meta(min_length=1, max_length=MOST_TEXT)]
    symbology: Symbology
    source: _Word
    age_ms: _Ms
    heard: Heard | None = None


class PressUp(Struct, frozen=True, omit_defaults=True):
    """A button was pressed; `cell` is the first of the cells it stands for."""

    id: _Id
    cell: _Word
    kind: Annotated[str, Meta(pattern="^(press|hold)$")]
    age_ms: _Ms
    heard: Heard | None = None


class HealthUp(Struct, frozen=True, omit_defaults=True):
    """How the node's devices are: name -> state."""

    devices: Annotated[dict[_Word, _Word], Meta(max_length=64)]
    temp_c: float | None = None


class NodeState(Struct, frozen=True):
    """Presence, retained; the will says offline with the same `conn`."""

    online: bool
    conn: _Id


class CellDown(Struct, frozen=True, omit_defaults=True):
    """One cell's lamp; `also` are the colours of further sessions that want it."""

    colour: Colour
    pattern: Rhythm
    also: Annotated[tuple[Colour, ...], Meta(max_length=4)] = ()


class LightsDown(Struct, frozen=True, omit_defaults=True):
    """All lamps of a node, whole.

    Args:
        run: random at each start of the counter.
        n: rises with each picture of a run; a lower one came late.
        cells: what shines; all else is dark.
        answers: id of the last scan or press that came from the node, empty when none did yet.
            None: the counter does not tell, so any picture answers.
    """

    run: _Id
    n: _Count
    cells: Annotated[dict[_Word, CellDown], Meta(max_length=2048)]
    answers: _Word | None = None


class ToneDown(Struct, frozen=True, omit_defaults=True):
    """A tone for whoever stands at the shelf; `blink`: what they scanned was too old."""

    tone: Tone
    blink: bool = False


class Topics(Struct, frozen=True):
    """The topics of one node."""

    node: str

    def _of(self, rest: str) -> str:
        return f"shelf/v1/{self.node}/{rest}"

    @property
    def scan(self) -> str:
        """Up: a code was read."""
        return self._of("up/scan")

    @property
    def button(self) -> str:
        """Up: a button was pressed."""
        return self._of("up/button")

    @property
    def health(self) -> str:
        """Up, QoS 0: how the node is."""
        return self._of("up/health")

    @property
    def state(self) -> str:
        """Retained, and the will: whether the node is there."""
        return self._of("state")

    @property
    def lights(self) -> str:
        """Down: the whole picture."""
        return self._of("down/lights")

    @property
    def tone(self) -> str:
        """Down, QoS 0: a tone."""
        return self._of("down/tone")

    @property
    def for_counter(self) -> tuple[str, ...]:
        """What the counter subscribes to."""
        return (self._of("up/#"), self.state)

    @property
    def for_node(self) -> tuple[str, ...]:
        """What the node subscribes to."""
        return (self._of("down/#"),)


class Out(Struct, frozen=True):
    """A packet to send."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False


class Packet(Protocol):
    """A packet that came in."""

    @property
    def topic(self) -> str:
        """Where it was sent to."""

    @property
    def payload(self) -> bytes:
        """What it holds."""


class Link(Protocol):
    """A connection to a broker; `kiosk.sync.link.Link` is one, given by the composition root."""

    fault: str

    @property
    def is_up(self) -> bool:
        """Whether the broker granted the subscriptions."""

    def turn(self, wait_s: float) -> Sequence[Packet]:
        """Move bytes for up to `wait_s`, connecting first where needed; return what came in."""

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Hand a packet to the broker; False when there is no link."""

    def retry_now(self) -> None:
        """Forget the pause before the next try."""

    def close(self) -> None:
        """Say goodbye properly, so that no will is sent; twice is fine."""


_S = TypeVar("_S", bound=Struct)
_encoder = msgspec.json.Encoder()


def pack(words: Struct) -> bytes:
    """Return the packet's bytes."""
    return _encoder.encode(words)


def unpack(payload: bytes, kind: type[_S]) -> _S:
    """Return the packet of `kind` that bytes hold.

    Raises:
        BadMail: too large, no JSON, out of bounds or too deep.
    """
    if len(payload) > _MOST_BYTES:
        raise BadMail("too large")
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadMail(kind.__name__) from error
