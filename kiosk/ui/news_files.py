"""The notes of versions: one file a version in `news`, written for the people at the counter."""

import datetime as dt
from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

NEWS = files("kiosk.ui") / "news"
Line = Annotated[str, Meta(min_length=1, max_length=110, pattern=r"^[^\x00-\x1f\x7f]+$(?!\n)")]
Lines = Annotated[tuple[Line, ...], Meta(min_length=1, max_length=5)]


class Notes(Struct, frozen=True, forbid_unknown_fields=True):
    """What is new in a version.

    Args:
        version: as the package says it.
        day: when it was made.
        picture: a JPEG beside the file.
        ru, pt, en: what is new, a line each.
    """

    version: str
    day: dt.date
    picture: str
    ru: Lines
    pt: Lines
    en: Lines

    def lines(self, language: str) -> tuple[str, ...]:
        """Return what is new in a language; in English where there is none of that name."""
        return {"ru": self.ru, "pt": self.pt}.get(language, self.en)

    @property
    def jpeg(self) -> bytes:
        """The picture."""
        return (NEWS / self.picture).read_bytes()


@cache
def notes() -> tuple[Notes, ...]:
    """Return the notes of every version, the newest first."""
    found = [
        msgspec.toml.decode(file.read_bytes(), type=Notes)
        for file in NEWS.iterdir()
        if file.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda one: _order(one.version), reverse=True))


def of_version(version: str) -> Notes | None:
    """Return the notes of a version, None where nothing was written."""
    return next((one for one in notes() if one.version == version), None)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
