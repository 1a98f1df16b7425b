"""A screen of networks in words: what is heard, what is kept, and what there is not."""

import pytest

from kiosk.core.wifi import NetFault, Reach, Security, Spot, Standing
from kiosk.trial.stand import Stand
from kiosk.ui.screens.setup_network import SetupNetworkScreen
from kiosk.workflows.first_network import FirstNetwork
from kiosk.workflows.networks import Sight


def words(sight: Sight, language: str = "en") -> str:
    stand, screen = Stand("M", language), SetupNetworkScreen(FirstNetwork(None))
    screen.sight = sight
    stand.open(screen)
    listed = screen.find("network.list")
    return " | ".join([*(str(row["text"]) for row in screen.tree()), getattr(listed, "empty", "")])


def test_a_network_that_is_kept_and_not_heard_is_told_as_such() -> None:
    spots = (Spot("Far", 0, Security.WPA, is_kept=True), Spot("Near", 20, Security.WPA))
    told = words(Sight(spots, Standing(reach=Reach.NONE)))
    assert "Not heard now" in told
    assert "Remembered" in told
    assert "Weak" in told


@pytest.mark.parametrize(
    ("language", "cable"), [("en", "comes by cable"), ("ru", "по кабелю"), ("pt", "por cabo")]
)
def test_where_nobody_manages_networks_the_cable_is_named(language: str, cable: str) -> None:
    assert cable in words(Sight(fault=NetFault.ABSENT), language)


def test_a_cable_and_how_far_it_reaches_are_told() -> None:
    told = words(Sight((), Standing(wired=True, reach=Reach.FULL)))
    assert "A cable" in told
    assert "Connected to the internet" in told
    assert "No Wi-Fi is in reach" in told
