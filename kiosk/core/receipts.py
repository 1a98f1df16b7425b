"""What a printed paper says: a document of a few plain elements, and the cleaning of its text."""

import unicodedata
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct


class TextSize(StrEnum):
    """Heights of printed text."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"
    HUGE = "huge"


class Text(Struct, frozen=True, tag="text"):
    """One line: `left` at the left edge, `right` at the right edge of the same line."""

    left: str
    right: str = ""
    size: TextSize = TextSize.NORMAL
    bold: bool = False
    centred: bool = False


class Rule(Struct, frozen=True, tag="rule"):
    """A line across the paper."""


class Space(Struct, frozen=True, tag="space"):
    """Empty paper of `dots` rows (8 dots are a millimetre)."""

    dots: int = 16


class Qr(Struct, frozen=True, tag="qr"):
    """A QR code of `text`, each module at least `module_dots` wide."""

    text: str
    module_dots: int = 6


class Code128(Struct, frozen=True, tag="code128"):
    """A Code 128 of `text`, narrow bar at least `module_dots` wide."""

    text: str
    module_dots: int = 2
    height_dots: int = 96


class Cut(Struct, frozen=True, tag="cut"):
    """The end of a paper; cut if the printer can."""


class Part(Struct, frozen=True):
    """What stands in a box of a label, as large as the box permits; dots from its top left."""

    what: Text | Qr | Code128
    x: int
    y: int
    width: int
    height: int


class Label(Struct, frozen=True, tag="label"):
    """A sheet of a fixed size with its parts; wider than the paper, it lies along it."""

    width: int
    height: int
    parts: tuple[Part, ...]


Element: TypeAlias = Text | Rule | Space | Qr | Code128 | Cut | Label


class Doc(Struct, frozen=True):
    """A paper to print, top to bottom.

    Args:
        kind: receipt, act, label, card, slip or ticket; a receipt goes stale, the others wait.
        elements: top to bottom.
    """

    kind: str
    elements: tuple[Element, ...]


def copied(doc: Doc, word: str) -> Doc:
    """Return a paper that says on top of it that it is a copy.

    Args:
        doc: as it was printed first.
        word: for a copy, as this point writes.
    """
    return Doc(doc.kind, (Text(word, bold=True, centred=True), *doc.elements))


_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
MAX_TEXT = 512  # longer than any line on 80 mm paper; the drawing wraps or cuts to width


def clean(text: str) -> str:
    """Return `text` safe to print: NFC, one space for any white space, no control characters.

    Dropped are the Unicode classes Cc, Cf, Cs, Co and Cn (controls, bidi marks, surrogates,
    private and unassigned), because a printer obeys ESC sequences inside a text (HARDWARE.md 4).

    Args:
        text: anything, of any length.

    Returns:
        At most 512 characters; may be empty.
    """
    normal = unicodedata.normalize("NFC", text[: 4 * MAX_TEXT])
    spaced = "".join(" " if c.isspace() else c for c in normal)
    kept = (c for c in spaced if unicodedata.category(c) not in _DROPPED)
    return " ".join("".join(kept).split())[:MAX_TEXT].strip()
