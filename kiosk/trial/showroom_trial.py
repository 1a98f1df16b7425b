"""The trial delivery of an opening: before it comes, on its way, with an error, told."""

from collections.abc import Callable, Iterator, Sequence

from kiosk.core.facts import opening, stockroom, visits
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import CheckKind, CheckLine
from kiosk.core.trials import TRIAL
from kiosk.core.words import How, SessionKind
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.office import Office

View = tuple[str, Callable[[], Screen]]
_DELIVERY, _PARCELS = "T-1", tuple(f"TR-{n:02d}" for n in range(1, 11))


def trial_views(office: Office, name: str) -> Iterator[View]:
    """Yield the names and the screens; the last of them leaves a trial that went well.

    Args:
        office: the counter; its owner is signed in, and its equipment is to be checked.
        name: of the opening.
    """
    doors, tell = office.doors, _teller(office)
    tell(
        opening.EquipmentChecked(
            name, (CheckLine(CheckKind.READER, 1, 1), CheckLine(CheckKind.LINK, 1, 1))
        )
    )
    yield "opening_trial_next", doors.opening
    yield "trial_awaited", doors.opening_trial
    due = office.desk.counter.clock().at + 365 * 24 * 3600 * 1000  # the last of all deliveries
    tell(stockroom.DeliveryAnnounced(_DELIVERY, TRIAL, due))
    tell(*(stockroom.ParcelExpected(one, _DELIVERY, customer_ref="trial") for one in _PARCELS))
    tell(stockroom.DeliveryArrived(_DELIVERY))
    tell(*(stockroom.ParcelReceived(one, _DELIVERY) for one in _PARCELS[:6]))
    tell(*(stockroom.ParcelStored(one, "A-01") for one in _PARCELS[:4]))
    yield "trial_accepting", doors.opening_trial
    tell(*(stockroom.ParcelReceived(one, _DELIVERY) for one in _PARCELS[6:9]))
    tell(*(stockroom.ParcelStored(one, "A-01") for one in _PARCELS[4:9]))
    tell(stockroom.ParcelMissed(_PARCELS[9], _DELIVERY))
    tell(stockroom.DeliveryClosed(_DELIVERY, 10, 9, 1, 0, 0))
    yield "trial_issuing", doors.opening_trial
    tell(*_visit("t-1", _PARCELS[:9]))
    yield "trial_wrong", doors.opening_trial
    tell(stockroom.ParcelReceived(_PARCELS[9], _DELIVERY))
    tell(stockroom.ParcelStored(_PARCELS[9], "A-01"))
    tell(*_visit("t-2", _PARCELS[9:]))
    yield "trial_well", doors.opening_trial
    tell(opening.TrialCompleted(name, 10, 0))
    yield "trial_told", doors.opening_trial


def _visit(session: str, parcels: Sequence[str]) -> Iterator[Fact]:
    yield visits.SessionOpened(session, SessionKind.CUSTOMER, "trial", "code", How.CODE, "amber")
    yield from (visits.ParcelPicked(one, session, "A-01") for one in parcels)
    yield from (visits.ParcelIssued(one, session, "code") for one in parcels)
    yield visits.SessionCompleted(session, len(parcels))


def _teller(office: Office) -> Callable[..., None]:
    counter = office.desk.counter

    def tell(*told: Fact) -> None:
        with counter.unit():
            counter.record(*told)

    return tell
