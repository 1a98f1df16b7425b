"""What every widget is: a place, a look and an answer to touch; and where a touch may lead."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from enum import Enum, StrEnum
from typing import ClassVar, TypeAlias

import pygame
from msgspec import Struct

from kiosk.hw.ports import Signal
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.theme import LEAST_HIT_PX

Rect: TypeAlias = pygame.Rect


class Goal:
    """Where a touch or a signal leads: a screen, or one of those below."""


class Back(Goal):
    """To the screen before this one."""


class BackWith(Goal):
    """To the screen before this one, which answers the signal in this one's place."""

    def __init__(self, signal: Signal) -> None:
        self.signal = signal


class Home(Goal):
    """To the first screen, forgetting the way."""


class Instead(Goal):
    """To a screen in the place of this one."""

    def __init__(self, screen: Goal) -> None:
        self.screen = screen


class Only(Goal):
    """To a screen, forgetting the way and everything personal: the lock."""

    def __init__(self, screen: Goal) -> None:
        self.screen = screen


class Say(Goal):
    """Stay, and answer with one sentence in the top bar.

    Args:
        text: at most 60 characters.
        tone: ok, no, wrong (the wrong cell) or attention: the colour, the sign and the sound.
        after: where to go besides, if anywhere.
        step: what to do next; a second line.
    """

    def __init__(
        self, text: str, tone: str = "no", after: Goal | None = None, step: str = ""
    ) -> None:
        self.text = text
        self.tone = tone
        self.after = after
        self.step = step


Move: TypeAlias = Goal | None


class Kind(StrEnum):
    """What a finger did to a widget."""

    DOWN = "down"
    TAP = "tap"
    TWICE = "twice"
    HELD = "held"
    DRAG = "drag"
    FLING = "fling"
    PINCH = "pinch"
    CANCEL = "cancel"


class Touch(Struct, frozen=True):
    """A finger's doing: at x, y; moved by dx, dy; speeds in px/s for a fling; scale of a pinch."""

    kind: Kind
    x: float = 0
    y: float = 0
    dx: float = 0
    dy: float = 0
    scale: float = 1.0


class Dirt:
    """The parts of the screen that must be drawn again."""

    def __init__(self) -> None:
        self.rects: list[Rect] = []

    def add(self, rect: Rect) -> None:
        """Have `rect` drawn again."""
        if rect.w > 0 and rect.h > 0:
            self.rects.append(rect.copy())

    def take(self) -> list[Rect]:
        """Return what is dirty, and begin anew."""
        rects, self.rects = self.rects, []
        return rects


_UNDRAWN = frozenset({"rect", "grow", "least", "dirt"})
_PLAIN = (str, int, float, bool, type(None), Enum, frozenset, tuple, bytes, Struct)


@dataclass(kw_only=True, eq=False)
class Widget:
    """Something on the screen.

    Args:
        id: stable name; a touch target has one, tests and scenarios speak of it.
        label: what it is in the language of the screen.
        enabled: whether a tap does what it says.
        reason: why it is disabled; said when it is tapped.
        personal: shows a customer's data; never on the lock or under the curtain.
        grow: share of the space left over; a growing widget is the first to give way.
        least: pixels it keeps when it gives way.
        wide: fixed width, 0 for what it needs.
        tall: fixed height, 0 for what it needs.
    """

    role: ClassVar[str] = "box"
    drags: ClassVar[bool] = False
    pinches: ClassVar[bool] = False
    blocks: ClassVar[bool] = False  # nothing below it is touched
    full: ClassVar[bool] = False  # as an overlay it takes the whole width
    calm_s: ClassVar[float] = 0.3  # two taps closer than this are one
    tappable = False  # whether a finger finds it
    cuts = False  # whether its text may end in an ellipsis

    id: str = ""
    label: str = ""
    enabled: bool = True
    reason: str = ""
    personal: bool = False
    grow: int = 0
    least: int = 0
    wide: int = 0
    tall: int = 0
    rect: Rect = field(init=False, repr=False, default_factory=lambda: Rect(0, 0, 0, 0))
    pressed: bool = field(init=False, default=False)
    dirt: Dirt | None = field(init=False, default=None, repr=False)

    # -- measuring and placing ---------------------------------------------------------------

    def size(self, skin: Skin, width: int) -> tuple[int, int]:
        """Return the width and height wished for when `width` is at hand."""
        inner = min(self.wide or width, width)
        w, h = self.measure(skin, inner)
        return (self.wide or w, self.tall or h)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:  # noqa: ARG002
        """Return the natural size when `width` is at hand."""
        return (0, 0)

    def layout(self, skin: Skin, rect: Rect) -> None:  # noqa: ARG002
        """Take `rect`, and place the parts in it."""
        self.rect = Rect(rect)

    def shift(self, dx: int, dy: int) -> None:
        """Move with all parts; their places among themselves stay."""
        self.rect.move_ip(dx, dy)
        for part in self.parts():
            part.shift(dx, dy)

    def tighten(self) -> None:
        """Give up second lines: there is too little room."""
        for part in self.parts():
            part.tighten()

    def parts(self) -> Sequence["Widget"]:
        """Return the widgets inside, in the order they are drawn."""
        return ()

    # -- drawing -----------------------------------------------------------------------------

    def draw(self, canvas: Canvas) -> None:
        """Draw this widget, without its parts."""

    def paint(self, canvas: Canvas) -> None:
        """Draw this widget and its parts where the canvas is dirty."""
        if not self.reach.colliderect(canvas.clip):
            return
        canvas.owner = self.id or self.role
        canvas.personal, canvas.inside, canvas.cuts = self.personal, self.rect, self.cuts
        self.draw(canvas)
        for part in self.parts():
            part.paint(canvas)

    @property
    def reach(self) -> Rect:
        """Everything it may draw on: its rect, and a shadow if it has one."""
        return self.rect

    def invalidate(self) -> None:
        """Have this widget drawn again."""
        if self.dirt is not None:
            self.dirt.add(self.reach)

    def looks(self) -> tuple[object, ...]:
        """Return everything its picture depends on; equal looks are not drawn again."""
        plain = (
            value if isinstance(value := getattr(self, name), _PLAIN) else None
            for name in _drawn(type(self))
        )
        return (type(self), tuple(self.rect), *plain)

    # -- touch -------------------------------------------------------------------------------

    @property
    def hit(self) -> Rect | None:
        """Where a finger finds it: at least 56 x 56, or None if it takes no touch."""
        if not self.tappable:
            return None
        grown = self.rect.copy()
        wider, taller = max(0, LEAST_HIT_PX - grown.w), max(0, LEAST_HIT_PX - grown.h)
        grown.inflate_ip(wider, taller)
        return grown

    def on(self, touch: Touch) -> Move:  # noqa: ARG002
        """Answer a touch; say where it leads."""
        return None

    def adopt(self, old: "Widget") -> None:
        """Take over what the eye expects to stay from the widget of the same id before."""
        if old.rect == self.rect and old.enabled == self.enabled:
            self.pressed = old.pressed

    @property
    def text(self) -> str:
        """What it says."""
        return self.label


Do: TypeAlias = Callable[[], Move]


_DRAWN: dict[type[Widget], tuple[str, ...]] = {}


def _drawn(kind: type[Widget]) -> tuple[str, ...]:
    if kind not in _DRAWN:
        _DRAWN[kind] = tuple(f.name for f in fields(kind) if f.name not in _UNDRAWN)
    return _DRAWN[kind]


def walk(widget: Widget) -> Iterator[Widget]:
    """Go through a widget and all its parts in drawing order."""
    ahead = [widget]
    while ahead:
        next_ = ahead.pop()
        yield next_
        ahead.extend(reversed(next_.parts()))


def tree(root: Widget) -> list[dict[str, object]]:
    """Tell a screen as plain rows: what tests, lint and the golden files compare."""
    rows: list[dict[str, object]] = []
    for w in walk(root):
        if not (w.id or w.text):
            continue
        hit = w.hit
        rows.append(
            {
                "id": w.id,
                "role": w.role,
                "text": w.text,
                "rect": tuple(w.rect),
                "hit": None if hit is None else tuple(hit),
                "enabled": w.enabled,
                "reason": w.reason,
                "personal": w.personal,
            }
        )
    return rows


def find(root: Widget, widget_id: str) -> Widget | None:
    """Return the widget of that id, or None."""
    return next((w for w in walk(root) if w.id == widget_id), None)
