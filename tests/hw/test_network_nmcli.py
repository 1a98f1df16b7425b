"""One contract for the real network, over a far side of our own, and for the simulated one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.wifi import NetFault, NetworkTrouble, Reach, Security, Spot, Standing, Wifi
from kiosk.hw.network_nmcli import NmcliNetwork
from kiosk.hw.sim.network import SimNetwork, SimSpot
from kiosk.workflows.networks import Network
from tests.hw.fake_nmcli import Air

HOME, HOME_UUID, NEW_UUID = "Point: 7731\\a", "11111111-0000-4000-8000-000000000000", "5" * 32
SECRET = " p a\\ss:1 "  # noqa: S105  of the test's own air
SPOTS = {
    HOME: SimSpot(80, "old-secret"),
    "Cafe": SimSpot(40, SECRET),
    "Hotel": SimSpot(55, "", Security.OPEN, Reach.PORTAL),
    "Broken": SimSpot(90, "12345678", fault=NetFault.NO_ADDRESS),
    "--ask": SimSpot(10, "12345678", Security.SAE),
}
_KINDS = {Security.WPA: "WPA1 WPA2", Security.OPEN: "", Security.SAE: "WPA3"}
Make = Callable[..., Network]


def _sim(tmp_path: Path, *, wired: bool = False, fault: NetFault | None = None) -> Network:  # noqa: ARG001
    return SimNetwork(SPOTS, HOME, wired=wired, fault=fault)


def _nmcli(tmp_path: Path, *, wired: bool = False, fault: NetFault | None = None) -> Network:
    air = Air(tmp_path)
    spots = {
        name: {"signal": s.signal, "password": s.password, "kinds": _KINDS[s.security],
               "reach": s.reach.value, "fault": s.fault is not None}
        for name, s in SPOTS.items()
    }  # fmt: skip
    air.set(down=fault is not None, wired=wired, spots=spots, profiles={HOME_UUID: HOME},
            kept={HOME_UUID: "old-secret"}, active=HOME_UUID)  # fmt: skip
    return NmcliNetwork(lambda: NEW_UUID, str(air.program))


@pytest.fixture(params=[_sim, _nmcli], ids=["sim", "nmcli"])
def network(request: pytest.FixtureRequest, tmp_path: Path) -> Network:
    made: Network = request.param(tmp_path)
    return made


def trouble(network: Network, wifi: Wifi) -> NetFault:
    with pytest.raises(NetworkTrouble) as said:
        network.join(wifi, 5)
    return said.value.what


def test_what_is_in_reach_the_joined_one_first(network: Network) -> None:
    assert network.look()[:3] == (
        Spot(HOME, 80, Security.WPA, is_joined=True),
        Spot("Broken", 90, Security.WPA),
        Spot("Hotel", 55, Security.OPEN),
    )
    assert Spot("--ask", 10, Security.SAE) in network.look()
    assert network.standing() == Standing(HOME, reach=Reach.FULL)


def test_a_network_is_joined_by_its_password(network: Network) -> None:
    assert network.join(Wifi("Cafe", Security.WPA, SECRET), 5) == Standing("Cafe", reach=Reach.FULL)
    assert network.look()[0] == Spot("Cafe", 40, Security.WPA, is_joined=True)


def test_an_open_one_may_lead_to_a_page_only(network: Network) -> None:
    assert network.join(Wifi("Hotel", Security.OPEN), 5) == Standing("Hotel", reach=Reach.PORTAL)


@pytest.mark.parametrize(
    ("wifi", "what"),
    [
        (Wifi("Cafe", Security.WPA, "wrong-one"), NetFault.WRONG_PASSWORD),
        (Wifi("Nowhere", Security.WPA, "12345678"), NetFault.OUT_OF_RANGE),
        (Wifi("Broken", Security.WPA, "12345678"), NetFault.NO_ADDRESS),
    ],
)
def test_what_fails_leaves_the_box_where_it_was(
    network: Network, wifi: Wifi, what: NetFault
) -> None:
    assert trouble(network, wifi) is what
    assert network.standing() == Standing(HOME, reach=Reach.FULL)


@pytest.mark.parametrize("make", [_sim, _nmcli])
def test_nobody_manages_networks_here(make: Make, tmp_path: Path) -> None:
    network = make(tmp_path, fault=NetFault.ABSENT)
    for ask in (network.look, network.standing):
        with pytest.raises(NetworkTrouble) as said:
            ask()
        assert said.value.what is NetFault.ABSENT
    assert trouble(network, Wifi("Cafe", Security.WPA, SECRET)) is NetFault.ABSENT


def test_without_the_program_nobody_manages_networks() -> None:
    network = NmcliNetwork(lambda: NEW_UUID, "no-such-program-here")
    assert trouble(network, Wifi("Cafe", Security.WPA, SECRET)) is NetFault.ABSENT


def test_no_password_stands_on_a_command_line_and_no_dead_profile_stays(tmp_path: Path) -> None:
    network, air = _nmcli(tmp_path), Air(tmp_path)
    trouble(network, Wifi("Cafe", Security.WPA, "wrong-one"))
    assert air.get()["profiles"] == {HOME_UUID: HOME}
    network.join(Wifi("--ask", Security.SAE, "12345678"), 5)
    asked = air.asked()
    assert "wrong-one" not in asked
    assert "12345678" not in asked
    assert '"passwd-file", "/dev/stdin"' in asked


def test_a_network_is_joined_though_nobody_can_tell_how_far_it_reaches(tmp_path: Path) -> None:
    network, air = _nmcli(tmp_path), Air(tmp_path)
    air.set(**air.get() | {"unchecked": True})
    assert network.join(Wifi("Cafe", Security.WPA, SECRET), 5) == Standing("Cafe")
    assert network.standing().reach is Reach.UNKNOWN
