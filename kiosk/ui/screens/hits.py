"""Rows of what a search found, to be tapped open: on the results, and on home as one types."""

from functools import partial

from kiosk.core.codes import Code
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState, ReturnState
from kiosk.ui.kit.boxes import Row, Stack
from kiosk.ui.kit.buttons import Tile
from kiosk.ui.kit.cells import CellBadge, Spot
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.framed import Framed
from kiosk.workflows.views import Hit, HitKind

_ICONS = {
    HitKind.PARCEL: "package_2",
    HitKind.CUSTOMER: "person",
    HitKind.CELL: "shelves",
    HitKind.DELIVERY: "local_shipping",
    HitKind.RETURN: "assignment_return",
}


class HitScreen(Framed):
    """A screen that shows hits and opens the one that is tapped."""

    code: Code | None = None  # a short pickup code that waits for its customer

    def hit_px(self) -> int:
        """Return the height of a row, px."""
        return max(72, self.skin.px(84))

    def hit_list(self, name: str, hits: tuple[Hit, ...], empty: str) -> ScrollList:
        """Return the list of hits.

        Args:
            name: the widget's id.
            hits: best first.
            empty: the sentence shown where there are none.
        """
        return ScrollList(
            id=name,
            items=hits,
            key=lambda hit: hit.id,  # type: ignore[attr-defined]
            row=self.hit_row,
            row_px=self.hit_px(),
            empty=empty,
            grow=1,
            least=80,
        )

    def hit_row(self, item: object) -> Widget:
        """Return a hit as a tile."""
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
        if hit.kind is HitKind.RETURN:
            return self.phrases.text("Return …{tail}", tail=hit.detail)
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
            case HitKind.RETURN if hit.state == ReturnState.EXPECTED:
                return doors.returns()  # it is opened by its code
            case HitKind.RETURN:
                return doors.customer_return(hit.id)
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
        ParcelState.DISPOSED: say("Disposed of"),
    }
    return words.get(ParcelState(state), say("Gone"))
