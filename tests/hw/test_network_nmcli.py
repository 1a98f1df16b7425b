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
    "Back: room": SimSpot(60, "12345678", hidden=True),
}
_KINDS = {Security.WPA: "WPA1 WPA2", Security.OPEN: "", Security.SAE: "WPA3"}
Make = Callable[..., Network]


def _sim(tmp_path: Path, *, wired: bool = False, fault: NetFault | None = None) -> Network:  # noqa: ARG001
    return SimNetwork(SPOTS, HOME, wired=wired, fault=fault)


def _nmcli(tmp_path: Path, *, wired: bool = False, fault: NetFault | None = None) -> Network:
    air = Air(tmp_path)
    spots = {
        name: {"signal": s.signal, "password": s.password, "kinds": _KINDS[s.security],
               "reach": s.reach.value, "fault": s.fault is not None, "hidden": s.hidden}
        for name, s in SPOTS.items()
    }  # fmt: skip
    air.set(down=fault is NetFault.ABSENT, denied=fault is NetFault.DENIED, wired=wired,
            spots=spots, profiles={HOME_UUID: HOME}, kept={HOME_UUID: "old-secret"},
            active=HOME_UUID)  # fmt: skip
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
        Spot(HOME, 80, Security.WPA, is_joined=True, is_kept=True),
        Spot("Broken", 90, Security.WPA),
        Spot("Hotel", 55, Security.OPEN),
    )
    assert Spot("--ask", 10, Security.SAE) in network.look()
    assert network.standing() == Standing(HOME, reach=Reach.FULL)


def test_a_network_is_joined_by_its_password(network: Network) -> None:
    assert network.join(Wifi("Cafe", Security.WPA, SECRET), 5) == Standing("Cafe", reach=Reach.FULL)
    cafe = Spot("Cafe", 40, Security.WPA, is_joined=True, is_kept=True)
    assert network.look()[0] == cafe


def test_a_hidden_one_is_seen_by_who_names_it_alone(network: Network) -> None:
    assert "Back: room" not in {spot.name for spot in network.look()}
    assert trouble(network, Wifi("Back: room", Security.WPA, "12345678")) is NetFault.OUT_OF_RANGE
    wifi = Wifi("Back: room", Security.WPA, "12345678", hidden=True)
    assert network.join(wifi, 5).name == "Back: room"
    assert "Back: room" in {spot.name for spot in network.look()}


def test_what_was_joined_once_is_joined_again_without_its_password(network: Network) -> None:
    network.join(Wifi("Cafe", Security.WPA, SECRET), 5)
    assert network.rejoin(HOME, 5).name == HOME
    assert network.rejoin("Cafe", 5).name == "Cafe"
    with pytest.raises(NetworkTrouble, match="failed"):
        network.rejoin("Hotel", 5)
    assert network.standing().name == "Cafe"


def test_a_forgotten_one_is_left_and_may_be_taken_back_until_it_is_swept(network: Network) -> None:
    network.forget(HOME)
    assert network.standing() == Standing(reach=Reach.NONE)
    assert network.reach() is Reach.NONE
    assert not any(spot.is_kept for spot in network.look())
    network.restore(HOME)
    assert network.rejoin(HOME, 5).name == HOME
    network.forget(HOME)
    network.sweep()
    for gone in (network.restore, network.forget, lambda name: network.rejoin(name, 5)):
        with pytest.raises(NetworkTrouble, match="failed"):
            gone(HOME)
    assert network.join(Wifi(HOME, Security.WPA, "old-secret"), 5).name == HOME


@pytest.mark.parametrize("make", [_sim, _nmcli])
def test_where_polkit_refuses_one_may_look_and_change_nothing(make: Make, tmp_path: Path) -> None:
    network = make(tmp_path, fault=NetFault.DENIED)
    assert network.look()[0].is_kept
    assert network.standing().name == HOME
    assert trouble(network, Wifi("Cafe", Security.WPA, SECRET)) is NetFault.DENIED
    for change in (network.forget, lambda name: network.rejoin(name, 5)):
        with pytest.raises(NetworkTrouble, match="denied"):
            change(HOME)
    assert network.standing().name == HOME


@pytest.mark.parametrize("make", [_sim, _nmcli])
def test_a_cable_carries_and_how_far_is_asked_anew(make: Make, tmp_path: Path) -> None:
    network = make(tmp_path, wired=True)
    network.forget(HOME)
    assert network.standing() == Standing(wired=True, reach=Reach.FULL)
    network.join(Wifi("Hotel", Security.OPEN), 5)
    assert network.reach() is Reach.PORTAL


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
    assert network.reach() is Reach.UNKNOWN


def test_a_new_password_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    network, air = _nmcli(tmp_path), Air(tmp_path)
    state = air.get()
    state["spots"][HOME] |= {"password": "new-secret"}  # type: ignore[index]
    air.set(**state)
    assert network.join(Wifi(HOME, Security.WPA, "new-secret"), 5).name == HOME
    assert air.get()["profiles"] == {NEW_UUID: HOME}


def test_a_network_that_is_away_is_kept_and_told_as_such(tmp_path: Path) -> None:
    network, air = _nmcli(tmp_path), Air(tmp_path)
    state = air.get()
    air.set(**state | {"spots": {}, "active": ""})
    assert network.look() == (Spot(HOME, 0, Security.WPA, is_kept=True),)
    with pytest.raises(NetworkTrouble, match="out_of_range"):
        network.rejoin(HOME, 5)


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


def _air(tmp_path: Path, **state: object) -> tuple[Network, Air]:
    """Return the driver before its far side, of which something is otherwise than it was."""
    network, air = _nmcli(tmp_path), Air(tmp_path)
    air.set(**air.get() | state)
    return network, air


def test_one_is_joined_though_the_manager_does_not_answer_afterwards(tmp_path: Path) -> None:
    network, _ = _air(tmp_path, broken_once_up=["show"])
    assert network.join(Wifi("Cafe", Security.WPA, SECRET), 5) == Standing("Cafe")


def test_one_that_cannot_be_left_is_kept_and_outlives_the_sweep(tmp_path: Path) -> None:
    network, air = _air(tmp_path, broken=["down"])
    with pytest.raises(NetworkTrouble):
        network.forget(HOME)
    network.sweep()
    assert network.look()[0] == Spot(HOME, 80, Security.WPA, is_joined=True, is_kept=True)
    assert air.get()["called"] == {HOME_UUID: f"kiosk {HOME_UUID[:8]}"}


def test_one_that_is_left_by_itself_meanwhile_is_forgotten(tmp_path: Path) -> None:
    network, _ = _air(tmp_path, stutters=True)
    network.forget(HOME)
    assert network.standing().name == ""
    assert not network.look()[0].is_kept


def test_what_the_box_is_in_is_never_swept(tmp_path: Path) -> None:
    """A plug was pulled, or the manager went, between two steps."""
    network, air = _air(tmp_path, called={HOME_UUID: f"forgotten {HOME_UUID[:8]}"})
    assert not network.look()[0].is_kept
    network.sweep()
    assert network.look()[0].is_kept
    assert air.get()["profiles"] == {HOME_UUID: HOME}


def test_a_plug_pulled_while_joining_leaves_no_network_that_is_remembered(tmp_path: Path) -> None:
    network, air = _air(tmp_path, broken_once_up=["modify"])
    network.join(Wifi("Cafe", Security.WPA, SECRET), 5)  # joined, and not called so yet
    air.set(**air.get() | {"broken": None, "active": HOME_UUID})
    assert "Cafe" not in {spot.name for spot in network.look() if spot.is_kept}
    network.sweep()
    assert air.get()["profiles"] == {HOME_UUID: HOME}


def test_of_two_that_are_kept_the_one_that_works_is_joined(tmp_path: Path) -> None:
    old, new = "a" * 32, "b" * 32
    network, _ = _air(tmp_path, profiles={HOME_UUID: HOME, old: "Cafe", new: "Cafe"},
                      kept={HOME_UUID: "old-secret", old: "of-last-year", new: SECRET})  # fmt: skip
    assert network.rejoin("Cafe", 5).name == "Cafe"


def test_what_is_kept_is_asked_for_at_once_however_many_there_are(tmp_path: Path) -> None:
    old, new = "a" * 32, "b" * 32
    network, air = _air(tmp_path, profiles={HOME_UUID: HOME, old: "Cafe", new: "Back: room"})
    assert {spot.name for spot in network.look() if spot.is_kept} == {HOME, "Cafe", "Back: room"}
    assert air.asked().count('"802-11-wireless.ssid"') == 1


def test_a_name_of_several_lines_takes_none_of_another_network(tmp_path: Path) -> None:
    network, _ = _air(tmp_path, profiles={"a" * 32: "Cafe\nHotel", HOME_UUID: HOME})
    assert {spot.name for spot in network.look() if spot.is_kept} == {HOME, "Cafe\nHotel"}


@pytest.mark.parametrize("make", [_sim, _nmcli])
def test_where_the_box_is_is_told_without_asking_how_far(make: Make, tmp_path: Path) -> None:
    network = make(tmp_path, wired=True)
    assert network.inside() == HOME
    network.forget(HOME)
    assert network.inside() == ""
