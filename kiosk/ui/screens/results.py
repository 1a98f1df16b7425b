"""What a search found, best first; and whose short code it is."""

from functools import partial

from kiosk.core.codes import Code
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Tile
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import Hit, HitKind

_ICONS = {
    HitKind.PARCEL: "package_2",
    HitKind.CUSTOMER: "person",
    HitKind.CELL: "shelves",
    HitKind.DELIVERY: "local_shipping",
}


class ResultsScreen(Framed):
    """Hits to choose from.

    Args:
        office: the counter.
        hits: what was found.
        code: a short pickup code that waits for its customer, or None.
    """

    name = "results"
    section = "issue"

    def __init__(self, office: Office, hits: tuple[Hit, ...], code: Code | None = None) -> None:
        super().__init__(office)
        self.hits, self.code = hits, code

    def title(self) -> str:
        """Return how many there are."""
        return self.phrases.text("Found: {n}", n=self.phrases.number(len(self.hits)))

    def content(self) -> Widget:
        """Return the list."""
        rows = ScrollList(
            id="results.list",
            items=self.hits,
            key=lambda hit: hit.id,  # type: ignore[attr-defined]
            row=self._row,
            row_px=max(72, self.skin.px(84)),
            empty=self.phrases.text("Nothing found. Check the digits, or scan the label."),
            grow=1,
            least=80,
        )
        return Card(child=Stack(children=[rows]))

    def _row(self, item: object) -> Widget:
        hit: Hit = item  # type: ignore[assignment]
        words: list[Widget] = [
            Label(label=hit.title, style="row_title", personal=hit.personal, cuts=True)
        ]
        detail = self._detail(hit)
        if detail:
            words.append(Label(label=detail, colour="ink2", personal=hit.personal, cuts=True))
        badge: list[Widget] = [CellBadge(spot=Spot(hit.cell))] if hit.cell else []
        return Tile(
            id=f"hit.{hit.id}",
            label=hit.title,
            padding=8,
            shadow=False,
            do=partial(self._open, hit),
            child=Row(
                gap=16,
                children=[
                    IconBox(icon=_ICONS[hit.kind], tone="soft"),
                    Stack(children=words, grow=1, least=80),
                    *badge,
                ],
            ),
        )

    def _detail(self, hit: Hit) -> str:
        if hit.kind is HitKind.PARCEL:
            return " · ".join(w for w in (hit.detail, state_word(hit.state, self.phrases)) if w)
        if hit.kind is HitKind.CUSTOMER and hit.state.isdigit():
            return self.phrases.count("{n} parcel", "{n} parcels", int(hit.state))
        return hit.detail

    def _open(self, hit: Hit) -> Move:
        doors = self.office.doors
        match hit.kind:
            case HitKind.PARCEL:
                if hit.cell:
                    self.desk.find.light(hit.cell)
                return doors.parcel(hit.id)
            case HitKind.CELL:
                self.desk.find.light(hit.id)
                return doors.cell(hit.id)
            case HitKind.DELIVERY:
                return doors.accept(hit.id)
            case HitKind.CUSTOMER:
                return self._customer(hit.id)

    def _customer(self, customer_ref: str) -> Move:
        if self.code is not None:
            return self.pickup(self.code, customer_ref)
        card = self.desk.issue.view(customer_ref)
        if isinstance(card, Refused):
            return self.refused(card)
        return self.office.doors.customer(card)


def state_word(state: str, phrases: Phrases) -> str:
    """Return a parcel's state as people say it."""
    say = phrases.text
    words = {
        ParcelState.EXPECTED: say("On the way"),
        ParcelState.RECEIVED: say("Received, not yet put away"),
        ParcelState.STORED: say("Still on the shelf"),
        ParcelState.PICKED: say("Found, on the counter"),
        ParcelState.ISSUED: say("Issued"),
        ParcelState.MISSING: say("Missing in its delivery"),
        ParcelState.QUARANTINED: say("Set aside"),
        ParcelState.TO_RETURN: say("Cancelled, goes back"),
        ParcelState.NOT_FOUND: say("Not found"),
        ParcelState.LOST: say("Given up"),
        ParcelState.PACKED: say("Packed for the warehouse"),
        ParcelState.SHIPPED: say("Left for the warehouse"),
        ParcelState.GIVEN_BACK: say("Given back to the seller"),
    }
    return words.get(ParcelState(state), say("Gone"))
