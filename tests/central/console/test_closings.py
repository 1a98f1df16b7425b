"""The last closed day on a point's page: added up over its counters, each with its own end."""

from collections.abc import Sequence

import pytest

from kiosk.central.console.closings import last_closing
from kiosk.central.users import Role
from kiosk.core.daywords import CarryReason, DrawerReason, LooseKind
from kiosk.core.events import SYSTEM
from kiosk.core.facts.day import DayClosed, DayOpened, DayReopened, Drawer, Loose, Sum, Totals
from kiosk.core.facts.fact import Fact
from kiosk.core.messages import StaffUpsert
from kiosk.core.paywords import PayMethod
from kiosk.core.words import Role as StaffRole
from tests.central.conftest import Box
from tests.central.console.stand import Stand

HEAD = "ab" * 32
SHORT = Drawer("RUB", 490_000, 500_000, DrawerReason.CHANGE)
LEFT = (Loose(LooseKind.PARKED, 2, CarryReason.AWAITED),)


def totals(issued: int, cash: int) -> Totals:
    return Totals(issued=issued, received=9, paid=(Sum(PayMethod.CASH, "RUB", cash),))


def tell(stand: Stand, *facts: Fact, box: str = "box-1", actor: str = "anna") -> None:
    told = Box(box, epoch=f"{box[-1]:0>16}")
    for fact in facts:
        told.tell(fact, actor=actor)
    stand.central.take(told.hello(), told.batch(1))


def page(stand: Stand, language: str = "en") -> str:
    visitor = stand.signed_in(Role.VIEWER)
    visitor.client.headers["accept-language"] = language
    return visitor.get("/points/p1").text


def test_a_point_that_closed_no_day_says_so(stand: Stand) -> None:
    tell(stand, DayOpened("2026-11-24"))
    assert "No day was closed here yet." in page(stand)


def test_the_last_closed_day_is_told_with_its_drawer_and_what_was_left(stand: Stand) -> None:
    with stand.central.store.unit():
        stand.central.store.queue(
            "p1", [StaffUpsert("anna", "Anna Karlova", StaffRole.OWNER)], stand.at, "system"
        )
    tell(
        stand,
        DayClosed("2026-11-22", totals(7, 100), 4, HEAD),
        DayClosed("2026-11-23", totals(508, 431_000), 9, HEAD, LEFT, SHORT),
        DayOpened("2026-11-24"),
    )
    shown = page(stand)
    for words in (
        "Monday, 23 November 2026", "<dd>508</dd>", "4,310.00\u00a0₽", "Anna Karlova",
        "4,900.00\u00a0₽", "100.00\u00a0₽ are missing",
        "change was given wrong", "visits that wait", "2, somebody must come",
    ):  # fmt: skip
        assert words in shown, words
    assert "22 November" not in shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ("Последний закрытый день", "понедельник, 23 ноября", "не хватает 100,00")),
        ("pt", ("Último dia fechado", "segunda-feira, 23 de novembro", "faltam 100,00")),
    ],
)
def test_it_is_told_in_three_languages(stand: Stand, language: str, words: Sequence[str]) -> None:
    tell(stand, DayClosed("2026-11-23", totals(5, 900), 9, HEAD, LEFT, SHORT))
    shown = page(stand, language)
    for one in words:
        assert one in shown, one


def test_a_day_that_nobody_closed_and_nobody_counted_says_so(stand: Stand) -> None:
    tell(stand, DayClosed("2026-11-23", totals(5, 0), 9, HEAD, untended=True), actor=SYSTEM)
    shown = page(stand)
    assert "by the clock: nobody did" in shown
    assert "not counted" in shown
    assert "Left for another day" not in shown


def test_counters_of_one_point_are_added_up_and_told_each_by_itself(stand: Stand) -> None:
    stand.central.register("box-2", "p1")
    tell(stand, DayClosed("2026-11-23:box-1", totals(300, 100_000), 9, HEAD, (), SHORT))
    earlier = DayClosed("2026-11-22:box-2", totals(9, 1), 9, HEAD)
    last = DayClosed("2026-11-23:box-2", totals(208, 50_000), 9, HEAD)
    tell(stand, earlier, last, box="box-2", actor="igor")
    reader = stand.desk.means.reader
    closing = last_closing(reader, "p1")
    assert closing is not None
    assert (closing.date, closing.numbers["issued"]) == ("2026-11-23", 508)
    assert closing.paid == (Sum(PayMethod.CASH, "RUB", 150_000),)
    assert [(one.box, one.by) for one in closing.counters] == [("box-1", "anna"), ("box-2", "igor")]
    shown = page(stand)
    assert "<dd>508</dd>" in shown
    assert "igor" in shown


def test_a_closing_that_was_taken_back_is_no_longer_told(stand: Stand) -> None:
    tell(stand, DayClosed("2026-11-23", totals(5, 0), 9, HEAD), DayReopened("2026-11-23"))
    assert last_closing(stand.desk.means.reader, "p1") is None


@pytest.mark.input
def test_a_day_outside_the_calendar_is_shown_as_it_was_told(stand: Stand) -> None:
    tell(stand, DayClosed("2026-99-45", totals(5, 0), 9, HEAD))
    assert "<p>2026-99-45</p>" in page(stand)
