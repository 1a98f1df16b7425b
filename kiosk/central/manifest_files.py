"""Reading a manifest's file: every cell is checked, every error is told with its line."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from kiosk.central.faults import Fault, Faults, ManifestFaults
from kiosk.central.json_faults import BAD_JSON, fault_in, fault_of_entry
from kiosk.central.json_lists import has_longer_list
from kiosk.central.manifests import (
    MAX_BYTES,
    MAX_ROWS,
    Manifest,
    PlainCode,
    faults_of,
    file_bytes,
)
from kiosk.core.facts.fact import Item
from kiosk.core.messages import CustomerLine, ManifestLine
from kiosk.core.words import At, Line, ParcelKind, Ref, Size, Word

_SHOWN = 40  # characters of a bad cell in its message


def read(path: Path) -> Manifest:
    """Return the manifest in a file, by its suffix `.csv` or `.json`.

    Raises:
        ManifestFaults: every error at once; nothing of the file is used.
    """
    return read_bytes(path.name, file_bytes(path, MAX_BYTES))


def read_bytes(name: str, raw: bytes) -> Manifest:
    """Return the manifest in the bytes of a file that somebody sent.

    Args:
        name: of the file; its suffix says what it is.
        raw: what stands in it.

    Raises:
        ManifestFaults: every error at once; nothing of the file is used.
    """
    if len(raw) > MAX_BYTES:
        raise ManifestFaults([Fault("too_large", {"most": MAX_BYTES // 1024 // 1024}).at(name)])
    match name.lower().rpartition(".")[2]:
        case "csv":
            manifest = _from_csv(name, raw)
        case "json":
            manifest = _from_json(name, raw)
        case _:
            raise ManifestFaults([Fault("other_kind").at(name)])
    faults = faults_of(manifest)
    if faults:
        raise ManifestFaults(fault.at(name) for fault in faults)
    return manifest


# -- CSV -----------------------------------------------------------------------------------------


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,13}", text):  # int() would take "1_000" and other scripts
        raise ValueError(text)
    return int(text)


def _moment(text: str) -> int:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return int(moment.timestamp() * 1000)


class _Column(Struct, frozen=True):
    type: Any  # with its bounds, for msgspec.convert
    form: str  # of `faults.FORMS`
    parse: Callable[[str], object] = str
    choices: tuple[str, ...] = ()

    def read(self, text: str) -> object:
        """Return the value of a cell.

        Raises:
            ValueError, ArithmeticError: it does not fit (a ValidationError is a ValueError).
        """
        return msgspec.convert(self.parse(text), self.type)


_REF = _Column(Ref, "ref")
_WORD = _Column(Word, "word")
_WHEN = _Column(At, "when", _moment)
_MONEY = _Column(Item.__annotations__["price_minor"], "money", _number)
_COLUMNS: dict[str, _Column] = {
    "delivery": _REF,
    "carrier": _WORD,
    "due_at": _WHEN,
    "parcel": _REF,
    "box": _REF,
    "order": _REF,
    "customer_ref": _REF,
    "name": _Column(CustomerLine.__annotations__["masked_name"], "name"),
    "last_four": _Column(CustomerLine.__annotations__["last_four"], "last_four"),
    "pickup_code": _Column(PlainCode, "pickup_code"),
    "kind": _Column(ParcelKind, "one_of", choices=tuple(ParcelKind)),
    "size": _Column(Size, "one_of", choices=tuple(Size)),
    "title": _Column(Line, "title"),
    "price_minor": _MONEY,
    "due_minor": _MONEY,
    "currency": _Column(ManifestLine.__annotations__["currency"], "currency"),
    "age_limit": _Column(ManifestLine.__annotations__["age_limit"], "years", _number),
    "store_until": _WHEN,
    "policy": _WORD,
}
_HEAD = ("delivery", "carrier", "due_at")
_NEEDED = (*_HEAD, "parcel")
_OF_PARCEL = (
    "parcel", "kind", "box", "order", "customer_ref", "size", "age_limit", "due_minor",
    "currency", "store_until", "policy",
)  # fmt: skip
_OF_CUSTOMER = ("name", "last_four", "pickup_code")


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


class _Table:
    """The rows of a CSV file as they are read, and what is wrong with them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.faults = Faults(MAX_ROWS)
        self.head: dict[str, object] = {}
        self.lines: dict[str, ManifestLine] = {}
        self.people: dict[str, dict[str, object]] = {}
        self._first: dict[str, int] = {}  # where a parcel, a customer or the head stood first

    def add(self, number: int, cells: dict[str, str]) -> None:
        """Take one row, or note all that is wrong with it."""
        row: dict[str, object] = {}
        for column, text in cells.items():
            try:
                if text:
                    row[column] = _COLUMNS[column].read(text)
            except (ValueError, ArithmeticError):
                self._faulty(number, column, text)
        empty = [column for column in _NEEDED if not cells[column]]
        for column in empty:
            self._fault(number, "empty", field=column)
        if not empty and all(column in row for column in _NEEDED):
            self._take(number, row)

    def _take(self, number: int, row: dict[str, object]) -> None:
        self._same(number, "", self.head, {c: row[c] for c in _HEAD})
        parcel = str(row["parcel"])
        if parcel in self.lines:
            where = self._first[f"parcel {parcel}"]
            self._fault(number, "twice_in_csv", parcel=parcel, where=where)
            return
        self._first[f"parcel {parcel}"] = number
        item = Item(str(row.get("title", parcel)))
        if "price_minor" in row:
            item = msgspec.structs.replace(item, price_minor=row["price_minor"])
        fields: dict[str, Any] = {column: row[column] for column in _OF_PARCEL if column in row}
        self.lines[parcel] = ManifestLine(**fields, items=(item,))
        ref = row.get("customer_ref")
        if ref is not None:
            told = {column: row.get(column, "") for column in _OF_CUSTOMER}
            person = self.people.setdefault(str(ref), {})
            self._same(number, str(ref), person, told)
        elif any(column in row for column in _OF_CUSTOMER):
            self._fault(number, "nobody")

    def _same(
        self, number: int, customer: str, kept: dict[str, object], told: dict[str, object]
    ) -> None:
        """Hold what is told of a customer, or of the delivery, against where it stood first."""
        first = f"customer {customer}"
        if not kept:
            kept.update(told)
            self._first[first] = number
        key = "other_customer" if customer else "other_head"
        for column in (c for c in told if told[c] != kept[c]):
            where = self._first[first]
            self._fault(number, key, field=column, customer=customer, where=where)

    def _faulty(self, number: int, column: str, text: str) -> None:
        of = _COLUMNS[column]
        values = {"field": column, "shown": _shown(text), "choices": ", ".join(of.choices)}
        self.faults.add(Fault("bad_value", values, of.form, self._name, number))

    def _fault(self, number: int, key: str, **values: str | int) -> None:
        self.faults.add(Fault(key, values, file=self._name, line=number))

    def manifest(self) -> Manifest:
        """Return the whole, checked once more.

        Raises:
            ManifestFaults: everything that was noted.
        """
        if self.faults.found:
            raise self.faults.told()
        if not self.lines:
            raise ManifestFaults([Fault("no_parcel").at(self._name)])
        customers = [
            CustomerLine(ref, str(person["name"]), str(person["last_four"]))
            for ref, person in self.people.items()
        ]
        codes = {ref: str(p["pickup_code"]) for ref, p in self.people.items() if p["pickup_code"]}
        head: dict[str, Any] = self.head
        return Manifest(
            **head, parcels=(*self.lines.values(),), customers=(*customers,), codes=codes
        )


def _from_csv(name: str, raw: bytes) -> Manifest:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ManifestFaults([Fault("no_text").at(name, line)]) from error
    table = _Table(name)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = _columns(name, next(reader, []))
        for taken, (number, row) in enumerate(_rows(reader)):
            if taken == MAX_ROWS:
                many = Fault("too_many", {"most": MAX_ROWS}).at(name, number)
                raise table.faults.told(many)
            if len(row) != len(columns):
                counts: dict[str, str | int] = {"n": len(row), "wanted": len(columns)}
                table.faults.add(Fault("cells", counts).at(name, number))
                continue
            blank = dict.fromkeys(_NEEDED, "")
            cells = (cell.strip() for cell in row)
            table.add(number, blank | dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        table.faults.add(Fault(_csv_word(error)).at(name, reader.line_num))
        raise table.faults.told() from error
    return table.manifest()


def _csv_word(error: csv.Error) -> str:
    """Return the word for what the csv module says in English."""
    said = str(error)
    words = {"unexpected end": "open_quote", "expected after": "after_quote", "limit": "long_cell"}
    return next((word for part, word in words.items() if part in said), "no_csv")


def _rows(reader: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401  csv names no type
    """Yield (line where it begins, cells); blank lines are nothing."""
    begins = reader.line_num + 1
    for row in reader:
        if row:
            yield begins, row
        begins = reader.line_num + 1


def _columns(name: str, row: list[str]) -> list[str]:
    columns = [cell.strip() for cell in row]
    times, faults = Counter(columns), Faults(MAX_ROWS)
    for fault in chain(
        (Fault("no_column", {"field": one}) for one in _NEEDED if one not in times),
        (Fault("odd_column", {"shown": _shown(one)}) for one in times if one not in _COLUMNS),
        (Fault("column_twice", {"field": one}) for one in _COLUMNS if times[one] > 1),
    ):
        faults.add(fault.at(name, 1))
    if faults.found:
        raise faults.told()
    return columns


# -- JSON ----------------------------------------------------------------------------------------


class _Loose(Struct, frozen=True, forbid_unknown_fields=True):
    """A manifest whose parcels and customers are not opened yet."""

    delivery: Ref
    carrier: Word
    due_at: At
    parcels: tuple[msgspec.Raw, ...]
    customers: tuple[msgspec.Raw, ...] = ()
    codes: dict[Ref, PlainCode] = {}


class _Closed(Struct, frozen=True, forbid_unknown_fields=True):
    """A manifest of which nothing is opened: a hostile one may hold millions of entries."""

    delivery: Ref
    carrier: Word
    due_at: At
    parcels: msgspec.Raw
    customers: msgspec.Raw = msgspec.Raw(b"[]")
    codes: msgspec.Raw = msgspec.Raw(b"{}")


class _Parcel(ManifestLine, frozen=True, forbid_unknown_fields=True):
    """A parcel of a file: a misspelt key is an error there."""


class _Customer(CustomerLine, frozen=True, forbid_unknown_fields=True):
    """A customer of a file."""


def _from_json(name: str, raw: bytes) -> Manifest:
    try:
        msgspec.json.decode(raw, type=_Closed)
        if has_longer_list(raw, MAX_ROWS):
            raise ManifestFaults([Fault("too_many_rows", {"most": MAX_ROWS}).at(name)])
        loose = msgspec.json.decode(raw, type=_Loose)
    except BAD_JSON as error:
        broken = fault_in(raw, error, MAX_ROWS)
        raise ManifestFaults([broken.at(name, broken.line)]) from error
    faults: list[Fault] = []
    for of, items, form in (
        ("parcels", loose.parcels, _Parcel),
        ("customers", loose.customers, _Customer),
    ):
        at = raw.find(f'"{of}"'.encode())
        line = raw.count(b"\n", 0, at) + 1
        for entry, item in enumerate(items, 1):
            begins = raw.find(item, at)
            line += raw.count(b"\n", at, begins)
            at = begins
            try:
                msgspec.json.decode(item, type=form)
            except BAD_JSON as error:
                faults.append(fault_of_entry(error, of, entry, line).at(name, line))
            line += raw.count(b"\n", at, at + len(item))
            at += len(item)
    if faults:
        raise ManifestFaults(faults)
    return msgspec.json.decode(raw, type=Manifest)
