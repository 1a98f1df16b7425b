"""A delivery's manifest from a file: CSV or JSON, all of it or every error with its line.

CSV columns, all text, the first line names them:
`delivery, carrier, due_at, parcel, order, customer_ref, name, last_four, size, title, price,
age_limit, store_until`; due_at and store_until are ISO 8601 with a zone, price is in minor units.
Needed are delivery, carrier, due_at and parcel; delivery, carrier and due_at must not change from
line to line. JSON is one object of the shape of `Manifest`.
"""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from kiosk.core.facts.fact import Item
from kiosk.core.messages import (
    CustomerLine,
    DeliveryAnnounced,
    DeliveryPart,
    Letter,
    ManifestLine,
)
from kiosk.core.words import At, Ref, Word

MAX_BYTES = 5 * 1024 * 1024  # PROTOCOL.md 16
MAX_ROWS = 10_000
_A_PART = 100
_NEEDED = ("delivery", "carrier", "due_at", "parcel")
_COLUMNS = (
    *_NEEDED,
    "order",
    "customer_ref",
    "name",
    "last_four",
    "size",
    "title",
    "price",
    "age_limit",
    "store_until",
)


class ManifestFaults(Exception):
    """The file cannot be used; `lines` says why, a line each."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """A delivery as the network knows it."""

    delivery: Ref
    carrier: Word
    due_at: At
    parcels: tuple[ManifestLine, ...]
    customers: tuple[CustomerLine, ...] = ()

    def letters(self) -> tuple[Letter, ...]:
        """Return the letters that announce it: the delivery, then its parts of 100 parcels."""
        known = {customer.customer_ref: customer for customer in self.customers}
        slices = [self.parcels[i : i + _A_PART] for i in range(0, len(self.parcels), _A_PART)]
        parts: list[Letter] = []
        for number, parcels in enumerate(slices, start=1):
            refs = dict.fromkeys(p.customer_ref for p in parcels if p.customer_ref in known)
            customers = tuple(known[ref] for ref in refs if ref)
            parts.append(DeliveryPart(self.delivery, number, parcels, customers))
        first = DeliveryAnnounced(self.delivery, self.carrier, self.due_at, parts=len(parts))
        return (first, *parts)


def read(path: Path) -> Manifest:
    """Return the manifest in a file.

    Raises:
        ManifestFaults: every error at once; nothing of the file is used.
    """
    if path.stat().st_size > MAX_BYTES:
        raise ManifestFaults([f"{path.name}: larger than 5 MB"])
    raw = path.read_bytes()
    manifest = _from_json(path.name, raw) if path.suffix == ".json" else _from_csv(path.name, raw)
    if len(manifest.parcels) > MAX_ROWS:
        raise ManifestFaults([f"{path.name}: more than {MAX_ROWS} parcels"])
    twice = _repeated(p.parcel for p in manifest.parcels)
    if twice:
        raise ManifestFaults(f"{path.name}: parcel {code} stands there twice" for code in twice)
    return manifest


def _repeated(codes: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [code for code in codes if code in seen or seen.add(code)]  # type: ignore[func-returns-value]


def _from_json(name: str, raw: bytes) -> Manifest:
    try:
        return msgspec.json.decode(raw, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ManifestFaults([f"{name}: {error}"]) from error


def _from_csv(name: str, raw: bytes) -> Manifest:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManifestFaults([f"{name}: is not UTF-8 text"]) from error
    reader = csv.DictReader(io.StringIO(text), restkey="", restval="")
    columns = reader.fieldnames or []
    missing = [column for column in _NEEDED if column not in columns]
    strange = [column for column in columns if column not in _COLUMNS]
    if missing or strange:
        raise ManifestFaults(
            [f"{name}:1: column {column} is missing" for column in missing]
            + [f"{name}:1: column {column!r} is not known" for column in strange]
        )
    try:
        rows = list(reader)
    except csv.Error as error:
        raise ManifestFaults([f"{name}:{reader.line_num}: {error}"]) from error
    return _from_rows(name, rows)


def _from_rows(name: str, rows: list[dict[str, str]]) -> Manifest:
    faults: list[str] = []
    parcels: list[ManifestLine] = []
    customers: dict[str, CustomerLine] = {}
    heads = {(row["delivery"], row["carrier"], row["due_at"]) for row in rows}
    if len(heads) != 1:
        raise ManifestFaults([f"{name}: one file is one delivery, this one has {len(heads)}"])
    for number, row in enumerate(rows, start=2):
        try:
            parcels.append(_parcel(row))
            if row.get("customer_ref"):
                customers.setdefault(row["customer_ref"], _customer(row))
        except (ValueError, msgspec.ValidationError) as error:
            faults.append(f"{name}:{number}: {error}")
    if faults:
        raise ManifestFaults(faults)
    delivery, carrier, due_at = heads.pop()
    try:
        return msgspec.convert(
            {
                "delivery": delivery,
                "carrier": carrier,
                "due_at": _ms(due_at),
                "parcels": tuple(parcels),
                "customers": tuple(customers.values()),
            },
            Manifest,
        )
    except (ValueError, msgspec.ValidationError) as error:
        raise ManifestFaults([f"{name}:2: {error}"]) from error


def _parcel(row: dict[str, str]) -> ManifestLine:
    item = Item(row.get("title") or row["parcel"], price_minor=int(row.get("price") or 0))
    fields: dict[str, object] = {"parcel": row["parcel"], "items": [msgspec.to_builtins(item)]}
    for column in ("order", "customer_ref", "size"):
        if row.get(column):
            fields[column] = row[column]
    if row.get("age_limit"):
        fields["age_limit"] = int(row["age_limit"])
    if row.get("store_until"):
        fields["store_until"] = _ms(row["store_until"])
    return msgspec.convert(fields, ManifestLine)


def _customer(row: dict[str, str]) -> CustomerLine:
    fields = {
        "customer_ref": row["customer_ref"],
        "masked_name": row.get("name") or "",
        "last_four": row.get("last_four") or "",
    }
    return msgspec.convert(fields, CustomerLine)


def _ms(text: str) -> int:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return int(moment.timestamp() * 1000)
