"""Pickup codes that run out are told anew, to those who still wait."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.central.elsewhere import (
    CustomerLine,
    Elsewheres,
    ElsewhereWish,
    ParcelLine,
    PointLine,
)
from kiosk.central.fresh_codes import renew_codes
from kiosk.central.pickup_codes import day_of
from kiosk.central.wish_forms import DeliveryWish
from kiosk.core.messages import CodesSet, ElsewhereSet
from tests.central.conftest import DAY_MS, T0, Box, Central, life
from tests.central.test_wishes import MANIFEST, Spool


@pytest.fixture
def spool(central: Central, secret: Callable[[], bytes], tmp_path: Path) -> Spool:
    return Spool(central, secret, tmp_path / "wishes")


def test_who_still_waits_gets_fresh_codes_before_the_old_run_out(spool: Spool, box: Box) -> None:
    spool.ask(DeliveryWish("p1", MANIFEST))
    box.tell(*life("P1", "c1")[:3], *life("P2", "c2"))
    spool.central.take(box.batch(1))
    store = spool.central.store
    assert renew_codes(store, T0) == 0
    assert renew_codes(store, T0 + 4 * DAY_MS) == 0
    assert renew_codes(store, T0 + 5 * DAY_MS) == 1, "c2 has collected"
    assert renew_codes(store, T0 + 5 * DAY_MS) == 0
    fresh = spool.letters()[-1]
    assert isinstance(fresh, CodesSet)
    assert fresh.customer_ref == "c1"
    assert fresh.codes[0].from_at == day_of(T0 + 5 * DAY_MS) * DAY_MS
    old = spool.letters()[2]
    assert isinstance(old, CodesSet)
    assert old.codes[5] == fresh.codes[0], "a code that was shown stays good"


def test_who_has_no_secret_any_more_gets_no_codes_and_no_empty_secret(
    spool: Spool, box: Box
) -> None:
    spool.ask(DeliveryWish("p1", MANIFEST))
    box.tell(*life("P1", "c1")[:3])
    spool.central.take(box.batch(1))
    store = spool.central.store
    with store.unit():
        store._conn.execute("DELETE FROM customer")
    before = len(spool.letters())
    assert renew_codes(store, T0 + 5 * DAY_MS) == 0
    assert len(spool.letters()) == before
    with store.unit():
        assert store.code_secret("c1", b"") == b""
    assert spool.central.rows("SELECT count(*) FROM customer") == [(0,)]


def test_whoever_is_sent_on_to_another_point_gets_fresh_codes_until_nothing_waits_there(
    spool: Spool,
) -> None:
    def tell(*parcels: str) -> None:
        lines = tuple(ParcelLine(one, "p2", is_ready=True) for one in parcels)
        told = Elsewheres((CustomerLine("c7", lines),), (PointLine("p2", "Gdansk, Dluga 12"),))
        assert spool.ask(ElsewhereWish("p1", told), f"w{len(parcels)}").ok

    tell("P7")
    store = spool.central.store
    assert renew_codes(store, T0 + 4 * DAY_MS) == 0
    assert renew_codes(store, T0 + 5 * DAY_MS) == 1
    fresh = spool.letters()[-1]
    assert isinstance(fresh, CodesSet)
    assert fresh.customer_ref == "c7"
    assert fresh.codes[0].from_at == day_of(T0 + 5 * DAY_MS) * DAY_MS
    tell()
    assert renew_codes(store, T0 + 12 * DAY_MS) == 0, "collected there"


@pytest.mark.parametrize(
    ("until", "days", "renewed"),
    [(None, 29, 1), (None, 31, 0), (T0 + 6 * DAY_MS, 5, 1), (T0 + 6 * DAY_MS, 7, 0)],
)
def test_who_was_sent_on_and_never_heard_of_again_gets_no_codes_for_ever(
    spool: Spool, until: int | None, days: int, renewed: int
) -> None:
    line = ParcelLine("P7", "p2", is_ready=True, until=until)
    told = Elsewheres((CustomerLine("c7", (line,)),), (PointLine("p2", "Gdansk, Dluga 12"),))
    assert spool.ask(ElsewhereWish("p1", told), "w1").ok
    store = spool.central.store
    assert renew_codes(store, T0 + days * DAY_MS) == renewed
    assert bool(store._beside.all("p1")[-1][0] == "elsewhere") is bool(renewed or until)


def test_what_is_over_at_one_point_leaves_what_waits_at_another(spool: Spool) -> None:
    lines = (
        ParcelLine("P7", "p2", is_ready=True, until=T0 + DAY_MS),
        ParcelLine("P8", "p3", is_ready=True),
    )
    points = (PointLine("p2", "Gdansk, Dluga 12"), PointLine("p3", "Gdynia, Portowa 1"))
    assert spool.ask(ElsewhereWish("p1", Elsewheres((CustomerLine("c7", lines),), points)), "w").ok
    store = spool.central.store
    assert renew_codes(store, T0 + 5 * DAY_MS) == 1
    (left,) = (body for kind, _, body in store._beside.all("p1") if kind == "elsewhere")
    found = msgspec.json.decode(left, type=ElsewhereSet)
    assert [one.parcel for one in found.parcels] == ["P8"]
    assert [one.point for one in found.points] == ["p3"]


def test_what_is_told_anew_meanwhile_is_not_ended(spool: Spool) -> None:
    store = spool.central.store
    old = ElsewhereSet("c7", T0)
    with store.unit():
        store.queue("p1", [old], T0, "console")
    ended = store.elsewhere_over("p1", T0 + DAY_MS, T0 + DAY_MS)
    assert [one.customer_ref for one in ended] == ["c7"]
    with store.unit():
        store.queue("p1", [ElsewhereSet("c7", T0 + DAY_MS)], T0, "console")
        store.end_elsewhere("p1", ended)
    assert [kind for kind, _, _ in store._beside.all("p1")] == ["elsewhere"]
