"""A strip behind a WLED controller (ESP32 firmware): HTTP to know it, UDP packets for frames.

A frame is DNRGB of its "UDP Realtime" interface: 4, seconds until it goes on by itself, the first
LED in two bytes, RGB triples. What it shows by itself is switched off at the open, so that after
the counter has died the strip is dark in those seconds.
"""

import socket
from collections.abc import Callable
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from typing import TypeVar

import msgspec
from msgspec import Struct

from kiosk.hw.ports import DeviceFault, Facts, Fault

T = TypeVar("T")

MOST_LEDS = 1024
_DNRGB, _STAY_S, _A_PACKET = 4, 5, 489  # LEDs that fit one packet of an Ethernet frame
_OPEN_S, _CHECK_S, _SEND_S = 3.0, 0.4, 0.2
_MOST_BYTES = 65_536
_MISSES = 2  # a busy radio swallows one answer now and then
_HEARS_S = 1.0  # so soon after a frame it must say `live`
_DEAF = "it ignores frames: switch on Receive UDP realtime in its Sync settings"


class _Leds(Struct, frozen=True):
    count: int


class _Identity(Struct, frozen=True):
    """What /json/info tells; it tells much more."""

    brand: str
    leds: _Leds
    ver: str = ""
    udpport: int = 21324
    live: bool = False


class _Done(Struct, frozen=True):
    success: bool


class _Received:
    """What HTTPResponse reads from, once all has come."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, mode: str) -> BytesIO:
        return BytesIO(self._raw)


class WledStrip:
    """Implements LightDriver.

    Args:
        name: of the strip in kiosk.toml.
        address: host and HTTP port; the port for frames is asked for.
        count: LEDs that are used.
        now: monotonic seconds.
        open_s: how long an open may take.
    """

    colour = True

    def __init__(
        self,
        name: str,
        address: tuple[str, int],
        count: int,
        now: Callable[[], float],
        open_s: float = _OPEN_S,
    ) -> None:
        if not 0 < count <= MOST_LEDS:
            raise ValueError(f"{count} LEDs; a strip has 1 to {MOST_LEDS}")
        self.name, self.count = name, count
        self._address, self._now, self._open_s = address, now, open_s
        self._udp: socket.socket | None = None
        self._opened_at = 0.0
        self._misses = 0

    def open(self) -> Facts:
        """Make sure that it is a WLED with LEDs enough, switch its own light off (see Device)."""
        self.close()
        deadline = self._now() + self._open_s
        try:
            who = self._identify(deadline)
            if who.leds.count < self.count:
                detail = f"it has {who.leds.count} LEDs; write count = {who.leds.count} or less"
                raise DeviceFault(self.name, Fault.MISCONFIGURED, detail, permanent=True)
            udp = self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.settimeout(_SEND_S)
            udp.connect((self._address[0], who.udpport))
            if who.live:
                udp.send(bytes((_DNRGB, 0)))  # else it stays at brightness 0 until the time is over
            self._ask("/json/state", deadline, _Done, b'{"on":false,"lor":0}')
        except OSError as error:
            raise self._absent(error) from error
        self._opened_at, self._misses = self._now(), 0
        self.write(bytes(self.count * 3))
        return self._facts(who)

    def _absent(self, error: OSError) -> DeviceFault:
        host, port = self._address
        if isinstance(error, TimeoutError):
            return DeviceFault(self.name, Fault.TIMEOUT, f"{host}:{port} does not answer in time")
        return DeviceFault(self.name, Fault.ABSENT, f"{host}:{port} is not there")

    def check(self) -> Facts:
        """Ask it whether it is there and shows our frames (see Device)."""
        if self._udp is None:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        try:
            who = self._identify(self._now() + _CHECK_S)
        except TimeoutError as error:
            self._misses += 1
            if self._misses >= _MISSES:
                raise DeviceFault(self.name, Fault.LOST, "it answers no more") from error
            return {"driver": "wled", "leds": self.count}
        except OSError as error:
            raise DeviceFault(self.name, Fault.LOST, "it is gone") from error
        self._misses = 0
        facts = dict(self._facts(who))
        if not who.live and self._now() - self._opened_at > _HEARS_S:
            facts |= {"degraded": "deaf", "hint": _DEAF}
        return facts

    def _facts(self, who: _Identity) -> Facts:
        return {"driver": "wled", "leds": self.count, "firmware": who.ver}

    def close(self) -> None:
        """Darken and let it go (see Device)."""
        udp = self._udp
        if udp is None:
            return
        try:
            self.write(bytes(self.count * 3))
        except DeviceFault:
            pass  # it goes dark by itself
        finally:
            self._udp = None
            udp.close()

    def write(self, frame: bytes) -> None:
        """Send one frame, a packet for each 489 LEDs (see LightDriver)."""
        if self._udp is None:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        try:
            for first in range(0, self.count, _A_PACKET):
                head = bytes((_DNRGB, _STAY_S, *first.to_bytes(2)))
                self._udp.send(head + frame[first * 3 : (first + _A_PACKET) * 3])
        except OSError as error:
            raise DeviceFault(self.name, Fault.LOST, "it takes no frames") from error

    # -- HTTP ------------------------------------------------------------------------------------

    def _identify(self, deadline: float) -> _Identity:
        who = self._ask("/json/info", deadline, _Identity)
        if who.brand != "WLED":
            raise DeviceFault(self.name, Fault.PROTOCOL, "what answers there is no WLED")
        return who

    def _ask(self, path: str, deadline: float, kind: type[T], body: bytes = b"") -> T:
        """Get or post, and return the answer.

        Raises:
            DeviceFault: what came is no answer of a WLED.
            TimeoutError: not in time.
            OSError: nobody there.
        """
        verb = "POST" if body else "GET"
        head = f"{verb} {path} HTTP/1.0\r\nHost: {self._address[0]}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        raw = self._talk(head.encode() + body, deadline)
        try:
            answer = HTTPResponse(_Received(raw))  # type: ignore[arg-type]
            answer.begin()
            if answer.status != 200:
                raise DeviceFault(self.name, Fault.PROTOCOL, f"{path}: HTTP {answer.status}")
            return msgspec.json.decode(answer.read(), type=kind)
        except (HTTPException, msgspec.DecodeError, ValueError) as error:
            raise DeviceFault(self.name, Fault.PROTOCOL, "what answers there is no WLED") from error

    def _talk(self, asked: bytes, deadline: float) -> bytes:
        # http.client's own timeout begins anew with each byte: one that drips would hold us up
        try:
            link = socket.create_connection(self._address, max(0.01, deadline - self._now()))
        except TimeoutError as error:
            raise ConnectionError("nobody there") from error
        with link:
            link.sendall(asked)
            raw = b""
            while len(raw) < _MOST_BYTES:
                link.settimeout(max(0.001, deadline - self._now()))
                part = link.recv(4096)
                if not part:
                    return raw
                raw += part
                if self._now() > deadline:
                    raise TimeoutError("too slow")
            raise DeviceFault(self.name, Fault.PROTOCOL, "what answers there is no WLED")
