"""Reading a manifest's file: every cell is checked, every error is told with its line."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from kiosk.central.manifests import (
    MAX_BYTES,
    MAX_ROWS,
    Manifest,
    ManifestFaults,
    PlainCode,
    faults_of,
    file_bytes,
)
from kiosk.core.facts.fact import Item
from kiosk.core.messages import CustomerLine, ManifestLine
from kiosk.core.words import At, Line, ParcelKind, Ref, Size, Word

_BAD_JSON = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
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
        raise ManifestFaults([f"{name}: larger than {MAX_BYTES // 1024 // 1024} MB"])
    match name.lower().rpartition(".")[2]:
        case "csv":
            manifest = _from_csv(name, raw)
        case "json":
            manifest = _from_json(name, raw)
        case _:
            raise ManifestFaults([f"{name}: neither .csv nor .json"])
    faults = faults_of(manifest)
    if faults:
        raise ManifestFaults(f"{name}: {fault}" for fault in faults)
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
    form: Any  # a type with its bounds, for msgspec.convert
    words: str
    parse: Callable[[str], object] = str

    def read(self, text: str) -> object:
        """Return the value of a cell.

        Raises:
            ValueError, ArithmeticError: it does not fit (a ValidationError is a ValueError).
        """
        return msgspec.convert(self.parse(text), self.form)


_REF = _Column(Ref, "a code of up to 64 letters, digits and :._*!%+/=-")
_WORD = _Column(Word, "a word of up to 64 characters")
_WHEN = _Column(At, "a moment with its zone, such as 2026-09-28T10:15:00+03:00", _moment)
_MONEY = _Column(
    Item.__annotations__["price_minor"], "a sum in kopecks or cents, digits only", _number
)
_COLUMNS: dict[str, _Column] = {
    "delivery": _REF,
    "carrier": _WORD,
    "due_at": _WHEN,
    "parcel": _REF,
    "box": _REF,
    "order": _REF,
    "customer_ref": _REF,
    "name": _Column(
        CustomerLine.__annotations__["masked_name"], "a masked name of up to 40 characters"
    ),
    "last_four": _Column(CustomerLine.__annotations__["last_four"], "up to four digits"),
    "pickup_code": _Column(PlainCode, "a pickup code: six digits, or such as 12345678*1234"),
    "kind": _Column(ParcelKind, f"one of {', '.join(ParcelKind)}"),
    "size": _Column(Size, f"one of {', '.join(Size)}"),
    "title": _Column(Line, "a title of up to 200 characters"),
    "price_minor": _MONEY,
    "due_minor": _MONEY,
    "currency": _Column(ManifestLine.__annotations__["currency"], "three capital letters"),
    "age_limit": _Column(ManifestLine.__annotations__["age_limit"], "years, 0 to 99", _number),
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


class _Table:
    """The rows of a CSV file as they are read, and what is wrong with them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.faults: list[str] = []
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
                shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
                self._fault(number, f"{column} {shown!r} is not {_COLUMNS[column].words}")
        empty = [column for column in _NEEDED if not cells[column]]
        for column in empty:
            self._fault(number, f"{column} is empty")
        if not empty and all(column in row for column in _NEEDED):
            self._take(number, row)

    def _take(self, number: int, row: dict[str, object]) -> None:
        self._same(number, "the delivery", self.head, {c: row[c] for c in _HEAD}, "head")
        parcel = str(row["parcel"])
        if parcel in self.lines:
            where = self._first[f"parcel {parcel}"]
            self._fault(number, f"parcel {parcel} stands on line {where} already")
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
            self._same(number, f"customer {ref}", person, told, f"customer {ref}")
        elif any(column in row for column in _OF_CUSTOMER):
            self._fault(number, "somebody is named, but customer_ref is empty")

    def _same(
        self, number: int, what: str, kept: dict[str, object], told: dict[str, object], key: str
    ) -> None:
        if not kept:
            kept.update(told)
            self._first[key] = number
        for column in (c for c in told if told[c] != kept[c]):
            where = self._first[key]
            self._fault(number, f"{column} of {what} is another one than on line {where}")

    def _fault(self, number: int, text: str) -> None:
        self.faults.append(f"{self._name}:{number}: {text}")

    def manifest(self) -> Manifest:
        """Return the whole, checked once more.

        Raises:
            ManifestFaults: everything that was noted.
        """
        if self.faults:
            raise ManifestFaults(self.faults)
        if not self.lines:
            raise ManifestFaults([f"{self._name}: there is no parcel in it"])
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
        raise ManifestFaults([f"{name}:{line}: is not UTF-8 text"]) from error
    table = _Table(name)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = _columns(name, next(reader, []))
        for taken, (number, row) in enumerate(_rows(reader)):
            if taken == MAX_ROWS:
                many = f"{name}:{number}: more than {MAX_ROWS} parcels"
                raise ManifestFaults([many, *table.faults])
            if len(row) != len(columns):
                fault = f"{name}:{number}: {len(row)} cells instead of {len(columns)}"
                table.faults.append(fault)
                continue
            blank = dict.fromkeys(_NEEDED, "")
            cells = (cell.strip() for cell in row)
            table.add(number, blank | dict(zip(columns, cells, strict=True)))
    except csv.Error as error:
        raise ManifestFaults([*table.faults, f"{name}:{reader.line_num}: {error}"]) from error
    return table.manifest()


def _rows(reader: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401  csv names no type
    """Yield (line where it begins, cells); blank lines are nothing."""
    begins = reader.line_num + 1
    for row in reader:
        if row:
            yield begins, row
        begins = reader.line_num + 1


def _columns(name: str, row: list[str]) -> list[str]:
    columns = [cell.strip() for cell in row]
    faults = [f"column {column} is missing" for column in _NEEDED if column not in columns]
    faults += [f"column {column!r} is not known" for column in columns if column not in _COLUMNS]
    faults += [
        f"column {column} stands there twice" for column in _COLUMNS if columns.count(column) > 1
    ]
    if faults:
        raise ManifestFaults(f"{name}:1: {fault}" for fault in faults)
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


class _Parcel(ManifestLine, frozen=True, forbid_unknown_fields=True):
    """A parcel of a file: a misspelt key is an error there."""


class _Customer(CustomerLine, frozen=True, forbid_unknown_fields=True):
    """A customer of a file."""


def _from_json(name: str, raw: bytes) -> Manifest:
    try:
        loose = msgspec.json.decode(raw, type=_Loose)
    except _BAD_JSON as error:
        raise ManifestFaults([f"{name}:{_line_of(raw, str(error))}: {error}"]) from error
    if max(len(loose.parcels), len(loose.customers), len(loose.codes)) > MAX_ROWS:
        raise ManifestFaults([f"{name}: more than {MAX_ROWS} parcels, customers or codes"])
    faults: list[str] = []
    for items, form in ((loose.parcels, _Parcel), (loose.customers, _Customer)):
        at = raw.find(b'"parcels"' if form is _Parcel else b'"customers"')
        for item in items:
            at = raw.find(bytes(item), at)
            try:
                msgspec.json.decode(item, type=form)
            except _BAD_JSON as error:
                line = raw.count(b"\n", 0, at) + 1
                faults.append(f"{name}:{line}: {error}")
    if faults:
        raise ManifestFaults(faults)
    return msgspec.json.decode(raw, type=Manifest)


def _line_of(raw: bytes, message: str) -> int:
    """Return the line that a fault of msgspec speaks of: by its byte, or by the key it names."""
    byte = re.search(r"\(byte (\d+)\)", message)
    if byte:
        return raw.count(b"\n", 0, int(byte[1])) + 1
    key = re.search(r"(?:`\$\.|unknown field `)(\w+)", message)
    at = raw.find(f'"{key[1]}"'.encode()) if key else -1
    return raw.count(b"\n", 0, max(at, 0)) + 1
