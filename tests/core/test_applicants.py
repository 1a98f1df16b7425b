"""The form of a partner: every field is looked at, and says what is wrong with it."""

import pytest

from kiosk.core import applicants
from kiosk.core.applicants import CONSENT, FIELDS, OpeningApplicant, applicant, faults, tidied
from kiosk.core.attachments import fields_of, read, write

FORM = {
    "country": "RU",
    "company": "  ООО  «Вента» ",
    "tax_id": "7707 083 893",
    "name": "Мария Ким",
    "mail": "m.kim@example.org",
    "phone": "+7 (900) 123-45-67",
    "consent": CONSENT,
}


def test_a_whole_form_has_no_faults_and_is_tidied() -> None:
    assert faults(FORM) == {}
    told = tidied(FORM | {"secret": "x"})
    assert set(told) == set(FIELDS)
    assert (told["company"], told["phone"]) == ("ООО «Вента»", "+79001234567")
    assert told["tax_id"] == "7707083893"


def test_an_empty_form_says_of_every_field_that_it_is_missing() -> None:
    assert faults({}) == dict.fromkeys(FIELDS, "missing") | {"consent": "consent"}


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("name", "", "missing"),
        ("name", "   ", "missing"),
        ("name", "x" * 121, "too_long"),
        ("name", "Мария\u202eмиК", "unseen"),
        ("name", "a\x00b", "unseen"),
        ("country", "XX", "form"),
        ("tax_id", "123", "form"),
        ("tax_id", "77070838AB", "form"),
        ("tax_id", "٧٧٠٧٠٨٣٨٩٣", "form"),
        ("mail", "m.kim", "form"),
        ("mail", "m@kim", "form"),
        ("mail", "m.kim@example.org; rm", "form"),
        ("phone", "89001234567", "form"),
        ("phone", "+7", "form"),
        ("consent", "", "consent"),
        ("consent", "2020-01", "form"),
    ],
)
def test_a_field_says_what_is_wrong_with_it(field: str, text: str, fault: str) -> None:
    assert faults(FORM | {field: text}) == {field: fault}


@pytest.mark.parametrize(
    ("country", "number", "is_right"),
    [
        ("RU", "770708389312", True),
        ("RU", "77070838931", False),
        ("PT", "501442600", True),
        ("BR", "11.222.333/0001-81", True),
        ("BR", "112223330001", False),
        ("GB", "123456789", True),
    ],
)
def test_each_country_has_numbers_of_its_own_length(
    country: str,
    number: str,
    is_right: bool,  # noqa: FBT001
) -> None:
    assert ("tax_id" not in faults(FORM | {"country": country, "tax_id": number})) is is_right


def test_every_country_of_the_list_has_a_form() -> None:
    assert all("country" not in faults(FORM | {"country": one}) for one in applicants.COUNTRIES)


def test_the_fields_travel_as_an_attachment_and_come_back() -> None:
    person = applicant(FORM)
    assert person == OpeningApplicant(
        "Мария Ким", "m.kim@example.org", "+79001234567", "ООО «Вента»", "7707083893", "RU"
    )
    written = write(person, b"s" * 16)
    assert fields_of(read(written.raw), OpeningApplicant) == person
    assert read(written.raw).kind == "opening.applicant"
