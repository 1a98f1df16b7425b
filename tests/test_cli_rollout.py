"""The verbs of roll-outs: a bundle looked through, wishes, and how things stand."""

import json
from pathlib import Path

import pytest

from kiosk import postal
from kiosk.central.rollout_wishes import ReleaseWish, RingWish, RolloutStartWish, RolloutWish
from kiosk.central.wish_forms import Granted
from kiosk.core.update_words import Ring
from tests.central.conftest import Central
from tests.central.rolling import Rolling
from tests.central.test_bundles import KEY, OTHER, bundle, pem
from tests.terminal import kiosk

URL = "https://mail.example/bundles/kiosk-2.0.0.kup"


class Asked:
    """A central that grants, or does not, and keeps what it was asked for."""

    def __init__(self) -> None:
        self.wishes: list[object] = []
        self.ok = True

    def grant(self, _path: Path, wish: object) -> Granted:
        self.wishes.append(wish)
        return Granted(ok=self.ok, lines=("said",))


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text("", encoding="utf-8")
    return path


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    made = Asked()
    monkeypatch.setattr(postal, "wish_of", made.grant)
    return made


@pytest.fixture
def books(config: Path) -> None:
    """Books with a release that is halted in the second ring."""
    central = Central(config.parent / "central.db")
    rolling = Rolling(central)
    rolling.start(ring="early")
    rolling.confirm("p1")
    rolling.go_back("p2")
    central.store.close()


def test_a_bundle_is_checked_and_made_known(config: Path, asked: Asked, tmp_path: Path) -> None:
    path, key = bundle(tmp_path / "k.kup"), pem(tmp_path / "key.pem", KEY)
    args = ("central", "--config", config, "rollout", "add", path, "--key", key, "--url")
    assert kiosk(*args, URL).exit_code == 0
    (wish,) = asked.wishes
    assert isinstance(wish, ReleaseWish)
    assert (wish.url, wish.size) == (URL, path.stat().st_size)
    assert kiosk(*args, "http://mail.example/x").exit_code == 2
    other = pem(tmp_path / "other.pem", OTHER)
    no = kiosk("central", "--config", config, "rollout", "add", path, "--key", other, "--url", URL)
    assert (no.exit_code, "bad_signature" in no.output) == (1, True)
    assert len(asked.wishes) == 1


@pytest.mark.parametrize(
    ("args", "wish"),
    [
        (("ring", "p1", "canary"), RingWish("p1", Ring.CANARY)),
        (("start", "r1", "2.0.0"), RolloutStartWish("r1", "2.0.0")),
        (
            ("start", "r1", "2.0.0", "--ring", "early", "--halt-at", "3", "--soak", "24",
             "--enough", "90", "--window", "23:30-01:00"),
            RolloutStartWish("r1", "2.0.0", Ring.EARLY, 3, 24, 90, 1410, 60),
        ),
        (
            ("start", "r1", "2.0.0", "--window", "never"),
            RolloutStartWish("r1", "2.0.0", from_min=0, to_min=0),
        ),
        (("advance", "r1", "--to", "early"), RolloutWish("r1", "advance", Ring.EARLY)),
        (("pause", "r1"), RolloutWish("r1", "pause")),
        (("resume", "r1"), RolloutWish("r1", "resume")),
        (("withdraw", "r1"), RolloutWish("r1", "withdraw")),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)  # fmt: skip
def test_each_verb_is_one_wish(
    config: Path, asked: Asked, args: tuple[str, ...], wish: object
) -> None:
    done = kiosk("central", "--config", config, "rollout", *args)
    assert (done.exit_code, done.output) == (0, "said\n")
    assert asked.wishes == [wish]
    asked.ok = False
    no = kiosk("central", "--config", config, "rollout", *args, "--json")
    assert no.exit_code == 1
    assert json.loads(no.output) == {"ok": False, "pending": False, "lines": ["said"]}


@pytest.mark.input
@pytest.mark.parametrize(
    "args",
    [
        ("ring", "p 1", "canary"),
        ("ring", "p1", "some"),
        ("start", "r 1", "2.0.0"),
        ("start", "r1", "2 0"),
        ("start", "r1", "2.0.0", "--halt-at", "0"),
        ("start", "r1", "2.0.0", "--enough", "101"),
        ("start", "r1", "2.0.0", "--window", "2-5"),
        ("start", "r1", "2.0.0", "--window", "02:00"),
        ("start", "r1", "2.0.0", "--window", "02:00-25:00"),
        ("advance", "r1"),
        ("advance", "r1", "--to", "nobody"),
        ("pause",),
    ],
    ids=" ".join,
)
def test_what_cannot_be_meant_is_wrong_usage(
    config: Path, asked: Asked, args: tuple[str, ...]
) -> None:
    assert kiosk("central", "--config", config, "rollout", *args).exit_code == 2
    assert asked.wishes == []


@pytest.mark.usefixtures("books")
def test_how_things_stand_is_told(config: Path) -> None:
    ask = ("central", "--config", config, "rollout")
    told = kiosk(*ask, "list").output.splitlines()
    assert told[0] == "release  2.0.0            serial 20       0.0 MB"
    assert told[1].startswith("rollout  r1               2.0.0 halted in early: 1 confirmed")
    shown = kiosk(*ask, "show", "r1").output
    assert "r1: release 2.0.0, halted in the ring early" in shown
    assert "rolled_back (crashed)" in shown
    assert "halted box-2 by system" in shown
    assert kiosk(*ask, "ring").output.splitlines()[0].split() == ["p1", "canary", "p1"]
    assert kiosk(*ask, "ring", "p9").output == "there is no such point\n"
    assert kiosk(*ask, "show", "r9").exit_code == 1


@pytest.mark.usefixtures("books")
def test_how_things_stand_is_told_to_a_program(config: Path) -> None:
    ask = ("central", "--config", config, "rollout")
    told = json.loads(kiosk(*ask, "list", "--json").output)
    assert [one["version"] for one in told["releases"]] == ["2.0.0"]
    assert told["releases"][0]["notes"]["en"] == ["Faster"]
    one = json.loads(kiosk(*ask, "show", "r1", "--json").output)
    assert (one["state"], one["counts"]["rolled_back"]) == ("halted", 1)
    assert {box["device"]: box["step"] for box in one["boxes"]}["box-2"] == "rolled_back"
    assert one["notes"][0]["what"] == "halted"
    rings = json.loads(kiosk(*ask, "ring", "--json").output)
    assert {"point": "p1", "name": "p1", "ring": "canary"} in rings


def test_books_that_are_not_there_are_told(config: Path) -> None:
    assert kiosk("central", "--config", config, "rollout", "list").exit_code == 75
