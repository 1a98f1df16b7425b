"""The exhibits of the figures."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_analytics import analytics_views


def test_figures_are_shown_from_none_to_a_full_fortnight(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    names = [name for name, _ in analytics_views(show.office)]
    assert names == [
        "analytics_empty",
        "menu_no_analytics",
        "analytics_refused",
        "analytics_overview",
        "analytics_figures",
        "analytics_reasons",
        "analytics_shelf",
        "analytics_staff",
        "analytics_year",
        "analytics_counting",
        "analytics_reading",
    ]
    assert show.desk.counter.signed_in == "anna"
    show.close()
