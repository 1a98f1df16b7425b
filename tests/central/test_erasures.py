"""An erasure at the central: every box is asked, and the last one that is done ends it."""

import pytest

from kiosk.central.erasures import Erasures
from kiosk.central.evidence import why_gone
from kiosk.core.facts.evidence import PhotoTaken
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
from kiosk.core.words import Purpose
from kiosk.sync.protocol import REVOKED
from tests.central.conftest import DAY_MS, ON_A_FILE, T0, Box, Central, life

PHOTO = "a" * 64
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
        assert erasures.forgetting.must_scrub
    central.store.tidy()
    assert not erasures.forgetting.must_scrub
    beside.close()


def codes_of(central: Central) -> list[str]:
    return [str(row[0]) for row in central.rows("SELECT customer_ref FROM customer")]


def test_for_a_box_that_was_replaced_the_one_after_it_answers(central: Central) -> None:
    central.queue(*LETTERS)
    ask(central)
    central.register("box-2")
    assert central.store.questions.erasures()[0].done_at is None
    central.store.forget_letters(T0 + 1)
    assert stands(central) == {"box-1": "gone", "box-2": "asked"}
    assert central.store.questions.erasures()[0].done_at is None, "its snapshot has the customer"
    assert decode(raws(central)[-1]).facts == EraseRequest("r1", "c1", T0 + 30 * DAY_MS)
    central.store.forget_letters(T0 + 2)
    assert len(central.rows("SELECT id FROM message WHERE device = 'box-2'")) == 1, "asked once"
    box = Box("box-2", "f0" * 8)
    box.tell(CustomerErased("r1", "c1", Basis.CENTRAL))
    central.take(box.hello(), box.batch(1))
    assert stands(central) == {"box-1": "gone", "box-2": "erased"}
    assert central.store.questions.erasures()[0].done_at == T0
    assert central.rows("SELECT * FROM beside WHERE id = 'c1'") == []
    assert not any(b"Mariposa" in raw for raw in raws(central))


def test_a_box_that_took_the_place_over_answers_what_its_forerunner_was_asked(
    central: Central,
) -> None:
    central.queue(*LETTERS)
    ask(central)
    central.register("box-2")
    box = Box("box-2", "f0" * 8)
    box.tell(ErasureAsked("r1", "c1", Basis.CENTRAL, T0))
    central.take(box.hello(), box.batch(1))
    central.store.forget_letters(T0 + 1)
    assert stands(central) == {"box-1": "gone", "box-2": "waiting"}
    box.tell(CustomerErased("r1", "c1", Basis.CENTRAL))
    central.take(box.batch(2))
    assert stands(central) == {"box-1": "gone", "box-2": "erased"}
    assert central.store.questions.erasures()[0].done_at == T0


@pytest.mark.parametrize("when", ["before", "after"])
def test_nobody_waits_for_a_box_that_was_revoked(central: Central, when: str) -> None:
    central.queue(*LETTERS)
    with central.store.unit():
        central.store.code_secret("c1", b"s" * 32)
        if when == "before":
            central.store.block("box-1", "revoked")
    assert ask(central) == (0 if when == "before" else 1)
    with central.store.unit():
        central.store.block("box-1", "revoked")
    central.store.forget_letters(T0 + 1)
    assert stands(central) == {"box-1": "gone"}
    assert central.store.questions.erasures()[0].done_at is not None
    assert codes_of(central) == []
    assert isinstance(decode(raws(central)[-1]).facts, EraseRequest), "if it comes back, it obeys"


def test_a_box_that_is_only_doubted_is_waited_for(central: Central) -> None:
    central.queue(*LETTERS)
    ask(central)
    with central.store.unit():
        central.store.block("box-1", "clone")
    central.store.forget_letters(T0 + 1)
    assert stands(central) == {"box-1": "asked"}


@pytest.mark.parametrize("basis", [Basis.CENTRAL, Basis.RESTORED])
def test_a_box_cannot_make_up_what_the_network_was_asked(central: Central, basis: Basis) -> None:
    central.queue(*LETTERS)
    with central.store.unit():
        central.store.code_secret("c1", b"s" * 32)
    box = Box()
    box.tell(ErasureAsked("made-up", "c1", basis), CustomerErased("made-up", "c1", basis))
    central.take(box.hello(), box.batch(1))
    assert central.store.questions.erasures() == []
    assert codes_of(central) == ["c1"]


@pytest.mark.parametrize("basis", list(Basis))
def test_a_box_of_another_point_ends_nothing(central: Central, basis: Basis) -> None:
    central.register("box-9", "p2")
    central.queue(*LETTERS)
    with central.store.unit():
        central.store.code_secret("c1", b"s" * 32)
    ask(central)
    stranger = Box("box-9", "f0" * 8)
    stranger.tell(CustomerErased("r1", "c1", basis))
    central.take(stranger.hello(), stranger.batch(1))
    assert stands(central) == {"box-1": "asked"}
    assert central.store.questions.erasures()[0].done_at is None
    assert codes_of(central) == ["c1"]
    assert central.rows("SELECT id FROM beside WHERE id = 'c1'") != []


def test_a_box_that_names_another_customer_ends_nothing(central: Central) -> None:
    central.queue(*LETTERS)
    ask(central)
    box = Box()
    box.tell(CustomerErased("r1", "c2", Basis.CENTRAL))
    central.take(box.hello(), box.batch(1))
    assert stands(central) == {"box-1": "asked"}
    assert central.store.questions.erasures()[0].done_at is None


def test_what_was_asked_at_one_counter_the_points_others_are_asked(central: Central) -> None:
    central.share()
    central.register("box-2")
    central.register("box-9", "p2")
    central.queue(*LETTERS)
    first, second = Box(), Box("box-2", "f0" * 8)
    first.tell(ErasureAsked("r7", "c1", Basis.REQUEST), CustomerErased("r7", "c1", Basis.REQUEST))
    central.take(first.hello(), first.batch(1))
    assert stands(central, "r7") == {"box-1": "erased", "box-2": "asked"}
    assert central.store.questions.erasures()[0].done_at is None
    told = decode(bytes(central.rows(
        "SELECT raw FROM message WHERE device = 'box-2' ORDER BY seq DESC LIMIT 1")[0][0]
    )).facts  # fmt: skip
    assert told == EraseRequest("r7", "c1", T0 + 30 * DAY_MS)
    second.tell(CustomerErased("r7", "c1", Basis.CENTRAL))
    central.take(second.hello(), second.batch(1))
    assert stands(central, "r7") == {"box-1": "erased", "box-2": "erased"}
    assert central.store.questions.erasures()[0].done_at is not None


@ON_A_FILE
def test_what_an_earlier_life_left_in_the_log_is_scrubbed(central: Central) -> None:
    central.queue(*LETTERS)
    ask(central)
    box = Box()
    box.tell(CustomerErased("r1", "c1", Basis.CENTRAL))
    central.take(box.hello(), box.batch(1))
    files = [p for p in central.path.parent.iterdir() if p.is_file()]
    killed = {p.name: p.read_bytes() for p in files}
    assert any(b"Mariposa" in raw for raw in killed.values()), "else the search is blind"
    central.store.close()
    for name, raw in killed.items():  # as a killed process left them
        central.path.with_name(name).write_bytes(raw)
    central.open_again()
    central.store.tidy()
    left = b"".join(p.read_bytes() for p in central.path.parent.iterdir() if p.is_file())
    assert b"Mariposa" not in left


# -- whom only the books know by now ---------------------------------------------------------------


def photographed(central: Central) -> Box:
    """Let a customer come and go, with a photo; nothing but the books has their reference."""
    box = Box()
    box.tell(*life("P1"), PhotoTaken("f1", PHOTO, "s-P1", Purpose.ISSUE))
    central.take(box.hello(), box.batch(1))
    return box


def test_a_point_that_only_its_books_say_knew_them_is_asked_and_its_photos_go(
    central: Central,
) -> None:
    central.register("box-2", "p2")
    box = photographed(central)
    assert ask(central) == 1
    assert stands(central) == {"box-1": "asked"}
    assert why_gone(central.store._conn, [PHOTO]) == {}
    box.tell(CustomerErased("r1", "c1", Basis.CENTRAL))
    central.take(box.batch(8))
    assert why_gone(central.store._conn, [PHOTO]) == {PHOTO: "erased"}


@pytest.mark.parametrize("how", ["revoked", "none there"])
def test_where_nobody_is_left_who_could_answer_photos_go_at_once(
    central: Central, how: str
) -> None:
    central.register("box-2", "p2")
    photographed(central)
    if how == "revoked":
        central.rows("UPDATE device SET blocked = ? WHERE device = 'box-1'", REVOKED)
    else:
        central.rows("UPDATE device SET point = 'p2' WHERE device = 'box-1'")
    assert ask(central) == 0
    assert why_gone(central.store._conn, [PHOTO]) == {PHOTO: "erased"}
    assert central.store.questions.erasures()[0].done_at is not None
