"""The registration: what is wrong is said at its field, what is typed outlives the screen."""

from kiosk.core.applicants import CONSENT
from kiosk.core.facts import opening as facts
from kiosk.core.openings import Opening
from kiosk.ui.kit.keyboard import ORDER
from kiosk.ui.kit.widget import walk
from kiosk.ui.kit.words import Label
from tests.core.test_applicants import FORM
from tests.ui.screens.conftest import Room


def begin(room: Room) -> None:
    counter = room.show.desk.counter
    with counter.unit():
        counter.record(facts.OpeningInvited("o1"), actor="central")
    room.open(room.show.office.doors.opening())
    room.tap("opening.register")


def type_all(room: Room, but: str = "") -> None:
    screen = room.loop.screen
    for field, typing in screen.form.typing.items():  # type: ignore[attr-defined]
        if field != but:
            typing.clear()
            typing.add(FORM[field])


def agree(room: Room) -> None:
    room.tap("register.consent")
    room.tap("consent.agree")


def test_a_half_filled_form_says_which_field_and_nothing_is_sent(room: Room) -> None:
    begin(room)
    type_all(room, but="phone")
    agree(room)
    room.tap("register.send")
    assert room.screen == "opening_register"
    assert "Look at: Phone" in room.said
    labels = [one.label for one in walk(room.loop.screen.root) if isinstance(one, Label)]
    assert labels[labels.index("Phone, with + and country code") + 1] == "Still empty"
    assert room.show.desk.counter.store.openings.get("o1").applicant == ""  # type: ignore[union-attr]


def test_what_is_typed_is_there_again_after_the_screen_was_left(room: Room) -> None:
    begin(room)
    room.tap("register.name")
    for key in ("m", "a", "r", "i", "a"):
        room.tap(f"register.keys.key.{key}")
    room.tap("register.keys.enter")
    room.tap("bar.back")
    assert room.screen == "opening"
    room.tap("opening.register")
    assert room.loop.screen.form.typing["name"].text == "maria"  # type: ignore[attr-defined]


def test_every_sign_of_a_form_is_on_its_keyboard(room: Room) -> None:
    begin(room)
    for field, text in (("mail", "a@b.org"), ("phone", "+7999")):
        room.tap(f"register.{field}")
        for sign in text:
            for _ in (*ORDER, "signs"):
                if room.loop.screen.find(f"register.keys.key.{sign}") is None:
                    room.tap("register.keys.language")
            room.tap(f"register.keys.key.{sign}")
        room.tap("register.keys.enter")
        assert room.loop.screen.form.typing[field].text == text  # type: ignore[attr-defined]


def test_a_whole_form_is_sent_and_the_stepper_goes_on(room: Room) -> None:
    begin(room)
    type_all(room)
    room.tap("register.send")
    assert "Look at: Consent" in room.said
    agree(room)
    room.tap("register.send")
    assert room.screen == "opening"
    opening = room.show.desk.opening.current()
    assert isinstance(opening, Opening)
    assert opening.applicant
    assert room.show.desk.opening.draft("applicant") == {}


def test_a_tap_goes_through_the_countries(room: Room) -> None:
    begin(room)
    seen = set()
    for _ in range(7):
        seen.add(room.loop.screen.form.country)  # type: ignore[attr-defined]
        room.tap("register.country")
    assert {"RU", "PT", "BR"} <= seen


def test_nobody_agrees_without_the_text_before_their_eyes(room: Room) -> None:
    begin(room)
    room.tap("register.consent")
    assert CONSENT in room.words(), "which text it is"
    room.tap("consent.later")
    assert room.loop.screen.form.agrees is False  # type: ignore[attr-defined]
    agree(room)
    assert room.show.desk.opening.draft("applicant")["consent"] == CONSENT  # type: ignore[index]
    room.tap("register.consent")
    assert room.loop.screen.form.agrees is False  # type: ignore[attr-defined]
    assert room.show.desk.opening.draft("applicant")["consent"] == ""  # type: ignore[index]


def test_the_journal_says_which_text_was_agreed_to(room: Room) -> None:
    begin(room)
    type_all(room)
    agree(room)
    room.tap("register.send")
    opening = room.show.desk.opening.current()
    assert isinstance(opening, Opening)
    assert opening.consent == CONSENT
