"""The screens of devices and shelves in every state that matters, after the morning's work."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from kiosk.core.facts.box import StorageRecovered
from kiosk.core.facts.stockroom import StorageExtended
from kiosk.hw.ports import DeviceHealth, DeviceState, Scan, Symbology
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.device import DeviceScreen
from kiosk.ui.screens.light_map import LightMapScreen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.selftest import SelfTestScreen
from kiosk.ui.screens.shelves import ShelvesScreen
from kiosk.ui.screens.unclaimed import UnclaimedScreen

Facts = Mapping[str, str | int | float | bool]
View = tuple[str, Callable[[], Screen]]
_HOUR_MS = 3_600_000
_FACTS: Mapping[str, tuple[str, Facts]] = {
    "camera": (
        "camera",
        {
            "driver": "picamera2",
            "width": 1280,
            "height": 720,
            "fps": 20.0,
            "engines": "zxing, zbar",
        },
    ),
    "hand": ("scanner", {"driver": "evdev"}),
    "lights": ("lights", {"driver": "apa102", "leds": 249, "brightness": 8}),
    "printer": ("printer", {"driver": "usb", "proves": True}),
    "buttons-gpio": ("buttons", {"driver": "gpio", "buttons": 3}),
    "buzzer": ("buzzer", {"driver": "gpio"}),
}


def recovered_views(office: Office) -> Iterator[View]:
    """Yield home after a damaged file was mended, with nothing worse to tell."""
    desk = office.desk
    for device in desk.health.devices():
        desk.health.note(DeviceHealth(device.device, device.kind, DeviceState.READY, "", "", 2.0))
    with desk.counter.unit():
        desk.counter.record(StorageRecovered("backup", 120, 181), actor="system")
    desk.recovery.look()
    yield "home_recovered", office.doors.home
    desk.recovery.confirm()


def device_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens of devices; each changes the counter for the next."""
    for device, (kind, facts) in _FACTS.items():
        _tell(office, DeviceHealth(device, kind, DeviceState.READY, "", "", 1.0, facts=facts))
    for device in ("printer", "lights", "camera", "buzzer"):
        yield f"device_{device}", partial(office.doors.device, device)
    yield "device_scanner", partial(_Scanned, office, "hand")
    yield "device_buttons", partial(office.doors.device, "buttons-gpio")
    _tell(office, DeviceHealth("speech", "speech", DeviceState.READY, "", "", 1.0,
                               facts={"driver": "espeak-ng"}))  # fmt: skip
    yield "device_speech", partial(office.doors.device, "speech")
    lost = DeviceHealth(
        "printer", "printer", DeviceState.ABSENT, "absent", "no usb printer 04b8:0e15", 1.0
    )
    _tell(office, lost)
    yield "device_trouble", partial(office.doors.device, "printer")
    yield "selftest_empty", office.doors.selftest
    office.desk.selftest.begin()
    yield "selftest_now", office.doors.selftest
    yield "selftest_done", partial(_Tested, office)
    yield from _lamps(office)


def _tell(office: Office, health: DeviceHealth) -> None:
    office.desk.health.note(health)


def _lamps(office: Office) -> Iterator[View]:
    chain = "lights"
    yield "light_map", partial(_Mapping, office, chain, 0)
    known = office.desk.lampmaps.chain(chain)
    last = len(known.cells) - 1 if known else 0
    yield "light_map_no_cell", partial(_Mapping, office, chain, last)
    yield "light_map_walk", partial(office.doors.light_map, chain, walking=True)
    yield "light_map_same", partial(_Mapping, office, chain, last + 1)
    yield "light_map_result", partial(_Changed, office, chain)
    yield "light_map_node", partial(office.doors.light_map, "left", walking=False)


def shelf_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens of the shelves, some terms being over."""
    yield "shelves", office.doors.shelves
    yield "shelves_rack", partial(_Rack, office)
    yield "shelves_no_terms", partial(_Terms, office)
    counter = office.desk.counter
    at = counter.clock().at
    stored = [p for cell in ("A-01", "A-02", "A-05", "B-01", "B-02", "C-01")
              for p in counter.store.parcels.in_cell(cell)]  # fmt: skip
    with counter.unit():
        for number, parcel in enumerate(stored):
            until = at - _HOUR_MS if number % 2 else at + _HOUR_MS
            counter.record(StorageExtended(parcel.parcel, until), actor="central")
    yield "shelves_terms_paused", partial(_Terms, office)
    for chip in office.desk.issue.live():
        office.desk.issue.cancel(chip.session.session)
    office.desk.lamps.put(None)
    yield "shelves_terms", partial(_Terms, office)
    yield "unclaimed", office.doors.unclaimed
    yield "unclaimed_in_hand", partial(_Pulled, office, stored[1].parcel)


class _Tested(SelfTestScreen):
    """The self-test, come to its end."""

    def entered(self) -> None:
        """Let the clock tick."""
        super().entered()
        self.desk.selftest.tick()


class _Scanned(DeviceScreen):
    """A scanner whose last code was read a moment ago."""

    def entered(self) -> None:
        """Read a code."""
        super().entered()
        self.scanned(Scan("CELL:A-05", Symbology.QR, "hand", 1.0))


class _Mapping(LightMapScreen):
    """The mapping at one of the lamps."""

    def __init__(self, office: Office, chain: str, at: int) -> None:
        super().__init__(office, chain, walking=False)
        self.at = at


class _Changed(LightMapScreen):
    """The result of a mapping that found four cells otherwise."""

    def __init__(self, office: Office, chain: str) -> None:
        super().__init__(office, chain, walking=False)

    def entered(self) -> None:
        """Say a few things, then go to the result."""
        super().entered()
        if not self.steps:
            first, second = self.draft.cells[:2]
            self.pick(second)
            self.pick(first)
            self.call_dark()
            self.finish()


class _Rack(ShelvesScreen):
    """One rack alone."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.open_rack = "A"


class _Pulled(UnclaimedScreen):
    """A parcel that nobody came for was scanned."""

    def __init__(self, office: Office, parcel: str) -> None:
        super().__init__(office)
        self.parcel = parcel

    def entered(self) -> None:
        """Scan it."""
        super().entered()
        self._pull(self.parcel)


class _Terms(ShelvesScreen):
    """The terms instead of the room."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.view = "terms"
