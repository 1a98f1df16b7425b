"""The lamps: one plan for everybody who wants something lit, and no harm without any."""

from argon2 import PasswordHasher

from kiosk.hw.ports import Colour, Lamp, Rhythm
from kiosk.store.letters import MailReader
from kiosk.workflows.desk import Around, desk_of
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.views import CustomerCard
from tests.workflows.conftest import Point


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
