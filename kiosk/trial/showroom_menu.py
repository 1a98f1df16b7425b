"""What stands behind the Menu, in every state: shelves in order, people, figures."""

from collections.abc import Callable, Iterator
from itertools import chain

from kiosk.core.parcels import Parcel
from kiosk.trial.showroom_analytics import analytics_views
from kiosk.trial.showroom_claim import claim_views
from kiosk.trial.showroom_day import day_views
from kiosk.trial.showroom_notices import notice_views
from kiosk.trial.showroom_opening import opening_views
from kiosk.trial.showroom_place import place_views
from kiosk.trial.showroom_privacy import privacy_views
from kiosk.trial.showroom_settings import settings_views
from kiosk.trial.showroom_slotting import slotting_views
from kiosk.trial.showroom_team import View, team_views
from kiosk.ui.screens.office import Office


def menu_views(
    office: Office, stored: tuple[Parcel, ...], code_of: Callable[[int], str]
) -> Iterator[View]:
    """Return the screens of the Menu that need the morning's work, each with its state's name.

    Args:
        office: the counter.
        stored: parcels on the shelf, four at least.
        code_of: makes a code of a customer by number.
    """
    rooms = (
        slotting_views(office, stored[:4]),
        team_views(office),
        analytics_views(office),
        place_views(office),
        notice_views(office, stored[:4]),
        claim_views(office),
        privacy_views(office, code_of, stored[0].customer_ref or ""),
        settings_views(office),
        day_views(office),
        opening_views(office),
    )
    return chain.from_iterable(rooms)
