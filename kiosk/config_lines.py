"""On which line each setting of a TOML text stands; tomllib does not tell."""

import re
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_BLANK = re.compile(r"(?:\s|#[^\n]*)*")
_KEY_PART = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_STRING = re.compile(
    r'''(?s:"""(?:[^\\]|\\.)*?"{3,5}|'''
    r"""'{3}.*?'{3,5}|"""
    r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
)
_PLAIN = re.compile(r"[^\s,\]}#][^,\]}#\n]*")


def lines_of(text: str) -> dict[Path, int]:
    """Return the line of every key, table and list element of a text that tomllib has read."""
    return _Lines(text).found


class _Lines:
    """Walks over a text once; sure of nothing but that it is TOML, so it always gets on."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {}
        self._text, self._at = text, 0
        self._lists: dict[Path, int] = {}
        table: Path = ()
        while not self._is_end():
            if self._take("[["):
                table = self._list_table(self._key())
                self._take("]]")
            elif self._take("["):
                table = self._inside(self._key())
                self._note(table)
                self._take("]")
            else:
                self._setting(table)

    def _is_end(self) -> bool:
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        return self._at >= len(self._text)

    def _take(self, sign: str) -> bool:
        self._is_end()
        if not self._text.startswith(sign, self._at):
            return False
        self._at += len(sign)
        return True

    def _note(self, path: Path) -> None:
        self.found.setdefault(path, self._text.count("\n", 0, self._at) + 1)

    def _key(self) -> Path:
        parts: list[str] = []
        while fits := _KEY_PART.match(self._text, self._at):
            parts.append(fits.group(1).strip("\"'"))
            self._at = fits.end()
            if not self._text.startswith(".", self._at):
                break
            self._at += 1
        return tuple(parts)

    def _inside(self, path: Path) -> Path:
        """Return the path with the newest element's number after each list of tables."""
        full: Path = ()
        for part in path:
            full += (part,)
            if full in self._lists:
                full += (self._lists[full],)
        return full

    def _list_table(self, path: Path) -> Path:
        of = (*self._inside(path[:-1]), *path[-1:])
        self._lists[of] = self._lists.get(of, -1) + 1
        self._note(of)
        self._note((*of, self._lists[of]))
        return (*of, self._lists[of])

    def _setting(self, table: Path) -> None:
        before, key = self._at, self._key()
        for end in range(1, len(key) + 1):
            self._note(table + key[:end])
        self._take("=")
        self._value(table + key)
        self._at = max(self._at, before + 1)

    def _value(self, path: Path) -> None:
        if self._take("{"):
            while not self._is_end() and not self._take("}"):
                self._setting(path)
                self._take(",")
        elif self._take("["):
            number = 0
            while not self._is_end() and not self._take("]"):
                self._note((*path, number))
                before = self._at
                self._value((*path, number))
                self._take(",")
                self._at, number = max(self._at, before + 1), number + 1
        else:
            fits = _STRING.match(self._text, self._at) or _PLAIN.match(self._text, self._at)
            self._at = fits.end() if fits else self._at
