"""The set-up's rules: which codes let a box in, what is wrong with what is typed, the way back."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import setup
from kiosk.core.enrolment import code_of
from kiosk.core.setup import PREFIX, Draft, Invitation, Step, Way

CODE = code_of(b"\x01\x02\x03\x04\x05")
SERVER, PRINT = "https://mail.example:8443", "ab" * 32


def test_a_bare_code_keeps_what_was_typed_beside_it() -> None:
    known = Invitation("", SERVER, PRINT)
    assert setup.read(f" {CODE.lower()} ", known) == Invitation(CODE.lower(), SERVER, PRINT)


def test_a_picture_from_the_network_tells_all_three() -> None:
    told = setup.read(f"{PREFIX}{CODE};{SERVER};{PRINT.upper()}", Invitation())
    assert told == Invitation(CODE, SERVER, PRINT)
    assert setup.read(setup.written(told), Invitation()) == told
    alone = setup.read(f"{PREFIX}{CODE};;", Invitation())
    assert alone == Invitation(CODE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4600000000017",
        f"{CODE[:-1]}0" if CODE[-1] != "0" else f"{CODE[:-1]}1",
        f"{PREFIX}{CODE}",
        f"{PREFIX}{CODE};{SERVER};{PRINT};more",
        f"{PREFIX}{CODE};http://mail.example;{PRINT}",
        f"{PREFIX}{CODE};{SERVER};not hex",
        f"{PREFIX}{CODE};javascript:alert(1);",
        f"{PREFIX}{CODE};https://[;{PRINT}",
        PREFIX + CODE + ";" + "x" * 600 + ";",
    ],
)
def test_any_other_code_lets_nobody_in(text: str) -> None:
    assert setup.read(text, Invitation()) is None


@given(st.text(max_size=600))
def test_no_text_makes_it_fall(text: str) -> None:
    for tried in (text, PREFIX + text):
        found = setup.read(tried, Invitation())
        assert found is None or setup.faults(found, has_server=True) == ()


@pytest.mark.parametrize(
    ("told", "has_server", "wrong"),
    [
        (Invitation(CODE), True, ()),
        (Invitation(CODE), False, ("server",)),
        (Invitation(CODE, "mail.example", ""), True, ("server",)),
        (Invitation("7QX", SERVER, "xyz"), True, ("code", "fingerprint")),
        (Invitation(CODE, "https://[2001:db8::1]:8443/"), True, ()),
        (Invitation(CODE, "https://10.0.0.7:8443"), True, ()),
        (Invitation(CODE, "https://["), True, ("server",)),
        (Invitation(CODE, "https://]["), True, ("server",)),
        (Invitation(CODE, "https://[::"), True, ("server",)),
        (Invitation(CODE, "https://a:b:c"), True, ("server",)),
        (Invitation(CODE, "https://:8443"), True, ("server",)),
        (Invitation(CODE, "https://a:99999"), True, ("server",)),
    ],
)
def test_what_is_wrong_is_told_field_by_field(
    told: Invitation, wrong: tuple[str, ...], *, has_server: bool
) -> None:
    assert setup.faults(told, has_server=has_server) == wrong


def test_the_way_back_goes_by_what_was_chosen() -> None:
    assert setup.before(Draft(Step.CODE, way=Way.NEW)) is Step.FORM
    assert setup.before(Draft(Step.CODE, way=Way.CODE)) is Step.WAY
    assert setup.before(Draft(Step.FORM)) is Step.WAY
    assert setup.before(Draft(Step.WAY)) is Step.LANGUAGE
    assert setup.before(Draft()) is Step.LANGUAGE


def test_a_draft_goes_through_json_and_the_code_through_no_log() -> None:
    draft = Draft(Step.CODE, "ru", Way.NEW, Invitation(CODE, SERVER), {"name": "Мария"})
    assert msgspec.json.decode(msgspec.json.encode(draft), type=Draft) == draft
    assert CODE not in repr(draft)
