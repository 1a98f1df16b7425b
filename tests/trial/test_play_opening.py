"""The point's side of an opening: who joins has a PIN, and every picture wanted is taken."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from kiosk.central.profiles import profiles
from kiosk.central.staff_wishes import StaffWish
from kiosk.core.opening_words import OpeningStage, ShotState
from kiosk.core.openings import Opening, ShotRow
from kiosk.core.words import Role
from kiosk.trial.play_opening import OpeningPart
from kiosk.trial.scenario import GRAMMAR, Step
from kiosk.trial.stage import TEAM, Unmet

POLICY = profiles()["ozon_like"]
KEYS = [check.key for check in (*POLICY.shots, *POLICY.papers)]
IN_SIGHT = 4


class Stage:
    """A stage whose list of pictures shows four lines a page."""

    def __init__(self, openings: list[Opening]) -> None:
        self.top, self.open, self.taken = len(KEYS) - IN_SIGHT, False, list[str]()
        self.tapped, self.pins, self.wished = list[str](), dict[str, str](), list[StaffWish]()
        access = SimpleNamespace(
            people=lambda: [SimpleNamespace(staff=one.staff) for one in self.wished],
            set_pin=self.pins.__setitem__,
            sign_out=lambda: None,
        )
        file = SimpleNamespace(openings=SimpleNamespace(all=lambda: openings))
        photos = SimpleNamespace(why_not=lambda: None)
        desk = SimpleNamespace(access=access, photos=photos, counter=SimpleNamespace(policy=POLICY))
        self.frames, self.looks = 0, list[object]()
        self.app = SimpleNamespace(
            desk=desk,
            file=file,
            loop=SimpleNamespace(screen=self),
            devices=SimpleNamespace(eye=self),
        )

    def find(self, widget: str) -> object | None:
        if widget.startswith("shot.") and widget.endswith(".take"):
            at = KEYS.index(widget.split(".")[1]) - self.top
            return widget if 0 <= at < IN_SIGHT else None
        if widget.startswith("shots.list."):
            return widget
        return SimpleNamespace(enabled=self.open if widget == "shot.use" else True)

    def tap(self, widget: str) -> None:
        self.tapped.append(widget)
        match widget:
            case "shots.list.up":
                self.top = max(0, self.top - IN_SIGHT)
            case "shots.list.down":
                self.top = min(len(KEYS) - IN_SIGHT, self.top + IN_SIGHT)
            case "shot.snap":
                self.open = True
            case "shot.use":
                self.open = False
            case _:
                assert self.find(widget), widget
                self.taken.append(widget.split(".")[1])

    def until(self, met: Callable[[], object], what: str, _: float = 0.0) -> None:
        self.frames += 3
        assert met(), what

    def wish(self, wish: StaffWish) -> None:
        self.wished.append(wish)

    def look_at(self, picture: object) -> None:
        self.looks.append(picture)

    def show_counter(self) -> None:
        self.looks.append(None)


def play(stage: Stage, word: str, **args: str) -> OpeningPart:
    part = OpeningPart(stage)  # type: ignore[arg-type]
    part.doings[word](Step("day.txt", 1, word, args))
    return part


def opening(*shots: ShotRow) -> Opening:
    return Opening("O-1", OpeningStage.FIT_OUT, shots=shots)


def test_its_words_are_of_the_language() -> None:
    assert set(OpeningPart(Stage([])).doings) <= set(GRAMMAR)  # type: ignore[arg-type]


def test_who_joins_has_a_pin_and_may_sign_in() -> None:
    stage = Stage([])
    part = play(stage, "join", name="olga", role="owner")
    assert [(one.staff, one.role) for one in stage.wished] == [("olga", Role.OWNER)]
    assert stage.pins == {"olga": part.team["olga"].pin}
    assert set(part.team) == {"olga", *(member.staff for member in TEAM)}


def test_all_that_is_wanted_is_photographed_wherever_the_list_stands() -> None:
    sent = ShotRow(KEYS[1], ShotState.APPROVED, "ab")
    again = ShotRow(KEYS[2], ShotState.REWORK, "cd")
    stage = Stage([opening(sent, again)])
    play(stage, "photograph", shot="all")
    assert stage.taken == [key for key in KEYS if key != KEYS[1]]
    assert len(stage.looks) == len(stage.taken) + 1
    assert stage.looks[-1] is None, "the camera sees the counter again"


def test_one_picture_is_taken_by_its_name() -> None:
    stage = Stage([opening()])
    part = play(stage, "photograph", shot=KEYS[0])
    assert stage.taken == [KEYS[0]]
    assert part.stand == "fit_out"


def test_without_an_opening_there_is_nothing_to_photograph() -> None:
    stage = Stage([])
    assert OpeningPart(stage).stand == ""  # type: ignore[arg-type]
    with pytest.raises(Unmet, match="there is no opening"):
        play(stage, "photograph", shot="all")
