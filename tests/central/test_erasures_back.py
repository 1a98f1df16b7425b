"""An erasure that is taken back: each box answers for itself, the quicker one in words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.central.erase_wishes import EraseBackWish
from kiosk.central.erasures import NoErasure
from kiosk.core.erase_letters import EraseWithdrawn
from kiosk.core.facts.privacy import Basis, CustomerErased, EraseCancelled, ErasureAsked
from kiosk.core.messages import decode
from tests.central.conftest import T0, Box, Central
from tests.central.test_erasures import LETTERS, ask, codes_of, stands
from tests.central.test_wishes import Spool


@pytest.fixture
def two(central: Central) -> tuple[Box, Box]:
    """Two points that know the customer, with a box each; the network was asked."""
    central.register("box-2", "p2")
    for point in ("p1", "p2"):
        central.queue(*LETTERS, point=point)
    with central.store.unit():
        central.store.code_secret("c1", b"s" * 32)
    ask(central)
    return Box(), Box("box-2", "f0" * 8)


def take_back(central: Central, why: str = "she wrote to us") -> int:
    with central.store.unit():
        return central.store.withdraw_erasure("r1", why, "vera", T0 + 5)


def tell(
    central: Central, box: Box, *facts: ErasureAsked | CustomerErased | EraseCancelled
) -> None:
    first = box.head + 1
    box.tell(*facts)
    central.take(box.hello(), box.batch(first))


def last_letter(central: Central, device: str) -> object:
    sql = "SELECT raw FROM message WHERE device = ? ORDER BY seq DESC LIMIT 1"
    return decode(bytes(central.rows(sql, device)[0][0])).facts


def test_every_box_that_may_still_do_it_is_told(central: Central, two: tuple[Box, Box]) -> None:
    assert take_back(central) == 2
    assert stands(central) == {"box-1": "asked_back", "box-2": "asked_back"}
    assert last_letter(central, "box-2") == EraseWithdrawn("r1", "c1")
    (one,) = central.store.questions.erasures()
    assert (one.withdrawn_at, one.withdrawn_by, one.why) == (T0 + 5, "vera", "she wrote to us")
    assert not central.store.is_erasing("c1"), "she may ask again"
    for box in two:
        tell(central, box, EraseCancelled("r1", "c1"))
    (one,) = central.store.questions.erasures()
    assert (stands(central), one.done_at) == ({"box-1": "kept", "box-2": "kept"}, None)
    assert codes_of(central) == ["c1"]
    assert len(central.rows("SELECT id FROM beside WHERE id = 'c1' AND kind = 'customer'")) == 2


def test_a_box_that_was_quicker_stands_as_erased_and_the_others_keep(
    central: Central, two: tuple[Box, Box]
) -> None:
    take_back(central)
    tell(central, two[0], CustomerErased("r1", "c1", Basis.CENTRAL))
    tell(central, two[1], EraseCancelled("r1", "c1"))
    (one,) = central.store.questions.erasures()
    assert stands(central) == {"box-1": "erased", "box-2": "kept"}
    assert (one.done_at, codes_of(central)) == (None, ["c1"])
    kept = central.rows("SELECT point FROM beside WHERE id = 'c1' AND kind = 'customer'")
    assert kept == [("p2",)], "what the first point was told went with it"


def test_where_every_box_was_quicker_it_is_done_to_its_end(
    central: Central, two: tuple[Box, Box]
) -> None:
    take_back(central)
    for box in two:
        tell(central, box, CustomerErased("r1", "c1", Basis.CENTRAL))
    (one,) = central.store.questions.erasures()
    assert one.done_at is not None
    assert one.withdrawn_at == T0 + 5, "and one sees that somebody tried"
    assert codes_of(central) == []


def test_a_box_that_tells_late_that_it_waits_is_still_asked_back(
    central: Central, two: tuple[Box, Box]
) -> None:
    take_back(central)
    tell(central, two[0], ErasureAsked("r1", "c1", Basis.CENTRAL, T0))
    assert stands(central)["box-1"] == "asked_back"


def test_what_is_done_unknown_or_taken_back_cannot_be_taken_back(
    central: Central, two: tuple[Box, Box]
) -> None:
    take_back(central)
    with pytest.raises(NoErasure, match="before"):
        take_back(central)
    for box in two:
        tell(central, box, CustomerErased("r1", "c1", Basis.CENTRAL))
    with pytest.raises(NoErasure, match="done"):
        take_back(central)
    with pytest.raises(NoErasure, match="unknown"), central.store.unit():
        central.store.withdraw_erasure("r9", "x", "vera", T0)


@pytest.mark.parametrize("blocked", ["revoked", "replaced"])
def test_a_box_nobody_waits_for_forgets_nothing_that_was_taken_back(
    central: Central, two: tuple[Box, Box], blocked: str
) -> None:
    take_back(central)
    tell(central, two[1], EraseCancelled("r1", "c1"))
    with central.store.unit():
        central.store.block("box-1", blocked)
    central.store.forget_letters(T0 + 10)
    (one,) = central.store.questions.erasures()
    assert (stands(central), one.done_at) == ({"box-1": "gone", "box-2": "kept"}, None)
    assert codes_of(central) == ["c1"]
    assert len(central.rows("SELECT id FROM beside WHERE id = 'c1' AND kind = 'customer'")) == 2


@pytest.mark.usefixtures("two")
def test_a_box_that_is_gone_is_told_as_well(central: Central) -> None:
    with central.store.unit():
        central.store.block("box-1", "revoked")
    central.store.forget_letters(T0 + 1)
    assert stands(central) == {"box-1": "gone", "box-2": "asked"}
    assert take_back(central) == 1
    assert last_letter(central, "box-1") == EraseWithdrawn("r1", "c1"), "it may come back"


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("is_let_go", [True, False])
def test_a_box_that_took_a_place_over_is_told_as_well(central: Central, *, is_let_go: bool) -> None:
    central.register("box-3")
    if is_let_go:
        central.store.forget_letters(T0 + 1)
    assert take_back(central) == (2 if is_let_go else 3)
    assert last_letter(central, "box-3") == EraseWithdrawn("r1", "c1")
    assert stands(central)["box-3"] == "asked_back"
    third = Box("box-3", "f3" * 8)
    tell(central, third, EraseCancelled("r1", "c1"))
    assert stands(central)["box-3"] == "kept"


# -- at a counter ----------------------------------------------------------------------------------


def test_what_was_asked_at_a_counter_is_taken_back_there_and_beside_it(central: Central) -> None:
    central.share()
    central.register("box-2")
    central.queue(*LETTERS)
    first, second = Box(), Box("box-2", "f0" * 8)
    tell(central, first, ErasureAsked("r7", "c1", Basis.REQUEST))
    assert stands(central, "r7") == {"box-1": "waiting", "box-2": "asked"}
    tell(central, first, EraseCancelled("r7", "c1"))
    assert stands(central, "r7") == {"box-1": "kept", "box-2": "asked_back"}
    assert last_letter(central, "box-2") == EraseWithdrawn("r7", "c1")
    tell(central, second, EraseCancelled("r7", "c1"))
    (one,) = central.store.questions.erasures()
    assert stands(central, "r7") == {"box-1": "kept", "box-2": "kept"}
    assert (one.done_at, one.withdrawn_by) == (None, "box-1")


def test_a_box_cannot_take_back_what_the_network_was_asked(
    central: Central, two: tuple[Box, Box]
) -> None:
    tell(central, two[0], EraseCancelled("r1", "c1"))
    assert stands(central) == {"box-1": "asked", "box-2": "asked"}
    assert central.store.questions.erasures()[0].withdrawn_at is None


@pytest.mark.parametrize(("device", "ref"), [("box-2", "c1"), ("box-1", "c2")])
def test_nor_what_is_another_points_or_another_customers(
    central: Central, two: tuple[Box, Box], device: str, ref: str
) -> None:
    first = two[0]
    tell(central, first, ErasureAsked("r7", "c1", Basis.REQUEST))
    other = two[1] if device == "box-2" else first
    tell(central, other, EraseCancelled("r7", ref), EraseCancelled("none", ref))
    (one,) = (e for e in central.store.questions.erasures() if e.request == "r7")
    assert (one.withdrawn_at, stands(central, "r7")) == (None, {"box-1": "waiting"})


@pytest.mark.usefixtures("two")
def test_a_wish_takes_it_back_once_and_says_so(
    central: Central, secret: Callable[[], bytes], tmp_path: Path
) -> None:
    spool = Spool(central, secret, tmp_path / "wishes")
    granted = spool.ask(EraseBackWish("r1", "she wrote to us"), "w1")
    assert (granted.ok, granted.lines) == (True, ("r1: 2 boxes are told that it is taken back",))
    again = spool.ask(EraseBackWish("r1", "twice"), "w2")
    assert (again.ok, again.lines) == (False, ("r1: it was taken back before",))
    none = spool.ask(EraseBackWish("r9", "x"), "w3")
    assert (none.ok, none.lines) == (False, ("r9: there is no such erasure",))
