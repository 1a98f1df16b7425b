"""The showroom of a trial delivery: each state is one of the real books."""

from pathlib import Path

from kiosk.core.trials import Trial
from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_opening import opening_views


def test_the_trial_is_counted_state_by_state(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: None)
    told = {}
    for name, _ in opening_views(show.office):
        trial = show.desk.opening.trial()
        assert isinstance(trial, Trial)
        told[name] = (trial.accepted, trial.placed, trial.issued, len(trial.wrong))
    show.close()
    assert told["trial_awaited"] == (0, 0, 0, 0)
    assert told["trial_accepting"] == (6, 4, 0, 0)
    assert told["trial_issuing"] == (9, 9, 0, 1)
    assert told["trial_wrong"] == (9, 9, 9, 1)
    assert told["trial_well"] == told["trial_told"] == (10, 10, 10, 0)
