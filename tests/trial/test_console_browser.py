"""In a browser the same form is filled in by hand: it folds out, chooses, types and presses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from kiosk.trial import console_browser
from kiosk.trial.console_browser import SIZE, BrowserHand, find_browser
from kiosk.trial.console_hand import NoPage, Page, Sent, Upload
from tests.trial.console_shop import Shop, shop

BROWSER = find_browser()
needs_one = pytest.mark.skipif(BROWSER is None, reason="no Chromium here: apt install chromium")


@pytest.fixture(scope="module")
def at() -> Iterator[tuple[Shop, BrowserHand]]:
    with shop() as made:
        hand = BrowserHand(str(BROWSER), made.address, "pt", headless=True)
        yield made, hand
        hand.close()


@needs_one
def test_a_folded_form_is_opened_and_its_list_chosen_from(at: tuple[Shop, BrowserHand]) -> None:
    made, hand = at
    hand.go("/openings")
    hand.send(Page(hand.html()), Sent(0, {"point": "p1"}))
    assert made.sent[-1] == b"csrf=ab12&point=p1"
    assert made.heads["Accept-Language"].startswith("pt")


@needs_one
def test_a_form_goes_with_what_is_chosen_typed_and_pressed(at: tuple[Shop, BrowserHand]) -> None:
    made, hand = at
    hand.go("/openings")
    told = Sent(1, {"comment": "not lit", "shot:sign": "rework"}, "rework",
                Upload("file", "T-1.csv", b"a,b\n"))  # fmt: skip
    hand.send(Page(hand.html()), told)
    for part in (b"ab12", b"not lit", b"rework", b'filename="T-1.csv"', b"a,b\n"):
        assert part in made.sent[-1]
    assert Page(hand.html()).alerts == ["No: look again"]


@needs_one
def test_a_field_that_is_not_there_is_told(at: tuple[Shop, BrowserHand]) -> None:
    hand = at[1]
    hand.go("/openings")
    with pytest.raises(NoPage, match="no field 'moon'"):
        hand.send(Page(hand.html()), Sent(1, {"moon": "full"}))


@needs_one
def test_a_picture_shows_the_window(
    at: tuple[Shop, BrowserHand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_browser, "_PICTURES_S", 0.0)  # one of the page's never comes
    hand = at[1]
    hand.go("/openings")
    hand.picture(tmp_path / "page.png", "decide")
    with Image.open(tmp_path / "page.png") as picture:
        assert picture.size == SIZE


def test_none_is_found_where_nothing_drives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console_browser.importlib.util, "find_spec", lambda _: None)
    assert find_browser() is None
