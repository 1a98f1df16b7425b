"""A clerk's other callers, on a stage: returns looked over and taken back, parcels dropped off."""

from collections.abc import Callable
from functools import partial

from kiosk.central.announcements import Announcements, ExpectWish
from kiosk.core.parcels import Parcel
from kiosk.core.words import ParcelState, Purpose, ReturnState
from kiosk.trial.callers import DropOff, Return
from kiosk.trial.day import Day
from kiosk.trial.stage import POINT, Stage, Unmet
from kiosk.ui.screens.customer_return import CustomerReturnScreen
from kiosk.ui.screens.taken import TakenScreen

_CAMERA_S, _SNAPS = 60.0, 12  # until the camera looks again; times a photo is asked for


class Reception:
    """Serves who brings something.

    Args:
        stage: where.
        shoot: takes a picture of the screen once, under a name.
    """

    def __init__(self, stage: Stage, shoot: Callable[[str], None]) -> None:
        self.stage, self._shoot = stage, shoot

    def announce(self, plan: Day) -> None:
        """Let the central announce what the day brings."""
        returns = tuple(one.told for one in plan.returns)
        dropped = tuple(one.told for one in plan.dropoffs if one.is_announced)
        if not (returns or dropped):
            return
        stage, file = self.stage, self.stage.app.file
        stage.wish(ExpectWish(POINT, Announcements(returns, dropped)))
        for name in [one.return_ for one in returns][-1:]:
            stage.until(partial(file.returns.get, name), "the returns are announced")
        for code in [one.parcel for one in dropped][-1:]:
            stage.until(partial(file.parcels.get, code), "the drop-offs are announced")

    # -- returns ---------------------------------------------------------------------------------

    def take_back(self, brought: Return) -> None:
        """Take one return back: scan, tick, photograph, accept, put away."""
        stage, told = self.stage, brought.told
        stage.scan(told.code)
        stage.until(lambda: stage.screen == "customer_return", "the return opens")
        screen = stage.app.loop.screen
        if not isinstance(screen, CustomerReturnScreen):
            raise Unmet("no return is open")
        for check in screen.card.checks:
            stage.tap(f"check.{check.key}")
        self._shoot("return")
        self._photograph(told.return_)
        stage.until(partial(self._is_taken, told.return_), f"{told.return_} is taken back")
        self._put_away("taken_return")

    def _photograph(self, return_: str) -> None:
        stage, photos = self.stage, self.stage.app.desk.photos
        wanted = photos.shots(return_, Purpose.RETURN).wanted
        stage.until(lambda: not wanted or photos.why_not() is None, "the camera looks", _CAMERA_S)
        stage.tap("return.accept")
        for have in range(wanted):
            self._snap(return_, have)
        if wanted:
            stage.tap("photo.done")

    def _snap(self, return_: str, have: int) -> None:
        """Take one more photo; a busy machine's camera may need to be asked again."""
        stage, photos = self.stage, self.stage.app.desk.photos
        for _ in range(_SNAPS):
            stage.until(lambda: photos.why_not() is None, "the camera looks", _CAMERA_S)
            stage.tap("photo.snap")
            stage.until(
                lambda: not photos.shots(return_, Purpose.RETURN).is_coming, "a photo comes or not"
            )
            if len(photos.shots(return_, Purpose.RETURN).taken) > have:
                return
        raise Unmet(f"no photo of {return_} could be taken")

    def _is_taken(self, return_: str) -> bool:
        known = self.stage.app.file.returns.get(return_)
        return known is not None and known.state is ReturnState.ACCEPTED

    # -- drop-offs -------------------------------------------------------------------------------

    def take_in(self, dropped: DropOff) -> None:
        """Take one drop-off in: scan, two questions, size, put away."""
        stage, code = self.stage, dropped.told.parcel
        stage.tap("rail.returns")
        stage.scan(code)
        stage.until(lambda: stage.screen == "drop_off", "the drop-off opens")
        stage.until(lambda: stage.app.loop.screen.find("dropoff.packed"), "it is looked at")
        stage.tap(f"dropoff.size.{dropped.told.size.value}")
        stage.tap("dropoff.packed")
        stage.tap("dropoff.allowed")
        self._shoot("drop_off")
        stage.tap("dropoff.accept")
        stage.until(lambda: self._parcel(code) is not None, f"{code} is taken in")
        self._put_away("taken_drop_off")

    def _put_away(self, picture: str) -> None:
        """Put what was taken where the lamp blinks, and go back to the first screen."""
        stage = self.stage
        stage.until(lambda: stage.screen == "taken", "it is taken")
        screen = stage.app.loop.screen
        if not isinstance(screen, TakenScreen) or screen.taken.cell is None:
            raise Unmet("there is no cell for what was taken")
        cell, code = screen.taken.cell, screen.taken.parcel.parcel
        if cell not in stage.setting.dark:
            stage.until(lambda: cell in stage.lit(), f"{cell} blinks")
        self._shoot(picture)
        stage.scan(f"CELL:{cell}")
        stage.until(lambda: self._lies_in(code, cell), f"{code} is put away")
        stage.tap("rail.issue")

    def _lies_in(self, code: str, cell: str) -> bool:
        parcel = self._parcel(code)
        return parcel is not None and parcel.cell == cell

    def _parcel(self, code: str) -> Parcel | None:
        found = self.stage.app.file.parcels.get(code)
        return None if found is None or found.state is ParcelState.EXPECTED else found
