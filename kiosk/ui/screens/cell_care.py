"""What is done with a whole cell: emptied into another, closed, called full, labelled."""

from functools import partial

from kiosk.core.cells import Cell
from kiosk.core.refusals import Refused
from kiosk.core.words import BlockReason, Right
from kiosk.ui.kit.boxes import Grid, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.sheets import Sheet, Toast
from kiosk.ui.kit.widget import Do, Move, Say, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.workflows.views import CellCard


class CellCareView(Framed):
    """The buttons of a cell's screen and what they do; `cell` shows what lies in it.

    Args:
        office: the counter.
        cell: its id.
    """

    def __init__(self, office: Office, cell: str) -> None:
        super().__init__(office)
        self.cell = cell
        self.moving = self.closing = False

    def standing(self, cell: Cell) -> str:
        """Return why the cell is not used, empty if it is."""
        say = self.phrases.text
        if cell.blocked:
            why = self._reasons().get(cell.blocked, "")
            return say("Closed: {why}", why=why) if why else say("Closed")
        return say("Called full") if cell.full else ""

    def asks(self) -> str:
        """Return what the person shall do now, empty for nothing."""
        return self.phrases.text("Scan the other cell") if self.moving else ""

    def care(self, card: CellCard) -> list[Widget]:
        """Return the buttons that this person may press."""
        may, cell, say = self.desk.counter.may, card.load.cell, self.phrases.text
        buttons: list[Widget] = []
        if may(Right.ACCEPT) and card.parcels:
            words = say("Stay here") if self.moving else say("Move all")
            buttons.append(self._button("move", words, "arrow_forward", self._toggle_moving))
        if may(Right.ACCEPT) and not cell.blocked:
            words = say("Not full") if cell.full else say("Full")
            buttons.append(self._button("full", words, "inventory_2", partial(self._full, cell)))
        if may(Right.MAP):
            words = say("Open again") if cell.blocked else say("Close it")
            buttons.append(self._button("close", words, "block", partial(self._close, cell)))
        buttons.append(self._button("label", say("Label"), "print", self._label))
        return [Grid(columns=2, gap=12, row=self.skin.px(64), children=buttons)]

    def _button(self, name: str, words: str, icon: str, do: Do) -> Button:
        return Button(id=f"cell.{name}", label=words, icon=icon, rank="outline", do=do)

    def over(self) -> Widget | None:
        """Return the question why the cell is closed."""
        if not self.closing:
            return None
        say = self.phrases.text
        words = say("What lies in it stays and can be taken; nothing more is put there.")
        return Sheet(
            id="close",
            title=say("Why is {cell} closed?", cell=self.cell),
            child=Stack(children=[Label(label=words, colour="ink2", lines=3)]),
            close=self._shut,
            actions=tuple(
                Button(id=f"close.{reason}", label=label, rank="outline",
                       do=partial(self._block, BlockReason(reason)))
                for reason, label in self._reasons().items()
            ),
        )  # fmt: skip

    def toast(self) -> Widget | None:
        """Offer to take back that all of a cell was moved, here or from here."""
        last = self.desk.cellcare.emptied()
        is_here = last is not None and self.cell in {last.cell, last.target}
        if last is None or not is_here or self.closing or self.moving:
            return None
        undo = Button(
            id="cell.undo", label=self.phrases.text("Move it back"), icon="undo", rank="dark_key",
            style="button", do=self._undo,
        )  # fmt: skip
        return Toast(label=f"{last.cell} → {last.target}", action=undo)

    def _undo(self) -> Move:
        moved = self.desk.cellcare.move_back()
        self.renew()
        if isinstance(moved, Refused):
            return self.refused(moved)
        return Say(
            self.phrases.count("{n} parcel moved back", "{n} parcels moved back", moved), "ok"
        )

    def _reasons(self) -> dict[str, str]:
        say = self.phrases.text
        return {
            BlockReason.RESERVED.value: say("Kept free"),
            BlockReason.BROKEN.value: say("Broken"),
        }

    # -- what they do ------------------------------------------------------------------------------

    def move_all(self, target: str) -> Move:
        """Move all that lies here into another cell, and go there."""
        moved = self.desk.cellcare.move_all(self.cell, target)
        self.renew()
        if isinstance(moved, Refused):
            return self.refused(moved)
        self.moving = False
        words = self.phrases.count("{n} parcel moved", "{n} parcels moved", moved)
        where = self.phrases.text("It lies in {cell} now", cell=target)
        return Say(words, "ok", step=where)

    def _toggle_moving(self) -> Move:
        self.moving = not self.moving
        if self.moving:
            self.desk.find.light(self.cell)
        self.renew()
        return None

    def _full(self, cell: Cell) -> Move:
        care = self.desk.cellcare
        return self._told(care.free(self.cell) if cell.full else care.mark_full(self.cell))

    def _close(self, cell: Cell) -> Move:
        if cell.blocked:
            return self._told(self.desk.cellcare.free(self.cell))
        self.closing = True
        self.renew()
        return None

    def _block(self, reason: BlockReason) -> Move:
        self.closing = False
        return self._told(self.desk.cellcare.block(self.cell, reason))

    def _shut(self) -> Move:
        self.closing = False
        self.renew()
        return None

    def _label(self) -> Move:
        job = self.desk.cellcare.label(self.cell)
        if isinstance(job, Refused):
            return self.refused(job)
        return Say(self.phrases.text("The label is being printed"), "ok")

    def _told(self, refused: Refused | None) -> Move:
        self.renew()
        return self.refused(refused) if refused is not None else None
