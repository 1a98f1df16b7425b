"""What python-escpos knows of printer models: their names, columns and code pages.

Its table is read at import, so it is imported when somebody asks: most processes never do.
"""

import difflib
from collections.abc import Mapping
from functools import cache
from typing import Any

from kiosk.hw.escpos_library import table

_LETTERS = {"ru": "Жяё", "pt": "ãçÉ", "en": "A"}


def nearest(profile: str) -> tuple[str, ...]:
    """Return nothing for a profile that exists, else the names most like it, or all there are."""
    known = _known()
    if profile in known:
        return ()
    low = {name.lower(): name for name in known}
    near = difflib.get_close_matches(profile.lower(), list(low), 3)
    return tuple(low[name] for name in near) or tuple(known)


def columns(profile: str) -> int:
    """Return how many letters of its plain font fit a line."""
    return int(_known()[profile]["fonts"]["0"]["columns"])


@cache
def pages(profile: str) -> tuple[tuple[int, str], ...]:
    """Return the code pages in their slots (`ESC t n`), each as Python's codec.

    Slots differ between makes, and one page may sit in two (CP866 on an NT-5890K). Left out are
    pages without a codec, and those in which a letter takes two bytes or ASCII is not itself.
    """
    encodings = table()["encodings"]
    named = {
        int(slot): str(encodings.get(name, {}).get("python_encode", ""))
        for slot, name in _known()[profile]["codePages"].items()
    }
    return tuple((slot, codec) for slot, codec in sorted(named.items()) if _is_plain(codec))


def writes(profile: str, language: str) -> bool:
    """Whether one of its code pages has the letters of a language."""
    return any(_fits(_LETTERS[language], codec) for _, codec in pages(profile))


@cache
def _is_plain(codec: str) -> bool:
    ascii_ = bytes(range(0x20, 0x7F))
    try:
        return bool(codec) and ascii_.decode(codec) == ascii_.decode("ascii") and _is_single(codec)
    except (LookupError, UnicodeError):
        return False


def _is_single(codec: str) -> bool:
    return all(len(bytes([n]).decode(codec, "replace")) == 1 for n in range(0x80, 0x100)) and (
        len(bytes(range(0x80, 0x100)).decode(codec, "replace")) == 0x80
    )


def _fits(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeError:
        return False
    return True


def _known() -> Mapping[str, Any]:
    return dict(table()["profiles"])
