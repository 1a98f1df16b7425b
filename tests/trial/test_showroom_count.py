"""The stocktake's exhibits: every state is shown, and none is left under way."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_count import count_views


def test_every_state_of_a_stocktake_is_shown(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: None)
    names = []
    for name, make in count_views(show.office):
        names.append((name, make().name))
    assert names == [
        ("count_start", "count_start"),
        ("count_start_cells", "count_start"),
        ("count", "count"),
        ("count_scanned", "count"),
        ("count_discard", "count"),
        ("home_count", "home"),
        ("count_recount", "count"),
        ("count_review", "count_review"),
        ("count_apply", "count_review"),
        ("count_applied", "count_review"),
    ]
    assert show.desk.count.under_way() is None
    show.close()
