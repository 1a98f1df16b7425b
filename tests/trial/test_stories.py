"""The demo's stories are scenarios that come with the program, and are told to their end."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import demo
from kiosk.trial import stories
from kiosk.trial.scenario import read

WRITTEN = Path(__file__).parents[1] / "scenarios"


def test_every_story_is_a_scenario_that_the_tests_play_too() -> None:
    choices = next(param for param in demo.params if param.name == "story").type
    assert stories.stories() == tuple(choices.choices)  # type: ignore[attr-defined]
    for name in stories.stories():
        assert (WRITTEN / f"{name}.txt").resolve() == stories._FOLDER / f"{name}.txt"
        assert read(stories._FOLDER / f"{name}.txt")


def test_the_opening_is_told_from_both_sides_to_its_launch() -> None:
    steps = read(stories._FOLDER / "opening.txt")
    deeds = [step.args["deed"] for step in steps if step.word == "console"]
    wanted = ["sign in", "invite", "approve", "rework", "approve", "launch"]
    assert [deed for deed in deeds if deed in wanted] == wanted
    assert steps[-1].word == "picture"


class Played:
    """Stands in for a player; what it was asked for, and what it answers."""

    def __init__(self, failed: str | None) -> None:
        self.failed, self.asked = failed, dict[str, object]()

    def __call__(self, path: Path, **asked: object) -> str | None:
        self.asked = {"path": path, **asked}
        tell = asked["tell"]
        assert callable(tell)
        tell("http://127.0.0.1:1/welcome?code=A")
        return self.failed


@pytest.mark.parametrize(
    ("display", "words", "show"),
    [(":0", (), "a window"), (":0", ("--headless",), ""), ("", (), "")],
)
def test_it_is_shown_where_there_is_a_display(
    display: str, words: tuple[str, ...], show: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    played = Played(None)
    monkeypatch.setattr(stories, "play_file", played)
    args = ["--story", "opening", "--out", str(tmp_path), "--lang", "pt", "--broker", "amqtt"]
    done = CliRunner().invoke(demo, [*args, *words])
    assert done.exit_code == 0, done.output
    assert (played.asked["show"], played.asked["language"]) == (bool(show), "pt")
    assert played.asked["broker"] == "amqtt"
    assert "The network's console, for one sign-in: http://127.0.0.1:1/" in done.output
    assert "went as it is written" in done.output


def test_a_story_that_stops_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(stories, "play_file", Played("opening.txt:3: olga joins: not within 60 s"))
    done = CliRunner().invoke(demo, ["--story", "opening", "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "the story stopped: opening.txt:3: olga joins" in done.output


def test_a_story_nobody_has_written_is_refused() -> None:
    done = CliRunner().invoke(demo, ["--story", "moon"])
    assert done.exit_code == 2
    assert "'moon' is not 'opening'" in done.output
