"""Whose work the program is made of: every library it needs, and the fonts and icons beside it.

Nothing is listed by hand that the installed packages tell themselves; so a new dependency is on the
screen with the release that brings it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.resources import files

from kiosk.core.about import Part

PROGRAM = "pickup-kiosk"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TEXT = re.compile(r"(?i)^(licen[cs]e|copying|notice|ofl)")
_CLASSIFIER = "License :: OSI Approved :: "
_MOST_CHARS = 100_000
# what no package tells of: name, licence, where its text lies
_ASSETS: Mapping[str, tuple[str, str]] = {
    "Inter": ("OFL-1.1", "ui/assets/fonts/OFL.txt"),
    "Material Symbols": ("Apache-2.0", "ui/assets/icons/LICENSE"),
    "DejaVu Sans": ("Bitstream Vera", "hw/fonts/LICENSE-DejaVu.txt"),
}
# one whose package tells nothing but the text itself
_UNSAID = {"click-default-group": "BSD-3-Clause"}


@cache
def parts() -> tuple[Part, ...]:
    """Return every library this program needs here, the fonts and the icons, by name."""
    libraries = [Part(d.metadata["Name"], d.version, _licence(d)) for d in _needed().values()]
    assets = [Part(name, "", licence) for name, (licence, _) in _ASSETS.items()]
    return tuple(sorted(libraries + assets, key=lambda part: part.name.lower()))


def text(part: str) -> str:
    """Return the whole text of a part's licence, empty where its package brings none.

    Args:
        part: its name, as `parts` has it.
    """
    if part in _ASSETS:
        return (files("kiosk") / _ASSETS[part][1]).read_text(encoding="utf-8")
    found = _needed().get(_plain(part))
    texts = list(_texts(found)) if found else []
    return "\n\n".join(texts)[:_MOST_CHARS]


@cache
def _needed() -> Mapping[str, Distribution]:
    """Return the installed libraries that this program needs, and those that they need."""
    found: dict[str, Distribution] = {}
    asked = [PROGRAM]
    while asked:
        name = asked.pop()
        try:
            library = distribution(name)
        except PackageNotFoundError:
            continue  # of another machine, or of an extra that is not installed
        for wish in library.requires or ():
            wanted = _NAME.match(wish)
            plain = _plain(wanted.group()) if wanted else ""
            if plain and plain not in found and "extra ==" not in wish:
                asked.append(plain)
        if name != PROGRAM:
            found[_plain(name)] = library
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence(library: Distribution) -> str:
    """Return the short name of a licence; some packages put the whole text there."""
    told = library.metadata
    for key in ("License-Expression", "License"):
        if key in told and told[key] and "\n" not in told[key]:
            return told[key]
    classified = [c for c in told.get_all("Classifier") or () if c.startswith(_CLASSIFIER)]
    said = ", ".join(c.removeprefix(_CLASSIFIER) for c in classified)
    return said or _UNSAID.get(_plain(told["Name"]), "")


def _texts(library: Distribution) -> Iterator[str]:
    for file in library.files or ():
        if _TEXT.match(file.name) and not file.name.endswith((".py", ".pyc")):
            try:
                yield file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
