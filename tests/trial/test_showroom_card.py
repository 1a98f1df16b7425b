"""What else a card shows stands in the showroom: other points, told of and not."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_card import card_views


def test_the_card_is_shown_with_what_waits_elsewhere(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    views = [(name, make().name) for name, make in card_views(show.office, show.serve(0))]
    show.close()
    assert ("other_point", "other_point") in views
    assert {name for name, screen in views if screen == "customer"} >= {
        "customer_others",
        "customer_others_untold",
    }
