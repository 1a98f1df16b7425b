"""Lines of the central for the staff: short, in up to three languages, until they are over."""

from typing import Annotated

from msgspec import Meta, Struct

from kiosk.core.letter import Letter
from kiosk.core.notice_words import Level
from kiosk.core.receipts import clean
from kiosk.core.refusals import Reason
from kiosk.core.words import At, Line, Ref, Right

MOST_POSTS = 50  # that stand at a time: more is no help to anybody
TOO_MANY = "too_many"
LANGUAGES = ("ru", "pt", "en")
Lines = Annotated[tuple[Line, ...], Meta(max_length=5)]


class MessagePosted(Letter, frozen=True):
    """The central has something to say to the staff.

    Args:
        post: its name; the same name again says it anew.
        level: whether something is to be done.
        until: from when it is over, ms UTC.
        ru, pt, en: what it says, a line a sentence; one language at least.
        right: only those who hold it are told; None for everybody.
    """

    post: Ref
    level: Level
    until: At
    ru: Lines = ()
    pt: Lines = ()
    en: Lines = ()
    right: Right | None = None

    def lines(self, language: str) -> tuple[str, ...]:
        """Return what it says in a language, else in English, else in any; safe to show."""
        wanted = dict.fromkeys((language, "en", *LANGUAGES))
        told = (_clean(getattr(self, one)) for one in wanted if one in LANGUAGES)
        return next((lines for lines in told if lines), ())


class MessageWithdrawn(Letter, frozen=True):
    """What the central said under this name is no longer meant."""

    post: Ref


class Posted(Struct, frozen=True):
    """A line of the central as it lies here; `at` when it came, ms UTC."""

    letter: MessagePosted
    at: int


def why_not(letter: MessagePosted, standing: int, *, is_known: bool) -> str:
    """Return why a line cannot be taken, in one word; empty when it can.

    Args:
        letter: the new one.
        standing: how many there are.
        is_known: whether it takes the place of one of them.
    """
    if not letter.lines("en"):
        return Reason.BAD_VALUE.value
    return TOO_MANY if standing >= MOST_POSTS and not is_known else ""


def is_over(letter: MessagePosted, at: int, *, sure: bool) -> bool:
    """Whether a line is over at `at`, ms UTC; by a clock that cannot be believed none is."""
    return sure and letter.until <= at


def _clean(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(said for said in map(clean, lines) if said)
