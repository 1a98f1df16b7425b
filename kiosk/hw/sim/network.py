"""A network to practise with: what is in reach, which password fits, and what goes wrong."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.core.wifi import NetFault, NetworkTrouble, Reach, Security, Spot, Standing, Wifi


class SimSpot(Struct, frozen=True):
    """One that is on the air.

    Args:
        signal: 0 to 100.
        password: that fits, empty for an open one.
        reach: how far the box gets in it.
        fault: why nobody gets an address from it.
    """

    signal: int = 70
    password: str = ""
    security: Security = Security.WPA
    reach: Reach = Reach.FULL
    fault: NetFault | None = None


class SimNetwork:
    """Implements Network of `kiosk.workflows.networks` without one.

    Args:
        spots: by name.
        joined: where the box is.
        wired: whether a cable is in.
        fault: what every call ends with.
    """

    def __init__(
        self,
        spots: Mapping[str, SimSpot],
        joined: str = "",
        *,
        wired: bool = False,
        fault: NetFault | None = None,
    ) -> None:
        self.spots, self.joined, self.wired, self.fault = dict(spots), joined, wired, fault

    def look(self) -> tuple[Spot, ...]:
        """See Network."""
        self._fail()
        found = [
            Spot(name, spot.signal, spot.security, name == self.joined)
            for name, spot in self.spots.items()
        ]
        return tuple(sorted(found, key=lambda s: (not s.is_joined, -s.signal, s.name)))

    def standing(self) -> Standing:
        """See Network."""
        self._fail()
        spot = self.spots.get(self.joined)
        carried = Reach.FULL if self.wired else Reach.NONE
        return Standing(self.joined, self.wired, spot.reach if spot else carried)

    def join(self, wifi: Wifi, within_s: float) -> Standing:
        """See Network."""
        self._fail()
        spot = self.spots.get(wifi.name)
        if spot is None:
            raise NetworkTrouble(NetFault.OUT_OF_RANGE)
        if spot.password != wifi.password:
            raise NetworkTrouble(NetFault.WRONG_PASSWORD)
        if spot.fault is not None:
            raise NetworkTrouble(spot.fault)
        self.joined = wifi.name
        return self.standing()

    def _fail(self) -> None:
        if self.fault is not None:
            raise NetworkTrouble(self.fault)
