"""A customer at the counter: what to take from where, and the handing over."""

from kiosk.core.codes import Code, CodeKind
from kiosk.core.entitled import NAME
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.ui.kit.widget import Home, Instead, Move, Say, Widget
from kiosk.ui.screens.customer_cards import CustomerCards
from kiosk.ui.screens.witness import Witness
from kiosk.ui.sentences import refusal
from kiosk.workflows.proof import SHORT
from kiosk.workflows.views import CustomerCard


class CustomerScreen(CustomerCards):
    """A visit, or a look at a customer without a code."""

    def over(self) -> Widget | None:
        """Return the open sheet; the witness's stands as long as it is asked for."""
        if self.sheet == "witness" and self._witness is not None:
            return self._witness.sheet()
        return super().over()

    def _pick_tab(self, tab: str) -> Move:
        self.tab = tab
        self.renew()
        return None

    def _after(self, card: CustomerCard | Refused) -> Move:
        self.sheet = ""
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        self.card = card
        return None

    def _not_found(self, parcel: str) -> Move:
        cell = next((p.cell for p in self.card.ready if p.parcel == parcel), None)
        card = self.desk.issue.not_found(self.session or "", parcel)
        moved = self._after(card)
        if isinstance(card, Refused) or not cell:
            return moved
        self.tab = "transit"  # where it was seen last
        counted = self.desk.count.look_into(cell)
        if isinstance(counted, Refused):
            why, text = refusal(counted, self.phrases)[0], self.phrases.text
            return Say(text("{cell} is not counted", cell=cell), "attention", step=why)
        step = self.phrases.text("Its lamp blinks slowly")
        return Say(self.phrases.text("Count {cell} now", cell=cell), "attention", step=step)

    def _checked(self, *, ok: bool) -> Move:
        age, issue = next(iter(self.card.asked), NAME), self.desk.issue
        card = issue.check_document(self.session or "", ok=ok, document="document", age=age)
        moved = self._after(card)
        if moved is None and self.card.asked:
            return self._open_sheet("document")  # whose it is, and how old: one after the other
        return moved

    def _complete(self, witness: str | None = None) -> Move:
        issued = self.desk.issue.complete(self.session or "", witness, self.items.bags.language)
        self.sheet = ""
        self.renew()
        if isinstance(issued, Refused) and issued.reason is Reason.WITNESS_NEEDED:
            return self.ask_witness()
        if isinstance(issued, Refused):
            return self.refused(issued)
        return Instead(self.office.doors.issued(issued))

    def ask_witness(self) -> Move:
        """Ask a second person to vouch for the issue."""
        access = self.desk.access
        self._witness = Witness(self, access, Right.ISSUE, self._complete, self._close)
        return self._open_sheet("witness")

    def _park(self) -> Move:
        refused = self.desk.issue.park(self.session or "")
        return self.refused(refused) if refused else Home()

    def _cancel(self) -> Move:
        account = self.account()
        refused = self.desk.issue.cancel(self.session or "")
        return self.refused(refused) if refused else self.after_cancel(account)

    def takes_left(self, parcel: str) -> bool:
        """Take what this customer's earlier visit left on the counter."""
        return self.session is not None and any(p.parcel == parcel for p in self.card.ready)

    def coded(self, code: Code, source: str) -> Move:
        """Take parcels by their codes; a cell's code puts the last one back into it."""
        if code.kind is CodeKind.PARCEL and self.session is not None:
            return self._scanned_parcel(code.text)
        if code.kind is CodeKind.CELL and self.card.picked:
            return self._put_back(code.text)
        if code.kind is CodeKind.PICKUP and len(code.text) == SHORT and self.session is None:
            return self.pickup(code, self.card.customer_ref)
        return super().coded(code, source)

    def _put_back(self, cell: str) -> Move:
        """Put what was scanned last into the cell whose label was scanned."""
        last = max(self.card.picked, key=lambda p: (p.parcel == self._last, p.changed_at))
        card = self.desk.issue.put_back(self.session or "", last.parcel, cell)
        moved = self._after(card)
        if isinstance(card, Refused):
            return moved
        return Say(self.phrases.text("It lies in {cell} now", cell=cell), "ok")

    def _typed(self) -> Move:
        text = self.typing.text.strip()
        self._close()
        code = self._read(text, "typed")
        if code.kind is not CodeKind.PICKUP:
            return self.refused(Refused(Reason.CODE_REQUIRED))
        return self.coded(code, "typed")

    def _scanned_parcel(self, parcel: str) -> Move:
        before = {p.parcel for p in self.card.picked}
        card = self.desk.issue.pick(self.session or "", parcel)
        self.now_in_hand(parcel, None)
        moved = self._after(card)
        if isinstance(card, Refused):
            return moved
        self.tab = "ready"
        if parcel in before:
            return Say(self.phrases.text("Already on the counter"), "ok")
        if self.desk.issue.is_at_once(self.session or ""):
            return self._complete()
        left = len(self.card.ready) - len(self.card.picked)
        if left:
            return Say(self.phrases.count("{n} parcel is left", "{n} parcels are left", left), "ok")
        return Say(self.phrases.text("All parcels are here"), "ok")
