"""A return at the counter: compare, tick, photograph; take it back, or decline it for a reason."""

from collections.abc import Callable
from functools import partial

from kiosk.core.codes import Code, CodeKind
from kiosk.core.evidence import Skipped, skipped_by
from kiosk.core.refusals import Reason, Refused
from kiosk.core.returns import BY_STAFF
from kiosk.core.words import Condition, Purpose, RejectReason, ReturnState, Right, Size
from kiosk.ui.kit.boxes import Grid
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Instead, Move, Say, Widget
from kiosk.ui.screens.commands import CARDS_OF
from kiosk.ui.screens.customer_return_view import CustomerReturnView
from kiosk.ui.screens.photo_sheet import PhotoSheet
from kiosk.ui.screens.receipt_words import declined_words
from kiosk.ui.screens.return_viewer import ReturnViewerScreen
from kiosk.ui.screens.return_words import reject_word
from kiosk.ui.screens.witness import Witness
from kiosk.workflows.brought import ReturnCard

_GOODS = {CodeKind.PRODUCT, CodeKind.DIGITS, CodeKind.MARKING}


class CustomerReturnScreen(CustomerReturnView):
    """One return, from the opened code to its end."""

    _witness: Witness | None = None

    def renew(self) -> None:
        """Look again with every picture: the central may have withdrawn it."""
        card = self.desk.returns.card(self.return_)
        self.card = self.card if isinstance(card, Refused) else card
        super().renew()

    @property
    def return_(self) -> str:
        """Its name."""
        return self.card.known.return_

    def over(self) -> Widget | None:
        """Return the open sheet."""
        if self.card.known.state is not ReturnState.OPEN:
            return None
        if self.sheet == "photos":
            return self._camera()
        if self.sheet == "witness" and self._witness is not None:
            return self._witness.sheet()
        return self._reasons() if self.sheet == "reject" else None

    def _reasons(self) -> Widget:
        buttons = [
            Button(
                id=f"reject.{reason.value}",
                label=reject_word(reason, self.phrases),
                rank="outline",
                do=partial(self._reject, reason),
            )
            for reason in BY_STAFF
        ]
        return Sheet(
            id="reject",
            title=self.phrases.text("Why is it not taken back?"),
            child=Grid(children=buttons, columns=2, gap=12, row=max(56, self.skin.px(64))),
            close=self._shut,
        )

    def _open(self, sheet: str) -> Move:
        self.sheet = sheet
        self.renew()
        return None

    def _shut(self) -> Move:
        return self._open("")

    # -- looking over ------------------------------------------------------------------------------

    def _compare(self) -> Move:
        return ReturnViewerScreen(self.office, self.card.known)

    def _judge(self, condition: str) -> Move:
        return self._told(self.desk.returns.describe(self.return_, Condition(condition)))

    def _measure(self, size: str) -> Move:
        return self._told(self.desk.returns.describe(self.return_, size=Size(size)))

    def _speak(self, language: str) -> Move:
        self.language = language
        self.renew()
        return None

    def _tick(self, key: str, *, on: bool) -> Move:
        return self._told(self.desk.returns.tick(self.return_, key, on=on))

    def _told(self, card: ReturnCard | Refused) -> Move:
        self.renew()
        return self.refused(card) if isinstance(card, Refused) else None

    def photograph(self) -> Move:
        """Open the camera's sheet."""
        self.desk.photos.forget_trouble()
        return self._open("photos")

    def _camera(self) -> Widget:
        say = self.phrases.text
        done = Button(
            id="photo.done",
            label=say("Go on"),
            icon="task_alt",
            rank="primary",
            do=partial(self._photographed, None),
        )
        photos = PhotoSheet(self, "photo", self.return_, Purpose.RETURN)
        title = say("Hold the goods before the camera")
        return photos.sheet(title, self._shut, self._photographed, done)

    def _photographed(self, skipped: Skipped | None) -> Move:
        """Go on with the photos there are; without a line left to tick, that is the end."""
        self._shut()
        return None if self.card.left else self._accept(skipped=skipped)

    # -- how it ends -------------------------------------------------------------------------------

    def _accept(self, witness: str | None = None, skipped: Skipped | None = None) -> Move:
        taken = self.desk.returns.accept(self.return_, skipped, self.language, witness)
        if isinstance(taken, Refused):
            return self._not_yet(taken, skipped)
        self.sheet = ""
        return Instead(self.office.doors.taken(taken))

    def _not_yet(self, no: Refused, skipped: Skipped | None) -> Move:
        """Do what is still wanted; what cannot photograph says so and goes on."""
        if no.reason is Reason.WITNESS_NEEDED:
            return self._ask_witness(partial(self._accept, skipped=skipped))
        if no.reason is not Reason.PHOTOS_MISSING:
            self.sheet = ""
            self.renew()
            return self.refused(no)
        why = self.desk.photos.why_not()
        if why is None:
            return self.photograph()
        move = self._accept(skipped=skipped_by(why))
        words = self.phrases.text("No photo was taken")
        return Say(words, "attention", move) if isinstance(move, Instead) else move

    def _reject(self, reason: RejectReason, witness: str | None = None) -> Move:
        refused = self.desk.returns.reject(self.return_, reason, self.language, witness)
        if refused is not None and refused.reason is Reason.WITNESS_NEEDED:
            return self._ask_witness(lambda name: self._reject(reason, name))
        self.sheet = ""
        self.renew()
        if refused is not None:
            return self.refused(refused)
        why = reject_word(reason, self.phrases)
        step = declined_words(self.desk, self.phrases)
        declined = self.phrases.text("Declined: {why}", why=why)
        return Say(declined, "attention", Instead(self.office.doors.returns()), step)

    def _ask_witness(self, then: Callable[[str], Move]) -> Move:
        self._witness = Witness(self, self.desk.access, Right.RETURN, then, self._shut)
        return self._open("witness")

    # -- scans -------------------------------------------------------------------------------------

    def cards(self) -> CARDS_OF:
        """Return the command cards of this screen."""
        return {"photo": ("photo.snap", "return.photos")}

    def coded(self, code: Code, source: str) -> Move:
        """Hold goods by their bar code against the return."""
        if self.card.known.state is not ReturnState.OPEN:
            return super().coded(code, source)
        if self.sheet == "photos" and source == "camera":
            return None  # it sees the label of the very goods it photographs
        if code.kind is CodeKind.RETURN and code.text == self.card.known.code:
            return Say(self.phrases.text("Scanned before"), "ok")
        if code.kind in _GOODS:
            card = self.desk.returns.compare(self.return_, code.text)
            moved = self._told(card)
            same = self.phrases.text("The goods are the same")
            return moved or Say(same, "ok")
        return super().coded(code, source)
