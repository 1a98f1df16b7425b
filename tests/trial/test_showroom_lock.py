"""The exhibits of the lock: the owner begins there, and everybody can sign in afterwards."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_lock import lock_views
from kiosk.trial.stand import Stand

OWNER = ("lock_owner", "lock_owner_again", "lock_owner_refused")


def test_the_owner_begins_and_the_team_is_left_as_it_was(tmp_path: Path) -> None:
    show, stand = Showroom(tmp_path, "en", lambda _: None), Stand("L", "en")
    people, words = show.desk.counter.store.people, dict[str, str]()
    before = people.active()
    for name, make in lock_views(show.office):
        loop = stand.open(make())
        loop.settle()
        words[name] = " | ".join(str(row["text"]) for row in loop.screen.tree())
    assert list(words) == ["lock", "lookup", *OWNER]
    assert "The owner begins" not in words["lock"]
    assert "The owner begins" in words["lock_owner"]
    assert "Choose a PIN" in words["lock_owner"]
    assert "Repeat your new PIN" in words["lock_owner_again"]
    assert "The PIN must have 6 digits and not be simple" in words["lock_owner_refused"]
    assert people.active() == before
    assert show.desk.access.owners_to_begin() == ()
    show.close()
