"""An erasure at the central: every box is asked, and the last one that is done ends it."""

import msgspec
import pytest

from kiosk.central.erasures import EraseWish, Erasures
from kiosk.core.facts.fact import Item
from kiosk.core.facts.privacy import Basis, CustomerErased, ErasureAsked
from kiosk.core.messages import (
    CodesSet,
    CustomerLine,
    DeliveryPart,
    ElsewhereSet,
    EraseRequest,
    ManifestLine,
    ReturnExpected,
    decode,
)
from tests.central.conftest import DAY_MS, ON_A_FILE, T0, Box, Central

NAME = "Mariposa Q."
MARIA = CustomerLine("c1", NAME, "8675")
OTHER = CustomerLine("c2", "Igor P.", "1111")
LETTERS = (
    DeliveryPart("D-1", 1, (ManifestLine("P1", customer_ref="c1"),), (MARIA, OTHER)),
    CodesSet("c1", ()),
    ReturnExpected("R1", "ii5275210303", "c1", (Item("Mug"),), MARIA, reason="Mariposa dropped it"),
    ElsewhereSet("c1", 5),
)


def ask(central: Central, request: str = "r1") -> int:
    with central.store.unit():
        return central.store.erase(request, "c1", T0, T0 + 30 * DAY_MS)


def stands(central: Central, request: str = "r1") -> dict[str, str]:
    (found,) = [one for one in central.store.questions.erasures() if one.request == request]
    return {device: state for device, (state, _) in found.boxes.items()}


def raws(central: Central) -> list[bytes]:
    return [bytes(row[0]) for row in central.rows("SELECT raw FROM message ORDER BY device, seq")]


def test_every_box_of_a_point_that_was_told_is_asked_and_no_other(central: Central) -> None:
    central.register("box-2", "p2")
    central.queue(*LETTERS)
    assert ask(central) == 1
    assert stands(central) == {"box-1": "asked"}
    last = decode(raws(central)[-1]).facts
    assert last == EraseRequest("r1", "c1", T0 + 30 * DAY_MS)


def test_a_box_tells_that_it_waits_and_then_that_it_is_done(central: Central) -> None:
    central.queue(*LETTERS)
    ask(central)
    box = Box()
    box.tell(ErasureAsked("r1", "c1", Basis.CENTRAL, T0))
    central.take(box.hello(), box.batch(1))
    assert stands(central) == {"box-1": "waiting"}
    box.tell(CustomerErased("r1", "c1", Basis.CENTRAL))
    central.take(box.batch(2))
    assert stands(central) == {"box-1": "erased"}
    (told,) = central.store.questions.erasures()
    assert told.done_at is not None
    assert told.due_at == T0 + 30 * DAY_MS


def test_what_the_point_was_told_is_gone_and_others_stay(central: Central) -> None:
    central.queue(*LETTERS)
    with central.store.unit():
        central.store.code_secret("c1", b"s" * 32)
        central.store.codes_told("p1", "c1", 9)
    ask(central)
    box = Box()
    box.tell(CustomerErased("r1", "c1", Basis.CENTRAL))
    central.take(box.hello(), box.batch(1))
    kinds = [(row[0], row[1]) for row in central.rows("SELECT kind, id FROM beside ORDER BY id")]
    assert kinds == [("customer", "c2")]
    assert central.rows("SELECT * FROM told") == []
    assert central.rows("SELECT * FROM customer") == []
    part, codes, back, elsewhere = (decode(raw).facts for raw in raws(central)[:4])
    assert isinstance(part, DeliveryPart)
    assert part.parcels == LETTERS[0].parcels  # type: ignore[union-attr]
    assert part.customers == (OTHER,)
    assert (codes, elsewhere) == (CodesSet("c1", ()), ElsewhereSet("c1", 5))
    assert isinstance(back, ReturnExpected)
    assert (back.customer, back.reason) == (None, "")
    assert not any(b"Mariposa" in raw for raw in raws(central))


@ON_A_FILE
def test_no_file_of_the_central_has_a_byte_of_them(central: Central) -> None:
    central.queue(*LETTERS)
    files = [central.path, central.path.with_name(central.path.name + "-wal")]
    assert any(b"Mariposa" in one.read_bytes() for one in files)
    ask(central)
    box = Box()
    box.tell(CustomerErased("r1", "c1", Basis.CENTRAL))
    central.take(box.hello(), box.batch(1))
    central.store.tidy()
    everything = b"".join(p.read_bytes() for p in central.path.parent.rglob("*") if p.is_file())
    assert b"Mariposa" not in everything
    assert b"8675" not in everything


def test_with_two_boxes_the_network_forgets_after_the_second(central: Central) -> None:
    central.share()
    central.register("box-2")
    central.share()
    central.queue(*LETTERS)
    with central.store.unit():
        central.store.code_secret("c1", b"s" * 32)
    assert ask(central) == 2
    first, second = Box("box-1"), Box("box-2", "f0" * 8)
    first.tell(CustomerErased("r1", "c1", Basis.CENTRAL))
    central.take(first.hello(), first.batch(1))
    assert central.store.questions.erasures()[0].done_at is None
    assert len(central.rows("SELECT * FROM customer")) == 1
    second.tell(CustomerErased("r1", "c1", Basis.CENTRAL))
    central.take(second.hello(), second.batch(1))
    assert central.store.questions.erasures()[0].done_at is not None
    assert central.rows("SELECT * FROM customer") == []


def test_whoever_asked_at_a_counter_is_forgotten_there_and_known_here(central: Central) -> None:
    central.queue(*LETTERS)
    box = Box()
    box.tell(ErasureAsked("r7", "c1", Basis.REQUEST), CustomerErased("r7", "c1", Basis.REQUEST))
    central.take(box.hello(), box.batch(1))
    (told,) = central.store.questions.erasures()
    assert (told.basis, told.done_at is not None, told.due_at) == ("request", True, None)
    assert not any(b"Mariposa" in raw for raw in raws(central))


def test_nobody_was_told_so_it_ends_at_once(central: Central) -> None:
    with central.store.unit():
        central.store.code_secret("c1", b"s" * 32)
    assert ask(central) == 0
    assert central.store.questions.erasures()[0].done_at == T0
    assert central.rows("SELECT * FROM customer") == []


@ON_A_FILE
def test_a_reader_in_the_way_delays_the_scrubbing(central: Central) -> None:
    central.queue(*LETTERS)
    beside = central.beside()
    with beside._conn.snapshot():
        beside._conn.execute("SELECT count(*) FROM message").fetchone()
        box = Box()
        box.tell(CustomerErased("r1", "c1", Basis.CENTRAL))
        central.take(box.hello(), box.batch(1))
        central.store.tidy()
        erasures = central.store._intake.erasures
        assert isinstance(erasures, Erasures)
        assert erasures.must_scrub
    central.store.tidy()
    assert not erasures.must_scrub
    beside.close()


@pytest.mark.parametrize("days", [-1, 366, "soon"])
def test_a_wish_with_a_bad_date_is_none(days: object) -> None:
    raw = {"type": "erase", "request": "r1", "customer_ref": "c1", "days": days}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(raw, EraseWish)
