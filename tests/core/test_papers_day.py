"""The strip of a day: its numbers, its drawer with what differs, what was left, and the proof."""

from msgspec.structs import replace

from kiosk.core.days import Day, Handed
from kiosk.core.daywords import CarryReason, DayState, DrawerReason, LooseKind
from kiosk.core.facts.day import Drawer, Loose, Sum, Totals
from kiosk.core.papers import Wording
from kiosk.core.papers_day import CARRIED, DIFFERS, LINES, LOOSE, Told, report
from kiosk.core.papers_figures import METHODS
from kiosk.core.paywords import PayMethod
from kiosk.core.receipts import Cut, Doc, Qr, Text
from kiosk.ui.phrases import _catalogue

WORDING = Wording("7731", str, lambda n, c: f"{n / 100:.2f} {c}", str)
DAY = Day(
    "2026-11-26",
    DayState.CLOSED,
    opened_at=1,
    opened_by="anna",
    opening=Drawer("RUB", 2_000, 2_000),
    handed=(Handed(2, "anna", "igor", Drawer("RUB", 2_400, 2_500, DrawerReason.CHANGE)),),
    closed_at=3,
    closed_by="igor",
    totals=Totals(issued=1284, issue_p50_ms=41_500, paid=(Sum(PayMethod.CASH, "RUB", 500),)),
    loose=(Loose(LooseKind.MAIL, 7, CarryReason.FAULT),),
    seq=4711,
    head="ab" * 32,
)
TOLD = Told(DAY, "IS", "AK", (("AK", "IS"),))


def lines(doc: Doc) -> list[tuple[str, str]]:
    return [(e.left, e.right) for e in doc.elements if isinstance(e, Text)]


def test_a_strip_tells_a_day_whole() -> None:
    told = lines(report(TOLD, WORDING))
    assert told[1] == ("2026-11-26", "")
    for line in (
        ("Day opened", "AK"),
        ("Counter handed over", "AK > IS"),
        ("Day closed", "IS"),
        ("Issued", "1284"),
        ("Time of a visit, half of them", "0:42"),
        ("Search, half of them", "–"),
        ("Paid in cash", "5.00 RUB"),
        ("At the opening", "20.00 RUB"),
        ("At a hand-over", "24.00 RUB"),
        ("Should be", "25.00 RUB"),
        ("Difference", "\u22121.00 RUB"),
        ("change was given wrong", ""),
        ("Mail not sent", "7"),
        ("a device or the network is down", ""),
        ("Journal, row 4711", ""),
        ("ab" * 8, ""),
    ):
        assert line in told, line
    whens = [told[told.index(line) + 1] for line in told if line[0].startswith(("Day", "Counter"))]
    assert whens == [("1", ""), ("2", ""), ("3", "")], "below: narrow paper has no room beside"


def test_the_head_of_the_journal_is_whole_in_its_code() -> None:
    doc = report(TOLD, WORDING)
    (code,) = (e for e in doc.elements if isinstance(e, Qr))
    assert code.text == f"4711:{'ab' * 32}"
    assert isinstance(doc.elements[-1], Cut)


def test_a_day_nobody_closed_says_so_and_one_of_a_box_names_it() -> None:
    day = replace(DAY, day="2026-11-26:box-2", untended=True, opened_at=0, loose=())
    told = lines(report(replace(TOLD, day=day, copy=True), WORDING))
    assert told[0] == ("Copy", "")
    assert told[told.index(("Nobody closed the day", "")) + 1] == ("3", "")
    assert ("Point 7731", "box-2") in told
    assert ("Nothing was left unfinished", "") in told
    assert "Day opened" not in dict(told)


def test_a_drawer_nobody_counted_has_no_line() -> None:
    day = replace(DAY, opening=None, closing=None, handed=())
    assert "Cash in the drawer" not in dict(lines(report(Told(day, "IS"), WORDING)))


def test_everything_a_day_may_say_has_its_words_in_every_language() -> None:
    assert (set(LOOSE), set(CARRIED)) == (set(LooseKind), set(CarryReason))
    assert set(DIFFERS) == set(DrawerReason)
    assert set(METHODS) == {method.value for method in PayMethod}
    said = {*LINES.values(), *LOOSE.values(), *CARRIED.values(), *DIFFERS.values()}
    said |= {*METHODS.values()}
    for language in ("ru", "pt"):
        assert said <= set(_catalogue(language)), language
