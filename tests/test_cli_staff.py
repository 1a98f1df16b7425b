"""The verb that lists and changes the people of a point."""

import json
from pathlib import Path

import pytest

from kiosk import postal
from kiosk.central.people import Known
from kiosk.central.staff_wishes import StaffWish
from kiosk.central.wish_forms import Granted
from kiosk.core.team import Staff
from kiosk.core.words import Right, Role
from tests.terminal import kiosk

TEAM = (
    Known(Staff("igor", Role.CLERK, frozenset({Right.OVERRIDE})), "Igor S."),
    Known(Staff("zoe", Role.TRAINEE, blocked=True), ""),
)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text("", encoding="utf-8")
    monkeypatch.setattr(postal, "people_of", lambda _path, _point: TEAM)
    return path


def test_people_are_listed(config: Path) -> None:
    told = kiosk("central", "--config", config, "staff", "7731").output.splitlines()
    assert told == ["igor         clerk +override          Igor S.", "zoe          trainee blocked"]
    one = json.loads(kiosk("central", "--config", config, "staff", "7731", "igor", "--json").output)
    assert one == [
        {"staff": "igor", "name": "Igor S.", "role": "clerk", "granted": ["override"],
         "blocked": False}
    ]  # fmt: skip
    nobody = kiosk("central", "--config", config, "staff", "7731", "max")
    assert "nobody is called max" in nobody.output


def test_a_change_is_one_wish(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wishes: list[object] = []

    def wish_of(_path: Path, wish: object) -> Granted:
        wishes.append(wish)
        return Granted(ok=len(wishes) == 1, lines=("said",))

    monkeypatch.setattr(postal, "wish_of", wish_of)
    args = ("--name", "Igor S.", "--role", "manager", "--grant", "analytics", "--unblock")
    done = kiosk("central", "--config", config, "staff", "7731", "igor", *args)
    assert (done.exit_code, "said" in done.output) == (0, True)
    grant = (Right.ANALYTICS,)
    assert wishes == [StaffWish("7731", "igor", "Igor S.", Role.MANAGER, grant, active=True)]
    again = kiosk("central", "--config", config, "staff", "7731", "igor", "--block", "--reset-pin")
    assert again.exit_code == 1
    assert wishes[1] == StaffWish("7731", "igor", active=False, reset_pin=True)


@pytest.mark.parametrize(
    "args",
    [
        ("--block",),
        ("an na", "--block"),
        ("igor", "--role", "wizard"),
        ("igor", "--grant", "fly"),
        ("igor", "--name", "I\x07gor"),
    ],
)
def test_what_is_no_person_or_right_is_wrong_usage(config: Path, args: tuple[str, ...]) -> None:
    assert kiosk("central", "--config", config, "staff", "7731", *args).exit_code == 2
