"""Who works at the console in a scenario: signs in as a person does, waits, decides, looks."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from kiosk.central.openings import ACTIONS
from kiosk.core.opening_words import OpeningStage
from kiosk.core.openings import Opening
from kiosk.trial import play_console
from kiosk.trial.console_hand import Page, Sent
from kiosk.trial.play_central import Cast
from kiosk.trial.play_console import USER, ConsolePart
from kiosk.trial.scenario import GRAMMAR, Step, read
from kiosk.trial.stage import Unmet

KEY = pyotp.random_base32()
WELCOME = '<form action="/welcome"><input name="code" value="ONE-TIME"><button></form>'
CHOOSE = '<form><input name="password" type="password"><input name="again"><button></form>'
SECOND = f'<code class="key">{KEY}</code><form><input name="code"><button></form>'
SIGN_IN = '<form><input name="user"><input name="password" type="password"><button></form>'
INSIDE = '<form action="/sign-out"><button></form>'
LISTED = INSIDE + '<a href="/openings/O-1">One</a>'
OPENING = """<div data-live="/live/opening?seen=4"></div>{photo}<p>{said}</p>
<form action="/openings/O-1/decide"><input name="comment"><input type="radio" name="shot:sign"
value="approve"><input name="text:sign"><button name="action" value="rework"></form>"""


class Console:
    """Implements Hand over pages that are told; each is shown until the next one comes.

    Attributes:
        pages: those of a path, in the order of looks; the last stays.
        after: those that forms lead to, in their order.
        sent: (fields, button) of each form.
    """

    def __init__(self, pages: dict[str, list[str]], after: list[str]) -> None:
        self.pages, self.after = pages, after
        self.sent, self.shown = list[tuple[dict[str, str], str]](), ""
        self.uploaded = b""

    def go(self, path: str) -> None:
        told = self.pages[urlsplit(path).path]
        self.shown = told.pop(0) if len(told) > 1 else told[0]

    def send(self, _: Page, sent: Sent) -> None:
        self.sent.append((dict(sent.fields), sent.button))
        self.uploaded = sent.upload.raw if sent.upload else self.uploaded
        self.shown = self.after.pop(0)

    def html(self) -> str:
        return self.shown

    def picture(self, path: Path, part: str) -> None:
        path.write_text(part, encoding="utf-8")

    def close(self) -> None:
        self.shown = "closed"


class Stage:
    """A stage whose central has a console, and whose point has one opening."""

    def __init__(self) -> None:
        openings = [Opening("O-1", OpeningStage.FIT_OUT_REVIEW, version=4)]
        self.setting = SimpleNamespace(language="en", headless=True)
        self.office = SimpleNamespace(invite=lambda name: f"http://127.0.0.1:1/welcome?code={name}")
        file = SimpleNamespace(
            openings=SimpleNamespace(all=lambda: openings),
            parcels=SimpleNamespace(get=lambda parcel: parcel == "48210100-0003-1"),
            codes=SimpleNamespace(windows=lambda _: True),
        )
        self.lifted, self.wished = 0, list[object]()
        self.app = SimpleNamespace(file=file, loop=SimpleNamespace(lift=self._lift))

    def _lift(self) -> None:
        self.lifted += 1

    def wish(self, wish: object) -> None:
        self.wished.append(wish)

    @staticmethod
    def until(met: Callable[[], object], what: str, _: float = 0.0) -> None:
        for _ in range(5):
            if met():
                return
        raise Unmet(what)

    def quiet(self) -> None:
        pass


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., ConsolePart]:
    """Makes a part at a console of these pages, without pauses between two looks."""
    monkeypatch.setattr(play_console, "_AGAIN_S", 0.0)

    def made(console: Console, *, signed_in: bool = True) -> ConsolePart:
        part = ConsolePart(Stage(), Cast(), tmp_path)  # type: ignore[arg-type]
        monkeypatch.setattr(part, "_open", lambda _: console)
        if signed_in:
            part._hand = console
        return part

    return made


def steps(folder: Path, text: str) -> tuple[Step, ...]:
    path = folder / "day.txt"
    path.write_text(text, encoding="utf-8")
    return read(path)


def play(part: ConsolePart, folder: Path, text: str) -> None:
    for step in steps(folder, text):
        part.doings[step.word](step)


def test_its_words_are_of_the_language_with_every_decision(tmp_path: Path) -> None:
    part = ConsolePart(None, Cast(), tmp_path)  # type: ignore[arg-type]
    assert set(part.doings) <= set(GRAMMAR)
    told = steps(tmp_path, "".join(f"console {action} Why\n" for action in ACTIONS))
    assert [step.args["deed"] for step in told] == list(ACTIONS)


def test_a_point_is_put_on_the_map_and_another_one_is_registered_first(
    at: Callable[..., ConsolePart], tmp_path: Path
) -> None:
    place = '<form><input name="lat"><input name="lon"><button></form>'
    console = Console({"/points/7731": [place], "/points/7702": [place]}, [INSIDE, INSIDE])
    part = at(console)
    play(part, tmp_path, "site 7731 at 55.57220,45.01080\nsite 7702 at -0.5,-145.0\n")
    assert [told for told, _ in console.sent] == [
        {"lat": "55.57220", "lon": "45.01080"},
        {"lat": "-0.5", "lon": "-145.0"},
    ]
    wished = part._stage.wished  # type: ignore[attr-defined]
    assert [(one.point, one.device) for one in wished] == [("7702", "kiosk-7702")]


def test_somebody_new_signs_in_by_all_that_a_person_needs(
    at: Callable[..., ConsolePart], tmp_path: Path
) -> None:
    console = Console(
        {"/welcome": [WELCOME], "/": [INSIDE], "/openings": [LISTED]},
        [CHOOSE, SECOND, INSIDE, SIGN_IN, SECOND, INSIDE],
    )
    play(at(console, signed_in=False), tmp_path, "console sign in\n")
    fields = [told for told, _ in console.sent]
    assert fields[0] == {}, "the code of the link stands in the form already"
    assert fields[1]["password"] == fields[1]["again"]
    assert fields[4] == {"user": USER, "password": fields[1]["password"]}
    first, second = fields[2]["code"], fields[5]["code"]
    assert pyotp.TOTP(KEY).verify(first, valid_window=1)
    assert first != second, "a code counts once"


def test_a_sign_in_that_ends_elsewhere_is_told(
    at: Callable[..., ConsolePart], tmp_path: Path
) -> None:
    console = Console({"/welcome": ['<p role="alert">It was used.</p>']}, [])
    with pytest.raises(Unmet, match="the console's page has no 'code': It was used"):
        play(at(console, signed_in=False), tmp_path, "console sign in\n")


def test_nobody_decides_who_is_not_signed_in(
    at: Callable[..., ConsolePart], tmp_path: Path
) -> None:
    part = at(Console({}, []), signed_in=False)
    assert part.alerts() == ""
    with pytest.raises(Unmet, match="nobody has signed in"):
        play(part, tmp_path, "console approve\n")


def test_rework_waits_for_the_pictures_and_names_one(
    at: Callable[..., ConsolePart], tmp_path: Path
) -> None:
    early, late = (OPENING.format(photo=one, said="") for one in ("", '<img class="photo">'))
    console = Console({"/openings": [LISTED], "/openings/O-1": [early, early, late]}, ["<p>Done"])
    part = at(console)
    play(part, tmp_path, "console rework sign: It is dark\n")
    told = {"comment": "It is dark", "shot:sign": "rework", "text:sign": "It is dark"}
    assert console.sent == [(told, "rework")]
    assert part._stage.lifted > 3, "whoever waits at the counter is not locked out"  # type: ignore[attr-defined]


def test_a_decision_that_is_not_offered_is_told(
    at: Callable[..., ConsolePart], tmp_path: Path
) -> None:
    console = Console({"/openings": [LISTED], "/openings/O-1": [OPENING]}, [])
    with pytest.raises(Unmet, match="somebody may launch"):
        play(at(console), tmp_path, "console launch\n")


def test_what_a_page_says_is_found_on_it_or_once_it_is_loaded_anew(
    at: Callable[..., ConsolePart], tmp_path: Path
) -> None:
    said = [OPENING.format(photo='<img class="photo">', said=word) for word in ("one", "two")]
    console = Console({"/openings": [LISTED], "/openings/O-1": [said[0], said[0], said[1]]}, [""])
    part = at(console)
    console.after = ['<p role="alert">Too late: withdrawn</p>']
    play(part, tmp_path, "console rework sign: It is dark\n")
    assert part.alerts() == "Too late: withdrawn"
    assert part.says("withdrawn")
    assert part.says("two")
    assert not part.says("three")


def test_a_list_is_looked_through_and_sent(at: Callable[..., ConsolePart], tmp_path: Path) -> None:
    look = '<form action="/deliveries/look"><input name="point"><input type="file" name="file">'
    draft = '<form action="/deliveries/send"><input type="hidden" name="draft" value="m"><button>'
    console = Console({"/deliveries": [look]}, [draft, ""])
    play(at(console), tmp_path, "deliver T-1 of 3 like 48210100 for Maria\n")
    head, *rows = console.uploaded.decode().splitlines()
    assert head.startswith("delivery,carrier,due_at,parcel,")
    assert [row.split(",")[3] for row in rows] == [f"48210100-000{n}-1" for n in (1, 2, 3)]
    assert {row.split(",")[1] for row in rows} == {"trial"}
    assert len(console.sent) == 2


def test_a_picture_is_taken_once_the_page_shows_what_the_point_shows(
    at: Callable[..., ConsolePart], tmp_path: Path
) -> None:
    photo = '<img class="photo">'
    stale = OPENING.format(photo=photo, said="before").replace("seen=4", "seen=3")
    fresh = OPENING.format(photo=photo, said="O-12345678 since 26 Nov 2026, 09:01")
    console = Console({"/openings": [LISTED], "/openings/O-1": [stale, stale, fresh]}, [])
    part = at(console)
    play(part, tmp_path, "page page-1.png at decide: What it shows\n")
    assert (tmp_path / "page-1.png").read_text(encoding="utf-8") == "decide"
    assert (tmp_path / "page-1.txt").read_text(encoding="utf-8") == (
        "<opening> since <date>, <time>\n"
    )
    part.close()
    assert console.shown == "closed"


def test_the_link_of_an_invitation_is_the_way_in() -> None:
    link = urlsplit(Stage().office.invite("vera"))
    assert parse_qs(link.query) == {"code": ["vera"]}
