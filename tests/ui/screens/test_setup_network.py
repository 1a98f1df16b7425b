"""The network of a new box: reached before anybody signs in, by code or by keyboard, in words."""

import logging

import pytest

from kiosk.core.setup import Step
from kiosk.core.wifi import NetFault, Security
from kiosk.hw.ports import Scan, Symbology
from kiosk.hw.sim.network import SimNetwork, SimSpot
from kiosk.trial.stand import Stand
from kiosk.ui.screens.setup import SetupScreen
from kiosk.ui.screens.setup_network import SetupNetworkScreen
from kiosk.workflows.first_network import FirstNetwork
from kiosk.workflows.setup import Setup
from tests.waiting import eventually
from tests.workflows.test_setup import Central, Kept

GOOD = "WIFI:T:WPA;S:Cafe;P:shelves-42;;"
BAD_CODE = "WIFI:T:WEP;S:Cafe;P:12345;;"


class Shop:
    """A new box in a shop, and whoever stands before it."""

    def __init__(self, language: str = "en", network: SimNetwork | None = None) -> None:
        self.air = network or SimNetwork({
            "Cafe": SimSpot(40, "shelves-42"),
            "Open": SimSpot(20, "", Security.OPEN),
            "back": SimSpot(60, "shelves-42", hidden=True),
        })  # fmt: skip
        of = FirstNetwork(self.air if network is not NOBODY else None)
        self.kept = Kept()
        setup = Setup(self.kept, Central(""), "https://m:1")
        self.first = SetupScreen(setup, None, lambda: None, lambda c: SetupNetworkScreen(of, c))
        self.stand = Stand("M", "en")
        self.stand.open(self.first)
        self.tap(f"setup.{language}")

    @property
    def screen(self) -> str:
        return self.stand.loop.screen.name

    def tap(self, *widgets: str) -> None:
        for widget in widgets:
            self.stand.wait(0.4)
            assert self.stand.loop.tap(widget), widget
            self.stand.turn()

    def type(self, pad: str, text: str) -> None:
        for letter in text:
            self.tap(f"{pad}.key.{letter}")

    def scan(self, text: str) -> None:
        self.stand.signals.append(Scan(text, Symbology.QR, "hand", self.stand.time))
        self.stand.turn()

    def words(self) -> str:
        return " | ".join(str(row["text"]) for row in self.stand.loop.screen.tree())

    def sees(self, text: str) -> None:
        def is_seen() -> bool:
            self.stand.turn()
            return text in self.words()

        eventually(is_seen)

    def finds(self, widget: str) -> None:
        def is_there() -> bool:
            self.stand.turn()
            return self.stand.loop.screen.find(widget) is not None

        eventually(is_there)


NOBODY = SimNetwork({})


def test_by_keyboard_a_wrong_password_first_then_the_right_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    shop = Shop()
    shop.tap("setup.network")
    shop.finds("network.Cafe")
    shop.tap("network.Cafe")
    shop.type("network.keys", "shelves-41")
    shop.tap("network.keys.enter")
    shop.sees("The password is wrong")
    assert shop.air.joined == ""
    shop.finds("network.Cafe")
    shop.tap("network.Cafe")
    shop.type("network.keys", "shelves-42")
    shop.tap("network.keys.enter")
    shop.sees("Joined Cafe")
    assert shop.air.joined == "Cafe"
    shop.tap("bar.back")
    assert (shop.screen, shop.first.setup.draft.step) == ("setup", Step.WAY)
    assert "shelves-4" not in caplog.text + repr(shop.kept.__dict__), "neither log nor file has it"


@pytest.mark.parametrize("step", [(), ("setup.new",), ("setup.code",)])
def test_a_code_of_the_wifi_joins_from_every_question(step: tuple[str, ...]) -> None:
    shop = Shop()
    shop.tap(*step)
    shop.scan(GOOD)
    shop.sees("Joined Cafe")
    assert shop.screen == "setup_network"
    shop.tap("bar.back")
    assert shop.screen == "setup"


def test_a_hidden_one_is_named() -> None:
    shop = Shop("pt")
    shop.tap("setup.network", "network.hidden", "network.name.language")
    assert "Nome da rede oculta" in shop.words()
    shop.type("network.name", "back")
    shop.tap("network.name.enter")
    shop.type("network.keys", "shelves-42")
    shop.tap("network.keys.enter")
    shop.sees("back")
    eventually(lambda: shop.air.joined == "back")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This is no Wi-Fi code we can use"),
        ("ru", "Этот код Wi-Fi не подходит"),
        ("pt", "Este código Wi-Fi não serve"),
    ],
)
def test_a_bad_code_is_refused_in_words_and_the_list_is_there(language: str, said: str) -> None:
    shop = Shop(language)
    shop.scan(BAD_CODE)
    shop.sees(said)
    shop.finds("network.Cafe")
    assert shop.air.joined == ""


def test_another_code_is_for_the_screen_before() -> None:
    shop = Shop()
    shop.tap("setup.network")
    shop.scan("4600000000017")
    assert "no Wi-Fi code" in shop.words()
    assert shop.screen == "setup_network"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "by cable"), ("ru", "по кабелю"), ("pt", "por cabo")]
)
def test_without_networkmanager_it_says_that_the_network_comes_by_cable(
    language: str, said: str
) -> None:
    shop = Shop(language, NOBODY)
    shop.tap("setup.network")
    shop.sees(said)


def test_a_no_of_polkit_is_told() -> None:
    shop = Shop()
    shop.air.fault = NetFault.DENIED
    shop.scan(GOOD)
    shop.sees("may not change its network")


def test_before_a_language_is_chosen_there_is_no_way_there() -> None:
    shop = Shop()
    shop.tap("setup.back")
    assert shop.stand.loop.screen.find("setup.network") is None
    shop.scan(GOOD)
    assert shop.screen == "setup"
