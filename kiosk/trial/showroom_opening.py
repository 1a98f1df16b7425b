"""The opening of a point: registration, the stepper at each turn, pictures, messages."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core.applicants import CONSENT
from kiosk.core.events import CENTRAL
from kiosk.core.facts import opening as facts
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import OpeningStage, PlaceFacts, ShotVerdict
from kiosk.trial.showroom_equipment import equipment_views
from kiosk.trial.showroom_setup import setup_views
from kiosk.trial.showroom_trial import trial_views
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.opening import OpeningScreen
from kiosk.ui.screens.opening_register import OpeningRegisterScreen

View = tuple[str, Callable[[], Screen]]
S = OpeningStage
_NAME, _SHA = "7QX-K2M-9F4", "ab" * 32
_WEEK_MS = 7 * 24 * 3600 * 1000
_SHOTS = (
    *("facade", "sign", "entrance", "counter", "fitting_room"),
    *("shelves", "store", "camera_view", "floor_plan", "lease", "registration"),
)


def opening_views(office: Office) -> Iterator[View]:
    """Yield the names and the screens; the last of them leaves a point that is launched.

    Args:
        office: the counter; its owner is signed in.
    """
    doors = office.doors
    yield from setup_views(office.preview)
    yield "opening_none", doors.opening
    _tell(office, facts.OpeningInvited(_NAME), by=CENTRAL)
    yield "opening_begun", doors.opening
    yield "opening_register", doors.opening_register
    yield "opening_register_keys", partial(_typing, office)
    yield "opening_register_faults", partial(_faults, office)
    yield "opening_register_consent", partial(_reading, office)
    yield "opening_leave", partial(_leaving, office)
    yield "opening_code", partial(_code, office)
    yield "opening_talk_empty", doors.opening_talk
    _tell(office, facts.OpeningRegistered(_NAME, _SHA, CONSENT))
    yield "opening_place_next", doors.opening
    place = facts.OpeningSubmitted(_NAME, 54_348_291, 18_654_023, "Sadovaya 18", PlaceFacts())
    _tell(office, place)
    yield "opening_sent", doors.opening
    _decide(office, S.LOCATION_REVIEW)
    _decide(office, S.LOCATION_REJECTED, "Less than 500 m to the point in Lesnaya Street")
    yield "opening_rejected", doors.opening
    _tell(office, place)
    for stage in (S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT):
        _decide(office, stage)
    _decide(office, S.DEPOSIT, "To the account in your contract", days=1)
    yield "opening_deposit", doors.opening
    _decide(office, S.FIT_OUT, days=4)
    yield "opening_shots", doors.opening_shots
    _tell(office, *(facts.ShotTaken(_NAME, shot, _SHA) for shot in _SHOTS))
    _tell(office, facts.OpeningReportSubmitted(_NAME, 1))
    yield "opening_review", doors.opening
    again = (ShotVerdict("counter", "The sign of the network is missing on the counter"),)
    _decide(office, S.REWORK, "Nearly there", days=1, shots=again)
    yield "opening_rework", doors.opening
    yield "opening_shots_rework", doors.opening_shots
    _tell(office, facts.OpeningSaid(_NAME, "When does the first delivery come?"))
    _tell(office, facts.OpeningSaid(_NAME, "On Monday, after ten."), by=CENTRAL)
    yield "opening_talk", doors.opening_talk
    _tell(office, facts.ShotTaken(_NAME, "counter", "cd" * 32))
    _tell(office, facts.OpeningReportSubmitted(_NAME, 2))
    _decide(office, S.EQUIPMENT_CHECK)
    yield "opening_equipment", doors.opening
    yield from equipment_views(office)
    yield from trial_views(office, _NAME)
    _decide(office, S.LAUNCHED)
    yield "opening_launched", doors.opening


def _tell(office: Office, *told: Fact, by: str | None = None) -> None:
    counter = office.desk.counter
    with counter.unit():
        counter.record(*told, actor=by)


def _decide(
    office: Office,
    stage: OpeningStage,
    comment: str = "",
    *,
    days: int = 0,
    shots: tuple[ShotVerdict, ...] = (),
) -> None:
    at = office.desk.counter.clock().at
    until = at + days * _WEEK_MS if days else 0
    _tell(office, facts.OpeningStageSet(_NAME, stage, comment, until, shots), by=CENTRAL)


def _typing(office: Office) -> Screen:
    screen = OpeningRegisterScreen(office)
    screen.form.typing["company"].add("Venta")
    screen.form.writing = "company"
    return screen


def _faults(office: Office) -> Screen:
    screen = OpeningRegisterScreen(office)
    screen.form.typing["company"].add("Venta")
    screen.form.typing["tax_id"].add("123")
    screen.form.was_sent = True
    return screen


def _leaving(office: Office) -> Screen:
    screen = OpeningScreen(office)
    screen.leaving = True
    return screen


def _reading(office: Office) -> Screen:
    screen = OpeningRegisterScreen(office)
    screen.form.reading = True
    return screen


def _code(office: Office) -> Screen:
    screen = OpeningScreen(office)
    screen.showing = True
    return screen
