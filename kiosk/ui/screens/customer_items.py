"""What a customer takes and what stays, on the card: thing by thing, the fitting room, bags."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from kiosk.core import choices, decisions
from kiosk.core.evidence import Skipped
from kiosk.core.facts.deciding import ItemDecided
from kiosk.core.facts.fact import Item
from kiosk.core.papers_visit import refuse_word
from kiosk.core.parcel_items import is_left
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.refusals import Refused
from kiosk.core.words import Decision, Purpose
from kiosk.ui.kit.boxes import Grid, Row, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.customer_bags import BagSheet
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.goods import title_of
from kiosk.ui.screens.photo_sheet import PhotoSheet
from kiosk.workflows.views import CustomerCard

_MINUTE_MS = 60_000
_MOST_LISTED = 5  # things of a parcel on the sheet


class Visit(Protocol):
    """The screen of a visit, as far as the decisions need it."""

    card: CustomerCard


class ItemChoices:
    """The customer's decisions: row ends, buttons and sheets of a visit's screen.

    Args:
        screen: of the visit.
        visit: the same, with its card.
        took: shows what an action answered.
    """

    def __init__(
        self, screen: Framed, visit: Visit, took: Callable[[CustomerCard | Refused], Move]
    ) -> None:
        self._screen, self._visit, self._took = screen, visit, took
        self._deciding = screen.desk.deciding
        self._open = ""  # items, reasons, photos or bags
        self._parcel, self._item = "", None  # type: tuple[str, int | None]
        self._then = ""  # the sheet that is shown once a thing is decided on
        self.bags = BagSheet(screen, took)

    # -- on the rows -----------------------------------------------------------------------------

    def row_end(self, parcel: Parcel) -> Widget:
        """Return what stands at the end of a parcel's row that lies on the counter."""
        say = self._screen.phrases.text
        if decisions.is_refused(parcel):
            return Button(
                id=f"take.{parcel.parcel}",
                label=say("Take it"),
                icon="undo",
                rank="outline",
                do=partial(self._decide, parcel.parcel, None, Decision.ACCEPT),
            )
        return Button(
            id=f"leave.{parcel.parcel}",
            label=say("Refuse"),
            rank="outline",
            do=partial(self.leave, parcel),
        )

    def state(self, parcel: Parcel) -> tuple[str, str] | None:
        """Return how a parcel stands of which something stays here, and its colour."""
        phrases, left = self._screen.phrases, len(decisions.left_of(parcel))
        if decisions.is_refused(parcel):
            why = self._reason(decisions.why(parcel))
            return phrases.text("Stays here: {why}", why=why), "warn"
        if left:
            return phrases.text("{n} of {m} stay here", n=left, m=len(parcel.items)), "warn"
        return None

    # -- beside the shelves ------------------------------------------------------------------------

    def buttons(self) -> list[Widget]:
        """Return the ways to the fitting room and to bags, where the network has them."""
        policy, session = self._policy, self._visit.card.session
        if policy is None or session is None:
            return []
        parts: list[Widget] = []
        if policy.try_on_min:
            parts.append(self._try_on(policy))
        if policy.bags or len(self._screen.desk.returns.languages()) > 1:
            parts.append(self._bags())
        return [Row(children=parts, gap=self._screen.skin.layout.dense)] if parts else []

    def _try_on(self, policy: Policy) -> Widget:
        say, card = self._screen.phrases.text, self._visit.card
        visit, at = card.session, self._screen.desk.counter.clock().at
        if visit is None or not visit.tries_since:
            return Button(
                id="customer.tryon",
                label=say("Try on"),
                icon="apparel" if self._is_wide else "",
                rank="outline",
                grow=1,
                enabled=bool(card.picked),
                reason="" if card.picked else say("Take a parcel from its cell and scan it"),
                do=lambda: self._took(self._deciding.start_try_on(self._session)),
            )
        spent = choices.tried_ms(visit, at) // _MINUTE_MS
        late = choices.is_late(visit, policy, at)
        return Button(
            id="customer.tryon",
            label=say("{n} of {m} min", n=spent, m=policy.try_on_min),
            icon="" if self._screen.skin.layout.size == "S" else "schedule",
            rank="danger" if late else "second",
            grow=1,
            do=lambda: self._took(self._deciding.end_try_on(self._session)),
        )

    def _bags(self) -> Widget:
        say, session = self._screen.phrases.text, self._visit.card.session
        count = sum(bag.count for bag in session.bags) if session else 0
        policy = self._policy
        words = say("Bags: {n}", n=count) if policy and policy.bags else say("Receipt")
        return Button(
            id="customer.bags",
            label=words,
            icon="shopping_bag" if self._is_wide else "",
            rank="outline",
            grow=1,
            do=partial(self.show, "bags"),
        )

    def issue_label(self) -> str:
        """Return what the button says that ends the visit, empty while everything is taken."""
        phrases, picked = self._screen.phrases, self._visit.card.picked
        left = sum(map(decisions.is_left_over, picked))
        taken = sum(not decisions.is_refused(parcel) for parcel in picked)
        if not left:
            return ""
        if not taken:
            return phrases.count("Keep {n} parcel here", "Keep {n} parcels here", left)
        return phrases.text("Issue {n}, keep {m}", n=taken, m=left)

    # -- sheets ------------------------------------------------------------------------------------

    def sheet(self) -> Widget | None:
        """Return the open sheet."""
        if self._open == "bags":
            return self.bags.sheet(self._visit.card, self.close)
        parcel = next((p for p in self._visit.card.picked if p.parcel == self._parcel), None)
        if parcel is None:
            return None
        return {
            "items": self._item_sheet,
            "reasons": self._reason_sheet,
            "photos": self._photo_sheet,
        }.get(self._open, lambda _: None)(parcel)

    def close(self) -> Move:
        """Close any sheet."""
        self._open = ""
        self._screen.renew()
        return None

    def show(self, sheet: str) -> Move:
        """Open a sheet: items, reasons, photos or bags."""
        self._open = sheet
        self._screen.renew()
        return None

    def leave(self, parcel: Parcel) -> Move:
        """Ask what of a parcel is not taken, or at once why, where it is one thing."""
        self._parcel, self._item = parcel.parcel, None
        policy = self._policy
        single = len(parcel.items) <= 1 or not (policy and policy.partial_refusal)
        self._then = "" if single else "items"
        return self.show("reasons" if single else "items")

    def decide(self, parcel: str, item: int | None, decision: Decision, why: str = "") -> Move:
        """Note at once what the customer says; a defect may want its photos first.

        Args:
            parcel: which the thing is in.
            item: its place in it, None for all that is in it.
            decision: what is said.
            why: the reason, for a refusal.
        """
        self._parcel, self._item, self._then = parcel, item, ""
        if decision is Decision.DEFECT:
            return self._defect(parcel)
        return self._decide(parcel, item, decision, why)

    def _item_sheet(self, parcel: Parcel) -> Widget:
        say = self._screen.phrases.text
        rows: list[Widget] = [
            self._item_row(parcel, at, item) for at, item in enumerate(parcel.items[:_MOST_LISTED])
        ]
        whole = Button(
            id="items.all",
            label=say("Nothing of it is taken"),
            rank="outline",
            do=partial(self._choose, None),
        )
        done = Button(id="items.done", label=say("Done"), do=self.close)
        return Sheet(
            id="items",
            title=say("What is not taken?"),
            child=Stack(children=rows, gap=12),
            close=self.close,
            actions=(whole, done),
        )

    def _item_row(self, parcel: Parcel, at: int, item: Item) -> Widget:
        phrases = self._screen.phrases
        left = is_left(item.decision)
        price = phrases.money(item.price_minor, parcel.currency) if item.price_minor else ""
        why = decisions.why_of(item)
        said = phrases.text("Stays here: {why}", why=self._reason(why)) if left else price
        return Row(
            gap=12,
            children=[
                Stack(
                    grow=1,
                    least=80,
                    children=[
                        Label(label=item.title, style="row_title", cuts=True),
                        Label(label=said, style="caption", colour="warn" if left else "ink2",
                              cuts=True),
                    ],
                ),
                Button(
                    id=f"items.{at}",
                    label=phrases.text("Take it") if left else phrases.text("Refuse"),
                    rank="outline",
                    do=partial(self._decide, parcel.parcel, at, Decision.ACCEPT)
                    if left
                    else partial(self._choose, at),
                ),
            ],
        )  # fmt: skip

    def _choose(self, item: int | None) -> Move:
        self._item = item
        return self.show("reasons")

    def _reason_sheet(self, parcel: Parcel) -> Widget:
        say, policy = self._screen.phrases.text, self._policy
        reasons = [check.key for check in policy.refuse_reasons] if policy else []
        tiles: list[Widget] = [
            Button(
                id=f"reason.{key}",
                label=self._reason(key),
                rank="outline",
                do=partial(self._decide, parcel.parcel, self._item, Decision.REFUSE, key),
            )
            for key in reasons or [""]
        ]
        tiles.append(
            Button(
                id="reason.defect",
                label=say("With a defect"),
                icon="broken_image",
                do=partial(self._defect, parcel.parcel),
            )
        )
        item = parcel.items[self._item] if self._item is not None else None
        return Sheet(
            id="reasons",
            title=say("Why is it not taken?"),
            child=Stack(
                gap=12,
                children=[
                    Label(label=item.title if item else title_of(parcel, self._screen.phrases),
                          colour="ink2", cuts=True),
                    Grid(children=tiles, columns=2, gap=12, row=60),
                ],
            ),
            close=self.close,
            actions=(
                Button(id="reasons.back", label=say("Close"), rank="outline", do=self.close),
            ),
        )  # fmt: skip

    def _photo_sheet(self, parcel: Parcel) -> Widget:
        say = self._screen.phrases.text
        photos = PhotoSheet(self._screen, "defect", parcel.parcel, Purpose.DEFECT)
        done = Button(
            id="defect.done",
            label=say("Note the defect"),
            rank="primary",
            do=partial(self._decide, parcel.parcel, self._item, Decision.DEFECT),
        )
        return photos.sheet(
            say("Photograph the defect"),
            self.close,
            lambda why: self._decide(parcel.parcel, self._item, Decision.DEFECT, skipped=why),
            done,
        )

    def _defect(self, parcel: str) -> Move:
        photos = self._screen.desk.photos
        shots = photos.shots(parcel, Purpose.DEFECT)
        if len(shots.taken) < shots.wanted:
            photos.forget_trouble()
            return self.show("photos")
        return self._decide(parcel, self._item, Decision.DEFECT)

    def _decide(
        self,
        parcel: str,
        item: int | None,
        decision: Decision,
        why: str = "",
        skipped: Skipped | None = None,
    ) -> Move:
        wish = ItemDecided(parcel, self._session, decision, item, why)
        card = self._deciding.decide(wish, skipped)
        self._open = self._then if item is not None and not isinstance(card, Refused) else ""
        return self._took(card)

    # -- what it stands on -------------------------------------------------------------------------

    @property
    def _policy(self) -> Policy | None:
        return self._screen.desk.counter.policy

    @property
    def _session(self) -> str:
        session = self._visit.card.session
        return session.session if session else ""

    @property
    def _is_wide(self) -> bool:
        return self._screen.skin.layout.size == "L"

    def _reason(self, key: str) -> str:
        return reason_word(key, self._policy, self._screen.phrases)


def reason_word(key: str, policy: Policy | None, phrases: Phrases) -> str:
    """Return why something is not taken, as people say it."""
    known = policy.refuse_reasons if policy else ()
    return refuse_word(key or Decision.REFUSE.value, known, phrases.text, phrases.language)
