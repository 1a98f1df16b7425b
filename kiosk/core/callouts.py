"""A cell's name as it is called out: letter by letter and digit by digit, in three languages.

Only names of cells can be called out; whatever else is asked for is silence.
"""

import re
from collections.abc import Mapping

_CELL = re.compile(r"[A-Z]{1,2}(-[0-9]{1,3}){1,3}(?!\n)")
_DIGITS: Mapping[str, tuple[str, ...]] = {
    "ru": ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"),
    "pt": ("zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
_IN_RUSSIAN = (
    "а|бэ|цэ|дэ|е|эф|гэ|аш|и|йот|ка|эль|эм|эн|о|пэ|ку|эр|эс|тэ|у|вэ|дубль вэ|икс|игрек|зэт"  # noqa: RUF001
)
_LETTERS: Mapping[str, tuple[str, ...]] = {
    "ru": tuple(_IN_RUSSIAN.split("|")),
    "pt": (
        *("á", "bê", "cê", "dê", "é", "efe", "gê", "agá", "i", "jota", "cá", "ele", "eme"),
        *("ene", "ó", "pê", "quê", "erre", "esse", "tê", "u", "vê", "dáblio", "xis", "ípsilon"),
        "zê",
    ),
    "en": (
        *("ay", "bee", "see", "dee", "ee", "eff", "gee", "aitch", "eye", "jay", "kay", "ell"),
        *("em", "en", "oh", "pee", "cue", "are", "ess", "tee", "you", "vee", "double you"),
        *("ex", "why", "zed"),
    ),
}


def spoken(cell: str, language: str) -> str:
    """Return how a cell is called out, a pause between its parts.

    Args:
        cell: its name, such as `B-03`.
        language: ru, pt or en; another one is English.

    Returns:
        The words; empty for what is no name of a cell.
    """
    if not _CELL.fullmatch(cell):
        return ""
    letters = _LETTERS.get(language, _LETTERS["en"])
    digits = _DIGITS.get(language, _DIGITS["en"])

    def sign(one: str) -> str:
        return digits[int(one)] if one.isdigit() else letters[ord(one) - ord("A")]

    return ", ".join(" ".join(map(sign, part)) for part in cell.split("-"))
