"""A clerk's evening: what nobody came for is packed and handed over, some cells are counted."""

from collections.abc import Callable

from kiosk.core import boxes
from kiosk.core.boxes import Box
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Refused
from kiosk.core.words import BoxClass, CancelReason, Flow, ParcelState
from kiosk.trial.day import Day
from kiosk.trial.stage import Stage, Unmet

MINUTE = 21 * 60 + 10  # when the last customer has left
TERM_MINUTE = 20 * 60  # when the term of what nobody comes for ends
_FIRST_SEAL = 104416  # the one before the first


class Evening:
    """Plays the end of a day on a stage.

    Args:
        stage: where.
        plan: what of the shelves is over its term, and how many cells are counted.
        shoot: takes a picture of the screen, under a name.
    """

    def __init__(self, stage: Stage, plan: Day, shoot: Callable[[str], None]) -> None:
        self.stage, self.plan, self._shoot = stage, plan, shoot
        self._boxes = 0

    def play(self) -> None:
        """Play it; what a small plan leaves out is passed over."""
        if self.plan.unclaimed:
            self._take_out()
        left = any(visit.refused or visit.split for visit in self.plan.visits)
        if self.plan.unclaimed or self.plan.returns or left:
            self._ship(Flow.REVERSE, BoxClass.NORMAL)
        if self.plan.dropoffs:
            self._ship(Flow.DIRECT, BoxClass.DIRECT)
        if self.plan.counted:
            self._count()

    # -- what nobody came for ----------------------------------------------------------------------

    def _take_out(self) -> None:
        stage = self.stage
        stage.tap("rail.shelves")
        stage.tap("shelves.view.terms")
        stage.tap("shelves.pull")
        stage.until(lambda: stage.screen == "unclaimed", "the list opens")
        self._shoot("unclaimed")
        due = stage.app.desk.unclaimed.due()
        if isinstance(due, Refused) or {p.parcel for p in due} != self.plan.unclaimed:
            raise Unmet("what is over its term is not what nobody came for")
        for parcel in due:
            self._put_aside(parcel)

    def _put_aside(self, parcel: Parcel) -> None:
        stage, code = self.stage, parcel.parcel
        stage.scan(code)
        stage.until(lambda: self._is(code, ParcelState.TO_RETURN), f"{code} goes back")
        pulled = stage.app.desk.unclaimed.pull(code)  # a second scan only says the cell again
        if isinstance(pulled, Refused) or pulled.cell is None:
            raise Unmet(f"no cell for {code} that goes back")
        cell = pulled.cell
        stage.scan(f"CELL:{cell}")
        stage.until(lambda: self._lies_in(code, cell), f"{code} lies among the returns")

    # -- to the warehouse --------------------------------------------------------------------------

    def _ship(self, flow: Flow, class_: BoxClass) -> None:
        """Pack all that leaves in a flow, in as many boxes as it takes, and hand it over."""
        stage, seals = self.stage, list[str]()
        while waiting := self._waiting(flow, class_):
            seals.append(self._pack(flow, class_, waiting))
        stage.tap("box.handover")
        stage.until(lambda: stage.screen == "handover", "the driver is here")
        for seal in seals:
            stage.scan(seal)
        stage.tap("handover.confirm")
        parcels = stage.app.file.parcels
        stage.until(lambda: not parcels.in_state(ParcelState.PACKED), "the driver has the boxes")
        self._shoot("handover")
        stage.tap("rail.issue")

    def _pack(self, flow: Flow, class_: BoxClass, waiting: list[str]) -> str:
        """Fill one box and seal it; return the seal."""
        stage = self.stage
        self._boxes += 1
        name, seal = f"BOX:7731-{self._boxes:02d}", f"S-{_FIRST_SEAL + self._boxes}"
        stage.tap("rail.ship")
        stage.scan(name)
        stage.tap(f"kind.{class_.value}")
        stage.until(lambda: stage.screen == "ship_box", "the box is in hand")
        box, policy = stage.app.file.boxes.get(name), stage.app.desk.counter.policy
        if policy is None or box is None or (box.flow, box.class_) != (flow, class_):
            raise Unmet("the box was not begun")
        for code in waiting[: boxes.room(box, policy)]:
            self._pack_one(code)
        self._shoot("ship_box")
        stage.scan(seal)
        stage.scan("CMD:ok")
        stage.until(lambda: self._has_seal(name, seal), f"{name} is sealed")
        return seal

    def _waiting(self, flow: Flow, class_: BoxClass) -> list[str]:
        """Return what waits for a box of this kind; a surplus waits for the network's word."""
        box, waiting = Box("", flow, class_), self.stage.app.file.parcels.to_pack()
        own = (p for p in waiting if p.reason != CancelReason.SURPLUS)
        return [p.parcel for p in own if boxes.suits(p, box)]

    def _has_seal(self, name: str, seal: str) -> bool:
        box = self.stage.app.file.boxes.get(name)
        return box is not None and box.seal == seal

    def _pack_one(self, code: str) -> None:
        self.stage.scan(code)
        self.stage.until(lambda: self._is(code, ParcelState.PACKED), f"{code} is packed")

    # -- the shelves -------------------------------------------------------------------------------

    def _count(self) -> None:
        stage, cells = self.stage, self.plan.counted
        stage.tap("rail.menu")
        stage.tap("menu.count")
        if stage.screen == "count":  # of a parcel that was not found today
            self._count_through()
            stage.tap("rail.menu")
            stage.tap("menu.count")
        stage.tap(f"count.map.{cells[0].partition('-')[0]}")
        for cell in cells:
            stage.tap(f"count.map.{cell}")
        stage.tap("count.start")
        stage.until(lambda: stage.screen == "count", "the count begins")
        self._count_through()

    def _count_through(self) -> None:
        stage, desk = self.stage, self.stage.app.desk
        while stage.screen == "count":
            card = desk.count.card()
            if isinstance(card, Refused) or card.cell is None:
                raise Unmet("no cell is to be counted")
            self._count_one(card.cell)
        self._shoot("count_review")
        stage.tap("count.apply")
        if stage.app.loop.screen.find("apply.yes"):
            stage.tap("apply.yes")
        stage.until(lambda: desk.count.under_way() is None, "the count is applied")
        stage.tap("count.done")

    def _count_one(self, cell: str) -> None:
        stage, desk = self.stage, self.stage.app.desk
        lying = stage.app.file.parcels.in_cell(cell)
        for parcel in lying:
            stage.scan(parcel.parcel)
        stage.scan("CMD:next" if lying else "CMD:empty")

        def went_on() -> bool:
            card = desk.count.card()
            is_over = isinstance(card, Refused) or card.cell is None
            return stage.screen != "count" or is_over or getattr(card, "cell", None) != cell

        stage.until(went_on, f"{cell} is counted")
        stage.quiet()

    # -- how it stands -----------------------------------------------------------------------------

    def _is(self, code: str, state: ParcelState) -> bool:
        parcel = self.stage.app.file.parcels.get(code)
        return parcel is not None and parcel.state is state

    def _lies_in(self, code: str, cell: str) -> bool:
        parcel = self.stage.app.file.parcels.get(code)
        return parcel is not None and parcel.cell == cell
