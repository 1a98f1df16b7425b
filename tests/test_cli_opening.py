"""`kiosk central opening`: what stands, and what is decided of it."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk import postal
from kiosk.central.openings import Application, Decided, InviteWish, OpeningSayWish, OpeningWish
from kiosk.central.wish_forms import Granted
from kiosk.core.enrolment import read_code
from kiosk.core.opening_words import OpeningStage, PlaceFacts, ShotState, ShotVerdict
from kiosk.core.openings import Opening, Said, ShotRow, Site, Step
from tests.terminal import kiosk

T0 = 1_780_000_000_000
S = OpeningStage
ONE = Opening(
    "o1",
    S.FIT_OUT_REVIEW,
    7,
    T0,
    T0 + 9,
    "ab" * 32,
    place=Site(54_348_291, 18_654_023, "Sadovaya 18", PlaceFacts()),
    steps=(Step(S.LOCATION_APPROVED, T0, "central", "a fine place"),),
    shots=(ShotRow("sign", ShotState.SUBMITTED, "ab" * 32),),
    said=(Said(T0, "olga", "When?"),),
)
FOUND = Application("7790", "Sadovaya 18", ONE)


@pytest.fixture
def wishes(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What a central was asked that grants all, and knows one opening."""
    asked: list[object] = []

    def wish_of(_path: Path, wish: object) -> Granted:
        asked.append(wish)
        return Granted(ok=True, lines=("it is done",))

    monkeypatch.setattr(postal, "wish_of", wish_of)
    monkeypatch.setattr(postal, "openings_of", lambda _: [FOUND])
    return asked


def run(shelved: Path, *words: str):  # noqa: ANN201
    return kiosk("central", "--config", shelved, "opening", *words)


@pytest.mark.usefixtures("wishes")
def test_each_opening_is_one_line_or_one_object(shelved: Path) -> None:
    said = run(shelved, "list").output
    assert said.startswith("o1  7790  Sadovaya 18: fit_out_review since 2026-05-28")
    (told,) = json.loads(run(shelved, "list", "--json").output)
    assert told["actions"] == ["approve", "rework", "expire"]
    assert told["opening"]["version"] == 7


@pytest.mark.usefixtures("wishes")
def test_all_of_one_opening_is_shown(shelved: Path) -> None:
    said = run(shelved, "show", "o1").output
    for words in ("54.348291, 18.654023", "a fine place", "sign", "olga: When?"):
        assert words in said
    assert json.loads(run(shelved, "show", "o1", "--json").output)["point"] == "7790"
    gone = run(shelved, "show", "o9")
    assert (gone.exit_code, "no opening 'o9'" in gone.output) == (1, True)


def test_a_decision_names_the_version_that_was_seen(shelved: Path, wishes: list[object]) -> None:
    assert run(shelved, "approve", "o1", "--comment", "well done", "--days", "7").exit_code == 0
    text = "sign=it is not lit = dark"
    assert run(shelved, "rework", "o1", "--shot", text, "--comment", "nearly").exit_code == 0
    assert wishes == [
        OpeningWish("7790", "o1", "approve", 7, "well done", 7),
        OpeningWish(
            *("7790", "o1", "rework", 7, "nearly"),
            shots=(ShotVerdict("sign", "it is not lit = dark"),),
        ),
    ]


def test_an_invitation_draws_a_code_that_people_read_out(
    shelved: Path, wishes: list[object]
) -> None:
    assert run(shelved, "invite", "7790", "--lat", "54.35", "--lon", "18.65").exit_code == 0
    (wish,) = wishes
    assert isinstance(wish, InviteWish)
    assert read_code(wish.opening) is not None
    assert (wish.lat, wish.lon) == (54_350_000, 18_650_000)


def test_a_line_goes_to_the_partner(shelved: Path, wishes: list[object]) -> None:
    assert run(shelved, "say", "o1", "Tomorrow").exit_code == 0
    (wish,) = wishes
    assert isinstance(wish, OpeningSayWish)
    assert (wish.point, wish.opening, wish.text) == ("7790", "o1", "Tomorrow")
    assert len(wish.line) == 16, "each counter of the point tells of it, and it is one line"


@pytest.mark.input
@pytest.mark.parametrize(
    "words",
    [
        ("approve", "o 1"),
        ("approve", "o1", "--days", "401"),
        ("approve", "o1", "--comment", "x" * 201),
        ("say", "o1", ""),
        ("rework", "o1", "--shot", "s=" + "x" * 201),
        ("invite", "7790", "--lat", "91", "--lon", "0"),
        ("bless", "o1"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(
    shelved: Path, wishes: list[object], words: tuple[str, ...]
) -> None:
    assert run(shelved, *words).exit_code == 2
    assert wishes == []


def test_what_is_on_its_way_is_told(shelved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pending = replace(FOUND, decided=Decided(S.REWORK, 7, "igor", T0))
    monkeypatch.setattr(postal, "openings_of", lambda _: [pending])
    assert "rework is on its way" in run(shelved, "list").output
    monkeypatch.setattr(postal, "openings_of", lambda _: [])
    assert "no opening yet" in run(shelved, "list").output
