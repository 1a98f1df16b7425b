"""Reads an answer on the screen back into the English it was translated from.

Scenarios are written in English and play in every language. The screen is read, not the code
behind it: what stands there must be what the catalogue makes of some sentence of ours. Words that
a sentence only carries (names, cells, sums) stay as they are.
"""

import re
from collections.abc import Iterator
from datetime import UTC
from functools import lru_cache

from kiosk.trial.sentences import all_spoken
from kiosk.ui.phrases import Phrases

_NAME = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"\d[\d.,\s]*")


class English:
    """The sentences of one language, read backwards.

    Args:
        language: of the screen.
    """

    def __init__(self, language: str) -> None:
        self._phrases, self._source = Phrases(language, UTC), Phrases("en", UTC)
        self._plain: list[tuple[re.Pattern[str], str]] = []
        self._counted: list[tuple[str, str]] = []
        for texts in all_spoken() if self._phrases.language != "en" else ():
            if len(texts) == 1:
                self._plain.append((_pattern(self._phrases.text(texts[0])), texts[0]))
            else:
                self._counted.append((texts[0], texts[1]))

    def says(self, text: str, step: str, expected: str) -> bool:
        """Whether an answer with its next step says, in English, what is expected."""
        return any(
            expected in f"{said} {then}"
            for said in self.readings(text)
            for then in self.readings(step)
        )

    def readings(self, shown: str) -> frozenset[str]:
        """Return every English sentence that is shown like this; itself when it is none of ours."""
        found = {*self._read_plain(shown), *self._read_counted(shown)}
        return frozenset(found or {shown})

    def _read_plain(self, shown: str) -> Iterator[str]:
        for pattern, msgid in self._plain:
            yield from _filled(msgid, pattern.fullmatch(shown))

    def _read_counted(self, shown: str) -> Iterator[str]:
        numbers = {int(re.sub(r"\D", "", found)) for found in _NUMBER.findall(shown)}
        for one, many in self._counted:
            kept = {name: f"{{{name}}}" for name in _NAME.findall(one + many) if name != "n"}
            for number in sorted(numbers):
                there = self._phrases.count(one, many, number, **kept)
                here = self._source.count(one, many, number, **kept)
                yield from _filled(here, _pattern(there).fullmatch(shown))


@lru_cache(maxsize=4)
def english_of(language: str) -> English:
    """Return the reader of a language's screens."""
    return English(language)


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what a sentence looks like once its {names} are filled in."""
    out, seen = "", set()
    for place, part in enumerate(_NAME.split(sentence)):
        if place % 2 == 0:
            out += re.escape(part)
        elif part in seen:
            out += f"(?P={part})"
        else:
            seen.add(part)
            out += f"(?P<{part}>.+)"
    return re.compile(out)


def _filled(sentence: str, fits: re.Match[str] | None) -> Iterator[str]:
    if fits is not None and set(_NAME.findall(sentence)) <= fits.groupdict().keys():
        yield sentence.format(**fits.groupdict())
