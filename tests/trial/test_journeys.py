"""The journeys of docs/: every scenario is told with its pictures, none stale, none left over."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from kiosk.trial.journeys import (
    MOST_BYTES,
    SIZE,
    Journey,
    digest,
    is_alike,
    journey,
    marks_of,
    page,
    small,
    told,
)
from tests.trial.journey_papers import PAGE, PICTURES, RENEW, TREES, WRITTEN, trees_of

JOURNEYS = {path.stem: journey(path) for path in WRITTEN}


def drawn(clock: str = "09:00", fill: str = "white", noise: int = 0) -> bytes:
    """A screen of 1280x800."""
    screen = Image.new("RGB", (1280, 800), "#eef0f5")
    if noise:
        screen = Image.effect_noise(screen.size, noise).convert("RGB")
    pen = ImageDraw.Draw(screen)
    pen.rectangle((136, 90, 800, 760), fill=fill)
    pen.text((1114, 16), clock, fill="black", font_size=28)
    out = io.BytesIO()
    screen.save(out, "PNG")
    return out.getvalue()


def scenario(folder: Path, text: str) -> Journey:
    path = folder / "late_undo.txt"
    path.write_text(text, encoding="utf-8")
    return journey(path)


@pytest.mark.parametrize("name", JOURNEYS)
def test_every_scenario_takes_pictures_and_says_what_is_to_be_seen(name: str) -> None:
    taken = JOURNEYS[name].pictures
    assert [one.file for one in taken] == [f"{name}-{n}.png" for n in range(1, len(taken) + 1)]
    assert taken, "a scenario makes a picture for docs/journeys.md"
    assert all(one.words for one in taken)


@pytest.mark.parametrize("name", JOURNEYS)
def test_every_picture_shows_what_the_scenario_does_now(name: str) -> None:
    trees = trees_of((TREES / f"{name}.txt").read_text(encoding="utf-8"))
    for taken in JOURNEYS[name].pictures:
        png = (PICTURES / taken.file).read_bytes()
        assert marks_of(png) == {"steps": taken.mark, "tree": digest(trees[taken.file])}, RENEW
        assert len(png) <= MOST_BYTES, f"{taken.file} is too heavy"
    assert set(trees) == {taken.file for taken in JOURNEYS[name].pictures}, RENEW


def test_no_picture_or_tree_is_left_over() -> None:
    wanted = {taken.file for one in JOURNEYS.values() for taken in one.pictures}
    assert {path.name for path in PICTURES.iterdir()} == wanted
    assert {path.stem for path in TREES.iterdir()} == set(JOURNEYS)


def test_the_page_is_fresh(request: pytest.FixtureRequest) -> None:
    fresh = page(JOURNEYS.values(), "pictures/journeys")
    if request.config.getoption("--golden"):
        PAGE.write_text(fresh, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == fresh, RENEW


def test_a_scenario_is_told_by_its_first_remark_and_its_pictures(tmp_path: Path) -> None:
    one = scenario(tmp_path, "# Somebody\n# undoes.\nsign in anna\n# not told\n"
                             "picture late_undo-1.png Nothing yet\n")  # fmt: skip
    assert (one.name, one.about) == ("late_undo", "Somebody undoes.")
    assert [(p.file, p.words) for p in one.pictures] == [("late_undo-1.png", "Nothing yet")]
    said = page([one], "pictures")
    assert "## Late undo\n\nSomebody undoes. [Its steps](../tests/scenarios/late_undo.txt)" in said
    assert "Nothing yet\n\n![Nothing yet](pictures/late_undo-1.png)" in said


def test_a_mark_changes_with_the_steps_before_a_picture_only(tmp_path: Path) -> None:
    def mark(text: str) -> str:
        return scenario(tmp_path, text).pictures[0].mark

    first = mark("sign in anna\npicture a.png One\nscan CMD:ok\n")
    assert first == mark("# A remark\n\nsign in anna\npicture a.png Other words\n")
    assert first != mark("sign in igor\npicture a.png One\n")
    assert first != mark("sign in anna\nscan CMD:ok\npicture a.png One\n")


def test_a_tree_is_told_without_what_differs_between_two_plays() -> None:
    def row(text: str, role: str = "label", name: str = "") -> dict[str, object]:
        return {"id": name, "role": role, "text": text, "enabled": True}

    visit = "01a21715-7b8a-7d83-bb8a-595c568becf4"
    rows = [
        row("Tuesday, 24 November", name="z"),
        row("Last seen at 9:05"),
        row("A-01", "map_cell"),
        row("All is here", "answer"),
        row("Parcel …2BEB · S"),
        row("Parcel …0001-1"),
        row("724926", "field", "code"),
        row("No. 1", "button", f"home.session.{visit}"),
    ]
    assert told(rows).splitlines() == [
        " label Last seen at <time> True",
        " label Parcel …0001-1 True",
        " label Parcel …<id> · S True",
        "code field <code> True",
        "home.session.<id> button No. 1 True",
        "z label <weekday>, <date> True",
    ]


def test_a_small_picture_keeps_its_marks_and_its_measure() -> None:
    marks = {"steps": "s", "tree": "t"}
    png = small(drawn(), marks)
    with Image.open(io.BytesIO(png)) as picture:
        assert (picture.size, picture.mode) == (SIZE, "P")
    assert marks_of(png) == marks
    assert len(small(drawn(noise=40), {})) < len(drawn(noise=40)) / 4


def test_pictures_are_alike_whatever_the_clock_says_and_differ_in_a_colour() -> None:
    kept = small(drawn(), {})
    assert is_alike(kept, small(drawn("17:48"), {}))
    assert not is_alike(kept, small(drawn(fill="#1d4ed8"), {}))
