"""List what no catalogue knows of screens and papers: `python -m kiosk.trial.sentences`."""

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
SPEAKERS = {"text", "say", "_", "n_"}  # one literal
COUNTERS = {"count", "counted"}  # two literals: one, many
ROOMS = ("core", "ui", "workflows")


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def _literals(node: ast.Call, many: int) -> tuple[str, ...] | None:
    first = node.args[:many]
    texts = tuple(
        a.value for a in first if isinstance(a, ast.Constant) and isinstance(a.value, str)
    )
    return texts if len(texts) == many and all(any(c.isalpha() for c in t) for t in texts) else None


def spoken(source: str) -> Iterator[tuple[str, ...]]:
    """Go through the sentences in a module's source: (text,) or (one, many)."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = _called(node)
        many = 1 if name in SPEAKERS else 2 if name in COUNTERS else 0
        # canvas.text(words, style, ...) draws; it does not translate
        if name == "text" and len(node.args) > 1:
            continue
        if many and (texts := _literals(node, many)):
            yield texts


@cache
def all_spoken() -> Mapping[tuple[str, ...], str]:
    """Return every sentence of screens and papers with the file that says it."""
    return {
        texts: str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for texts in spoken(path.read_text())
    }


def missing(language: str) -> list[str]:
    """Return what the catalogue of `language` lacks, as entries ready to be filled in."""
    path = ROOT / "ui" / "locale" / language / "LC_MESSAGES" / "kiosk.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    out: list[str] = []
    for texts, where in all_spoken().items():
        entry = catalogue.get(texts[0])
        strings = (entry.string if entry else None) or ()
        whole = (strings,) if isinstance(strings, str) else tuple(strings)
        plural = len(texts) > 1
        if not whole or not all(whole) or plural != isinstance(strings, tuple | list):
            out.append(f"#: {where}\n" + "\n".join(repr(t) for t in texts))
    return out


if __name__ == "__main__":
    lacks = [f"{lang}: {entry}" for lang in ("ru", "pt") for entry in missing(lang)]
    sys.stdout.write("\n".join(lacks) + ("\n" if lacks else "all sentences are translated\n"))
    sys.exit(1 if lacks else 0)
