"""The exhibits of a visit in which not everything is taken leave nothing on the counter."""

from collections.abc import Callable
from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_items import item_views


def test_all_that_was_refused_lies_among_the_returns(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"jpeg")
    before = {p.parcel for p in show.desk.place.waiting()}
    seen: dict[str, Callable[[], object]] = {}
    for name, make in item_views(show.office, show.plan):
        seen[name] = make
        make()
    assert {p.parcel for p in show.desk.place.waiting()} == before
    back = [p for p in show.file.parcels.in_cell("R-01") if p.reason]
    assert {p.reason for p in back} == {"size", "looks", "changed_mind"}
    assert "put_away_last" in seen
    show.close()
