"""A WLED controller as a program on loopback, after its published JSON and UDP interface.

It shows its own light, orange, until it is told not to, and again when realtime frames stay away.

Faults: `absent` (nobody there), `silent` (connected, no answer), `slow` (an answer that drips),
`nonsense` (an answer that is none), `other` (a web server that is no WLED), `deaf` (realtime is
switched off in its settings), `refuse` (HTTP 503).
"""

import contextlib
import re
import select
import socket
import threading
from collections.abc import Callable

import msgspec
from msgspec import Struct

_OWN = (255, 160, 0)
_DRIP = 8
Rgb = tuple[int, int, int]


class _Wish(Struct, frozen=True):
    """What may be set over /json/state; there is much more."""

    on: bool | None = None
    lor: int | None = None


class SimWled:
    """The controller.

    Args:
        count: LEDs it has.
        now, sleep: monotonic seconds, and waiting for some.
    """

    def __init__(
        self, count: int, now: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self.count, self.fault, self.on, self.lor = count, "", True, 0
        self.packets: list[bytes] = []
        self.changed = threading.Condition()
        self._now, self._sleep = now, sleep
        self._frame: list[Rgb] = [(0, 0, 0)] * count
        self._live_until: float | None = None
        self._stop = threading.Event()
        self._http = socket.create_server(("127.0.0.1", 0))
        self._udp = self._bound(0)
        self.port: int = self._http.getsockname()[1]
        self.udp_port: int = self._udp.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="sim-wled", daemon=True)
        self._thread.start()

    @staticmethod
    def _bound(port: int) -> socket.socket:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", port))
        return udp

    def set(self, fault: str) -> None:
        """Let something go wrong from now on; nothing with an empty word."""
        if fault == "absent" and self._udp.fileno() != -1:
            self._halt()
        elif fault != "absent" and self._udp.fileno() == -1:
            self._http = socket.create_server(("127.0.0.1", self.port))
            self._udp = self._bound(self.udp_port)
            self._stop = threading.Event()
            self._thread = threading.Thread(target=self._serve, name="sim-wled", daemon=True)
            self._thread.start()
        self.fault = fault

    def _halt(self) -> None:
        self._stop.set()
        self._thread.join(2.0)
        self._http.close()
        self._udp.close()

    def close(self) -> None:
        """Switch it off."""
        self.set("absent")

    @property
    def is_live(self) -> bool:
        """Whether it shows realtime frames."""
        return self._live_until is not None and self._now() < self._live_until and not self.lor

    def shown(self) -> list[Rgb]:
        """Return what the strip shows now: the frames, else its own light."""
        if self.is_live:
            return list(self._frame)
        return [_OWN if self.on else (0, 0, 0)] * self.count

    def _serve(self) -> None:
        while not self._stop.is_set():
            ready, _, _ = select.select([self._http, self._udp], [], [], 0.02)
            if self._udp in ready:
                self._take(self._udp.recv(2048))
            if self._http in ready:
                link, _ = self._http.accept()
                with link, contextlib.suppress(OSError):
                    self._answer(link)

    # -- realtime --------------------------------------------------------------------------------

    def _take(self, packet: bytes) -> None:
        with self.changed:
            self.packets = [*self.packets[-999:], packet]
            if self.fault != "deaf" and len(packet) >= 2 and packet[0] == 4:
                self._obey(packet)
            self.changed.notify_all()

    def _obey(self, packet: bytes) -> None:
        if packet[1] == 0:
            self._live_until = None
            return
        if not self.is_live:
            self._frame = [(0, 0, 0)] * self.count
        self._live_until = self._now() + packet[1]
        first = int.from_bytes(packet[2:4])
        for place in range(min((len(packet) - 4) // 3, self.count - first)):
            red, green, blue = packet[4 + place * 3 : 7 + place * 3]
            self._frame[first + place] = (red, green, blue)

    # -- JSON ------------------------------------------------------------------------------------

    def _answer(self, link: socket.socket) -> None:
        link.settimeout(1.0)
        head, body = self._asked(link)
        match self.fault:
            case "silent":
                self._hold()
            case "nonsense":
                link.sendall(b"\x00\xff" * 200)
            case "refuse":
                link.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
            case "other":
                self._say(link, b'{"brand":"Acme","leds":{"count":8}}')
            case _:
                self._say(link, self._told(head.split(b" ")[1].decode("ascii"), body))

    def _hold(self) -> None:
        while self.fault and not self._stop.wait(0.02):
            pass

    @staticmethod
    def _asked(link: socket.socket) -> tuple[bytes, bytes]:
        raw = b""
        while part := link.recv(4096):
            raw += part
            head, ended, body = raw.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
            if ended and len(body) >= int(length.group(1) if length else 0):
                return head, body
        raise ConnectionError("they hung up")

    def _told(self, path: str, body: bytes) -> bytes:
        if path == "/json/state":
            wish = msgspec.json.decode(body, type=_Wish)
            self.on = self.on if wish.on is None else wish.on
            self.lor = self.lor if wish.lor is None else wish.lor
            return b'{"success":true}'
        info = {
            "ver": "0.15.0",
            "vid": 2412100,
            "leds": {"count": self.count, "pwr": 0, "fps": 42, "maxpwr": 0, "maxseg": 32},
            "name": "WLED",
            "udpport": self.udp_port,
            "live": self.is_live,
            "lm": "UDP" if self.is_live else "",
            "arch": "esp32",
            "brand": "WLED",
            "product": "FOSS",
            "mac": "60019423b441",
        }
        return msgspec.json.encode(info)

    def _say(self, link: socket.socket, body: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        raw = head.encode() + b"\r\nConnection: close\r\n\r\n" + body
        for at in range(0, len(raw), _DRIP if self.fault == "slow" else len(raw)):
            if self._stop.is_set():
                return
            link.sendall(raw[at : at + (_DRIP if self.fault == "slow" else len(raw))])
            if self.fault == "slow":
                self._sleep(0.05)
