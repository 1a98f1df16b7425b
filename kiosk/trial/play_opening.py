"""The point's side of an opening in a scenario: who joins, and the pictures of the fit-out."""

from collections.abc import Callable, Mapping

from PIL import Image

from kiosk.central.staff_wishes import StaffWish
from kiosk.core.opening_words import ShotState
from kiosk.core.openings import Opening
from kiosk.core.words import Role
from kiosk.trial.fit_out_pictures import draw
from kiosk.trial.play_hands import snap_until
from kiosk.trial.scenario import Step
from kiosk.trial.stage import POINT, TEAM, Member, Stage, Unmet

_PIN = "620415"  # of whoever joins
_FRAMES = 3  # after which what the camera gives is of what it was turned to
_PAGES = 8  # of a list, at most
_TO_TAKE = {ShotState.NEEDED, ShotState.REWORK}


class OpeningPart:
    """Plays who opens the point.

    Args:
        stage: with an open point.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage, self._round = stage, 1
        self.team = {member.staff: member for member in TEAM}
        self.doings: Mapping[str, Callable[[Step], None]] = {
            "join": self._join,
            "photograph": self._photograph,
        }

    @property
    def stand(self) -> str:
        """How the opening stands at the point; empty where there is none."""
        opening = self._opening()
        return opening.state.value if opening else ""

    def _opening(self) -> Opening | None:
        found = self._stage.app.file.openings.all()
        return found[-1] if found else None

    def _join(self, step: Step) -> None:
        stage, access = self._stage, self._stage.app.desk.access
        name, role = step.args["name"], Role(step.args["role"])
        one = Member(name, f"{name.capitalize()} S.", role, _PIN)
        stage.wish(StaffWish(POINT, name, one.name, role))
        stage.until(lambda: name in {who.staff for who in access.people()}, f"{name} joins")
        access.set_pin(name, _PIN)
        access.sign_out()
        self.team[name] = one

    def _photograph(self, step: Step) -> None:
        """Take the pictures that are wanted, each in the sheet that its line opens."""
        wanted, opening = step.args["shot"], self._opening()
        policy = self._stage.app.desk.counter.policy
        if opening is None or policy is None:
            raise Unmet("no pictures are wanted: there is no opening")
        checks = [check.key for check in (*policy.shots, *policy.papers)]
        states = {row.shot: row.state for row in opening.shots}
        missing = [key for key in checks if states.get(key, ShotState.NEEDED) in _TO_TAKE]
        for key in missing if wanted == "all" else [wanted]:
            self._bring_up(f"shot.{key}.take")
            self._look_at(draw(key, self._round))
            self._stage.tap(f"shot.{key}.take")
            snap_until(self._stage, "shot.snap", self._may_use)
            self._stage.tap("shot.use")
        self._stage.show_counter()
        self._round += 1

    def _look_at(self, picture: Image.Image) -> None:
        """Turn the camera to something, and wait until it has seen it."""
        stage = self._stage
        stage.look_at(picture)
        eye = stage.app.devices.eye
        if eye is None:
            raise Unmet("there is no camera")
        enough = eye.frames + _FRAMES
        stage.until(lambda: eye.frames >= enough, "the camera has turned")

    def _may_use(self) -> bool:
        use = self._stage.app.loop.screen.find("shot.use")
        return use is not None and use.enabled

    def _bring_up(self, widget: str) -> None:
        """Turn the list's pages until a line is in sight."""
        screen = self._stage.app.loop.screen
        ways = ["shots.list.up"] * _PAGES + ["shots.list.down"] * _PAGES
        for way in ways:
            if screen.find(widget) is not None:
                return
            if screen.find(way) is not None:
                self._stage.tap(way)
