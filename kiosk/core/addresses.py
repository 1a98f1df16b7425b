"""How a typed address is compared with the ones a map knows: letters and figures alone."""

import re
import unicodedata

from msgspec import Struct

from kiosk.core.geo import Spot

MOST_WORDS = 5
_PARTS = re.compile(r"[^\W_]+")


class Address(Struct, frozen=True):
    """An address that a map's file knows."""

    label: str
    spot: Spot


def folded(text: str) -> str:
    """Return a text without case, accents and punctuation, its words one space apart."""
    # Styled letters gain their case only when they are taken apart: a bold A is an A, then an a.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_PARTS.findall(bare))


def words(text: str) -> tuple[str, ...]:
    """Return the words an address is looked up by, folded; the first few say enough."""
    return tuple(folded(text).split()[:MOST_WORDS])
