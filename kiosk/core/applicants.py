"""Who wants to open a point: a form with checked fields, and what of it travels beside an event."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

CONSENT: Final = "2026-11-3"  # the version of the text that is shown
FIELDS: Final = ("country", "company", "tax_id", "name", "mail", "phone", "consent")
_TAX: Final[Mapping[str, tuple[int, ...]]] = {  # how many digits a number has, by country
    "RU": (10, 12),
    "KZ": (12,),
    "BY": (9,),
    "AM": (8,),
    "PT": (9,),
    "BR": (11, 14),
    "GB": (9, 10, 12),
}
COUNTRIES: Final = tuple(_TAX)
_LONGEST = 120
_MAIL = re.compile(r"[^@\s,;<>]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"\+[0-9]{8,15}")
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


class OpeningApplicant(Struct, frozen=True, omit_defaults=True):
    """The personal fields of a partner, as an attachment holds them."""

    name: str
    mail: str
    phone: str
    company: str = ""
    tax_id: str = ""
    country: str = ""


def tidied(fields: Mapping[str, str]) -> dict[str, str]:
    """Return a form as it is kept: known fields alone, no blanks around, plain numbers."""
    told = {field: " ".join(fields.get(field, "").split()) for field in FIELDS}
    told["phone"] = re.sub(r"[ ().-]", "", told["phone"])
    told["tax_id"] = re.sub(r"[ ./-]", "", told["tax_id"])
    return told


def faults(fields: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with a form: a word by field, in the order of the fields.

    The words are `missing`, `too_long`, `unseen` (signs nobody sees), `form` and `consent`.
    """
    told = tidied(fields)
    found = {field: _fault(field, told) for field in FIELDS}
    return {field: word for field, word in found.items() if word}


def _fault(field: str, told: Mapping[str, str]) -> str:
    value = told[field]
    if not value:
        return "consent" if field == "consent" else "missing"
    if len(value) > _LONGEST:
        return "too_long"
    if _UNSEEN.search(value):
        return "unseen"
    is_right = _RIGHT.get(field)
    return "" if is_right is None or is_right(told) else "form"


def _tax(told: Mapping[str, str]) -> bool:
    digits = told["tax_id"]
    if told["country"] not in _TAX:
        return True  # the country is what is wrong
    return digits.isascii() and digits.isdigit() and len(digits) in _TAX[told["country"]]


_RIGHT: Mapping[str, Callable[[Mapping[str, str]], bool]] = {
    "country": lambda told: told["country"] in _TAX,
    "tax_id": _tax,
    "mail": lambda told: _MAIL.fullmatch(told["mail"]) is not None,
    "phone": lambda told: _PHONE.fullmatch(told["phone"]) is not None,
    "consent": lambda told: told["consent"] == CONSENT,
}


def applicant(fields: Mapping[str, str]) -> OpeningApplicant:
    """Return the personal fields of a form without faults."""
    told = tidied(fields)
    return OpeningApplicant(
        told["name"], told["mail"], told["phone"], told["company"], told["tax_id"], told["country"]
    )
