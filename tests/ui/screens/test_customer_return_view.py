"""How a return looks: step by step, whoever brings it, and what is not known of it."""

from kiosk.core.facts.fact import Item
from kiosk.core.facts.returning import ReturnExpected
from tests.ui.screens.conftest import Room
from tests.ui.screens.test_customer_return import CHECKS, begin, photograph, tick
from tests.ui.screens.test_returns import CODE


def test_the_head_says_what_to_do_next(room: Room) -> None:
    begin(room)
    assert "Look the goods over" in room.words()
    tick(room, *CHECKS)
    assert "Take the photos" in room.words()
    room.tap("return.photos")
    photograph(room)
    room.tap("photo.close")
    assert "All in order" in room.words()
    assert "4/4" in room.words()


def test_the_goods_and_whose_they_are_stand_beside_the_list(room: Room) -> None:
    counter, customer = room.show.desk.counter, room.show.plan.customers[0]
    items = (Item("Vento", 345_000, detail="beige"), Item("Mug"))
    with counter.unit():
        fact = ReturnExpected(CODE, CODE, customer.customer_ref, items=items)
        counter.record(fact, actor="central")
        counter.store.returns.keep_words(CODE, customer.customer_ref, "too small")
    room.open(room.show.office.doors.home())
    room.scan(CODE)
    words = room.words()
    for part in ("Vento", "beige", customer.masked_name, "The customer: too small", "and 1 more"):
        assert part in words


def test_what_nobody_knows_is_said(room: Room) -> None:
    room.open(room.show.office.doors.home())
    room.scan("ii9930017744")
    assert "Goods not known here" in room.words()
    assert "Not announced" in room.words()
    assert room.loop.screen.find("check.same") is None


def test_a_network_that_wants_no_photos_has_a_plain_button(room: Room) -> None:
    file = room.show.file
    rules = file.db.execute("SELECT body FROM rules").fetchone()[0]
    with file.unit():
        file.keep_rules(
            "ozon_like", bytes(rules).replace(b'"photos_return":2', b'"photos_return":0')
        )
    begin(room)
    assert "Photos 0 of" not in room.words()
    tick(room, *CHECKS)
    assert "All in order" in room.words()
