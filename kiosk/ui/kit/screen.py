"""A screen: builds its tree from a plain view state, answers signals, says where to go next."""

import logging
from collections.abc import Callable, Iterator
from typing import ClassVar, Protocol, TypeVar

from kiosk.core.refusals import WRONG_CELL, Refused
from kiosk.hw.ports import Look, Signal, Tone
from kiosk.ui.kit.bar import Spoken
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.keys import Pad
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Dirt, Goal, Kind, Move, Rect, Say, Touch, Widget, find, tree, walk
from kiosk.ui.phrases import Phrases
from kiosk.ui.sentences import refusal

log = logging.getLogger(__name__)

T = TypeVar("T")


class Stage(Protocol):
    """What the loop lends the screen that is on it."""

    skin: Skin
    spoken: Spoken | None

    def now(self) -> float:
        """Tell the monotonic seconds."""

    def sound(self, tone: Tone) -> None:
        """Play a tone."""

    def later(
        self, work: Callable[[], T], then: Callable[[T], Move], *, slow: bool = False
    ) -> None:
        """Run work on a worker; `then` gets its answer if the screen is still here.

        Args:
            work: what takes a while.
            then: gets its answer.
            slow: it takes minutes, and nothing else waits behind it.
        """

    def after(self, seconds: float, do: Callable[[], Move]) -> None:
        """Call `do` once, `seconds` from now, if the screen is still here."""

    def speak(self, language: str) -> None:
        """Change the language of the screen."""

    def wear(self, theme: str, zoom: int) -> None:
        """Change theme (light, dark, contrast) and text zoom in percent."""

    def idle_s(self) -> float:
        """Tell how long nobody touched, scanned or pressed anything."""

    def forget(self) -> None:
        """Forget every drawn name, code and picture of a customer."""


class Screen(Goal):
    """One screen. Subclasses write `build`, and `on` for the signals they care about."""

    name: ClassVar[str] = "screen"
    private: bool = False  # True: no personal text may be shown (lock, curtain)
    lies_over: ClassVar[bool] = False  # True: the one beneath keeps its sheet and its lamps
    look: ClassVar[Look | None] = None  # how hard the eye looks; None: by a CameraView in sight
    tries: str = ""  # the device that is tried out here: what it reads is only shown

    stage: Stage
    root: Widget | None = None
    stale: bool = True

    def build(self) -> Widget:
        """Make the tree from what is true now; asked again after every `renew`."""
        raise NotImplementedError

    def on(self, signal: Signal) -> Move:  # noqa: ARG002
        """Answer a signal; say where it leads."""
        return None

    def entered(self) -> None:
        """Come to the front; also after a screen above went away."""

    def left(self) -> None:
        """Go away, or be covered by a screen that does not just lie over this one."""

    def primary(self) -> Move:
        """Press the one primary button, as Enter and the card for it do."""
        found = [w for w in self.reached() if isinstance(w, Button) and w.rank == "primary"]
        return found[-1].on(Touch(Kind.TAP)) if found else None

    def pad(self) -> Pad | None:
        """Return the pad that a keyboard types on: the topmost that a finger can reach."""
        pads = [w for w in self.reached() if isinstance(w, Pad)]
        return pads[-1] if pads else None

    def end_typing(self) -> Move:
        """Answer a keyboard's Enter: what is typed ends, else the primary button is pressed."""
        pad = self.pad()
        if pad is not None and pad.enter is not None and pad.typing.text:
            return pad.enter()
        return self.primary()

    def _sheet(self) -> Sheet | None:
        """Return the sheet that lies over the content, if one does."""
        over = self.root.over if isinstance(self.root, Page) else None
        return over if isinstance(over, Sheet) else None

    def reached(self) -> Iterator[Widget]:
        """Go through what a finger can reach: the sheet alone while there is one."""
        top = self._sheet() or self.root
        return iter(()) if top is None else walk(top)

    # -- what subclasses call ----------------------------------------------------------------

    def renew(self) -> None:
        """Have the tree built again; only what looks different is drawn."""
        self.stale = True

    def refused(self, no: Refused) -> Say:
        """Answer a refusal: why not, and what to do next."""
        log.info("%s: refused, %s", self.name, no.reason.value)
        what, step = refusal(no, self.phrases)
        return Say(what, "wrong" if no.reason in WRONG_CELL else "no", step=step)

    @property
    def skin(self) -> Skin:
        """The skin it is drawn with."""
        return self.stage.skin

    @property
    def phrases(self) -> Phrases:
        """The language it speaks."""
        return self.stage.skin.phrases

    # -- what the loop and the tests call ----------------------------------------------------

    def settle(self, dirt: Dirt) -> bool:
        """Build, place and compare the tree if it is stale; whether it was.

        What looks as before is kept as it is on the glass; the rest goes into `dirt`.
        """
        if not self.stale and self.root is not None:
            return False
        self.stale = False
        old, self.root = self.root, self.build()
        layout = self.skin.layout
        for w in walk(self.root):
            w.dirt = dirt
        self.root.layout(self.skin, Rect(0, 0, layout.width, layout.height))
        before = {} if old is None else {w.id: w for w in walk(old) if w.id}
        for w in walk(self.root):
            w.dirt = dirt
            if w.id in before and type(before[w.id]) is type(w):
                w.adopt(before[w.id])
        if old is None:
            dirt.add(self.root.rect)
        else:
            differ(old, self.root, dirt)
        return True

    def draw(self, canvas: Canvas) -> None:
        """Draw the tree where the canvas is dirty."""
        if self.root is not None:
            self.root.paint(canvas)

    def find(self, widget_id: str) -> Widget | None:
        """Return the widget of that id."""
        return None if self.root is None else find(self.root, widget_id)

    def tree(self) -> list[dict[str, object]]:
        """Tell the screen as plain rows."""
        return [] if self.root is None else tree(self.root)


def differ(old: Widget, new: Widget, dirt: Dirt) -> None:
    """Mark what a new tree shows otherwise than the old one."""
    if old.looks() != new.looks():
        dirt.add(old.reach.union(new.reach))
        return
    before, after = old.parts(), new.parts()
    if len(before) != len(after):
        dirt.add(old.reach.union(new.reach))
        return
    for a, b in zip(before, after, strict=True):
        differ(a, b, dirt)
