"""The simulated network; that it keeps the contract is shown in tests/hw/test_network_nmcli.py."""

import pytest

from kiosk.core.wifi import NetFault, NetworkTrouble, Reach, Security, Spot, Standing, Wifi
from kiosk.hw.sim.network import SimNetwork, SimSpot


def test_a_cable_carries_without_any_wifi() -> None:
    network = SimNetwork({}, wired=True)
    assert network.standing() == Standing("", wired=True, reach=Reach.FULL)
    assert network.look() == ()


def test_one_that_is_away_is_still_kept_and_a_new_password_is_told() -> None:
    network = SimNetwork({"a": SimSpot(70, "old-secret")}, "a")
    network.spots.clear()
    assert network.look() == (Spot("a", 0, Security.WPA, is_kept=True),)
    assert network.standing() == Standing(reach=Reach.NONE)
    network.spots["a"] = SimSpot(70, "new-secret")
    with pytest.raises(NetworkTrouble, match="wrong_password"):
        network.rejoin("a", 1)


def test_a_fault_ends_every_call() -> None:
    network = SimNetwork({"a": SimSpot()}, fault=NetFault.DENIED)
    with pytest.raises(NetworkTrouble, match="denied"):
        network.join(Wifi("a", Security.OPEN), 1)
