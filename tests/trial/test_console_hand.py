"""A page of the console is read as a person reads it, and a telephone shows the second factor."""

import pyotp
import pytest

from kiosk.trial.console_hand import Page, second_factor
from tests.trial.console_shop import FORM


def test_a_page_tells_what_can_be_read_and_nothing_else() -> None:
    page = Page(FORM)
    assert page.lines == ["Openings", "More", "Invite", "good", "again", "Approve", "Again", "One"]
    assert page.ways == ["/openings/O-1"]
    assert page.alerts == []


def test_a_form_has_what_it_would_send_and_its_buttons() -> None:
    invite, decide = Page(FORM).forms
    assert invite.fields == {"csrf": "ab12", "point": ""}
    assert invite.kinds == {"csrf": "hidden", "point": "select"}
    assert decide.fields == {"csrf": "ab12", "comment": "", "shot:sign": "approve", "file": ""}
    assert decide.kinds["shot:sign"] == "radio"
    assert decide.buttons == [("action", "approve"), ("action", "rework")]


def test_a_form_is_found_by_its_button_or_where_it_goes() -> None:
    page = Page(FORM)
    assert (page.form(button="rework"), page.form(action="/told")) == (1, 0)
    assert (page.form(button="launch"), page.form(action="/sign-out")) == (None, None)


def test_what_a_page_warns_of_ends_with_its_element() -> None:
    page = Page('<p role="alert"><svg></svg> No: <b>look</b><br> again</p><p>Points</p>')
    assert page.alerts == ["No: look again"]


@pytest.mark.parametrize(
    "html", ["", "<form", "</p></p><li>x", "<input name=a><button>", "<select>"]
)
def test_a_broken_page_raises_nothing(html: str) -> None:
    assert Page(html).form(button="x") is None


@pytest.mark.parametrize("at_s", [0.0, 1_000_000_000.0, 1_795_000_029.9, 1_795_000_030.0])
def test_the_second_factor_is_the_one_every_app_shows(at_s: float) -> None:
    key = pyotp.random_base32()
    spaced = " ".join(key[n : n + 4] for n in range(0, len(key), 4)).lower()
    assert second_factor(spaced, at_s) == pyotp.TOTP(key).at(int(at_s))
