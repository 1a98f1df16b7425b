"""Facts and rows of the books, field by field, as the reader's language says them."""

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, get_args

import msgspec
from msgspec import Struct

from kiosk.central.console.fact_words import EVENTS, FIELDS
from kiosk.central.console.phrases import N_, Phrases
from kiosk.central.console.value_words import VALUES
from kiosk.central.evidence import Gone
from kiosk.core.books import KINDS
from kiosk.core.events import FACTS
from kiosk.core.words import At

_MOST = 120  # characters of a value: a line
_YES, _NO = N_("yes"), N_("no")
_GONE = {
    Gone.ERASED.value: N_("This photo was erased with the customer's data."),
    Gone.EXPIRED.value: N_("The term of this photo is over; it is kept no more."),
}
_LIKE_CHOICES = frozenset({"proof", "reason"})  # words of rules and networks, ours among them
_SKIPPED = frozenset({"sha256"})  # of a photo: it is shown; of anything else: nobody reads it


class Field(Struct, frozen=True):
    """A field as people read it: its name on the wire, what it is called, what stands in it."""

    name: str
    word: str
    text: str


def event_word(type_: str, phrases: Phrases) -> str:
    """Return what an event is called; its own name where this program does not know it."""
    return phrases.known(EVENTS, type_)


def state_word(state: str, phrases: Phrases) -> str:
    """Return what a row's state, or another choice, is called; the word itself if unknown."""
    return phrases.known(VALUES, state)


def gone_word(why: str, phrases: Phrases) -> str:
    """Return why a photo is here no more; the word itself if unknown."""
    return phrases.known(_GONE, why)


def told(type_: str, facts: Mapping[str, object], phrases: Phrases) -> list[Field]:
    """Return what an event says.

    Args:
        type_: its name.
        facts: its fields as they were sent; of any form, where a newer program sent it.
        phrases: the reader's language.
    """
    return list(_fields(FACTS.get(type_), facts, phrases))


def stands(kind: str, row: Mapping[str, object], phrases: Phrases) -> list[Field]:
    """Return how a row of the books stands, without what nothing is known of.

    Args:
        kind: of the row.
        row: its fields.
        phrases: the reader's language.
    """
    known = {name: value for name, value in row.items() if value not in (None, "", [], {}, False)}
    return list(_fields(KINDS.get(kind), known, phrases))


def _fields(
    form: type[Struct] | None, facts: Mapping[str, object], phrases: Phrases
) -> Iterator[Field]:
    moments, choices = _kinds_of(form) if form else (frozenset(), frozenset())
    currency = str(facts.get("currency") or "")
    for name, value in facts.items():
        if name in _SKIPPED or (name == "currency" and any(n.endswith("_minor") for n in facts)):
            continue
        word = phrases.known(FIELDS, name)
        is_moment = name in moments or name.endswith("_at")  # a row may have it as a bare number
        if is_moment and isinstance(value, int):
            text = phrases.when(value)
        elif name in choices | _LIKE_CHOICES and _texts(value):
            text = ", ".join(state_word(one, phrases) for one in _texts(value))
        elif name.endswith("_minor") and isinstance(value, int) and currency:
            text = _money(value, currency, phrases)
        else:
            text = _said(value, phrases)
        yield Field(name, word, _short(text))


@cache
def _kinds_of(form: type[Struct]) -> tuple[frozenset[str], frozenset[str]]:
    """Return which fields of a form are moments, and which hold a word out of several."""
    fields = msgspec.structs.fields(form)
    moments = {one.encode_name for one in fields if At in (one.type, *get_args(one.type))}
    choices = {one.encode_name for one in fields if _is_choice(one.type)}
    return frozenset(moments), frozenset(choices)


def _is_choice(form: Any) -> bool:  # noqa: ANN401  a type of any shape
    if isinstance(form, type):
        return issubclass(form, Enum)
    return any(_is_choice(one) for one in get_args(form))


def _money(minor: int, currency: str, phrases: Phrases) -> str:
    try:
        return phrases.money(minor, currency)
    except (ValueError, ArithmeticError, LookupError):  # a box may name any currency
        return f"{minor} {currency}"


def _said(value: object, phrases: Phrases) -> str:
    if isinstance(value, bool):
        return phrases.text(_YES if value else _NO)
    if isinstance(value, str | int | float):
        return str(value)
    texts = _texts(value)
    return ", ".join(texts) if texts else msgspec.json.encode(value).decode()


def _texts(value: object) -> list[str]:
    """Return the words of a list, or the titles of its items; nothing where it is neither."""
    several = value if isinstance(value, list) else [value]
    found = [one.get("title") if isinstance(one, dict) else one for one in several]
    return [one for one in found if isinstance(one, str)] if all(found) else []


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}\N{HORIZONTAL ELLIPSIS}"
