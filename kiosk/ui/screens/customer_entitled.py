"""Who collects, a visit without a code, and the one banner of what else is open."""

from functools import partial

from kiosk.core import entitled
from kiosk.core.matters import Matter, MatterKind
from kiosk.core.policy import DelegateRule
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CodelessReason, Collector, How, Right
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.checks import CheckLine
from kiosk.ui.kit.sheets import Dialog, Sheet
from kiosk.ui.kit.widget import Do, Instead, Move, Widget
from kiosk.ui.kit.words import IconBox, Label, Line
from kiosk.ui.screens.customer_view import CustomerView
from kiosk.ui.screens.framed import short_codes
from kiosk.ui.screens.witness import Witness
from kiosk.workflows.proof import Standing
from kiosk.workflows.views import CustomerCard


class CustomerEntitled(CustomerView):
    """What a card says of whoever stands there; `customer` says what else it does."""

    _witness: Witness | None = None
    _why = CodelessReason.STALE

    def subtitle(self) -> str:
        """Return by what the visitor is served."""
        session, say = self.card.session, self.phrases.text
        if session is None:
            return say("To look only: no code was shown")
        if entitled.is_codeless(session.proof):
            return say("By a document, without the code")
        if session.collector is Collector.DELEGATE:
            return say("Code confirmed, somebody else collects")
        return say("Code confirmed")

    def over(self) -> Widget | None:
        """Return the open sheet."""
        if self.sheet == "codeless":
            return self._ask_why()
        if self.sheet == "instead":
            return self._ask_instead()
        return super().over()

    # -- who collects ------------------------------------------------------------------------------

    def _document(self) -> list[Widget]:
        return [*super()._document(), *(self._collector() if self._is_tall else [])]

    @property
    def _is_tall(self) -> bool:
        """Whether there is room beside the shelves; else it stands under the rows."""
        return self.skin.layout.size == "L"

    def _collector(self) -> list[Widget]:
        session, policy = self.card.session, self.desk.counter.policy
        if session is None or policy is None or entitled.is_codeless(session.proof):
            return []
        may, say = policy.delegate is not DelegateRule.NO, self.phrases.text
        is_on = session.collector is Collector.DELEGATE
        return [
            CheckLine(
                id="customer.delegate",
                label=say("Somebody else collects"),
                is_on=is_on,
                do=partial(self._collects, Collector.SELF if is_on else Collector.DELEGATE),
                enabled=may,
                reason="" if may else say("Only the customer in person may collect"),
            )
        ]

    def _collects(self, collector: Collector) -> Move:
        return self._taken(self.desk.entitle.collector(self.session or "", collector))

    def _taken(self, card: CustomerCard | Refused) -> Move:
        self.sheet = ""
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        self.card = card
        return None

    # -- without a code ----------------------------------------------------------------------------

    def _code_button(self) -> list[Widget]:
        """Offer the code for a chosen customer, and the way without one."""
        if not (self.card.ready and self.desk.counter.may(Right.ISSUE)):
            return []
        say, standing = self.phrases.text, self.desk.entitle.standing(self.card.customer_ref)
        locked = standing.locked_min if isinstance(standing, Standing) else 0
        buttons: list[Widget] = []
        if short_codes(self.desk.counter.policy):
            buttons.append(
                Button(
                    id="customer.code",
                    label=say("Type the code"),
                    icon="dialpad",
                    rank="outline",
                    grow=1,
                    do=partial(self._open_sheet, "code"),
                    enabled=not locked,
                    reason=say("Too many wrong codes, wait {minutes} min", minutes=locked),
                )
            )
        without = Button(
            id="customer.codeless",
            label=say("Without a code"),
            icon="id_card",
            rank="outline",
            grow=1,
            do=partial(self._open_sheet, "codeless"),
        )
        return [Line(), Row(children=[*buttons, without], gap=self.skin.layout.dense)]

    def code_hint(self) -> str:
        """Return how many more tries there are, once one was wrong."""
        standing = self.desk.entitle.standing(self.card.customer_ref)
        policy = self.desk.counter.policy
        if not policy or not isinstance(standing, Standing) or standing.left >= policy.code_tries:
            return super().code_hint()
        return self.phrases.count("{n} try is left", "{n} tries are left", standing.left)

    def _ask_why(self) -> Widget:
        say = self.phrases.text
        words = {
            CodelessReason.STALE: say("The code is no longer valid"),
            CodelessReason.UNREADABLE: say("The code cannot be read"),
            CodelessReason.NO_PHONE: say("The customer has no phone here"),
        }
        rows = [
            Button(
                id=f"codeless.{why.value}",
                label=label,
                rank="outline",
                do=partial(self._without, why),
            )
            for why, label in words.items()
        ]
        return Sheet(
            id="codeless",
            title=say("Why is there no code?"),
            child=Stack(children=rows, gap=12),
            close=self._close,
        )

    def _without(self, why: CodelessReason) -> Move:
        self._why = why
        return self._open_sheet("instead")

    def _ask_instead(self) -> Widget:
        say = self.phrases.text
        return Dialog(
            id="instead",
            title=say("Look at the document"),
            words=say("Does the document show the customer's name?"),
            actions=(
                Button(
                    id="instead.no", label=say("No"), rank="outline",
                    do=partial(self._shown, ok=False),
                ),
                Button(
                    id="instead.yes", label=say("Yes, it is right"),
                    do=partial(self._shown, ok=True),
                ),
            ),
        )  # fmt: skip

    def _shown(self, *, ok: bool, witness: str | None = None) -> Move:
        ref = self.card.customer_ref
        card = self.desk.entitle.by_document(ref, self._why, ok=ok, witness=witness)
        if isinstance(card, Refused) and card.reason is Reason.WITNESS_NEEDED:
            access = self.desk.access
            self._witness = Witness(self, access, Right.OVERRIDE, self._vouched, self._close)
            return self._open_sheet("witness")
        moved = self._taken(card)
        return moved if isinstance(card, Refused) else Instead(self.office.doors.customer(card))

    def _vouched(self, witness: str) -> Move:
        return self._shown(ok=True, witness=witness)

    # -- what else is open -------------------------------------------------------------------------

    def _open_matters(self) -> list[Widget]:
        return [*self._banner_of_matters(), *([] if self._is_tall else self._collector())]

    def _banner_of_matters(self) -> list[Widget]:
        matters = self.card.matters
        if self.tab == "others":  # they are told right there
            matters = tuple(one for one in matters if one.kind is not MatterKind.ELSEWHERE)
        if not matters:
            return []
        # lines break between matters, not within one
        words = " · ".join(self._matter(one).replace(" ", "\u00a0") for one in matters)
        acts = (act for one in matters for act in self._act(one))
        act = next(acts, None)
        bad = {MatterKind.NOT_FOUND, MatterKind.MONEY}
        tone = "bad" if matters[0].kind in bad else "warn"
        parts: list[Widget] = [
            IconBox(icon="info", tone=tone, edge_px=40),
            Label(label=words, style="row_meta", lines=2, cuts=True, grow=1, least=80),
            *([act] if act else []),
        ]
        return [
            Card(
                fill=f"{tone}_ground",
                shadow=False,
                padding=8,
                child=Row(children=parts, gap=12),
            )
        ]

    def _matter(self, one: Matter) -> str:
        say, count = self.phrases.text, self.phrases.count
        match one.kind:
            case MatterKind.NOT_FOUND:
                return count("{n} not found", "{n} not found", one.count)
            case MatterKind.MONEY:
                amount = self.phrases.money(one.count, one.subject)
                return say("Could not go back: {amount}", amount=amount)
            case MatterKind.AGE:
                return say("Check the age: {age}+", age=one.count)
            case MatterKind.DOCUMENT:
                return say("Check the document")
            case MatterKind.RETURN:
                return count("{n} return", "{n} returns", one.count)
            case MatterKind.CELLS:
                return say("In cells {cells}", cells=", ".join(one.cells[:3]))
            case MatterKind.UNCONFIRMED:
                return count("{n} not confirmed yet", "{n} not confirmed yet", one.count)
            case MatterKind.ELSEWHERE:
                return count("{n} at another point", "{n} at other points", one.count)

    def _act(self, one: Matter) -> list[Button]:
        """Return the button of a matter that something can be done about here."""
        say, do = self.phrases.text, self._doing(one)
        if do is None:
            return []
        label = say("Begin") if one.kind is MatterKind.RETURN else say("Show")
        return [Button(id=f"matter.{one.kind.value}", label=label, rank="second", do=do)]

    def _doing(self, one: Matter) -> Do | None:
        match one.kind:
            case MatterKind.NOT_FOUND | MatterKind.UNCONFIRMED if self.tab != "transit":
                return partial(self._pick_tab, "transit")
            case MatterKind.ELSEWHERE:
                return partial(self._pick_tab, "others")
            case MatterKind.RETURN if self.session and self.desk.counter.may(Right.RETURN):
                return partial(self._begin_return, one.subject)
            case _:
                return None

    def _begin_return(self, return_: str) -> Move:
        card = self.desk.returns.open(return_, How.CODE)
        if isinstance(card, Refused):
            return self.refused(card)
        return self.office.doors.customer_return(return_)
