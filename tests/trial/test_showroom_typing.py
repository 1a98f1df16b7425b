from pathlib import Path

from kiosk.trial import item_pictures
from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_typing import TypedHome
from kiosk.trial.stand import Stand


def test_home_shows_what_the_typed_text_finds(tmp_path: Path) -> None:
    stand, jpeg = Stand("L"), item_pictures.render("shoe", 1, 96)
    show = Showroom(tmp_path, "en", lambda _: jpeg)
    screen = TypedHome(show.office, "4821")
    stand.open(screen, show.office.home)
    assert screen.hits
    assert not screen.writing
    show.close()
