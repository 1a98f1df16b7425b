"""Words as letters a printer has in itself: for slow lines, where a drawn receipt takes too long.

Only what `clean` let through and a code page of the profile holds becomes bytes, none of them
below 20 hex: a printer obeys ESC sequences inside a text.
"""

from collections.abc import Callable

from kiosk.core.receipts import Rule, Space, Text, TextSize, clean
from kiosk.hw import printer_profiles

_FONT_DOTS = 12  # font A
_SIZES = {TextSize.LARGE: 0x01, TextSize.HUGE: 0x11}  # twice as high; twice as wide, too
_MOST_FEED = 255
# what no code page of a receipt printer has, or few
_INSTEAD = {
    "₽": "RUB",
    "€": "EUR",
    "№": "No",
    "…": "...",
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("«»“”„", '"'),
    **dict.fromkeys("\u2018\u2019", "'"),
}


class Scribe:
    """Writes a document's lines for one printer, and knows which code page it is in.

    Args:
        profile: the model's name in python-escpos.
        width: printable dots.
    """

    def __init__(self, profile: str, width: int) -> None:
        self._pages = printer_profiles.pages(profile)
        self._columns = min(printer_profiles.columns(profile), width // _FONT_DOTS)
        self._slot: int | None = None

    def write(self, element: Text | Rule | Space) -> bytes:
        """Return an element as bytes, with the ends of its lines."""
        match element:
            case Space(dots=dots):
                return _fed(max(1, min(dots, 800)))
            case Rule():
                return b"-" * self._columns + b"\n"
            case Text():
                return self._text(element)

    def _text(self, text: Text) -> bytes:
        size = _SIZES.get(text.size, 0)
        columns = self._columns // 2 if text.size is TextSize.HUGE else self._columns
        right = self._known(clean(text.right))
        room = columns - (len(right) + 1 if right else 0)
        lines = wrapped(self._known(clean(text.left)), len, max(room, columns // 3))
        if text.centred:
            lines = [" " * ((columns - len(line)) // 2) + line for line in lines]
        if right:
            if len(lines[-1]) + len(right) >= columns:
                lines.append("")
            lines[-1] += right[:columns].rjust(columns - len(lines[-1]))
        out = b"".join(self._line(line) for line in lines)
        bold = b"\x1bE\x01", b"\x1bE\x00"
        out = bold[0] + out + bold[1] if text.bold else out
        return bytes((0x1D, 0x21, size)) + out + b"\x1d!\x00" if size else out

    def _known(self, text: str) -> str:
        """Return a text in which every letter stands in some page, or what stands for it."""
        return "".join(self._letter(c) for c in text)

    def _letter(self, letter: str) -> str:
        if letter.isascii() or any(_has(codec, letter) for _, codec in self._pages):
            return letter
        return _INSTEAD.get(letter, "?")

    def _line(self, line: str) -> bytes:
        """Return a line in the page that has most of its letters, the current one if it can be."""
        if line.isascii() or not self._pages:
            return line.encode("ascii", "replace") + b"\n"

        def lacks(page: tuple[int, str]) -> tuple[int, bool, int]:
            slot, codec = page
            return sum(not _has(codec, c) for c in line), slot != self._slot, slot

        slot, codec = min(self._pages, key=lacks)
        switch = b"" if slot == self._slot else bytes((0x1B, 0x74, slot))
        self._slot = slot
        # one letter for one, so that what was aligned stays so
        kept = "".join(c if _has(codec, c) else _INSTEAD.get(c, "?")[:1] for c in line)
        return switch + kept.encode(codec) + b"\n"


def wrapped(text: str, measure: Callable[[str], float], room: int) -> list[str]:
    """Break a text into lines that fit; a word too long for a line is broken itself."""
    lines = [""]
    for word in text.split(" "):
        candidate = f"{lines[-1]} {word}".strip()
        if measure(candidate) <= room:
            lines[-1] = candidate
            continue
        rest = word
        lines += [""] if lines[-1] else []
        while measure(rest) > room and len(rest) > 1:
            fit = len(rest) - 1
            while measure(rest[:fit]) > room and fit > 1:
                fit -= 1
            lines[-1], rest = rest[:fit], rest[fit:]
            lines.append("")
        lines[-1] = rest
    return lines


def _has(codec: str, letter: str) -> bool:
    try:
        (byte,) = letter.encode(codec)
    except (UnicodeError, ValueError):
        return False
    return byte >= 0x20 and byte != 0x7F


def _fed(dots: int) -> bytes:
    parts = [_MOST_FEED] * (dots // _MOST_FEED) + [dots % _MOST_FEED]
    return b"".join(bytes((0x1B, 0x4A, part)) for part in parts if part)
