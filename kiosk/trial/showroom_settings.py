"""The screens of the settings, in every state that matters."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.config_settings import Filed
from kiosk.core.about import About, Part
from kiosk.core.updates import Offer, UpdateAvailable
from kiosk.core.wifi import NetFault, Reach, Security, Spot, Standing, Wifi
from kiosk.hw.sim.network import SimNetwork
from kiosk.trial.sample_file import SAMPLE_SPEAKS
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.about import AboutScreen
from kiosk.ui.screens.network import NetworkScreen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.settings import SettingsScreen
from kiosk.workflows.networks import Joining, Sight

View = tuple[str, Callable[[], Screen]]
SAMPLE_FILE = Filed(SAMPLE_SPEAKS, lambda _: None)

_PARTS = tuple(
    Part(name, version, licence)
    for name, version, licence in (
        ("argon2-cffi", "25.1.0", "MIT"),
        ("click", "8.5.1", "BSD-3-Clause"),
        ("DejaVu Sans", "", "Bitstream Vera"),
        ("Inter", "", "OFL-1.1"),
        ("Material Symbols", "", "Apache-2.0"),
        ("msgspec", "0.22.0", "BSD-3-Clause"),
        ("numpy", "2.5.5", "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0"),
        ("paho-mqtt", "2.2.0", "EPL-2.0 OR BSD-3-Clause"),
        ("pygame-ce", "2.5.8", "LGPL v2.1"),
        ("zxing-cpp", "3.1.1", "Apache-2.0"),
    )
)
_BOX = About("1.4.0", "kiosk-7731", "10000000a1b2c3d4", 21_480, _PARTS)
_SPOTS = (
    Spot("Point 7731", 84, Security.WPA, is_joined=True, is_kept=True),
    Spot("Кофейня на углу", 61, Security.WPA),
    Spot("Hotel Aurora Guests", 44, Security.OPEN, is_kept=True),
    Spot("\U0001f4e6 boxes", 30, Security.SAE),
    Spot("old-router", 12, Security.OTHER),
)
_HOME = Sight(_SPOTS, Standing("Point 7731", reach=Reach.FULL))
_PAGE = Sight(_SPOTS, Standing("Hotel Aurora Guests", reach=Reach.PORTAL))
_TEXT = (
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this font"
    " software, to use, study, copy, merge, embed, modify, redistribute, and sell modified and"
    " unmodified copies of it.\n\n1) Neither the font software nor any of its individual components"
    " may be sold by itself.\n"
)


def settings_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens of the settings; they change what stands in the last ones.

    Args:
        office: the counter; its owner is signed in.
    """
    yield "settings", office.doors.settings
    who, office.desk.counter.signed_in = office.desk.counter.signed_in, "leila"
    yield "settings_clerk", office.doors.settings
    office.desk.counter.signed_in = who
    yield "settings_sound", partial(SettingsScreen, office, "sound")
    yield "settings_undo", partial(_Quieter, office, "sound")
    yield "settings_printer", partial(_narrow, office)
    yield "settings_lights", partial(SettingsScreen, office, "lights")
    yield "settings_camera", partial(SettingsScreen, office, "camera")
    yield "settings_before", partial(SettingsScreen, office, "before")
    yield "about_asking", partial(_Unknown, office)
    yield "about", partial(_Known, office)
    yield "about_update", partial(_Offered, office)
    yield "about_licence", partial(_Read, office)
    yield "network_looking", partial(_Seen, office, None)
    yield "network", partial(_Seen, office, Sight(_SPOTS, Standing("Point 7731", reach=Reach.FULL)))
    yield (
        "network_page",
        partial(_Seen, office, Sight(_SPOTS, Standing("Hotel", reach=Reach.PORTAL))),
    )
    yield "network_absent", partial(_Seen, office, Sight(fault=NetFault.ABSENT))
    yield "network_password", partial(_Asked, office)
    yield "network_joining", partial(_Joins, office)
    yield "network_kept", partial(_Kept, office)
    yield "network_hidden", partial(_Hides, office)
    yield "network_forgotten", partial(_Forgot, office)


class _Quieter(SettingsScreen):
    """Shows the moment after a change."""

    def entered(self) -> None:
        """Turn the volume down."""
        self._set("sound.volume", "40")


class _Seen(NetworkScreen):
    """Shows networks that are made up."""

    def __init__(self, office: Office, sight: Sight | None) -> None:
        super().__init__(office)
        self.sight = sight

    def entered(self) -> None:
        """Look at nothing."""


class _Asked(_Seen):
    """Shows a password being typed."""

    def __init__(self, office: Office) -> None:
        super().__init__(office, _HOME)

    def entered(self) -> None:
        """Type some of it."""
        self.choose(_SPOTS[1])
        self.typing.add("shelves")


class _Joins(_Asked):
    """Shows a network being joined."""

    def entered(self) -> None:
        """Wait for it."""
        wifi = Wifi(_SPOTS[1].name, Security.WPA, "12345678")
        self.joining = Joining(wifi, SimNetwork({}))


class _Kept(_Asked):
    """Shows what may be done with a network that is kept."""

    def entered(self) -> None:
        """Choose one."""
        self.choose(_SPOTS[2])


class _Hides(_Asked):
    """Shows the name of a hidden network being typed."""

    def entered(self) -> None:
        """Type some of it."""
        self.name_it()
        self.naming.add("Склад 2")


class _Forgot(_Asked):
    """Shows the moment after a network was forgotten."""

    def entered(self) -> None:
        """Offer to take it back."""
        self.sight = Sight(_SPOTS[1:], Standing(reach=Reach.NONE), practises=True)
        self._undoing.offer(partial(self._gone, _SPOTS[0]), lambda: None)


class _Unknown(AboutScreen):
    """Shows the moment before the box has told what it is."""

    def entered(self) -> None:
        """Ask nothing."""


class _Known(AboutScreen):
    """Shows a box that is made up."""

    def entered(self) -> None:
        """Be told at once."""
        self.box = _BOX


class _Offered(_Known):
    """Shows the box while a release waits for it."""

    def offer(self) -> Offer | None:
        """Return one that is made up."""
        letter = UpdateAvailable("r1", "2.4.0", 24, "https://mail.example/k.kup", "a" * 64, 1)
        return Offer(letter, 0)


class _Read(_Known):
    """Shows a licence."""

    def entered(self) -> None:
        """Open one."""
        super().entered()
        self._opened("Inter", _TEXT * 6)


def _narrow(office: Office) -> Screen:
    office.desk.settings.change("printer.printer.width", "384")
    return SettingsScreen(office, "printer")
