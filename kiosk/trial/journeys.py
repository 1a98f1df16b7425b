"""The journeys of docs/: each written scenario, told in words with the pictures it takes.

A picture remembers by two marks what it was made of: the steps that led to it, and what stood on
the screen. So a stale one is found without playing it, and a played one is compared with what it
shows, not with its pixels: letters are drawn a little otherwise on another machine.
"""

import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from kiosk.trial.scenario import Step, read

SIZE = (800, 500)  # of a screen of 1280x800; wider a page shows none
MOST_BYTES = 40 * 1024
_COLOURS = (64, 32, 16)  # as many as its size allows; a camera's picture takes most
_TILES = (80, 50)  # in which two pictures are compared: letters blur, boxes stay
_TILE_DIFFERS = 40  # of 255
_MOST_TILES = 0.04  # the clock and a date change between two plays, and nothing else
_MONTHS = "January February March April May June July August September October November December"
_SHORT = "|".join(month[:3] for month in _MONTHS.split())
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_VARYING = (
    (re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?=\d)"), "<weekday>, "),
    (re.compile(rf"\b({_DAYS.replace(' ', '|')})\b"), "<weekday>"),
    (re.compile(rf"\b\d{{1,2}} ({_MONTHS.replace(' ', '|')})( \d{{4}})?"), "<date>"),
    (re.compile(rf"\b\d{{1,2}} ({_SHORT}) \d{{4}}\b"), "<date>"),
    (re.compile(r"(?:\b\d{1,2}\u2013)?<date>(?: \u2013 <date>)?"), "<date>"),
    (re.compile(r"\b\d{1,2}:\d\d\b"), "<time>"),
    (re.compile(r"\b[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\b"), "<id>"),
    (re.compile(r"\bO-[0-9A-F]{8}\b"), "<opening>"),
    (re.compile(r"\b\d{6}\b"), "<code>"),
    (re.compile(r"…[0-9A-F]{4}(?![-\w])"), "…<id>"),
)
_PARTS = ("id", "role", "text", "enabled")
_SILENT = {"map_cell", "key", "rail", "health", "answer"}  # on every screen, or gone in a moment
_HEAD = """# The journeys

Written by `make docs`: every scenario of `tests/scenarios/` is played through the real counter on
simulated devices, and takes these pictures on its way. `kiosk play FILE` plays one again.
"""


class Taken(Struct, frozen=True):
    """A picture of a journey.

    Args:
        file: its name.
        words: what is to be seen on it.
        mark: a digest of the steps that lead to it.
    """

    file: str
    words: str
    mark: str


class Journey(Struct, frozen=True):
    """A written scenario, as the page tells it.

    Args:
        name: of its file.
        about: what it is about: the remark it begins with.
        pictures: in the order they are taken.
    """

    name: str
    about: str
    pictures: tuple[Taken, ...]


def journey(path: Path) -> Journey:
    """Return what the page tells of a scenario file.

    Raises:
        ScenarioFault: it cannot be read.
    """
    return Journey(path.stem, _about(path.read_text(encoding="utf-8")), _pictures(read(path)))


def _about(text: str) -> str:
    lines = text.splitlines()
    ends = next((n for n, line in enumerate(lines) if not line.startswith("# ")), len(lines))
    return " ".join(line.removeprefix("# ").strip() for line in lines[:ends])


def _pictures(steps: Iterable[Step]) -> tuple[Taken, ...]:
    so_far, found = hashlib.sha256(), list[Taken]()
    for step in steps:
        told = {name: value for name, value in step.args.items() if name != "words"}
        so_far.update(msgspec.json.encode((step.word, told), order="sorted"))
        if step.word in {"picture", "page"}:
            mark = so_far.hexdigest()[:16]
            found.append(Taken(step.args["file"], step.args.get("words", ""), mark))
    return tuple(found)


def told(rows: Iterable[Mapping[str, object]]) -> str:
    """Return what stands on a screen as sorted lines, without what differs between two plays.

    Args:
        rows: of `Screen.tree`.
    """
    lines = (" ".join(str(row[part]) for part in _PARTS) for row in rows if _tells(row))
    return "\n".join(sorted(_settled("\n".join(lines)).split("\n"))) + "\n"


def read_off(lines: Iterable[str]) -> str:
    """Return what stands on a page of the console, without what differs between two plays."""
    return _settled("\n".join(lines)) + "\n"


def _settled(text: str) -> str:
    for varying, stands_for in _VARYING:
        text = varying.sub(stands_for, text)
    return text


def _tells(row: Mapping[str, object]) -> bool:
    return row["role"] not in _SILENT


def small(screen: bytes, marks: Mapping[str, str]) -> bytes:
    """Return a picture of a screen small enough for docs/.

    Args:
        screen: PNG.
        marks: what it was made of, kept inside it.
    """
    with Image.open(io.BytesIO(screen)) as whole:
        shrunk = whole.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
    info = PngInfo()
    for key, value in marks.items():
        info.add_text(key, value)
    png = b""
    for colours in _COLOURS:
        out = io.BytesIO()
        flat = shrunk.quantize(colours, dither=Image.Dither.NONE)
        flat.save(out, "PNG", optimize=True, pnginfo=info)
        png = out.getvalue()
        if len(png) <= MOST_BYTES:
            break
    return png


def marks_of(png: bytes) -> dict[str, str]:
    """Return what a picture of docs/ was made of; none of a picture that is not ours."""
    with Image.open(io.BytesIO(png)) as picture:
        return {str(key): v for key, v in picture.info.items() if isinstance(v, str)}


def digest(text: str) -> str:
    """Return the mark of what stood on a screen."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures show the same, whatever their clocks say."""
    a, b = (_tiles(png) for png in (one, other))
    red, green, blue = ImageChops.difference(a, b).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    differing = sum(most.histogram()[_TILE_DIFFERS:])
    return differing <= _MOST_TILES * _TILES[0] * _TILES[1]


def _tiles(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as picture:
        return picture.convert("RGB").resize(_TILES, Image.Resampling.BOX)


def page(journeys: Iterable[Journey], pictures: str) -> str:
    """Return docs/journeys.md.

    Args:
        journeys: in their order.
        pictures: the folder of the pictures, seen from the page.
    """
    parts = [_HEAD]
    for one in journeys:
        title = one.name.replace("_", " ").capitalize()
        parts.append(f"## {title}\n\n{one.about} [Its steps](../tests/scenarios/{one.name}.txt)\n")
        parts += [f"{p.words}\n\n![{p.words}]({pictures}/{p.file})\n" for p in one.pictures]
    return "\n".join(parts)
