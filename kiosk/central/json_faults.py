"""What msgspec finds wrong with a manifest in JSON, as a fault with its line and its entry."""

import re

import msgspec

from kiosk.central.faults import Fault
from kiosk.core.words import Decision, ParcelKind, Size

BAD_JSON = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_FORM_OF = {
    "delivery": "ref", "carrier": "word", "due_at": "when_ms", "parcels": "rows",
    "customers": "rows", "codes": "codes", "parcel": "ref", "box": "ref", "order": "ref",
    "customer_ref": "ref", "seller_ref": "ref", "items": "items", "age_limit": "years",
    "due_minor": "money", "price_minor": "money", "currency": "currency", "store_until": "when_ms",
    "policy": "word", "masked_name": "name", "last_four": "last_four", "title": "title",
    "detail": "title", "photo": "sha256", "barcode": "word", "category": "word", "why": "word",
    "kind": "one_of", "size": "one_of", "decision": "one_of", "returnable": "truth",
}  # fmt: skip
_CHOICES = {"kind": ParcelKind, "size": Size, "decision": Decision}  # of each `one_of`


def fault_in(raw: bytes, error: Exception, most: int) -> Fault:
    """Return what is wrong with the whole of a file.

    Args:
        raw: the file.
        error: one of `BAD_JSON`.
        most: entries of a list.
    """
    found = _fault(error, "whole", most)
    return found.at("", _line_of(raw, str(error)))


def fault_of_entry(error: Exception, of: str, entry: int, line: int) -> Fault:
    """Return what is wrong with an entry of a list.

    Args:
        error: one of `BAD_JSON`.
        of: the list.
        entry: which, from 1: a file may well be all on one line.
        line: where the entry begins.
    """
    found = _fault(error, "entry", 0)
    return msgspec.structs.replace(found, of=of, entry=entry, line=line)


def _fault(error: Exception, whole: str, most: int) -> Fault:
    text, _, path = str(error).partition(" - at `")
    if " in `$" in path:  # a key of a table: its own form is wrong
        return Fault("bad_field", {"field": path.rpartition("`$.")[2].strip("`")}, "ref")
    path = path.strip("`$.")
    if isinstance(error, UnicodeDecodeError):
        return Fault("no_text")
    if isinstance(error, RecursionError):
        return Fault("too_deep")
    if not isinstance(error, msgspec.ValidationError):
        return Fault("json_end" if "truncated" in text else "no_json")
    if field := re.search(r"(missing required|unknown) field `([^`]*)`", text):
        name = f"{path}.{field[2]}".lstrip(".")
        return Fault("no_field" if field[1] != "unknown" else "odd_field", {"field": name})
    if not path:
        return Fault("bad_entry", form=whole)
    name = re.sub(r"\[[^]]*\]", "", path).rpartition(".")[2]
    if path.startswith("codes["):
        return Fault("bad_field", {"field": "codes"}, "pickup_code")
    choices = ", ".join(_CHOICES.get(name, ()))
    return Fault(
        "bad_field",
        {"field": path, "choices": choices, "most": most},
        _FORM_OF.get(name, "entry") if not path.endswith("]") else "entry",
    )


def _line_of(raw: bytes, message: str) -> int:
    """Return the line that a fault of msgspec speaks of: by its byte, or by the key it names."""
    byte = re.search(r"\(byte (\d+)\)", message)
    if byte:
        return raw.count(b"\n", 0, int(byte[1])) + 1
    key = re.search(r"(?:`\$\.|unknown field `)(\w+)", message)
    at = raw.find(f'"{key[1]}"'.encode()) if key else -1
    return raw.count(b"\n", 0, max(at, 0)) + 1
