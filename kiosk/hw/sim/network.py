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
        hidden: it is seen by who names it alone.
    """

    signal: int = 70
    password: str = ""
    security: Security = Security.WPA
    reach: Reach = Reach.FULL
    fault: NetFault | None = None
    hidden: bool = False


class SimNetwork:
    """Implements Network of `kiosk.workflows.networks` without one.

    Args:
        spots: by name; whoever plays with it takes them away, or puts others there.
        joined: where the box is; it is kept.
        wired: whether a cable is in.
        fault: what goes wrong: ABSENT ends every call, DENIED every change, as polkit does.
        practice: a person practises with it, and is told so.
    """

    def __init__(
        self,
        spots: Mapping[str, SimSpot],
        joined: str = "",
        *,
        wired: bool = False,
        fault: NetFault | None = None,
        practice: bool = False,
    ) -> None:
        self.practises = practice
        self.spots, self.joined, self.wired, self.fault = dict(spots), joined, wired, fault
        self.kept = {joined: self.spots[joined].password} if joined in self.spots else {}
        self.aside: dict[str, str] = {}  # forgotten, and not swept yet

    def look(self) -> tuple[Spot, ...]:
        """See Network."""
        self._fail()
        seen = {n: s for n, s in self.spots.items() if not s.hidden or n in self.kept}
        found = [
            Spot(name, spot.signal, spot.security, name == self.joined, name in self.kept)
            for name, spot in seen.items()
        ]
        away = self.kept.keys() - seen.keys()
        found += [Spot(name, 0, Security.WPA, is_kept=True) for name in away]
        return tuple(sorted(found, key=lambda s: (not s.is_joined, -s.signal, s.name)))

    def standing(self) -> Standing:
        """See Network."""
        return Standing(self.inside(), self.wired, self.reach())

    def inside(self) -> str:
        """See Network."""
        self._fail()
        return self.joined if self.joined in self.spots else ""

    def reach(self) -> Reach:
        """See Network."""
        if self.fault is NetFault.ABSENT:
            return Reach.UNKNOWN
        spot = self.spots.get(self.joined)
        return spot.reach if spot else Reach.FULL if self.wired else Reach.NONE

    def join(self, wifi: Wifi, within_s: float) -> Standing:
        """See Network."""
        spot = self.spots.get(wifi.name)
        seen = spot is not None and (wifi.hidden or not spot.hidden)
        return self._enter(wifi.name, wifi.password, spot if seen else None)

    def rejoin(self, name: str, within_s: float) -> Standing:
        """See Network."""
        if name not in self.kept:
            self._deny()
            raise NetworkTrouble(NetFault.FAILED)
        return self._enter(name, self.kept[name], self.spots.get(name))

    def _enter(self, name: str, password: str, spot: SimSpot | None) -> Standing:
        self._deny()
        if spot is None:
            raise NetworkTrouble(NetFault.OUT_OF_RANGE)
        if spot.password != password:
            raise NetworkTrouble(NetFault.WRONG_PASSWORD)
        if spot.fault is not None:
            raise NetworkTrouble(spot.fault)
        self.joined, self.kept[name] = name, password
        return self.standing()

    def forget(self, name: str) -> None:
        """See Network."""
        self._deny()
        if name not in self.kept:
            raise NetworkTrouble(NetFault.FAILED)
        self.aside[name] = self.kept.pop(name)
        if self.joined == name:
            self.joined = ""

    def restore(self, name: str) -> None:
        """See Network."""
        self._deny()
        if name not in self.aside:
            raise NetworkTrouble(NetFault.FAILED)
        self.kept[name] = self.aside.pop(name)

    def sweep(self) -> None:
        """See Network."""
        self._deny()
        self.aside.clear()

    def _deny(self) -> None:
        if self.fault is not None:
            raise NetworkTrouble(self.fault)

    def _fail(self) -> None:
        if self.fault is not None and self.fault is not NetFault.DENIED:
            raise NetworkTrouble(self.fault)
