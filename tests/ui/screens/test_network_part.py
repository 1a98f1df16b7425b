"""What a screen of networks does is shown at both of its frames; here, what neither may do."""

from kiosk.core.wifi import NetFault, Security, Spot
from kiosk.hw.sim.network import SimNetwork, SimSpot
from kiosk.trial.stand import Stand
from kiosk.ui.screens.network_part import NetworkPart
from kiosk.ui.screens.setup_network import SetupNetworkScreen
from kiosk.workflows.first_network import FirstNetwork
from tests.waiting import eventually

GOOD = "WIFI:T:WPA;S:Cafe;P:shelves-42;;"


def said(screen: NetworkPart) -> str:
    return " ".join(str(row["text"]) for row in screen.tree())


def test_while_one_is_joined_no_other_is_begun() -> None:
    air = SimNetwork({"Cafe": SimSpot(40, "shelves-42"), "Open": SimSpot(9, "", Security.OPEN)})
    stand, screen = Stand("M", "en"), SetupNetworkScreen(FirstNetwork(air))
    assert isinstance(screen, NetworkPart)
    stand.open(screen)
    screen.scanned_code(GOOD)
    first = screen.joining
    for begin in (lambda: screen.choose(Spot("Open", 9, Security.OPEN)), screen.name_it,
                  lambda: screen.scanned_code("WIFI:T:nopass;S:Open;;")):  # fmt: skip
        assert begin() is not None
        assert screen.joining is first
        assert not screen.is_naming

    def is_in() -> bool:
        stand.turn()
        return air.joined == "Cafe" and not screen.is_busy

    eventually(is_in)


def test_nothing_typed_outlives_the_screen() -> None:
    stand, screen = Stand("M", "en"), SetupNetworkScreen(FirstNetwork(None))
    stand.open(screen)
    screen.ask(Spot("Cafe", 40, Security.WPA))
    screen.typing.add("shelves")
    screen.left()
    assert (screen.typing.text, screen.asked_for) == ("", None)


def test_a_code_scanned_while_the_screen_still_looks_has_a_way_back() -> None:
    air = SimNetwork({"Cafe": SimSpot(40, "shelves-42"), "Home": SimSpot()}, "Home")
    stand, screen = Stand("M", "en"), SetupNetworkScreen(FirstNetwork(air), GOOD)
    stand.open(screen)  # the code was scanned at the screen before: this one has not looked yet

    def is_offered() -> bool:
        stand.turn()
        return screen.find("network.undo") is not None

    eventually(is_offered)
    assert "before: Home" in said(screen)


def test_what_could_not_be_forgotten_is_not_swept_when_one_leaves() -> None:
    air = SimNetwork({"Home": SimSpot()}, "Home", fault=NetFault.DENIED)
    stand, screen = Stand("M", "en"), SetupNetworkScreen(FirstNetwork(air))
    stand.open(screen)
    screen.forget(Spot("Home", 70, Security.WPA, is_joined=True, is_kept=True))

    def is_told() -> bool:
        stand.turn()
        return not screen.is_busy and "may not change" in said(screen)

    eventually(is_told)
    assert not screen.has_aside


def test_one_that_could_not_be_forgotten_saves_no_other_from_the_sweep() -> None:
    air = SimNetwork({"Home": SimSpot(), "Cafe": SimSpot(40, "shelves-42")}, "Home")
    air.kept["Cafe"] = "shelves-42"
    stand, screen = Stand("M", "en"), SetupNetworkScreen(FirstNetwork(air))
    stand.open(screen)

    def told(words: str) -> None:
        def is_told() -> bool:
            stand.turn()
            return not screen.is_busy and words in said(screen)

        eventually(is_told)

    screen.forget(Spot("Cafe", 40, Security.WPA, is_kept=True))
    told("Cafe is forgotten")
    air.fault = NetFault.DENIED
    screen.forget(Spot("Home", 70, Security.WPA, is_joined=True, is_kept=True))
    told("may not change")
    air.fault = None
    assert air.aside == {"Cafe": "shelves-42"}
    screen.left()
    eventually(lambda: not air.aside)
    assert air.kept == {"Home": ""}, "the other is kept as it was"
