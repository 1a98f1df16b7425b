"""The showroom's queue of papers holds what may be discarded and what may not."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_papers import paper_views


def test_a_receipt_and_an_act_wait(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: None)
    for name, make in paper_views(show.office):
        assert make().name == "waiting_papers", name
    assert {"receipt", "act"} <= {job.kind for job in show.desk.prints.waiting()}
    show.close()
