"""The headless shelf node: devices on one side, the point's broker on the other.

No rules and no database: it tells what was scanned and pressed, and shows the lamps it is told. Cut
off from the counter it refuses, by tone and light, and keeps nothing for later (PROTOCOL.md 13).
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping

from msgspec import Struct

from kiosk.hw.ports import (
    ButtonPressed,
    Colour,
    DeviceHealth,
    Lamp,
    LightPlan,
    Lights,
    Rhythm,
    Scan,
    Signal,
    Tone,
)
from kiosk.hw.shelf_mail import (
    DARK_S,
    FRESH_S,
    HEALTH_S,
    MOST_TEXT,
    BadMail,
    HealthUp,
    Heard,
    LightsDown,
    NodeState,
    Out,
    PressUp,
    ScanUp,
    ToneDown,
    Topics,
    pack,
    unpack,
)

BLINK_S = 3.0
_TURN_S = 0.1
_MOST_PACKETS = 256
_RED = Lamp((Colour.MAGENTA,), Rhythm.WRONG)


class Lent(Struct, frozen=True):
    """What a node lends.

    Args:
        lights: its lamps, None for none.
        cells: those that have a lamp.
        play: sounds its buzzer; does nothing where there is none.
        buttons: button -> the first of the cells it stands for.
    """

    lights: Lights | None
    cells: tuple[str, ...]
    play: Callable[[Tone], None]
    buttons: Mapping[str, str]


class Nature(Struct, frozen=True):
    """Clock and chance, given by the composition root.

    Args:
        now: monotonic seconds.
        new_id: a name for a scan, never the same again.
        temp_c: the board's temperature, None where it does not tell.
    """

    now: Callable[[], float]
    new_id: Callable[[], str]
    temp_c: Callable[[], float | None]


class ShelfNode:
    """The node: signals and packets in, packets, lamps and tones out.

    Args:
        name: of the node.
        lent: its devices.
        send: hands a packet to the link, False when there is none; nothing is kept.
        nature: clock and chance.
    """

    def __init__(self, name: str, lent: Lent, send: Callable[[Out], bool], nature: Nature) -> None:
        self._topics, self._lent, self._send, self._nature = Topics(name), lent, send, nature
        self._conn = nature.new_id()
        self._plan: LightPlan = {}
        self._run, self._n = "", 0
        self._heard_at: float | None = None  # the last picture
        self._asked: dict[str, float] = {}  # scans and presses without an answer: id -> when
        self._red_until: float | None = None
        self._health_at: float | None = None
        self._devices: dict[str, str] = {}
        self._packets: deque[tuple[str, bytes]] = deque(maxlen=_MOST_PACKETS)
        self.news = threading.Event()

    # -- the link's thread -------------------------------------------------------------------------

    def will(self) -> Out:
        """Return what the broker says when this node vanishes; a fresh name a connection."""
        self._conn = self._nature.new_id()
        return self._state(online=False)

    def greeting(self) -> tuple[Out, ...]:
        """Return what is said on each new connection."""
        return (self._state(online=True), self._health())

    def farewell(self) -> tuple[Out, ...]:
        """Return what is said before the node leaves."""
        return (self._state(online=False),)

    def heard(self, topic: str, payload: bytes) -> None:
        """Take a packet in, for the next turn."""
        self._packets.append((topic, payload))
        self.news.set()

    # -- the main thread ---------------------------------------------------------------------------

    @property
    def is_linked(self) -> bool:
        """Whether a counter has shown itself lately."""
        return self._heard_at is not None and self._nature.now() - self._heard_at <= DARK_S

    def run(self, take: Callable[[], Signal | None], stop: threading.Event) -> None:
        """Work until told to stop.

        Args:
            take: the next signal of the devices, or None.
            stop: ends it.
        """
        while not stop.is_set():
            self.news.wait(_TURN_S)
            self.news.clear()
            self.turn(take)

    def turn(self, take: Callable[[], Signal | None]) -> None:
        """Take in what came, and do what is due."""
        while self._packets:
            self._obey(*self._packets.popleft())
        while (signal := take()) is not None:
            self._tell(signal)
        self._due()

    def _tell(self, signal: Signal) -> None:
        match signal:
            case DeviceHealth(kind="shelf"):
                pass  # the wire itself: who hears of it knows
            case DeviceHealth():
                self._devices[signal.device] = signal.state.value
                self._health_at = None
            case Scan():
                age_s = self._nature.now() - signal.at
                scan = ScanUp(
                    self._nature.new_id(),
                    signal.text[:MOST_TEXT],
                    signal.symbology,
                    signal.source,
                    _ms(age_s),
                    self._last_heard(),
                )
                whole = len(signal.text) <= MOST_TEXT
                fresh = whole and age_s <= FRESH_S
                self._ask(scan.id, Out(self._topics.scan, pack(scan)), fresh=fresh)
            case ButtonPressed():
                age_s = self._nature.now() - signal.at
                press = PressUp(
                    self._nature.new_id(),
                    self._lent.buttons.get(signal.button, ""),
                    "hold" if signal.held else "press",
                    _ms(age_s),
                    self._last_heard(),
                )
                fresh = age_s <= FRESH_S
                self._ask(press.id, Out(self._topics.button, pack(press)), fresh=fresh)
            case _:
                pass

    def _ask(self, id_: str, question: Out, *, fresh: bool) -> None:
        if fresh and self.is_linked and self._send(question):
            self._asked[id_] = self._nature.now()
        else:
            self._refuse()

    def _last_heard(self) -> Heard | None:
        if self._heard_at is None:
            return None
        return Heard(self._run, self._n, _ms(self._nature.now() - self._heard_at))

    def _refuse(self) -> None:
        """Say no, by tone and by every lamp there is."""
        self._lent.play(Tone.NO)
        self._blink()

    def _blink(self) -> None:
        self._red_until = self._nature.now() + BLINK_S
        self._show()

    # -- what the counter says ---------------------------------------------------------------------

    def _obey(self, topic: str, payload: bytes) -> None:
        try:
            if topic == self._topics.lights:
                self._picture(unpack(payload, LightsDown))
            elif topic == self._topics.tone:
                self._sound(unpack(payload, ToneDown))
        except BadMail:
            return  # it is no counter's

    def _sound(self, tone: ToneDown) -> None:
        self._asked = {}
        self._lent.play(tone.tone)
        if tone.blink:
            self._blink()

    def _picture(self, lights: LightsDown) -> None:
        if lights.run == self._run and lights.n <= self._n:
            return  # an older one came late
        # a picture of a renewed link or of the time before the scan came is no answer to it
        answered = bool(self._asked) and (lights.answers is None or lights.answers in self._asked)
        # a counter that has started anew never heard what its forerunner was asked
        lost = bool(self._asked) and lights.run != self._run
        if answered:
            self._red_until = None  # the answer to this scan, not the no to the one before
        if answered or lost:
            self._asked = {}
        self._run, self._n, self._heard_at = lights.run, lights.n, self._nature.now()
        self._plan = {
            cell: Lamp((lamp.colour, *lamp.also), lamp.pattern)
            for cell, lamp in lights.cells.items()
        }
        self._show()
        if lost:
            self._refuse()

    def _show(self) -> None:
        if self._lent.lights is None:
            return
        red = self._red_until is not None
        self._lent.lights.show(dict.fromkeys(self._lent.cells, _RED) if red else self._plan)

    # -- what is due -------------------------------------------------------------------------------

    def _due(self) -> None:
        now = self._nature.now()
        if self._asked and now - min(self._asked.values()) > FRESH_S:
            self._asked = {}
            self._refuse()
        if self._red_until is not None and now >= self._red_until:
            self._red_until = None
            self._show()
        if self._plan and not self.is_linked:
            self._plan = {}
            self._show()
        if self._health_at is None or now - self._health_at >= HEALTH_S:
            self._health_at = now
            self._send(self._health())

    def _state(self, *, online: bool) -> Out:
        return Out(self._topics.state, pack(NodeState(online, self._conn)), retain=True)

    def _health(self) -> Out:
        words = HealthUp(dict(self._devices), self._nature.temp_c())
        return Out(self._topics.health, pack(words), qos=0)


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
