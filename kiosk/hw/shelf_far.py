"""A shelf node as the counter sees it: scanners, buttons, lamps and a buzzer behind a broker.

One thread reads it and asks which lamps shall shine; tones come from another thread and wait for
its next short round. A node that is away is a loss, not the end: the link stays, so that it is
greeted when it comes back.
"""

from collections import deque
from collections.abc import Callable, Mapping

from msgspec import Struct

from kiosk.hw.ports import (
    ButtonPressed,
    DeviceState,
    Facts,
    Fault,
    LightPlan,
    Scan,
    Tone,
)
from kiosk.hw.shelf_mail import (
    FRESH_S,
    GONE_S,
    PICTURE_S,
    BadMail,
    CellDown,
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
from kiosk.hw.shelf_wire import Wire

_MOST_KNOWN = 64  # pictures whose moment is remembered, and ids that have come already


class FarNames(Struct, frozen=True):
    """What the counter's settings call a node's devices.

    Args:
        node: the node.
        scanner: the source of its scans; empty when it lends none.
        buttons: cell -> the button that stands for it.
    """

    node: str
    scanner: str = ""
    buttons: Mapping[str, str] = {}

    @property
    def sources(self) -> frozenset[str]:
        """The names under which its signals come."""
        return frozenset({self.scanner, *self.buttons.values()}) - {""}


class FarShelf:
    """Implements Scanner, Buttons and Buzzer; its lamps are a FarChain of the engine.

    Args:
        names: what the counter calls its devices.
        wire: to the point's broker; nobody else reads it.
        run: random at each start of the counter.
        now: monotonic seconds.

    Attributes:
        lamps: asked in every round which lamps the node shall show.
    """

    def __init__(self, names: FarNames, wire: Wire, run: str, now: Callable[[], float]) -> None:
        self.name, self.names = wire.name, names
        self._wire, self._run, self._now = wire, run, now
        self._topics = Topics(names.node)
        self.lamps: Callable[[], LightPlan] = dict
        self._shown: LightPlan | None = None  # None: the node must be told anew
        self._n = 0
        self._sent_at: dict[int, float] = {}  # picture -> when
        self._picture_at = 0.0
        self._conn = ""
        self._heard_at: float | None = None
        self._health = HealthUp({})
        self._ids: deque[str] = deque(maxlen=_MOST_KNOWN)
        self._signals: list[Scan | ButtonPressed] = []
        self._dropped = 0
        wire.heard, wire.farewell = self._heard, self._darkness

    # -- what other threads ask --------------------------------------------------------------------

    def is_there(self) -> bool:
        """Whether the node is online and has said something lately."""
        heard_at = self._heard_at  # one look: other threads ask
        lately = heard_at is not None and self._now() - heard_at < GONE_S
        return bool(self._conn) and lately and self._wire.is_open

    def play(self, tone: Tone) -> None:
        """Play a tone at the shelf (see Buzzer)."""
        self._wire.send(self._tone(tone))

    # -- what its own thread does ------------------------------------------------------------------

    def open(self) -> Facts:
        """Connect to the broker; whether the node is there is heard later (see Device)."""
        self._conn, self._heard_at, self._health = "", None, HealthUp({})
        self._signals, self._shown = [], None
        self._wire.open()
        return self.check()

    def check(self) -> Facts:
        """Tell how the node and its devices are (see Device)."""
        devices = self._health.devices if self.is_there() else {}
        facts: dict[str, str | int | float | bool] = {
            "driver": "mqtt",
            "node": self.names.node,
            "dropped": self._dropped,
            **{f"node_{name}": state for name, state in devices.items()},
        }
        if self._health.temp_c is not None:
            facts["temp_c"] = self._health.temp_c
        lost = next((s for s in devices.values() if s != DeviceState.READY), "")
        if not self.is_there():
            lost = Fault.ABSENT.value
        return {**facts, "degraded": lost} if lost else facts

    def close(self) -> None:
        """Darken the node and let the link go (see Device)."""
        self._wire.close()
        self._conn = ""

    def read(self, timeout_s: float) -> tuple[Scan | ButtonPressed, ...]:
        """Return what came from the shelf; sends the picture when it is due."""
        until = self._now() + timeout_s
        while True:
            self._send_picture()
            self._wire.turn(max(0.0, until - self._now()))
            if self._signals or self._now() >= until:
                came, self._signals = tuple(self._signals), []
                self._send_picture()
                return came

    # -- down --------------------------------------------------------------------------------------

    def _send_picture(self) -> None:
        lamps, now = self.lamps(), self._now()
        if lamps == self._shown and now - self._picture_at < PICTURE_S:
            return
        if self._wire.send(self._picture(lamps)):
            self._shown, self._picture_at = lamps, now
            self._sent_at[self._n] = now
            self._sent_at.pop(self._n - _MOST_KNOWN, None)

    def _picture(self, lamps: LightPlan) -> Out:
        self._n += 1
        cells = {
            cell: CellDown(lamp.colours[0], lamp.rhythm, lamp.colours[1:5])
            for cell, lamp in lamps.items()
        }
        words = LightsDown(self._run, self._n, cells, self._ids[-1] if self._ids else "")
        return Out(self._topics.lights, pack(words))

    def _darkness(self) -> tuple[Out, ...]:
        return (self._picture({}),)

    def _tone(self, tone: Tone, *, blink: bool = False) -> Out:
        # of the moment: QoS 0
        return Out(self._topics.tone, pack(ToneDown(tone, blink)), qos=0)

    # -- up ----------------------------------------------------------------------------------------

    def _heard(self, topic: str, payload: bytes) -> None:
        topics = self._topics
        try:
            if topic == topics.state:
                self._presence(unpack(payload, NodeState))
            elif topic == topics.health:
                self._health = unpack(payload, HealthUp)
            elif topic == topics.scan:
                self._scan(unpack(payload, ScanUp))
            elif topic == topics.button:
                self._press(unpack(payload, PressUp))
            else:
                return
        except BadMail:
            self._dropped += 1
            return
        self._heard_at = self._now()

    def _presence(self, state: NodeState) -> None:
        if state.online:
            if state.conn != self._conn:
                self._shown = None  # its birth: it gets the picture at once
            self._conn = state.conn
        elif state.conn == self._conn:
            self._conn = ""  # a late will of another connection means nothing

    def _scan(self, up: ScanUp) -> None:
        if up.id in self._ids:
            return
        self._ids.append(up.id)
        age_s = self._age_s(up.age_ms, up.heard)
        if not self.names.scanner or age_s > FRESH_S:
            self._refuse()
            return
        at = self._now() - age_s
        self._shown = None  # the picture is the answer: somebody heard it
        self._signals.append(Scan(up.text, up.symbology, self.names.scanner, at))

    def _press(self, up: PressUp) -> None:
        if up.id in self._ids:
            return
        self._ids.append(up.id)
        age_s = self._age_s(up.age_ms, up.heard)
        button = self.names.buttons.get(up.cell)
        if button is None or age_s > FRESH_S:
            self._refuse()
            return
        self._shown = None
        self._signals.append(ButtonPressed(button, up.kind == "hold", self._now() - age_s))

    def _age_s(self, age_ms: int, heard: Heard | None) -> float:
        """Return how old what a node says is at most, on this clock."""
        if heard is None:
            return age_ms / 1000  # a node that does not tell is believed
        if heard.run != self._run or heard.n not in self._sent_at:
            return FRESH_S + 1
        spoken_at = self._sent_at[heard.n] + heard.ago_ms / 1000
        return max(0.0, self._now() - spoken_at) + age_ms / 1000

    def _refuse(self) -> None:
        self._dropped += 1
        self._wire.send(self._tone(Tone.NO, blink=True))
