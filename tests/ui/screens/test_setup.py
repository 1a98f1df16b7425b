"""The first screen of a new box: asked step by step, and every no in words at its place."""

import pytest

from kiosk.core.enrolment import code_of
from kiosk.core.setup import PREFIX, Step
from kiosk.hw.ports import Scan, Symbology
from kiosk.trial.stand import Stand
from kiosk.ui.screens.setup import SetupScreen
from kiosk.ui.screens.setup_words import field_of_setup, not_let_in
from kiosk.workflows.setup import Setup
from tests.core.test_applicants import FORM
from tests.waiting import eventually
from tests.workflows.test_setup import Central, Kept

CODE = code_of(b"\x01\x02\x03\x04\x05")


class Box:
    """A new box, its central, and the screen that somebody stands before."""

    def __init__(self, word: str = "", server: str = "https://m:1") -> None:
        self.kept, self.central, self.let_in = Kept(), Central(word), 0
        self.stand, self.server = Stand("L", "en"), server
        self.boot()

    def boot(self) -> None:
        """Switch it on."""
        self.setup = Setup(self.kept, self.central, self.server)
        self.screen = SetupScreen(self.setup, None, self._done)
        self.stand.open(self.screen)

    def _done(self) -> None:
        self.let_in += 1

    def tap(self, *widgets: str) -> None:
        for widget in widgets:
            self.stand.wait(0.4)
            assert self.stand.loop.tap(widget), widget
            self.stand.turn()

    def scan(self, text: str) -> None:
        self.stand.signals.append(Scan(text, Symbology.QR, "hand", self.stand.time))
        self.stand.turn()

    def words(self) -> str:
        return " | ".join(str(row["text"]) for row in self.screen.tree())

    def settled(self) -> bool:
        self.stand.turn()
        return not self.screen.asking


def test_language_then_code_typed_and_the_box_is_let_in() -> None:
    box = Box()
    box.tap("setup.en", "setup.code", "setup.code.line")
    box.screen.lines["code"].typing.add(CODE.lower())
    box.tap("code.keys.enter", "setup.ask")
    eventually(box.settled)
    assert box.let_in == 1
    assert box.central.shown[0].code.upper() == CODE
    assert box.kept.is_gone


def test_a_scanned_code_asks_at_once() -> None:
    box = Box(server="")
    box.tap("setup.ru", "setup.code")
    assert "Код регистрации" in box.words(), "the chosen language is spoken"
    box.scan(f"{PREFIX}{CODE};https://mail.example:8443;")
    eventually(box.settled)
    assert box.central.shown[0].server == "https://mail.example:8443"
    assert box.let_in == 1


@pytest.mark.parametrize(
    ("text", "said"), [("4600000000017", "no enrolment code"), (f"{PREFIX}x;y;z", "sign is wrong")]
)
def test_another_code_is_refused_in_words_and_nobody_is_asked(text: str, said: str) -> None:
    box = Box()
    box.tap("setup.en", "setup.code")
    box.scan(text)
    assert said in box.words()
    assert box.central.shown == []


def test_before_the_code_is_asked_for_a_scan_does_nothing_and_the_screen_says_so() -> None:
    box = Box()
    box.scan(CODE)
    assert box.setup.draft.step is Step.LANGUAGE
    assert "Answer this first. The code is scanned later" in box.words()
    box.tap("setup.en", "setup.new")
    box.scan(CODE)
    assert box.setup.draft.step is Step.FORM
    assert "Answer this first. The code is scanned later" in box.words()
    box.stand.wait(7)
    box.stand.turn()
    assert "Answer this first" not in box.words(), "it goes as on every screen"
    assert box.central.shown == []


@pytest.mark.parametrize("word", ["code_refused", "no_network", "clock", "not_trusted", "bad_new"])
def test_a_no_of_the_network_is_told_and_the_code_stays_to_be_tried_again(word: str) -> None:
    box = Box(word)
    box.tap("setup.en", "setup.code")
    box.scan(CODE)
    eventually(box.settled)
    assert not_let_in(word, box.screen.phrases) in box.words()
    assert box.let_in == 0
    box.central.word = ""
    box.tap("setup.ask")
    eventually(box.settled)
    assert box.let_in == 1


def test_a_registration_is_begun_here_and_outlives_a_pulled_plug() -> None:
    box = Box()
    box.tap("setup.pt", "setup.new", "register.name")
    for key in ("a", "n", "a"):
        box.tap(f"register.keys.key.{key}")
    box.tap("register.keys.enter")
    box.boot()
    assert box.screen.form.typing["name"].text == "ana"
    assert "Cadastro" in box.words(), "in the language that was chosen"
    box.tap("register.send")
    assert box.setup.draft.step is Step.FORM
    assert "Ainda vazio" in box.words(), "what is wrong is said at its field"


def test_a_whole_registration_leads_on_to_the_code_and_back_again() -> None:
    box = Box()
    box.tap("setup.en", "setup.new")
    for field, typing in box.screen.form.typing.items():
        typing.add(FORM[field])
    box.tap("register.consent", "consent.agree", "register.send")
    assert "Your registration is kept" in box.words()
    box.tap("setup.back")
    assert box.setup.draft.step is Step.FORM
    box.tap("setup.back", "setup.back")
    assert box.setup.draft.step is Step.LANGUAGE


def test_a_box_that_knows_no_server_asks_for_it() -> None:
    box = Box(server="")
    box.tap("setup.en", "setup.code")
    for field in ("code", "server", "fingerprint"):
        assert field_of_setup(field, box.screen.phrases) in box.words()
    box.screen.lines["code"].typing.add(CODE)
    box.tap("setup.server.line", "server.keys.enter")
    assert box.central.shown == []
