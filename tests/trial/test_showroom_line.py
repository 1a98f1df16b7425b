"""What is shown of the line at the door: numbers, no names on the lock, and nobody waits after."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_line import line_views
from kiosk.trial.stand import Stand


def test_numbers_stand_on_home_and_no_name_on_the_lock(tmp_path: Path) -> None:
    show, stand = Showroom(tmp_path, "en", lambda _: None), Stand("L", "en")
    words: dict[str, str] = {}
    for name, make in line_views(show.office, show.code_of):
        loop = stand.open(make())
        words[name] = " | ".join(str(row["text"]) for row in loop.screen.tree())
    assert "No. 1 waits" in words["lock_waits"]
    assert "No. 1 and 4 more wait" in words["lock_line"]
    assert f"No. 1 · {show.plan.customers[5].masked_name} 0/" in words["home_line"]
    assert "No. 4 and 1 more wait" in words["home_line"]
    assert "Help at the door" in words["home_line"]
    assert all(who.masked_name not in words["lock_line"] for who in show.plan.customers)
    assert (show.desk.doorline.line(), show.desk.issue.live()) == ((), ())
    show.close()
