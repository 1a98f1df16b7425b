import threading

import pytest
from msgspec.structs import replace

from kiosk.core.wifi import NetFault, Reach, Security
from kiosk.hw.sim.network import SimNetwork, SimSpot
from kiosk.ui.kit.widget import Back
from kiosk.ui.screens.network import NetworkScreen
from kiosk.workflows.networks import Networks
from tests.ui.screens.conftest import Room
from tests.waiting import eventually

AIR = {
    "Home": SimSpot(80, "old-secret"),
    "Cafe": SimSpot(40, "shelves-42"),
    "Hotel": SimSpot(55, "", Security.OPEN, Reach.PORTAL),
    "Old": SimSpot(20, "12345", Security.OTHER),
    "back": SimSpot(60, "shelves-42", hidden=True),
    "open": SimSpot(60, "", Security.OPEN, hidden=True),
}


@pytest.fixture
def air(room: Room, monkeypatch: pytest.MonkeyPatch) -> SimNetwork:
    """The network screen is open, and has looked around."""
    network, networks = SimNetwork(AIR, "Home"), room.show.desk.networks
    assert isinstance(networks, Networks)
    monkeypatch.setattr(networks, "_asked", replace(networks._asked, network=network))
    room.open(room.show.office.doors.menu())
    room.tap("menu.network")
    seen(room, "network.Cafe")
    return network


def seen(room: Room, widget: str) -> None:
    """Wait until the worker has answered."""

    def is_there() -> bool:
        room.stand.turn()
        return room.loop.screen.find(widget) is not None

    eventually(is_there)


def joined(room: Room, air: SimNetwork, name: str) -> None:
    def is_so() -> bool:
        room.stand.turn()
        return air.joined == name and name in room.said

    eventually(is_so)


def refused(room: Room, words: str) -> None:
    def is_said() -> bool:
        room.stand.turn()
        return words in room.said

    eventually(is_said)


def test_a_code_joins_its_network_and_the_journal_has_the_name_alone(
    room: Room, air: SimNetwork
) -> None:
    room.scan("WIFI:T:WPA;S:Cafe;P:shelves-42;;")
    joined(room, air, "Cafe")
    (told,) = room.show.file.settings.told(1)
    assert (told.facts.old, told.facts.new) == ("Home", "Cafe")  # type: ignore[attr-defined]
    bodies = b"".join(row.body for row in room.show.file.journal.since(0, 100_000))
    assert b"shelves-42" not in bodies


def test_a_typed_password_joins_and_is_hidden_until_asked_for(room: Room, air: SimNetwork) -> None:
    room.tap("network.Cafe")
    room.type("network.keys.key", "shelves")
    assert "shelves" not in room.words()
    room.tap("network.keys.reveal")
    assert "shelves" in room.words()
    room.tap("network.keys.language")
    room.type("network.keys.key", "_")
    room.tap("network.keys.enter")
    refused(room, "The password is wrong")  # eight signs, of another network
    assert air.joined == "Home"
    assert room.loop.screen.find("network.keys") is None


def test_one_that_is_joined_after_the_screen_was_left_is_in_the_journal(
    room: Room, air: SimNetwork
) -> None:
    room.tap("network.Hotel")
    room.tap("bar.back")
    assert room.screen == "menu"

    def is_told() -> bool:
        room.stand.turn()
        room.show.desk.tick(0.0)
        return any(told.facts.key == "network.wifi" for told in room.show.file.settings.told(1))  # type: ignore[attr-defined]

    eventually(is_told)
    assert air.joined == "Hotel"


def test_a_short_password_stays_to_be_mended(room: Room, air: SimNetwork) -> None:
    room.tap("network.Cafe")
    room.type("network.keys.key", "short")
    room.tap("network.keys.enter")
    assert "8 to 63" in room.said
    assert room.loop.screen.find("network.keys") is not None
    assert air.joined == "Home"
    room.tap("network.keys.close")
    room.tap("network.Cafe")
    assert room.loop.screen.typing.text == ""  # type: ignore[attr-defined]


def test_an_open_one_is_joined_by_a_tap_and_its_page_is_told(room: Room, air: SimNetwork) -> None:
    room.tap("network.Hotel")
    joined(room, air, "Hotel")
    seen(room, "network.Cafe")
    assert "sign-in page" in room.words()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("WIFI:garbage", "no Wi-Fi code"),
        (f"WIFI:T:WPA;S:{'x' * 33};P:12345678;;", "No network has such a name"),
        ("WIFI:T:WPA;S:Cafe;P:1234567;;", "8 to 63"),
        ("WIFI:T:WPA;S:Nowhere;P:12345678;;", "not in reach"),
    ],
)
def test_a_bad_code_is_refused_in_words(room: Room, air: SimNetwork, code: str, words: str) -> None:
    room.scan(code)
    refused(room, words)
    assert air.joined == "Home"


def test_one_of_an_older_kind_is_not_tried(room: Room, air: SimNetwork) -> None:
    room.tap("network.Old")
    assert "Cannot be joined here" in room.said
    assert air.joined == "Home"


def test_elsewhere_a_wifi_code_does_nothing_and_is_not_shown(room: Room) -> None:
    room.open(room.show.office.doors.menu())
    room.scan("WIFI:T:WPA;S:Cafe;P:shelves-42;;")
    assert room.screen == "menu"
    assert "shelves-42" not in room.words() + room.said


def test_a_clerk_finds_no_door_and_no_network(room: Room) -> None:
    room.show.desk.counter.signed_in = "igor"
    room.open(room.show.office.doors.menu())
    assert room.loop.screen.find("menu.network") is None
    room.open(room.show.office.doors.network())
    assert room.loop.screen.find("network.Cafe") is None
    room.scan("WIFI:T:nopass;S:Cafe;;")
    assert "Your role may not do this" in room.said


def test_where_nobody_manages_networks_it_says_so(room: Room, air: SimNetwork) -> None:
    air.fault = NetFault.ABSENT
    room.tap("network.look")

    def is_empty() -> bool:
        room.stand.turn()
        listed = room.loop.screen.find("network.list")
        return getattr(listed, "empty", "") == "This box manages no Wi-Fi"

    eventually(is_empty)


def test_who_comes_back_while_it_joins_finds_the_screen_anew(
    room: Room, air: SimNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold = threading.Event()
    monkeypatch.setattr(air, "join", lambda *_: hold.wait(60) and air.standing())
    screen = room.loop.screen
    assert isinstance(screen, NetworkScreen)
    room.scan("WIFI:T:WPA;S:Cafe;P:shelves-42;;")
    assert screen.joining is not None
    screen.typing.add("half a pass")
    room.loop.go(room.show.office.doors.menu())
    hold.set()
    assert screen.joining is screen.sight is screen.asked_for is screen.chosen is None
    assert screen.typing.text == ""
    room.loop.go(Back())
    seen(room, "network.Cafe")
    room.tap("network.Cafe")
    assert room.loop.screen.find("network.keys") is not None


def told(room: Room) -> list[tuple[str, str, str]]:
    """Return what the journal has of networks, the oldest first."""
    facts = [event.facts for event in reversed(room.show.file.settings.told(20))]
    return [(f.key, f.old, f.new) for f in facts if f.key.startswith("network.")]  # type: ignore[attr-defined]


def has(room: Room, *facts: tuple[str, str, str]) -> None:
    """Wait until the journal has these."""

    def is_so() -> bool:
        room.stand.turn()
        return told(room) == list(facts)

    eventually(is_so)


def write(room: Room, password: str) -> None:
    for sign in password:
        room.tap(f"network.keys.key.{sign}")


def test_a_hidden_one_is_named_and_joined(room: Room, air: SimNetwork) -> None:
    assert room.loop.screen.find("network.back") is None
    room.tap("network.hidden")
    room.tap("network.name.enter")
    assert "No network has such a name" in room.said, "a name is needed"
    room.type("network.name.key", "back")
    room.tap("network.name.enter")
    write(room, "shelves-42")
    room.tap("network.keys.enter")
    joined(room, air, "back")
    has(room, ("network.wifi", "Home", "back"))


def test_a_hidden_one_without_a_password_is_joined_too(room: Room, air: SimNetwork) -> None:
    room.tap("network.hidden")
    room.type("network.name.key", "open")
    room.tap("network.name.enter")
    room.tap("network.keys.enter")
    joined(room, air, "open")


def test_what_was_joined_is_taken_back_by_a_tap(room: Room, air: SimNetwork) -> None:
    room.scan("WIFI:T:WPA;S:Cafe;P:shelves-42;;")
    joined(room, air, "Cafe")
    seen(room, "network.undo")
    assert "Home" in room.words()
    room.tap("network.undo")
    joined(room, air, "Home")
    has(room, ("network.wifi", "Home", "Cafe"), ("network.wifi", "Cafe", "Home"))


def test_one_is_forgotten_and_taken_back_by_a_tap(room: Room, air: SimNetwork) -> None:
    room.tap("network.Home")
    assert "it leaves it at once" in room.words()
    room.tap("network.forget")
    seen(room, "network.undo")
    assert air.joined == ""
    assert "Home is forgotten" in room.words()
    gone = (("network.kept", "Home", ""), ("network.wifi", "Home", ""))
    has(room, *gone)
    room.tap("network.undo")
    has(room, *gone, ("network.kept", "", "Home"), ("network.wifi", "", "Home"))
    assert air.joined == "Home"


def test_who_leaves_leaves_no_password_behind(room: Room, air: SimNetwork) -> None:
    room.tap("network.Home")
    room.tap("network.forget")
    seen(room, "network.undo")
    assert air.aside
    room.tap("bar.back")
    eventually(lambda: not air.aside)
    assert air.kept == {}


def test_a_no_of_polkit_is_told_and_nothing_is_forgotten(room: Room, air: SimNetwork) -> None:
    air.fault = NetFault.DENIED
    room.tap("network.Home")
    room.tap("network.forget")
    refused(room, "may not change its network")
    assert room.loop.screen.find("network.undo") is None
    assert (air.joined, told(room)) == ("Home", [])


def test_one_that_is_kept_is_joined_without_its_password_or_with_another(
    room: Room, air: SimNetwork
) -> None:
    air.kept["Cafe"] = "of-last-year"
    room.tap("network.look")
    seen(room, "network.Cafe")
    room.tap("network.Cafe")
    room.tap("network.join")
    refused(room, "The password is wrong")
    seen(room, "network.Cafe")
    room.tap("network.Cafe")
    room.tap("bar.back")
    assert room.loop.screen.find("network.sheet") is None, "back from the sheet to the list"
    room.tap("network.Cafe")
    room.tap("network.other")
    write(room, "shelves-42")
    room.tap("network.keys.enter")
    joined(room, air, "Cafe")
    assert air.kept["Cafe"] == "shelves-42"


def test_one_to_practise_with_says_so(room: Room, air: SimNetwork) -> None:
    assert "to practise with" not in room.words()
    air.practises = True
    room.tap("network.look")
    seen(room, "network.Cafe")
    assert "to practise with" in room.words()
