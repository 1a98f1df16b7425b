"""Returns and drop-offs announced from a file, all of it or nothing; the central's word on them."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.central.announcements import Announcements, ExpectWish, ReturnWish, read
from kiosk.central.faults import ManifestFaults
from kiosk.core import messages
from kiosk.core.facts import returning
from kiosk.core.facts.box import MessageDone
from kiosk.core.messages import CodesSet, CustomerLine
from kiosk.core.words import (
    BoxClass,
    Condition,
    How,
    Outcome,
    RejectReason,
    ReturnJudgement,
)
from tests.central.conftest import Box, Central
from tests.central.test_wishes import Spool

RETURN = {
    "return": "R-900",
    "code": "ii5275210303",
    "customer_ref": "c1",
    "customer": {"customer_ref": "c1", "masked_name": "Maria S.", "last_four": "4821"},
    "items": [{"title": "Vento", "barcode": "4601", "category": "shoes"}],
}
DROP = {"parcel": "48219001-0001-1", "sender_ref": "s-17", "size": "L"}
BOTH = {"returns": [RETURN], "dropoffs": [DROP]}


@pytest.fixture
def spool(central: Central, secret: Callable[[], bytes], tmp_path: Path) -> Spool:
    """The spool of the central."""
    return Spool(central, secret, tmp_path / "wishes")


def announced(**more: object) -> Announcements:
    return msgspec.convert(BOTH | more, Announcements)


def write(folder: Path, told: object) -> Path:
    path = folder / "brought.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return path


def test_a_file_becomes_letters_with_codes_for_its_customers(spool: Spool, tmp_path: Path) -> None:
    brought = read(write(tmp_path, BOTH))
    granted = spool.ask(ExpectWish("p1", brought))
    assert granted.lines == ("1 returns and 1 drop-offs are announced",)
    back, dropped, codes = spool.letters()
    assert isinstance(back, messages.ReturnExpected)
    assert type(back) is messages.ReturnExpected
    assert (back.return_, back.code, back.customer) == (
        "R-900",
        "ii5275210303",
        CustomerLine("c1", "Maria S.", "4821"),
    )
    assert type(dropped) is messages.DropoffExpected
    assert isinstance(codes, CodesSet)
    assert codes.customer_ref == "c1"
    assert granted.letters == 3


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("{", "brought.json"),
        ({}, "there is nothing in it"),
        ({"returns": [RETURN, RETURN]}, "return R-900 stands there twice"),
        ({"dropoffs": [DROP, DROP]}, "stands there twice"),
        ({"returns": [RETURN | {"code": "5275210303"}]}, "code"),
        ({"returns": [RETURN | {"colour": "red"}]}, "colour"),
        ({"returns": [RETURN | {"items": []}]}, "items"),
        ({"returns": [RETURN | {"customer_ref": "c2"}]}, "another customer"),
        ({"returned": []}, "returned"),
        ({"dropoffs": [DROP | {"size": "XXL"}]}, "size"),
    ],
)
def test_a_bad_file_is_refused_in_words(told: object, fault: str, tmp_path: Path) -> None:
    with pytest.raises(ManifestFaults) as caught:
        read(write(tmp_path, told))
    assert fault in "\n".join(caught.value.lines)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(raw=st.binary(max_size=200))
def test_no_bytes_bring_the_reader_down(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "brought.json"
    path.write_bytes(raw)
    with pytest.raises(ManifestFaults):
        read(path)


@pytest.mark.parametrize(
    "wish",
    [
        ExpectWish("p9", announced()),
        ExpectWish("p1", Announcements()),
        ReturnWish("p9", "R-900", "confirm"),
    ],
)
def test_a_wish_that_cannot_be_granted_sends_nothing(wish: object, spool: Spool) -> None:
    assert not spool.ask(wish).ok
    assert spool.letters() == []


@pytest.mark.parametrize(
    ("action", "letter"),
    [
        ("withdraw", messages.ReturnCancelled("R-900")),
        ("confirm", messages.ReturnVerdict("R-900", ReturnJudgement.CONFIRMED, "why")),
        ("deny", messages.ReturnVerdict("R-900", ReturnJudgement.DENIED, "why")),
    ],
)
def test_the_centrals_word_is_a_letter(action: str, letter: object, spool: Spool) -> None:
    wish = ReturnWish("p1", "R-900", action, "why")  # type: ignore[arg-type]
    assert spool.ask(wish).ok
    assert spool.letters() == [letter]


# -- what the central makes of it --------------------------------------------------------------


def taken(parcel: str = "P:1") -> list[object]:
    """A return kept at the point, and taken back there."""
    return [
        returning.ReturnOpened("R1", How.UNANNOUNCED, "ii5275210303"),
        returning.ReturnAccepted("R1", parcel, Condition.WHOLE, BoxClass.NORMAL, provisional=True),
    ]


def test_the_books_hold_the_return_and_its_parcel(central: Central, box: Box) -> None:
    box.tell(*taken())  # type: ignore[arg-type]
    central.take(box.batch(1))
    kinds = {(kind, id_) for kind, id_, _ in central.store.questions.books("p1")}
    assert {("return", "R1"), ("parcel", "P:1")} <= kinds
    assert central.state_of("P:1") == "to_return"


def test_goods_nobody_wants_are_claimed(central: Central, box: Box) -> None:
    denied = returning.ReturnVerdict("R1", ReturnJudgement.DENIED)
    box.tell(*taken(), denied)  # type: ignore[arg-type]
    central.take(box.batch(1))
    (claim,) = central.store.questions.claims("p1")
    assert (claim.claim, claim.tasks) == ("return_denied", ("check_parcel:P:1",))


def test_goods_taken_back_before_the_withdrawal_came_are_claimed(
    central: Central, box: Box
) -> None:
    central.queue(messages.ReturnCancelled("R1"))
    (sent,) = central.store.questions.sent("p1")
    told = MessageDone(sent.id, Outcome.REJECTED, "already_returned")
    box.tell(*taken(), told)  # type: ignore[arg-type]
    central.take(box.batch(1))
    (claim,) = central.store.questions.claims("p1")
    assert (claim.claim, claim.id) == ("returned_after_withdrawal", sent.id)


def test_a_customer_with_a_return_to_come_keeps_fresh_codes(central: Central, box: Box) -> None:
    store = central.store
    with store.unit():
        store.codes_told("p1", "c1", 10)
    box.tell(returning.ReturnExpected("R1", "ii5275210303", "c1"))
    central.take(box.batch(1))
    assert store.codes_wanted("p1", 20) == ("c1",)
    box.tell(returning.ReturnRejected("R1", RejectReason.WITHDRAWN))
    central.take(box.batch(2))
    assert store.codes_wanted("p1", 20) == ()


def test_a_customers_name_is_kept_for_a_box_that_takes_over(central: Central) -> None:
    central.queue(*announced().letters())
    beside = central.store._beside.all("p1")
    assert [(kind, id_) for kind, id_, _ in beside] == [("customer", "c1")]
