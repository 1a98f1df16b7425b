"""Without a browser a form is sent as a browser would, and a refusal is read like any page."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from kiosk.trial.console_hand import NoPage, Page, Sent, Upload
from kiosk.trial.console_http import HttpHand
from tests.trial.console_shop import Shop, shop


@pytest.fixture
def at() -> Iterator[tuple[Shop, HttpHand]]:
    with shop() as made:
        hand = HttpHand(made.address, "pt")
        hand.go("/openings")
        yield made, hand
        hand.close()


def test_a_page_is_asked_for_in_a_language(at: tuple[Shop, HttpHand]) -> None:
    made, hand = at
    assert made.heads["Accept-Language"] == "pt"
    assert Page(hand.html()).lines[0] == "Openings"


def test_a_form_goes_with_its_token_what_is_chosen_and_the_button(
    at: tuple[Shop, HttpHand],
) -> None:
    made, hand = at
    hand.send(Page(hand.html()), Sent(1, {"comment": "not lit", "shot:sign": "rework"}, "rework"))
    assert parse_qs(made.sent[0].decode()) == {
        "csrf": ["ab12"],
        "comment": ["not lit"],
        "shot:sign": ["rework"],
        "action": ["rework"],
    }
    assert Page(hand.html()).alerts == ["No: look again"]


def test_a_file_goes_beside_the_fields(at: tuple[Shop, HttpHand]) -> None:
    made, hand = at
    upload = Upload("file", "T-1.csv", b"a,b\r\n1,2\r\n")
    hand.send(Page(hand.html()), Sent(1, {}, "approve", upload))
    parts = re.split(rb"--[0-9a-f]{32}(?:--)?\r\n", made.sent[0])
    assert b'Content-Disposition: form-data; name="csrf"\r\n\r\nab12\r\n' in parts
    head, _, raw = parts[-2].partition(b"\r\n\r\n")
    assert b'name="file"; filename="T-1.csv"' in head
    assert raw == upload.raw + b"\r\n"


def test_a_console_that_is_away_is_told() -> None:
    with shop() as made:
        pass
    with pytest.raises(NoPage, match="the console does not answer"):
        HttpHand(made.address, "en").go("/")


def test_there_is_nothing_to_be_seen(at: tuple[Shop, HttpHand], tmp_path: Path) -> None:
    at[1].picture(tmp_path / "page.png", "decide")
    assert list(tmp_path.iterdir()) == []
