"""The set-up: each answer is kept, and a registration that is not whole goes no further."""

from kiosk.core.enrolment import code_of
from kiosk.core.setup import PREFIX, Draft, Invitation, Step, Way
from kiosk.workflows.setup import MISTYPED, Setup
from tests.core.test_applicants import FORM

CODE = code_of(b"\x01\x02\x03\x04\x05")


class Kept:
    """A file in memory."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.is_gone = False

    def load(self) -> Draft:
        return self.draft

    def save(self, draft: Draft) -> None:
        self.draft = draft

    def forget(self) -> None:
        self.draft, self.is_gone = Draft(), True


class Central:
    """Answers with a word, and remembers what it was shown."""

    def __init__(self, word: str = "") -> None:
        self.word = word
        self.shown: list[Invitation] = []
        self.language = ""

    def __call__(self, told: Invitation, language: str) -> str:
        self.shown.append(told)
        self.language = language
        return self.word


def setup(kept: Kept | None = None, word: str = "", server: str = "https://m:1") -> Setup:
    return Setup(kept or Kept(), Central(word), server)


def test_each_answer_is_there_again_after_a_pulled_plug() -> None:
    kept = Kept()
    one = setup(kept)
    one.speak("pt")
    one.choose(Way.NEW)
    one.fill({"name": "Ana"})
    again = setup(kept)
    assert again.draft == Draft(Step.FORM, "pt", Way.NEW, form={"name": "Ana"})
    again.back()
    assert setup(kept).draft.step is Step.WAY
    assert setup(kept).draft.form == {"name": "Ana"}


def test_a_half_filled_registration_says_which_field_and_stays() -> None:
    one = setup()
    one.choose(Way.NEW)
    one.fill(FORM | {"phone": ""})
    assert one.register() == {"phone": "missing"}
    assert one.draft.step is Step.FORM
    one.fill(FORM)
    assert one.register() == {}
    assert one.draft.step is Step.CODE


def test_a_mistyped_code_is_shown_to_nobody() -> None:
    central = Central()
    one = Setup(Kept(), central, "https://m:1")
    one.write("code", "7QX-K2M-9F5")
    assert one.enrol() == MISTYPED
    assert central.shown == []


def test_a_code_is_shown_as_typed_or_as_scanned() -> None:
    central = Central("code_refused")
    one = Setup(Kept(), central, "")
    assert not one.scan("4600000000017")
    assert one.scan(f"{PREFIX}{CODE};https://mail.example:8443;")
    assert one.enrol() == "code_refused"
    assert central.shown == [Invitation(CODE, "https://mail.example:8443")]
    assert one.draft.way is Way.CODE


def test_once_in_the_code_is_forgotten_and_the_registration_waits() -> None:
    kept = Kept()
    one = setup(kept)
    one.choose(Way.NEW)
    one.fill(FORM)
    one.write("code", CODE)
    assert one.enrol() == ""
    one.let_in()
    assert kept.draft.invitation == Invitation()
    assert kept.draft.form == FORM


def test_without_a_registration_nothing_is_left_behind() -> None:
    kept = Kept()
    one = setup(kept)
    one.write("code", CODE)
    one.let_in()
    assert kept.is_gone
