"""Customers who do not take everything: refused on the card, and put among the returns."""

from collections.abc import Callable

from kiosk.trial.day import Visit
from kiosk.trial.stage import Stage, Unmet

_PAGES = 20  # of a customer's parcels


class Leaving:
    """Plays what stays of a visit on a stage.

    Args:
        stage: where.
        shoot: takes a picture of the screen, under a name, once.
    """

    def __init__(self, stage: Stage, shoot: Callable[[str], None]) -> None:
        self.stage, self._shoot = stage, shoot

    def leave_some(self, visit: Visit) -> None:
        """Refuse what the customer does not take: all of a parcel, or one thing of it."""
        for code in (*visit.refused, *visit.split):
            self._reveal(f"leave.{code}")
            self.stage.tap(f"leave.{code}")
            if code in visit.split:
                self.stage.tap("items.1")
            self._shoot("reasons")
            self.stage.tap("reason.size")
            if code in visit.split:
                self.stage.tap("items.done")
        if visit.refused or visit.split:
            self._shoot("customer_left")

    def _reveal(self, widget: str) -> None:
        """Page down until a row's button is on the screen."""
        stage = self.stage
        for _ in range(_PAGES):
            if stage.app.loop.screen.find(widget):
                return
            stage.tap("customer.list.down")
        raise Unmet(f"{widget} is on no page")

    def put_away(self) -> None:
        """Put everything that stays where the lamp blinks."""
        while self.stage.screen == "put_away":
            self._shoot("put_away")
            self._put_one(len(self.stage.app.desk.place.waiting()))

    def _put_one(self, waiting: int) -> None:
        place = self.stage.app.desk.place
        self.stage.tap("away.put")
        self.stage.until(lambda: len(place.waiting()) < waiting, "what stays is put away")
