"""Drawing of wiring diagrams as SVG: boxes with pins, wires at right angles, words as text.

Both for light and for dark pages, with fonts a machine has. What is drawn stands in
wiring_sheets.py.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Literal, TypeAlias

from msgspec import Struct

Point: TypeAlias = tuple[int, int]
Anchor: TypeAlias = Literal["start", "middle", "end"]
Side: TypeAlias = Literal["left", "right", "top", "bottom"]

# what a wire carries -> its colour on a light and on a dark page
_WIRES: Mapping[str, tuple[str, str]] = {
    "power": ("#b3261e", "#ff7b72"),
    "ground": ("#3a3f47", "#aab2bd"),
    "data": ("#0b57d0", "#79b8ff"),
    "clock": ("#8a4b00", "#f0b35e"),
    "latch": ("#6a3fb0", "#c9a6ff"),
    "enable": ("#00695c", "#5fd3bc"),
}
# class -> (property, on a light page, on a dark one)
_PAINT: Sequence[tuple[str, str, str, str]] = (
    (".page", "fill", "#ffffff", "#12161c"),
    (".box", "fill", "#f2f4f7", "#1e252e"),
    (".box", "stroke", "#4b5563", "#8b98a9"),
    (".frame", "stroke", "#4b5563", "#8b98a9"),
    (".used", "fill", "#dbe8ff", "#1d3557"),
    ("text", "fill", "#16191d", "#eceff3"),
    (".soft", "fill", "#4b5563", "#aeb8c4"),
)
_FONTS = "'DejaVu Sans', 'Noto Sans', 'Segoe UI', Roboto, Arial, sans-serif"
_HEAD = 26  # from a box's upper edge to the line of its name
_GAP = 9  # between a box's edge and the word of a pin


class Pin(Struct, frozen=True):
    """A connection on the edge of a box.

    Args:
        word: what stands beside it, inside the box.
        side: the edge.
        at: how far down the edge, or along it.
    """

    word: str
    side: Side
    at: int


class Part:
    """A box that was drawn; wires begin and end at its pins."""

    def __init__(self, pins: Mapping[str, Point]) -> None:
        self._pins = pins

    def __getitem__(self, word: str) -> Point:
        """Return where a pin is."""
        return self._pins[word]


class Drawing:
    """One diagram.

    Args:
        title: above it, and for those who hear it.
        size: width and height.
    """

    def __init__(self, title: str, size: tuple[int, int]) -> None:
        self._title, (self.width, self.height) = title, size
        self._parts: list[str] = []
        self._frames: list[str] = []
        self._wires: list[str] = []
        self._dots: list[str] = []
        self.text((24, 36), title, "title")

    def text(
        self, at: Point, words: str, kind: str = "", anchor: Anchor = "start", turn: int = 0
    ) -> None:
        """Write a line."""
        turned = f' transform="rotate({turn} {at[0]} {at[1]})"' if turn else ""
        style = f' class="{kind}"' if kind else ""
        place = f'x="{at[0]}" y="{at[1]}"{turned}'
        end = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._parts.append(f"<text {place}{style}{end}>{escape(words)}</text>")

    def mark(self, at: Point, size: tuple[int, int], word: str, *, used: bool) -> None:
        """Draw a small field with a word, another colour when it is used."""
        (x, y), (width, height) = at, size
        kind = "box used" if used else "box"
        self._parts.append(
            f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>'
        )
        self.text((x + width // 2, y + height // 2 + 5), word, "pin", "middle")

    def box(
        self, at: Point, size: tuple[int, int], words: Sequence[str], pins: Sequence[Pin] = ()
    ) -> Part:
        """Draw a box; its words stand in the middle, above its pins if it has any.

        Args:
            at: the upper left corner.
            size: width and height.
            words: lines, the first one strong.
            pins: on its edges.
        """
        (x, y), (width, height) = at, size
        self._parts.append(
            f'<rect class="box" x="{x}" y="{y}" width="{width}" height="{height}" rx="8"/>'
        )
        top = y + (_HEAD if pins else height // 2 - 9 * (len(words) - 1) + 5)
        for number, line in enumerate(words):
            kind = "soft" if number else "strong"
            self.text((x + width // 2, top + 18 * number), line, kind, "middle")
        return Part({pin.word: self._pin(pin, at, size) for pin in pins})

    def frame(self, at: Point, size: tuple[int, int], words: str) -> None:
        """Draw a box around others, its name in its upper left corner."""
        (x, y), (width, height) = at, size
        self._frames.append(
            f'<rect class="frame" x="{x}" y="{y}" width="{width}" height="{height}" rx="12"/>'
        )
        self.text((x + 20, y + 30), words, "strong")

    def _pin(self, pin: Pin, corner: Point, size: tuple[int, int]) -> Point:
        (x, y), (width, height) = corner, size
        match pin.side:
            case "left":
                at = (x, y + pin.at)
                self.text((at[0] + _GAP, at[1] + 5), pin.word, "pin")
            case "right":
                at = (x + width, y + pin.at)
                self.text((at[0] - _GAP, at[1] + 5), pin.word, "pin", "end")
            case "top":
                at = (x + pin.at, y)
                self.text((at[0] + 5, at[1] + _GAP), pin.word, "pin", "start", 90)
            case _:
                at = (x + pin.at, y + height)
                self.text((at[0] + 5, at[1] - _GAP), pin.word, "pin", "start", -90)
        self._dot(at, "tip")
        return at

    def wire(self, kind: str, *points: Point, joins: bool = False) -> None:
        """Draw a wire through points; between two that are askew it goes across, then along.

        Args:
            kind: what it carries.
            points: its way.
            joins: its end is on another wire, with a dot.
        """
        way = [points[0]]
        for x, y in points[1:]:
            if x != way[-1][0] and y != way[-1][1]:
                way.append((x, way[-1][1]))
            way.append((x, y))
        told = " ".join(f"{x},{y}" for x, y in way)
        self._wires.append(f'<polyline class="wire {kind}" points="{told}"/>')
        if joins:
            self._dot(way[-1], kind)

    def _dot(self, at: Point, kind: str) -> None:
        self._dots.append(f'<circle class="dot {kind}" cx="{at[0]}" cy="{at[1]}" r="4"/>')

    def legend(self, at: Point, kinds: Mapping[str, str]) -> None:
        """Tell in a row what the colours mean.

        Args:
            at: where it begins.
            kinds: what a wire carries -> the word for it.
        """
        x, y = at
        for kind, word in kinds.items():
            self.wire(kind, (x, y - 5), (x + 26, y - 5))
            self.text((x + 34, y), word, "pin soft")
            x += 54 + 8 * len(word)

    def svg(self) -> str:
        """Return the whole file."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img">'
        )
        page = f'<rect class="page" width="{self.width}" height="{self.height}" rx="12"/>'
        lines = [head, f"<title>{escape(self._title)}</title>", _style(), page]
        return (
            "\n".join([*lines, *self._frames, *self._wires, *self._parts, *self._dots, "</svg>"])
            + "\n"
        )


def _style() -> str:
    plain = [
        f"text {{ font: 14px {_FONTS}; }}",
        ".title { font-size: 20px; font-weight: 600; }",
        ".strong { font-weight: 600; }",
        ".pin { font-size: 12.5px; }",
        ".box { stroke-width: 1.5; }",
        ".frame { fill: none; stroke-width: 1.5; stroke-dasharray: 6 5; }",
        ".wire { fill: none; stroke-width: 2.5; stroke-linejoin: round; }",
    ]
    dark = ["@media (prefers-color-scheme: dark) {", *_colours(1), "}"]
    return "\n".join(["<style>", *plain, *_colours(0), *dark, "</style>"])


def _colours(page: int) -> list[str]:
    """Return the rules of a light page, 0, or of a dark one, 1."""
    rules = [f"{name} {{ {what}: {both[page]}; }}" for name, what, *both in _PAINT]
    for kind, both in _WIRES.items():
        rules.append(f".wire.{kind} {{ stroke: {both[page]}; }}")
        rules.append(f".dot.{kind} {{ fill: {both[page]}; }}")
    tip = _PAINT[2][2 + page]
    return [*rules, f".dot.tip {{ fill: {tip}; }}"]
