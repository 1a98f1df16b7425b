"""A new box from its first question to its owner's PIN, by touches alone; the plug is pulled twice.

The central and its door are real, and so is the folder: each start is a fresh program on it.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import build
from kiosk.core.enrolment import code_of
from kiosk.core.facts.people import StaffAdded
from kiosk.core.setup import PREFIX, Step
from kiosk.core.words import Role
from kiosk.gear import Gear
from kiosk.hw.ports import NewMail, Scan, Symbology
from kiosk.hw.sim.network import SimNetwork, SimSpot
from kiosk.setting_up import SetupApp, setup_of
from kiosk.store.people import PersonRow
from kiosk.ui.display import DisplaySettings, open_display
from kiosk.ui.kit.keyboard import ORDER
from kiosk.ui.loop import Loop
from kiosk.ui.screens.setup_words import not_let_in
from tests.central.house import CODE, WRONG
from tests.test_enrolling import Desk
from tests.waiting import eventually

PIN = "284619"
TYPED = {
    "company": "venta",
    "tax_id": "123456789",
    "name": "ana",
    "mail": "ana@venta.pt",
    "phone": "+351912345678",
}


class NewBox:
    """A box that was unpacked, in a shop with a Wi-Fi, and whoever stands before it."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder)
        self.desk.path.write_text('[ui]\ndriver = "dummy"\nwidth = 1024\nheight = 600\n')
        self.air = SimNetwork({"Cafe": SimSpot(40, "shelves-42")})
        self.app = self._begun()

    def _begun(self) -> SetupApp:
        display = open_display(DisplaySettings("dummy", (1024, 600)))
        return setup_of(self.desk.path, lambda _: display, Gear(network=self.air))

    def pull_the_plug(self) -> None:
        """Switch it off and on: nothing of the program is left but its folder."""
        self.app.close()
        (self.desk.folder / "data" / "setup.part").write_bytes(b'{"step": "la')  # a save cut short
        self.app = self._begun()

    @property
    def step(self) -> Step:
        return self.app.screen.setup.draft.step

    def tap(self, *widgets: str) -> None:
        tap(self.app.loop, *widgets)

    def type(self, pad: str, text: str) -> None:
        for sign in text:
            for _ in (*ORDER, "signs"):
                if self.app.loop.screen.find(f"{pad}.key.{sign}") is None:
                    self.tap(f"{pad}.language")
            self.tap(f"{pad}.key.{sign}")
        self.tap(f"{pad}.enter")

    def sees(self, text: str) -> None:
        eventually(lambda: (self.app.loop.turn(0), text in words(self.app.loop))[1])

    def scan(self, code: str) -> None:
        mark = self.desk.house.network.authority.fingerprint
        told = f"{PREFIX}{code};{self.desk.server};{mark}"
        self.app.inbox.put(Scan(told, Symbology.QR, "hand", 0.0))


def tap(loop: Loop, *widgets: str) -> None:
    """Tap what comes into sight, one after the other."""
    for widget in widgets:
        eventually(lambda one=widget: (loop.turn(0), loop.tap(one))[1])
        loop.turn(0)


def words(loop: Loop) -> str:
    return " | ".join(str(row["text"]) for row in loop.screen.tree())


@pytest.fixture
def box(tmp_path: Path) -> Iterator[NewBox]:
    made = NewBox(tmp_path)
    yield made
    made.desk.house.door.close()
    made.desk.central.store.close()


def test_from_the_first_question_to_the_owners_pin(box: NewBox) -> None:
    _speak_and_join(box)
    _register_with_a_cut(box)
    _be_refused_then_let_in(box)
    _choose_the_owners_pin(box)


def _speak_and_join(box: NewBox) -> None:
    box.tap("setup.pt", "setup.network", "network.Cafe")
    box.type("network.keys", "shelves-42")
    eventually(lambda: (box.app.loop.turn(0), box.air.joined)[1] == "Cafe")
    box.tap("bar.back")


def _register_with_a_cut(box: NewBox) -> None:
    box.tap("setup.new")
    for field in ("company", "tax_id"):
        box.tap(f"register.{field}")
        box.type("register.keys", TYPED[field])
    box.tap("register.name", "register.keys.key.x")  # not left yet
    box.pull_the_plug()
    box.sees("Cadastro")
    fields = box.app.screen.form.fields()
    assert (box.step, fields["company"], fields["name"]) == (Step.FORM, "venta", "")
    for field in ("name", "mail", "phone"):
        box.tap(f"register.{field}")
        box.type("register.keys", TYPED[field])
    while box.app.screen.form.fields()["country"] != "PT":
        box.tap("register.country")
    box.tap("register.send")
    box.sees("Verifique: Consentimento")
    box.tap("register.consent", "consent.agree", "register.send")
    box.sees("O cadastro está guardado")


def _be_refused_then_let_in(box: NewBox) -> None:
    phrases = box.app.screen.phrases
    box.scan(WRONG)
    box.desk.house.while_answering(lambda: box.sees(not_let_in("code_refused", phrases)))
    box.pull_the_plug()
    box.sees("O cadastro está guardado")
    assert box.step is Step.CODE
    box.tap("setup.code.line", *["code.keys.back"] * len(WRONG))
    box.type("code.keys", code_of(b"other").replace("-", "").lower()[:-1])  # a sign short
    box.tap("setup.ask")
    box.sees(not_let_in("mistyped", phrases))
    box.tap("setup.code.line", *["code.keys.back"] * len(CODE))
    box.type("code.keys", CODE.lower())
    box.tap("setup.ask")
    stop = threading.Event()
    assert box.desk.house.while_answering(lambda: box.app.run(stop))
    assert box.desk.fits()


def _choose_the_owners_pin(box: NewBox) -> None:
    app = build.counter_of(box.desk.path, headless=False)
    try:
        app.turn(0.0)
        assert (app.loop.screen.name, app.loop.skin.phrases.language) == ("lock", "pt")
        assert app.desk.counter.signed_in is None
        with app.desk.counter.unit():  # as the first mail says
            app.desk.counter.record(StaffAdded("ana", Role.OWNER), actor="central")
            app.file.people.keep(PersonRow("ana", "Ana L.", "AL"))
        app.inbox.put(NewMail(0.0))
        eventually(lambda: (app.turn(0.0), "O proprietário começa" in words(app.loop))[1])
        for _ in range(2):
            tap(app.loop, *(f"pin.{digit}" for digit in PIN), "pin.enter")
        eventually(lambda: (app.turn(0.0), app.desk.counter.signed_in)[1] == "ana")
    finally:
        app.close()
