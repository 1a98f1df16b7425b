"""The network's table of kiosk.toml: who manages the Wi-Fi, and one made up to practise with."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta

from kiosk.config_basics import Clash, Table
from kiosk.core.refusals import Refused
from kiosk.core.wifi import Security, Wifi, checked
from kiosk.core.words import Line


class AirTable(Table, frozen=True):
    """A made-up network of driver sim.

    Args:
        name: the SSID.
        signal: 1 to 100; under 30 it is weak.
        security: open, wpa or sae.
        password: that fits; a made-up one, since it stands here.
        reach: full, portal (it asks for a sign-in page), limited or none.
        hidden: seen by who names it alone.
        fault: no_address: nobody gets one from it.
    """

    name: Line
    signal: Annotated[int, Meta(ge=1, le=100)] = 70
    security: Literal["open", "wpa", "sae"] = "wpa"
    password: Line = ""
    reach: Literal["full", "portal", "limited", "none"] = "full"
    hidden: bool = False
    fault: Literal["", "no_address"] = ""


class NetworkTable(Table, frozen=True):
    """Who manages the network of this machine.

    Args:
        driver: networkmanager (where there is none the screen says so), sim: one to practise with,
            which changes nothing and says so; or none.
        joined: the network of driver sim that the box is in at its start.
        wired: whether driver sim has a cable.
        fault: of driver sim: absent: nobody manages networks; denied: the box may not change them.
        air: the networks of driver sim.
    """

    driver: Literal["networkmanager", "sim", "none"] = "networkmanager"
    joined: Line = ""
    wired: bool = False
    fault: Literal["", "absent", "denied"] = ""
    air: tuple[AirTable, ...] = ()


def network_clashes(table: NetworkTable) -> Iterator[Clash]:
    """Return (path, sentence) for networks that cannot be, or that nobody would see."""
    if table.driver != "sim":
        for key in ("joined", "wired", "fault", "air"):
            if getattr(table, key):
                yield ("network", key), "belongs to driver sim"
        return
    names = [one.name for one in table.air]
    for number, one in enumerate(table.air):
        here = ("network", "air", number)
        if one.name in names[:number]:
            yield (*here, "name"), f"{one.name!r} stands twice"
        no = checked(Wifi(one.name, Security(one.security), one.password))
        if isinstance(no, Refused):
            key = "name" if no.reason == "wifi_name" else "password"
            yield (*here, key), _WHY[key]
        elif one.security == "open" and one.password:
            yield (*here, "password"), "an open network has none"
    if table.joined and table.joined not in names:
        yield ("network", "joined"), f"{table.joined!r} is no network of air"


_WHY = {
    "name": "has 1 to 32 bytes and no hidden signs",
    "password": "has 8 to 63 Latin letters, digits and signs",
}
