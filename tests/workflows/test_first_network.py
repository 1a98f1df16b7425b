"""The network of a box that is nobody's: the counter's own rules, and no password in any log."""

import logging

import pytest

from kiosk.core.refusals import Reason, Refused
from kiosk.core.wifi import NetFault, Reach, Security, Spot, Standing, Wifi
from kiosk.hw.sim.network import SimNetwork, SimSpot
from kiosk.workflows.first_network import FirstNetwork
from kiosk.workflows.networks import Forgetting, Joining, Landing

CAFE = Wifi("Cafe", Security.WPA, "shelves-42")


def air() -> SimNetwork:
    return SimNetwork({"Cafe": SimSpot(40, "shelves-42")})


def test_nobody_signs_in_and_the_password_stands_in_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    network = air()
    of = FirstNetwork(network)
    assert [spot.name for spot in of.look()().spots] == ["Cafe"]
    joining = of.begin(CAFE)
    assert isinstance(joining, Joining)
    assert joining.run() == Landing("", Standing("Cafe", reach=Reach.FULL))
    forgetting = of.forget(Spot("Cafe", 40, Security.WPA, is_joined=True, is_kept=True))
    assert isinstance(forgetting, Forgetting)
    assert forgetting.run() is None
    assert forgetting.undo() is None
    assert network.joined == "Cafe"
    assert of.tick() is None
    assert "reach full" in caplog.text
    assert "shelves-42" not in caplog.text


def test_what_cannot_be_joined_is_refused_in_the_same_words() -> None:
    of = FirstNetwork(air())
    assert of.begin(Wifi("Cafe", Security.WPA, "short")) == Refused(Reason.WIFI_PASSWORD)
    assert of.read("WIFI:T:WEP;S:x;P:1;;") == Refused(Reason.WIFI_CODE)
    assert of.read("KIOSK-ENROL:x") is None
    joining = of.begin(Wifi("Cafe", Security.WPA, "wrong-one"))
    assert isinstance(joining, Joining)
    assert joining.run().fault is NetFault.WRONG_PASSWORD
    again = of.again(Spot("Cafe", 40, Security.WPA))
    assert isinstance(again, Joining)
    assert again.run().fault is NetFault.FAILED, "nothing is kept of it"


def test_where_nobody_manages_networks_it_says_so_and_joins_none() -> None:
    of = FirstNetwork(None)
    spot = Spot("Cafe", 40, Security.WPA)
    assert of.look()().fault is NetFault.ABSENT
    assert of.begin(CAFE) == Refused(Reason.NOT_CONNECTED)
    assert of.again(spot) == of.forget(spot) == Refused(Reason.NOT_CONNECTED)
    of.sweep()()
