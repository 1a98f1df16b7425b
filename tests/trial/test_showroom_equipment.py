"""The showroom of the equipment check shows it before, under way, and at its end."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_equipment import equipment_views
from kiosk.workflows.selftest import Verdict


def test_the_check_comes_to_its_end_with_something_to_mend(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: None)
    names = [name for name, _ in equipment_views(show.office)]
    assert names == [f"opening_equipment_{when}" for when in ("begin", "now", "done")]
    verdicts = {line.kind: line.verdict for line in show.desk.selftest.lines()}
    assert (verdicts["scanner"], verdicts["lights"]) == (Verdict.FAIL, Verdict.OK)
    assert not show.desk.selftest.runs
    show.close()
