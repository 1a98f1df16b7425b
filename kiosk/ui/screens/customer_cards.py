"""Command cards at a customer: what stays here, and bags, without a finger on the glass.

A card speaks of what was scanned last: of a parcel by its own code, of one thing in a parcel by the
bar code of the goods.
"""

from kiosk.core import codes, decisions
from kiosk.core.codes import Code, CodeKind
from kiosk.core.parcel_items import is_left
from kiosk.core.parcels import Parcel
from kiosk.core.policy import Policy
from kiosk.core.words import Decision
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.widget import Move, Say
from kiosk.ui.screens.commands import CARDS_OF
from kiosk.ui.screens.customer_entitled import CustomerEntitled
from kiosk.ui.screens.customer_items import reason_word

_JUST_NOW_MS = 3_000  # so long a card speaks of what was scanned (WORKFLOWS.md 5)
_GOODS = {CodeKind.PRODUCT, CodeKind.DIGITS, CodeKind.MARKING}


class CustomerCards(CustomerEntitled):
    """What cards press at a visit; `customer` says what the buttons do."""

    def cards(self) -> CARDS_OF:
        """Return the command cards of this screen."""
        policy = self.desk.counter.policy
        return {
            "issue": "issue.confirm",
            "notfound": "customer.notfound",
            "park": "customer.park",
            "tryon": "customer.tryon",
            "photo": "defect.snap",
            "defect": "reason.defect",
            "undo": f"take.{self._last}" if self._thing is None else (),
            "ok": self.pay.ok() if self.pay and self.sheet == "pay" else (),
            **{
                f"bag:{kind.bag}": f"bag.{kind.bag}.more"
                for kind in (policy.bags if policy else ())
            },
            **{card: f"reason.{key}" for card, key in _refusals(policy).items()},
        }

    def carded(self, card: str) -> Move:
        """Press a button; what takes several taps, and lies under no sheet, is done in one go."""
        is_free = self._sheet() is None and not self.curtained and self.session is not None
        if self.pressed_by(card) is not None or not is_free:
            return super().carded(card)
        word, _, what = card.partition(":")
        reasons = _refusals(self.desk.counter.policy)
        if card in reasons:
            return self._left_here(Decision.REFUSE, reasons[card])
        if card == "defect":
            return self._left_here(Decision.DEFECT)
        if card == "undo" and self._thing is not None:
            return self._taken_after_all(self._thing)
        if word == "bag" and isinstance(self.find("customer.bags"), Button):
            return self._one_bag(what) or super().carded(card)
        return super().carded(card)

    def coded(self, code: Code, source: str) -> Move:
        """Take the goods in hand whose bar code was scanned, where they lie on the counter."""
        if code.kind in _GOODS and self.session is not None:
            found = self._things(codes.goods_in(code) or code.text)
            if found:
                return self._thing_scanned(*found[0])
        return super().coded(code, source)

    def now_in_hand(self, parcel: str, thing: int | None) -> None:
        """Note what was scanned just now: a parcel, or a thing in one."""
        self._last, self._thing = parcel, thing
        self._last_ms = self.desk.counter.clock().mono

    def _things(self, barcode: str) -> list[tuple[Parcel, int]]:
        """Return the things on the counter with this bar code, those that are taken so far first.

        Of two that are alike it does not matter which stays.
        """
        found = [
            (parcel, place)
            for parcel in self.card.picked
            for place, item in enumerate(parcel.items)
            if codes.same_goods(item.barcode, barcode)
        ]
        return sorted(found, key=lambda one: is_left(one[0].items[one[1]].decision))

    def _thing_scanned(self, parcel: Parcel, place: int) -> Move:
        self.now_in_hand(parcel.parcel, place)
        item, say = parcel.items[place], self.phrases.text
        if is_left(item.decision):
            why = reason_word(decisions.why_of(item), self.desk.counter.policy, self.phrases)
            return Say(say("Stays here: {why}", why=why), "ok", step=item.title)
        return Say(item.title, "ok", step=say("A card now says why it stays here"))

    def _left_here(self, decision: Decision, why: str = "") -> Move:
        """Leave what was scanned last; after a while nobody knows which is meant."""
        say = self.phrases.text
        passed_ms = self.desk.counter.clock().mono - self._last_ms
        last = next((p for p in self.card.picked if p.parcel == self._last), None)
        if last is None or passed_ms > _JUST_NOW_MS:
            return Say(say("Scan the parcel first"), "no", step=say("Then the card, at once"))
        moved = self.items.decide(last.parcel, self._thing, decision, why)
        if moved or self._sheet() is not None:
            return moved
        key = why or decision.value
        word = reason_word(key, self.desk.counter.policy, self.phrases)
        return Say(say("Stays here: {why}", why=word), "ok")

    def _taken_after_all(self, thing: int) -> Move:
        moved = self.items.decide(self._last, thing, Decision.ACCEPT)
        return moved or Say(self.phrases.text("It is taken after all"), "ok")

    def _one_bag(self, bag: str) -> Move:
        policy, session = self.desk.counter.policy, self.card.session
        if policy is None or session is None or all(kind.bag != bag for kind in policy.bags):
            return None
        count = next((taken.count for taken in session.bags if taken.bag == bag), 0)
        moved = self._after(self.desk.deciding.take_bags(session.session, bag, count + 1))
        taken = self.card.session.bags if self.card.session else ()
        words = self.phrases.text("Bags: {n}", n=sum(one.count for one in taken))
        return moved or Say(words, "ok")


def _refusals(policy: Policy | None) -> dict[str, str]:
    """Return the cards that refuse, and each one's reason; the bare one where none is known."""
    if policy is None:
        return {}
    named = {f"refuse:{reason.key}": reason.key for reason in policy.refuse_reasons}
    return named or {"refuse": ""}
