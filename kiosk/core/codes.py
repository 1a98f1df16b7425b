"""What a scanned or typed code means, before anybody asks whether it is known."""

import re
from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

MAX_BYTES = 512  # WORKFLOWS.md 5
_LONGEST_ID = 64  # core.words.Ref
GS = "\x1d"
_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_GS_AIMS = ("]C1", "]d2", "]Q3")
_GS_FAMILIES = ("datamatrix", "gs1_datamatrix", "gs1_128")
_OF_ORDER = re.compile(r"\d{6,11}-(\d{4}-\d{1,3})", re.ASCII)
_TAIL = re.compile(r"(?:[^\W_][\W_]*){1,4}$")


class CodeKind(StrEnum):
    """The kinds of code the counter knows (WORKFLOWS.md 5)."""

    COMMAND = "command"
    CELL = "cell"
    BADGE = "badge"
    PARCEL = "parcel"
    BOX = "box"
    PICKUP = "pickup"
    ORDER = "order"
    RETURN = "return"
    MARKING = "marking"
    PRODUCT = "product"
    DELIVERY = "delivery"
    RECEIPT = "receipt"
    DIGITS = "digits"
    UNKNOWN = "unknown"


class Code(Struct, frozen=True):
    """A code and its kind.

    Args:
        kind: what it means.
        text: what to look up: the id within the kind's own namespace.
        symbology: the bar code family, `typed` for the keypad.
        why: for unknown ones, in one word: too_long, control, foreign or empty.
        repaired: Cyrillic letters were mapped back to the Latin keys they were typed on.
    """

    kind: CodeKind
    text: str
    symbology: str
    why: str = ""
    repaired: bool = False

    def __repr__(self) -> str:
        """Show everything but the text: a pickup code must not reach a log."""
        return f"Code({self.kind.value}, {len(self.text)} characters, {self.why or 'ok'})"


BADGE_LETTERS, BADGE_LENGTH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 20  # 100 bits (TRUST.md 6)
_CROCKFORD = "[0-9A-HJKMNP-TV-Z]"


def _shape(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)  # else \d takes the digits of every script there is


_OURS: tuple[tuple[CodeKind, re.Pattern[str]], ...] = (
    (CodeKind.COMMAND, _shape(r"CMD:([a-z]{2,12}(?::[A-Za-z0-9_-]{1,16})?)")),
    (CodeKind.CELL, _shape(r"CELL:([A-Z]{1,2}(?:-\d{1,3}){1,3})")),
    (CodeKind.BADGE, _shape(rf"BADGE:({_CROCKFORD}{{20}})")),
    (CodeKind.PARCEL, _shape(rf"(P:{_CROCKFORD}{{10,26}})")),
    (CodeKind.BOX, _shape(r"(BOX:[0-9A-Z-]{6,24})")),
    (CodeKind.RECEIPT, _shape(r"RCPT:([0-9A-Za-z-]{1,64})")),
)
_SHAPES: tuple[tuple[CodeKind, re.Pattern[str]], ...] = (
    (CodeKind.PARCEL, _shape(r"\d{6,11}-\d{4}-\d{1,3}")),
    (CodeKind.PARCEL, _shape(r"%\d{3}%\d{6,14}")),
    (CodeKind.PARCEL, _shape(r"[!*][A-Za-z0-9+/_=-]{6,10}")),
    (CodeKind.PARCEL, _shape(r"1Z[0-9A-Z]{16}")),
    (CodeKind.PARCEL, _shape(r"TBA\d{9,15}")),
    (CodeKind.PICKUP, _shape(r"\d{6,10}\*\d{3,6}")),
    (CodeKind.ORDER, _shape(r"\d{6,11}-\d{4}")),
    (CodeKind.RETURN, _shape(r"ii\d{8,12}")),
    (CodeKind.BOX, _shape(r"WB-MP-[0-9A-Za-z-]{1,20}")),
    (CodeKind.BOX, _shape(r"00\d{18}")),
    (CodeKind.MARKING, _shape(r"01\d{14}21[\x21-\x7e]{1,20}(?:\x1d.*)?")),
)
_CELL_SHAPE = _shape(r"[A-Z]{1,2}(-\d{1,3}){1,3}|\d{1,3}-\d{1,3}")
_MARKED = _shape(r"01(\d{14})21[\x21-\x7e]")  # GS1: the number, then the piece
_SHORT_PICKUP = _shape(r"\d{6}|\d{4} ?\d{6}")
_DIGITS = _shape(r"\d{4,20}")
_SEAL = _shape(r"[0-9A-Z-]{4,20}")
_SELLER = _shape(r"[0-9A-Za-z-]{8,40}")
_PRODUCT_FAMILIES = ("ean13", "ean8", "itf")

# Keys of a Russian keyboard (ЙЦУКЕН) and the Latin letters on the same keys.
_RUSSIAN = "йцукенгшщзфывапролдячсмитьЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ"
_LATIN = "qwertyuiopasdfghjklzxcvbnmQWERTYUIOPASDFGHJKLZXCVBNM"
_KEYS = str.maketrans(_RUSSIAN, _LATIN)

Lookup = Callable[[str], CodeKind | None]


def read(text: str, symbology: str, lookup: Lookup, *, in_issue: bool = False) -> Code:
    """Tell what a code means; never raises, whatever the text.

    Args:
        text: as the scanner, the eye or the keypad gave it.
        symbology: the bar code family, `unknown`, or `typed`.
        lookup: says whether an id is known here, and as what: parcel, box, delivery, order, cell.
        in_issue: a screen of the issue is open, so six digits are a pickup code.

    Returns:
        The code; kind unknown with a reason when it is nothing we can act on.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return Code(CodeKind.UNKNOWN, "", symbology, "too_long")
    aim = text[:3] if _AIM.match(text) else ""
    body = text[len(aim) :].rstrip("\r\n\t")
    if not body:
        return Code(CodeKind.UNKNOWN, "", symbology, "empty")
    if _has_controls(body, gs=aim in _GS_AIMS or symbology in _GS_FAMILIES):
        return Code(CodeKind.UNKNOWN, "", symbology, "control")
    found = _classify(body, symbology, lookup, in_issue=in_issue)
    if found:
        return found
    latin = body.translate(_KEYS)
    if latin != body and latin.isascii():
        repaired = _classify(latin, symbology, lookup, in_issue=in_issue)
        if repaired:
            return Code(repaired.kind, repaired.text, symbology, repaired=True)
    return Code(CodeKind.UNKNOWN, "", symbology, "foreign")


def _has_controls(body: str, *, gs: bool) -> bool:
    return any((c < " " or c == "\x7f") and not (gs and c == GS) for c in body)


def _classify(body: str, symbology: str, lookup: Lookup, *, in_issue: bool) -> Code | None:
    for kind, shape in _OURS:
        ours = shape.fullmatch(body)
        if ours:
            return Code(kind, ours.group(1), symbology)
    for kind, shape in _SHAPES:
        if shape.fullmatch(body):
            # a pallet's number may be that of one large parcel, which is known by it
            is_parcel = kind is CodeKind.BOX and lookup(body) is CodeKind.PARCEL
            return Code(CodeKind.PARCEL if is_parcel else kind, body, symbology)
    if not body.isascii():
        return None
    if _CELL_SHAPE.fullmatch(body) and lookup(body) is CodeKind.CELL:
        return Code(CodeKind.CELL, body, symbology)
    if in_issue and _SHORT_PICKUP.fullmatch(body) and lookup(body) is not CodeKind.PARCEL:
        return Code(CodeKind.PICKUP, body.replace(" ", ""), symbology)
    if _DIGITS.fullmatch(body):
        return _digits(body, symbology, lookup)
    known = lookup(body) if len(body) <= _LONGEST_ID else None
    return Code(known, body, symbology) if known else None


def _digits(body: str, symbology: str, lookup: Lookup) -> Code:
    known = lookup(body)
    if known:
        return Code(known, body, symbology)
    kind = CodeKind.PRODUCT if symbology in _PRODUCT_FAMILIES else CodeKind.DIGITS
    return Code(kind, body, symbology)


def asked_seal(text: str) -> str | None:
    """Return the seal's number in `text`; asked only where a screen waits for one."""
    return _asked(text, _SEAL)


def asked_seller(text: str) -> str | None:
    """Return the seller's give-out code in `text`; asked only where a screen waits for one."""
    return _asked(text, _SELLER)


def _asked(text: str, shape: re.Pattern[str]) -> str | None:
    body = text[3:] if _AIM.match(text) else text
    body = body.rstrip("\r\n\t")
    return body if shape.fullmatch(body) else None


def goods(text: str) -> str:
    """Return a product's code as it is compared: one number, however many digits it is written in.

    A marking code names one piece of the goods; its product's number stands inside.
    """
    marked = _MARKED.match(text)
    number = marked.group(1) if marked else text
    return number.lstrip("0") if number.isascii() and number.isdigit() else number


def same_goods(one: str, other: str) -> bool:
    """Whether two codes are of the same goods, however each is written."""
    return bool(goods(one)) and goods(one) == goods(other)


def goods_in(code: Code) -> str:
    """Return the product's number inside a marking code, empty for any other."""
    return goods(code.text) if code.kind is CodeKind.MARKING else ""


def tail(text: str) -> str:
    """Return the end of a code, all that is ever shown: its last four letters or digits.

    Of an order's parcel, whose end is a count of parcels, it is that count and four before it.
    """
    counted = _OF_ORDER.fullmatch(text)
    if counted:
        return counted.group(1)
    found = _TAIL.search(text)
    return found.group() if found else ""
