"""The form of a partner, wherever it is filled in: kept when a field is left, told when wrong."""

from kiosk.core.applicants import CONSENT
from kiosk.trial.stand import Stand
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.screens.register_form import RegisterForm
from tests.core.test_applicants import FORM


class Filled(Screen):
    """The form alone, and what was kept of it."""

    name = "filled"

    def __init__(self, told: dict[str, str]) -> None:
        self.kept: list[dict[str, str]] = []
        self.form = RegisterForm(told, lambda: self.skin, self.renew, self._keep)

    def build(self) -> Widget:
        return Page(content=self.form.content(self._send, "Go on"), over=self.form.over())

    def _keep(self, fields: dict[str, str]) -> Move:
        self.kept.append(fields)
        return None

    def _send(self) -> Move:
        self.form.was_sent = True
        self.renew()
        return None


def filled(told: dict[str, str] | None = None) -> tuple[Stand, Filled]:
    stand, screen = Stand("L", "en"), Filled(told or {})
    stand.open(screen)
    return stand, screen


def tap(stand: Stand, *widgets: str) -> None:
    for widget in widgets:
        stand.wait(0.4)
        assert stand.loop.tap(widget), widget
        stand.turn()


def test_it_is_kept_when_a_field_is_left_and_not_with_every_sign() -> None:
    stand, screen = filled()
    tap(stand, "register.name", "register.keys.key.a", "register.keys.key.n")
    assert screen.kept == []
    tap(stand, "register.keys.enter")
    assert [one["name"] for one in screen.kept] == ["an"]


def test_a_text_agreed_to_under_another_name_is_agreed_to_anew() -> None:
    assert filled(FORM)[1].form.agrees
    assert not filled(FORM | {"consent": "2019-01"})[1].form.agrees
    assert filled(FORM)[1].form.fields()["consent"] == CONSENT


def test_what_is_wrong_is_said_only_after_it_was_sent() -> None:
    stand, screen = filled(FORM | {"tax_id": "12"})
    assert screen.form.faults() == {}
    tap(stand, "register.send")
    assert screen.form.faults() == {"tax_id": "form"}
