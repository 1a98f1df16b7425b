"""What may be wrong with a file that was sent: a key and its values, said in whatever language.

The verbs say it in English; the console has the same sentences in its catalogue.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

Say: TypeAlias = Callable[..., str]  # a sentence and its values -> that in a language

# what should stand there
FORMS: Mapping[str, str] = {
    "ref": "a code of up to 64 letters, digits and :._*!%+/=-",
    "word": "a word of up to 64 characters",
    "when": "a moment with its zone, such as 2026-09-28T10:15:00+03:00",
    "when_ms": "a moment in milliseconds since 1970, digits only",
    "money": "a sum in kopecks or cents, digits only",
    "name": "a masked name of up to 40 characters",
    "last_four": "up to four digits",
    "pickup_code": "a pickup code: six digits, or such as 12345678*1234",
    "one_of": "one of %(choices)s",
    "title": "a title of up to 200 characters",
    "currency": "three capital letters",
    "years": "years, 0 to 99",
    "items": "a list of up to 40 things",
    "rows": "a list of at most %(most)s",
    "codes": "pickup codes by customer",
    "sha256": "a SHA-256 in 64 small hexadecimal digits",
    "truth": "true or false",
    "entry": "an object with its fields",
    "whole": "one object with delivery, carrier, due_at and parcels",
}
# which entry of a list it is about, before what is wrong with it
ENTRIES: Mapping[str, str] = {
    "parcels": "parcel no. %(entry)s of the list",
    "customers": "customer no. %(entry)s of the list",
}
FAULTS: Mapping[str, str] = {
    "bad_value": "%(field)s %(shown)s is not %(form)s",
    "bad_field": "%(field)s is not %(form)s",
    "bad_entry": "is not %(form)s",
    "empty": "%(field)s is empty",
    "twice_in_csv": "parcel %(parcel)s stands on line %(where)s already",
    "nobody": "somebody is named, but customer_ref is empty",
    "other_head": "%(field)s of the delivery is another one than on line %(where)s",
    "other_customer": "%(field)s of customer %(customer)s is another one than on line %(where)s",
    "cells": "%(n)s cells instead of %(wanted)s",
    "no_column": "column %(field)s is missing",
    "odd_column": "column %(shown)s is not known",
    "column_twice": "column %(field)s stands there twice",
    "too_many": "more than %(most)s parcels",
    "too_many_rows": "more than %(most)s parcels, customers or codes",
    "no_parcel": "there is no parcel in it",
    "too_large": "larger than %(most)s MB",
    "other_kind": "neither .csv nor .json",
    "no_text": "is not UTF-8 text",
    "open_quote": "a quotation mark is opened and not closed",
    "after_quote": "after a closing quotation mark comes neither a comma nor the line's end",
    "long_cell": "a cell is far too long",
    "no_csv": "cannot be read as CSV",
    "no_json": "cannot be read as JSON from here",
    "json_end": "the file ends before its JSON does",
    "too_deep": "brackets stand too deep within one another",
    "no_field": "%(field)s is missing",
    "odd_field": "%(field)s is not known",
    "large_parcel": "parcel %(parcel)s has too many items",
    "parcel_twice": "parcel %(parcel)s stands there twice",
    "customer_twice": "customer %(customer)s stands there twice",
    "odd_code": "there is a code for %(customer)s, who is no customer here",
    "too_many_boxes": "more than %(most)s boxes",
    "long_boxes": "the codes of its boxes are too long for one event",
}


def english(msgid: str, **values: object) -> str:
    """Fill in a sentence as it stands here."""
    return msgid % values if values else msgid


class Fault(Struct, frozen=True):
    """One thing that is wrong.

    Args:
        key: of `FAULTS`.
        values: for its sentence, and for that of its form.
        form: of `FORMS`: what should stand there; empty where nothing is named.
        file: whose; empty while it is not known.
        line: in the file, from 1; 0 for the whole.
        of, entry: of `ENTRIES`, and the number there, from 1; empty for none.
    """

    key: str
    values: Mapping[str, str | int] = {}
    form: str = ""
    file: str = ""
    line: int = 0
    of: str = ""
    entry: int = 0

    def said(self, say: Say = english) -> str:
        """Return it as a sentence with its place."""
        values: dict[str, object] = dict(self.values)
        if self.form:
            has_values = "%(" in FORMS[self.form]
            values["form"] = say(FORMS[self.form], **(values if has_values else {}))
        words = say(FAULTS[self.key], **values)
        if self.of:
            words = f"{say(ENTRIES[self.of], entry=self.entry)}: {words}"
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {words}" if place else words

    def at(self, file: str, line: int = 0) -> "Fault":
        """Return it with the place where it is."""
        return replace(self, file=file, line=line)


class ManifestFaults(Exception):
    """A file cannot be used; `lines` says why, a sentence each.

    Args:
        faults: what is wrong; a string where the console never says it.
        more: how many were found beside those.
    """

    def __init__(self, faults: Iterable[Fault | str], more: int = 0) -> None:
        self.faults, self.more = tuple(faults), more
        super().__init__()

    @property
    def lines(self) -> tuple[str, ...]:
        """Every fault in English."""
        rest = (f"and {self.more} more",) if self.more else ()
        return (*self.said(english), *rest)

    def said(self, say: Say) -> tuple[str, ...]:
        """Return every fault in a language."""
        return tuple(one if isinstance(one, str) else one.said(say) for one in self.faults)

    def __str__(self) -> str:
        return "\n".join(self.lines)


class Faults:
    """Faults as they are found, in the order of a file's lines; so many that they can be kept.

    Beyond `most` of them each line still has its first one, and the others are counted.

    Args:
        most: as many as a file may have lines.

    Attributes:
        found: those that are kept.
        more: how many are not.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.found: list[Fault] = []
        self.more = 0

    def add(self, fault: Fault) -> None:
        """Keep a fault, or count it."""
        if len(self.found) < self._most or fault.line != self.found[-1].line:
            self.found.append(fault)
        else:
            self.more += 1

    def told(self, *first: Fault) -> ManifestFaults:
        """Return what to raise: these, then those that were found."""
        return ManifestFaults([*first, *self.found], self.more)
