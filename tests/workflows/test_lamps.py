"""The lamps: one plan for everybody who wants something lit, and no harm without any."""

from argon2 import PasswordHasher

from kiosk.hw.ports import Colour, Lamp, Rhythm
from kiosk.store.letters import MailReader
from kiosk.workflows.desk import Around, desk_of
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.views import CustomerCard
from tests.workflows.conftest import HOUR_MS, T0, Point


def test_without_lights_every_cell_is_told_unmapped(point: Point) -> None:
    lamps = Lamps(point.counter, None)
    lamps.take("A-01")
    assert lamps.shown.unmapped == {"A-01"}
    assert lamps.colour_of("A-01") is None


def test_a_counter_without_any_device_issues_all_the_same(point: Point) -> None:
    point.stock("c1", "P1")
    around = Around(
        MailReader(point.folder / "mail.db"),
        point.wording,
        PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
    )
    desk = desk_of(point.counter, around)
    desk.start()
    card = desk.issue.open(point.shown("c1"))
    assert isinstance(card, CustomerCard)
    assert card.session
    desk.issue.pick(card.session.session, "P1")
    desk.issue.complete(card.session.session)
    desk.tick(0.0)
    assert not desk.prints.pump()
    assert len(desk.prints.waiting()) == 1


def test_a_cell_without_a_lamp_has_no_colour(point: Point) -> None:
    point.lights.dark = frozenset({"A-01"})
    lamps = point.desk.lamps
    lamps.take("A-01")
    assert lamps.colour_of("A-01") is None
    lamps.take("A-02")
    assert lamps.colour_of("A-02") is Colour.AMBER
    assert lamps.colour_of("A-03") is None


def test_putting_has_a_colour_no_visitor_has(point: Point) -> None:
    point.stock("c1", "P1")
    point.desk.issue.open(point.shown("c1"))
    point.desk.lamps.put("A-02")
    assert point.lights.now == {
        "A-01": Lamp((Colour.AMBER,), Rhythm.TAKE),
        "A-02": Lamp((Colour.BLUE,), Rhythm.PUT),
    }
    point.desk.lamps.put(None)
    assert list(point.lights.now) == ["A-01"]


def test_the_most_urgent_rhythm_wins_and_wrong_flashes_alone(point: Point) -> None:
    point.stock("c1", "P1")
    point.desk.issue.open(point.shown("c1"))
    point.desk.lamps.put("A-01")
    assert point.lights.now == {"A-01": Lamp((Colour.AMBER, Colour.BLUE), Rhythm.TAKE)}
    point.desk.lamps.wrong("A-01")
    assert point.lights.now == {"A-01": Lamp((Colour.MAGENTA,), Rhythm.WRONG)}


def test_the_former_plan_comes_back_by_itself(point: Point) -> None:
    point.desk.lamps.take("A-01")
    point.desk.lamps.wrong("A-01")
    point.clock.pass_ms(3_000)
    point.desk.lamps.tick()
    assert point.lights.now == {"A-01": Lamp((Colour.AMBER,), Rhythm.TAKE)}


def test_a_quiet_tick_shows_nothing_anew(point: Point) -> None:
    point.desk.lamps.take("A-01")
    shown = len(point.lights.plans)
    point.desk.lamps.tick()
    assert len(point.lights.plans) == shown


# -- the ageing view -------------------------------------------------------------------------------

OVER, SOON = Lamp((Colour.ORANGE,), Rhythm.TAKE), Lamp((Colour.AMBER,), Rhythm.LOOK)


def aged(point: Point) -> None:
    """Parcels whose term is over, ends in 23 h, and is long, each in its cell."""
    for number, until in enumerate((T0 - 1, T0 + 23 * HOUR_MS, T0 + 25 * HOUR_MS), start=1):
        cell = f"A-0{number}"
        point.stock(f"c{number}", f"P{number}", cell=cell, store_until=until)


def test_the_ageing_view_shows_whose_term_is_over_and_whose_ends_soon(point: Point) -> None:
    aged(point)
    point.desk.lamps.ageing(on=True)
    assert point.lights.now == {"A-01": OVER, "A-02": SOON}
    point.desk.lamps.ageing(on=False)
    assert point.lights.now == {}


def test_a_cell_with_both_is_over(point: Point) -> None:
    point.stock("c1", "P1", store_until=T0 + HOUR_MS)
    point.stock("c1", "P2", store_until=T0 - HOUR_MS)
    point.desk.lamps.ageing(on=True)
    assert point.lights.now == {"A-01": OVER}


def test_the_ageing_view_pauses_while_a_visit_holds_a_lamp_and_comes_back(point: Point) -> None:
    aged(point)
    lamps = point.desk.lamps
    lamps.ageing(on=True)
    card = point.desk.issue.open(point.shown("c3"))
    assert isinstance(card, CustomerCard)
    assert card.session
    assert point.lights.now == {"A-03": Lamp((Colour.AMBER,), Rhythm.TAKE)}
    point.desk.issue.pick(card.session.session, "P3")
    point.desk.issue.complete(card.session.session)
    assert point.lights.now == {"A-01": OVER, "A-02": SOON}
    lamps.take("A-03")
    assert list(point.lights.now) == ["A-03"]
    point.clock.pass_ms(30_000)
    lamps.tick()
    assert point.lights.now == {"A-01": OVER, "A-02": SOON}


def test_a_term_that_ends_while_one_looks_is_seen_within_a_minute(point: Point) -> None:
    aged(point)
    lamps = point.desk.lamps
    lamps.ageing(on=True)
    point.clock.pass_ms(23 * HOUR_MS - 59_000)
    lamps.tick()
    assert point.lights.now == {"A-01": OVER, "A-02": SOON, "A-03": SOON}
    point.clock.pass_ms(59_999)
    lamps.tick()
    assert point.lights.now["A-02"] == SOON
    point.clock.pass_ms(1)
    lamps.tick()
    assert point.lights.now == {"A-01": OVER, "A-02": OVER, "A-03": SOON}
