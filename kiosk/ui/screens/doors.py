"""Every screen by the name of its door; the one place where screens are made."""

from kiosk.core.codes import Code
from kiosk.core.refusals import Refused
from kiosk.core.returns import Return
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.about import AboutScreen
from kiosk.ui.screens.accept import AcceptScreen
from kiosk.ui.screens.analytics import AnalyticsScreen
from kiosk.ui.screens.cell import CellScreen
from kiosk.ui.screens.claim import ClaimScreen
from kiosk.ui.screens.count import CountScreen
from kiosk.ui.screens.count_review import CountReviewScreen
from kiosk.ui.screens.count_start import CountStartScreen
from kiosk.ui.screens.customer import CustomerScreen
from kiosk.ui.screens.customer_return import CustomerReturnScreen
from kiosk.ui.screens.day import DayScreen
from kiosk.ui.screens.day_close import DayCloseScreen
from kiosk.ui.screens.day_hand import DayHandScreen
from kiosk.ui.screens.day_past import DayPastScreen
from kiosk.ui.screens.deliveries import DeliveriesScreen
from kiosk.ui.screens.device import DeviceScreen
from kiosk.ui.screens.dispose import DisposeScreen
from kiosk.ui.screens.drop_off import DropOffScreen
from kiosk.ui.screens.give_back import GiveBackScreen
from kiosk.ui.screens.handover import HandoverScreen
from kiosk.ui.screens.health import HealthScreen
from kiosk.ui.screens.home import HomeScreen
from kiosk.ui.screens.issued import IssuedScreen
from kiosk.ui.screens.light_map import LightMapScreen
from kiosk.ui.screens.lock import LockScreen
from kiosk.ui.screens.lookup import LookupScreen
from kiosk.ui.screens.map_edit import MapEditScreen
from kiosk.ui.screens.menu import MenuScreen
from kiosk.ui.screens.my_badge import MyBadgeScreen
from kiosk.ui.screens.network import NetworkScreen
from kiosk.ui.screens.news import NewsScreen
from kiosk.ui.screens.notices import NoticesScreen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.opening import OpeningScreen
from kiosk.ui.screens.opening_equipment import OpeningEquipmentScreen
from kiosk.ui.screens.opening_place import OpeningPlaceScreen
from kiosk.ui.screens.opening_register import OpeningRegisterScreen
from kiosk.ui.screens.opening_shots import OpeningShotsScreen
from kiosk.ui.screens.opening_talk import OpeningTalkScreen
from kiosk.ui.screens.opening_trial import OpeningTrialScreen
from kiosk.ui.screens.other_point import OtherPointScreen
from kiosk.ui.screens.parcel import ParcelScreen
from kiosk.ui.screens.person import PersonScreen
from kiosk.ui.screens.person_add import PersonAddScreen
from kiosk.ui.screens.person_history import PersonHistoryScreen
from kiosk.ui.screens.person_pin import PersonPinScreen
from kiosk.ui.screens.post import PostScreen
from kiosk.ui.screens.privacy import PrivacyScreen
from kiosk.ui.screens.put_away import PutAwayScreen
from kiosk.ui.screens.put_back import PutBackScreen
from kiosk.ui.screens.results import ResultsScreen
from kiosk.ui.screens.returns import ReturnsScreen
from kiosk.ui.screens.selftest import SelfTestScreen
from kiosk.ui.screens.settings import SettingsScreen
from kiosk.ui.screens.shelves import ShelvesScreen
from kiosk.ui.screens.ship import ShipScreen
from kiosk.ui.screens.ship_box import ShipBoxScreen
from kiosk.ui.screens.slotting import SlottingScreen
from kiosk.ui.screens.taken import TakenScreen
from kiosk.ui.screens.team import TeamScreen
from kiosk.ui.screens.unclaimed import UnclaimedScreen
from kiosk.ui.screens.viewer import ViewerScreen
from kiosk.ui.screens.waiting_papers import WaitingPapersScreen
from kiosk.workflows.brought import CustomerReturns, ReturnCard, Taken
from kiosk.workflows.views import CustomerCard, Hit, Issued, SellerCard


class AllDoors:
    """Implements Doors over the screens there are.

    Args:
        office: the counter.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    def home(self) -> Screen:
        """See Doors."""
        return HomeScreen(self._office)

    def lock(self) -> Screen:
        """See Doors."""
        return LockScreen(self._office)

    def lookup(self) -> Screen:
        """See Doors."""
        return LookupScreen(self._office)

    def customer(self, card: CustomerCard) -> Screen:
        """See Doors."""
        return CustomerScreen(self._office, card)

    def choose(self, code: Code, hits: tuple[Hit, ...]) -> Screen:
        """See Doors."""
        return ResultsScreen(self._office, hits, code)

    def results(self, hits: tuple[Hit, ...]) -> Screen:
        """See Doors."""
        return ResultsScreen(self._office, hits)

    def other_point(self, no: Refused) -> Screen:
        """See Doors."""
        return OtherPointScreen(self._office, no)

    def issued(self, issued: Issued) -> Screen:
        """See Doors."""
        return (PutAwayScreen if issued.left else IssuedScreen)(self._office, issued)

    def parcel(self, parcel: str, *, photos: bool = False) -> Screen:
        """See Doors."""
        return ParcelScreen(self._office, parcel, photos=photos)

    def put_back(self, parcel: str = "") -> Screen:
        """See Doors."""
        return PutBackScreen(self._office, parcel)

    def cell(self, cell: str) -> Screen:
        """See Doors."""
        return CellScreen(self._office, cell)

    def deliveries(self) -> Screen:
        """See Doors."""
        return DeliveriesScreen(self._office)

    def accept(self, delivery: str, first: Code | None = None) -> Screen:
        """See Doors."""
        return AcceptScreen(self._office, delivery, first)

    def returns(self, customer: CustomerReturns | None = None) -> Screen:
        """See Doors."""
        return ReturnsScreen(self._office, customer)

    def customer_return(self, return_: str) -> Screen:
        """See Doors."""
        card = self._office.desk.returns.card(return_)
        if isinstance(card, Refused):
            card = ReturnCard(Return(return_), "")
        return CustomerReturnScreen(self._office, card)

    def drop_off(self, first: str | None) -> Screen:
        """See Doors."""
        return DropOffScreen(self._office, first)

    def taken(self, taken: Taken) -> Screen:
        """See Doors."""
        return TakenScreen(self._office, taken)

    def ship(self) -> Screen:
        """See Doors."""
        return ShipScreen(self._office)

    def ship_box(self, box: str) -> Screen:
        """See Doors."""
        return ShipBoxScreen(self._office, box)

    def handover(self, shipment: str) -> Screen:
        """See Doors."""
        return HandoverScreen(self._office, shipment)

    def give_back(self, card: SellerCard | None) -> Screen:
        """See Doors."""
        return GiveBackScreen(self._office, card)

    def analytics(self) -> Screen:
        """See Doors."""
        return AnalyticsScreen(self._office)

    def day(self) -> Screen:
        """See Doors."""
        return DayScreen(self._office)

    def day_hand(self) -> Screen:
        """See Doors."""
        return DayHandScreen(self._office)

    def day_close(self) -> Screen:
        """See Doors."""
        return DayCloseScreen(self._office)

    def day_past(self) -> Screen:
        """See Doors."""
        return DayPastScreen(self._office)

    def slotting(self) -> Screen:
        """See Doors."""
        return SlottingScreen(self._office)

    def dispose(self) -> Screen:
        """See Doors."""
        return DisposeScreen(self._office)

    def viewer(self, parcels: tuple[str, ...], chosen: str) -> Screen:
        """See Doors."""
        return ViewerScreen(self._office, parcels, chosen)

    def menu(self) -> Screen:
        """See Doors."""
        return MenuScreen(self._office)

    def settings(self) -> Screen:
        """See Doors."""
        return SettingsScreen(self._office)

    def network(self) -> Screen:
        """See Doors."""
        return NetworkScreen(self._office)

    def about(self) -> Screen:
        """See Doors."""
        return AboutScreen(self._office)

    def opening(self) -> Screen:
        """See Doors."""
        return OpeningScreen(self._office)

    def opening_register(self) -> Screen:
        """See Doors."""
        return OpeningRegisterScreen(self._office)

    def opening_shots(self) -> Screen:
        """See Doors."""
        return OpeningShotsScreen(self._office)

    def opening_trial(self) -> Screen:
        """See Doors."""
        return OpeningTrialScreen(self._office)

    def opening_equipment(self) -> Screen:
        """See Doors."""
        return OpeningEquipmentScreen(self._office)

    def opening_talk(self) -> Screen:
        """See Doors."""
        return OpeningTalkScreen(self._office)

    def my_badge(self) -> Screen:
        """See Doors."""
        return MyBadgeScreen(self._office)

    def notices(self) -> Screen:
        """See Doors."""
        return NoticesScreen(self._office)

    def claim(self, subject: str) -> Screen:
        """See Doors."""
        return ClaimScreen(self._office, subject)

    def post(self, post: str) -> Screen:
        """See Doors."""
        return PostScreen(self._office, post)

    def news(self, *, first: bool = False) -> Screen:
        """See Doors."""
        return NewsScreen(self._office, first=first)

    def team(self) -> Screen:
        """See Doors."""
        return TeamScreen(self._office)

    def person(self, staff: str) -> Screen:
        """See Doors."""
        return PersonScreen(self._office, staff)

    def person_add(self) -> Screen:
        """See Doors."""
        return PersonAddScreen(self._office)

    def person_pin(self, staff: str) -> Screen:
        """See Doors."""
        return PersonPinScreen(self._office, staff)

    def person_history(self, staff: str) -> Screen:
        """See Doors."""
        return PersonHistoryScreen(self._office, staff)

    def privacy(self) -> Screen:
        """See Doors."""
        return PrivacyScreen(self._office)

    def health(self) -> Screen:
        """See Doors."""
        return HealthScreen(self._office)

    def device(self, device: str) -> Screen:
        """See Doors."""
        return DeviceScreen(self._office, device)

    def waiting_papers(self) -> Screen:
        """See Doors."""
        return WaitingPapersScreen(self._office)

    def selftest(self) -> Screen:
        """See Doors."""
        return SelfTestScreen(self._office)

    def light_map(self, chain: str, *, walking: bool) -> Screen:
        """See Doors."""
        return LightMapScreen(self._office, chain, walking=walking)

    def unclaimed(self) -> Screen:
        """See Doors."""
        return UnclaimedScreen(self._office)

    def shelves(self) -> Screen:
        """See Doors."""
        return ShelvesScreen(self._office)

    def map_edit(self) -> Screen:
        """See Doors."""
        return MapEditScreen(self._office)

    def opening_place(self) -> Screen:
        """See Doors."""
        return OpeningPlaceScreen(self._office)

    def count(self) -> Screen:
        """See Doors."""
        if self._office.desk.count.under_way() is None:
            return CountStartScreen(self._office)
        card = self._office.desk.count.card()
        is_through = not isinstance(card, Refused) and card.cell is None
        return CountReviewScreen(self._office) if is_through else CountScreen(self._office)
