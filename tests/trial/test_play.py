"""Every written scenario is met by `kiosk play`; one that cannot be says where it stopped."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.trial.console_browser import find_browser
from kiosk.trial.play import play_file
from tests.trial import journey_papers
from tests.trial.journey_papers import WRITTEN

PATIENCE_S = 400.0  # the opening takes a minute where nothing else runs
AT_ONCE = 2  # more, and one waits longer than its patience while a full day runs beside it
QUICKLY = {"issue"}
UNMET = {
    "screen": ("sign in anna\nexpect screen moon\n", "screen.txt:2: screen moon: not within 30 s"),
    "button": ("sign in anna\nbutton moon press\n", "button.txt:2: the buttons are section-a, "),
    "goods": (
        "parcel P:1 in A-07 for Maria with moon\n",
        "goods.txt:1: the goods are headphones, shoe, ",
    ),
    "answer": (
        "sign in anna\nscan https://example.org/win\nexpect answer moon\n",
        "answer.txt:3: answer moon: not within 30 s (on home); it said 'It is not a code ",
    ),
    "console": ("console approve\n", "console.txt:1: nobody has signed in at the console"),
    "customer": ("sign in anna\nshow Maria\n", "customer.txt:2: nobody is called 'Maria' here"),
}


class Played:
    """A scenario in a process of its own.

    Args:
        path: of the scenario.
        out: for its pictures.
        lang: of the screen.
        away: what of the surroundings is otherwise.
    """

    def __init__(
        self, path: Path, out: Path, lang: str = "en", away: Mapping[str, str] | None = None
    ) -> None:
        self.path, self.out, self._lang = path, out, lang
        self._around = {**os.environ, **(away or {})}
        self._child: subprocess.Popen[str] | None = None
        self.ended: Future[tuple[int, str]] = Future()

    def play(self) -> None:
        """Play it to its end."""
        words = ("kiosk", "--log", "error", "play", str(self.path), "--out", str(self.out))
        self._child = subprocess.Popen(
            [sys.executable, "-m", *words, "--lang", self._lang],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=self._around,
        )
        said = self._child.communicate()[1]
        self.ended.set_result((self._child.returncode, said))

    def end(self) -> tuple[int, str]:
        """Wait for its end; return its exit code and what it said; again the same."""
        return self.ended.result(PATIENCE_S)

    def close(self) -> None:
        """End it if it still runs, in a way that lets it take its own processes down."""
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(signal.SIGINT)


@pytest.fixture(scope="module")
def played(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Played]]:
    """The chosen scenarios, some at once: mostly they wait, yet each has its own patience."""
    calls = [getattr(item, "callspec", None) for item in request.session.items]
    chosen = {call.params.get("name") for call in calls if call}
    folder = tmp_path_factory.mktemp("play")
    bad = [folder / f"{name}.txt" for name in UNMET]
    for path in bad:
        path.write_text(UNMET[path.stem][0], encoding="utf-8")
    paths = [path for path in (*WRITTEN, *bad) if path.stem in chosen]
    made = {path.stem: Played(path, folder / path.stem) for path in paths}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for one in made.values():
            pool.submit(one.play)
        yield made
        pool.shutdown(wait=False, cancel_futures=True)
        for one in made.values():
            one.close()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(path.stem, marks=() if path.stem in QUICKLY else pytest.mark.slow)
        for path in WRITTEN
    ],
)
def test_a_written_scenario_is_met_and_shows_what_the_papers_show(
    name: str, played: dict[str, Played], request: pytest.FixtureRequest
) -> None:
    scenario = played[name]
    code, said = scenario.end()
    assert (code, said) == (0, "")
    seen = "picture|page" if find_browser() else "picture"
    text = scenario.path.read_text(encoding="utf-8")
    wanted = re.findall(rf"^(?:{seen}) (\S+)", text, re.MULTILINE)
    assert {path.name for path in scenario.out.glob("*.png")} == set(wanted)
    if request.config.getoption("--golden"):
        journey_papers.write(scenario.path, scenario.out)
    journey_papers.compare(scenario.path, scenario.out)


@pytest.mark.slow
def test_without_a_browser_the_same_opening_is_played_over_http(tmp_path: Path) -> None:
    bare = tmp_path / "bin"  # nothing is found there: no browser either
    bare.mkdir()
    story = next(path for path in WRITTEN if path.stem == "opening")
    played = Played(story, tmp_path / "out", away={"PATH": str(bare)})
    played.play()
    assert played.end() == (0, "")
    taken = {path.name for path in played.out.glob("*.png")}
    text = story.read_text(encoding="utf-8")
    assert taken == set(re.findall(r"^picture (\S+)", text, re.MULTILINE))
    journey_papers.compare(story, played.out)  # the console's pages say the same, word by word


@pytest.mark.parametrize("name", UNMET)
@pytest.mark.slow
def test_a_scenario_that_is_not_met_is_told_with_its_line_and_a_picture(
    name: str, played: dict[str, Played]
) -> None:
    code, said = played[name].end()
    assert code == 1
    assert said.startswith(UNMET[name][1])
    assert (played[name].out / "failed.png").stat().st_size > 0


@pytest.mark.parametrize("name", ["issue", "refused"])
@pytest.mark.slow
def test_a_scenario_is_met_again_in_the_same_folder_and_in_another_language(
    name: str, played: dict[str, Played]
) -> None:
    first = played[name]
    assert first.end() == (0, "")
    (first.out / "work" / first.path.name / "notes.txt").write_text("mine", encoding="utf-8")
    again = Played(first.path, first.out, "pt")
    again.play()
    assert again.end() == (0, "")
    assert (first.out / "work" / first.path.name / "notes.txt").exists(), "what is not ours stays"


def test_what_cannot_be_read_starts_no_counter(tmp_path: Path) -> None:
    path = tmp_path / "day.txt"
    path.write_text("jump high\n", encoding="utf-8")
    out = tmp_path / "out"
    said = play_file(path, language="en", size=(1280, 800), show=False, out=out)
    assert said is not None
    assert said.startswith("day.txt:1: unknown word 'jump'")
    assert not out.exists()
