"""The network at the counter: who may, what is told, and what never is."""

from collections.abc import Callable

import pytest

from kiosk.core.refusals import Reason, Refused
from kiosk.core.wifi import (
    NetFault,
    NetworkTrouble,
    Reach,
    ReachSeen,
    Security,
    Spot,
    Standing,
    Wifi,
)
from kiosk.hw.sim.network import SimNetwork, SimSpot
from kiosk.store.db import StorageReadOnly
from kiosk.workflows.networks import Forgetting, Joining, Landing, Networks
from tests.workflows.conftest import Point

CAFE = Wifi("Cafe", Security.WPA, "shelves-42")


def _no_room(*_: object, **__: object) -> None:
    raise StorageReadOnly


def networks(point: Point, network: SimNetwork | None = None) -> Networks:
    point.sign_in("oleg")
    air = {"Cafe": SimSpot(40, "shelves-42"), "Home": SimSpot(80, "old-secret")}
    return Networks(point.desk.counter, network or SimNetwork(air, "Home"))


def begun(of: Networks, wifi: Wifi = CAFE) -> Joining:
    joining = of.begin(wifi)
    assert isinstance(joining, Joining)
    return joining


def test_a_network_that_was_joined_is_told_by_its_name_alone(point: Point) -> None:
    of = networks(point)
    joining = begun(of)
    assert joining.run() == Landing("Home", Standing("Cafe", reach=Reach.FULL))
    assert point.events("setting.changed") == [], "a worker writes no journal"
    assert of.tick() is None
    assert of.tick() is None, "it is told once"
    (told,) = point.events("setting.changed")
    assert told.actor == "oleg"
    facts = told.facts
    assert (facts.key, facts.old, facts.new) == ("network.wifi", "Home", "Cafe")  # type: ignore[attr-defined]
    assert not any(b"shelves-42" in path.read_bytes() for path in point.folder.rglob("counter.db*"))
    assert "shelves-42" not in repr(joining)


def test_one_that_failed_is_not_told(point: Point) -> None:
    of = networks(point)
    joining = begun(of, Wifi("Cafe", Security.WPA, "wrong-one"))
    home = Standing("Home", reach=Reach.FULL)
    assert joining.run() == Landing("Home", home, NetFault.WRONG_PASSWORD)
    assert of.tick() is None
    assert point.events("setting.changed") == []


def test_one_whose_screen_was_left_is_told_all_the_same(point: Point) -> None:
    """Oleg goes to the lock while the box joins; somebody else is there when it is in."""
    of = networks(point)
    joining = begun(of)
    point.counter.signed_in = None
    joining.run()
    point.sign_in("anna")
    of.tick()
    (told,) = point.events("setting.changed")
    assert told.actor == "oleg"


def test_one_that_no_disk_took_is_told_later(point: Point) -> None:
    of = networks(point)
    begun(of).run()
    full = pytest.MonkeyPatch()
    full.setattr(point.counter, "record", _no_room)
    assert of.tick() == Refused(Reason.STORAGE_READ_ONLY)
    full.undo()
    assert of.tick() is None
    assert len(point.events("setting.changed")) == 1


def test_where_the_box_is_after_a_no_is_asked_and_not_supposed(point: Point) -> None:
    air = SimNetwork({"Cafe": SimSpot(40, "shelves-42"), "Home": SimSpot(80, "x")}, "Home")
    of = networks(point, air)

    def fails(_wifi: Wifi, _within_s: float) -> Standing:
        del air.spots["Home"]  # out of range meanwhile
        raise NetworkTrouble(NetFault.NO_ADDRESS)

    air.join = fails  # type: ignore[method-assign]
    assert begun(of).run() == Landing("Home", Standing(reach=Reach.NONE), NetFault.NO_ADDRESS)
    air.fault = NetFault.ABSENT
    assert begun(of).run() == Landing("", None, NetFault.ABSENT)


def test_the_network_one_is_in_already_is_no_change(point: Point) -> None:
    of = networks(point)
    joining = of.begin(Wifi("Home", Security.WPA, "old-secret"))
    assert isinstance(joining, Joining)
    joining.run()
    of.tick()
    assert point.events("setting.changed") == []


def test_a_sign_in_page_is_noted_until_the_network_lets_the_box_through(point: Point) -> None:
    air = {
        "Hotel": SimSpot(55, "", Security.OPEN, Reach.PORTAL),
        "Home": SimSpot(80, "old-secret"),
    }
    of = networks(point, SimNetwork(air, "Home"))
    assert not of.asks_for_page()
    begun(of, Wifi("Hotel", Security.OPEN)).run()
    assert of.asks_for_page()
    begun(of, Wifi("Home", Security.WPA, "old-secret")).run()
    assert not of.asks_for_page()
    hotel = networks(point, SimNetwork(air, "Hotel"))
    look = hotel.look()
    assert not isinstance(look, Refused)
    look()
    assert hotel.asks_for_page(), "a look around tells it, too"


def test_only_what_can_be_asked_for_is_asked(point: Point) -> None:
    of = networks(point)
    assert of.begin(Wifi("Cafe", Security.WPA, "short")) == Refused(Reason.WIFI_PASSWORD)
    assert of.begin(Wifi("я" * 17, Security.OPEN)) == Refused(Reason.WIFI_NAME)
    assert of.read("WIFI:T:WEP;S:x;P:1;;") == Refused(Reason.WIFI_CODE)
    assert of.read("CELL:A-01") is None


def test_a_clerk_looks_at_no_network(point: Point) -> None:
    of = networks(point)
    point.sign_in("anna")
    assert isinstance(of.look(), Refused)
    assert isinstance(of.begin(CAFE), Refused)


def test_without_a_manager_of_networks_it_says_so(point: Point) -> None:
    point.sign_in("oleg")
    of = Networks(point.desk.counter, None)
    look = of.look()
    assert isinstance(look, Callable)  # type: ignore[arg-type]
    assert look().fault is NetFault.ABSENT  # type: ignore[operator]
    assert of.begin(CAFE) == Refused(Reason.NOT_CONNECTED)


def test_a_look_around_tells_what_is_in_reach(point: Point) -> None:
    look = networks(point).look()
    assert not isinstance(look, Refused)
    sight = look()
    assert [spot.name for spot in sight.spots] == ["Home", "Cafe"]
    assert sight.standing == Standing("Home", reach=Reach.FULL)


HOME = Spot("Home", 80, Security.WPA, is_joined=True, is_kept=True)


def changes(point: Point) -> list[tuple[str, str, str, str]]:
    told = [(event.actor, event.facts) for event in point.events("setting.changed")]
    return [(actor, f.key, f.old, f.new) for actor, f in told]  # type: ignore[attr-defined]


def test_what_is_forgotten_and_taken_back_is_told_by_its_name(point: Point) -> None:
    air = SimNetwork({"Home": SimSpot(80, "old-secret")})
    of = networks(point, air)
    begun(of, Wifi("Home", Security.WPA, "old-secret")).run()
    of.tick()
    forgetting = of.forget(HOME)
    assert isinstance(forgetting, Forgetting)
    assert forgetting.run() is None
    assert air.joined == ""
    of.tick()
    assert forgetting.undo() is None
    assert air.joined == "Home"
    of.tick()
    assert changes(point) == [
        ("oleg", "network.wifi", "", "Home"),
        ("oleg", "network.kept", "Home", ""),
        ("oleg", "network.wifi", "Home", ""),
        ("oleg", "network.kept", "", "Home"),
        ("oleg", "network.wifi", "", "Home"),
    ]
    files = [path.read_bytes() for path in point.folder.rglob("counter.db*")]
    assert any(b"network.kept" in file for file in files), "these are the files that tell of it"
    assert not any(b"old-secret" in file for file in files)


def test_what_may_not_be_forgotten_stays_and_is_not_told(point: Point) -> None:
    air = SimNetwork({"Home": SimSpot(80, "old-secret")}, "Home", fault=NetFault.DENIED)
    of = networks(point, air)
    forgetting = of.forget(HOME)
    assert isinstance(forgetting, Forgetting)
    assert forgetting.run() is NetFault.DENIED
    of.sweep()()  # what cannot go now goes another time
    of.tick()
    assert changes(point) == []
    assert air.joined == "Home"


def test_once_swept_there_is_no_way_back(point: Point) -> None:
    air = SimNetwork({"Home": SimSpot(80, "old-secret")}, "Home")
    of = networks(point, air)
    forgetting = of.forget(HOME)
    assert isinstance(forgetting, Forgetting)
    forgetting.run()
    of.sweep()()
    assert forgetting.undo() is NetFault.FAILED


def test_one_that_is_kept_is_joined_without_a_password_and_told(point: Point) -> None:
    air = SimNetwork({"Cafe": SimSpot(40, "shelves-42"), "Home": SimSpot()}, "Cafe")
    air.joined = "Home"
    of = networks(point, air)
    joining = of.again(Spot("Cafe", 40, Security.WPA, is_kept=True))
    assert isinstance(joining, Joining)
    joining.run()
    of.tick()
    assert changes(point) == [("oleg", "network.wifi", "Home", "Cafe")]


def test_a_page_that_is_gone_is_heard_of_without_a_look(point: Point) -> None:
    of = networks(point)
    of.note(ReachSeen(Reach.PORTAL))
    assert of.asks_for_page()
    of.note(ReachSeen(Reach.FULL))
    assert not of.asks_for_page()
    assert of.reach() is Reach.FULL


def test_a_clerk_forgets_nothing(point: Point) -> None:
    of = networks(point)
    point.sign_in("anna")
    assert isinstance(of.forget(HOME), Refused)
    assert isinstance(of.again(HOME), Refused)


def test_without_a_manager_nothing_is_kept(point: Point) -> None:
    point.sign_in("oleg")
    of = Networks(point.desk.counter, None)
    assert of.forget(HOME) == of.again(HOME) == Refused(Reason.NOT_CONNECTED)
    of.sweep()()
