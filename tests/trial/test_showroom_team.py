"""The exhibits of the team."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_team import team_views
from kiosk.workflows.team import Member


def test_people_are_shown_in_every_state_and_left_as_they_were(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    names = []
    for name, make in team_views(show.office):
        make()
        names.append(name)
    assert len(names) == len(set(names)) >= 17
    members = show.desk.team.members()
    assert isinstance(members, tuple)
    assert all(isinstance(one, Member) for one in members)
    assert not any(one.is_blocked or one.is_held for one in members)
    show.close()
