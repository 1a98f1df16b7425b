"""What fingers mean: taps, drags, flings, pinches, holds; ghost taps and moved targets dropped."""

from collections import deque
from collections.abc import Callable, Iterable

from msgspec import Struct

from kiosk.ui.kit.widget import Kind, Move, Rect, Touch, Widget, walk

DRAG_PX = 14  # further than this it is a drag
SLACK_PX = 12  # a release this far outside still counts
TWICE_S, TWICE_PX = 0.35, 40
HOLD_S = 0.8
GUARD_S = 0.35  # taps on what has just moved under the finger are dropped
SPEED_MOVES = 4


class Point(Struct):
    """One finger on the glass."""

    x: float
    y: float
    start_x: float
    start_y: float


def target(root: Widget, x: float, y: float) -> Widget | None:
    """Find what a finger at x, y touches: what contains it, else what is near enough."""
    near: Widget | None = None
    for w in reversed(tuple(walk(root))):
        hit = w.hit
        if hit is not None and hit.collidepoint(x, y):
            if w.rect.collidepoint(x, y):
                return w
            near = near or w
        if w.blocks and w.rect.collidepoint(x, y):
            break
    return near


def scroller(root: Widget, x: float, y: float, wanted: Callable[[Widget], bool]) -> Widget | None:
    """Find the topmost widget under x, y that moves with a finger."""
    for w in reversed(tuple(walk(root))):
        if wanted(w) and w.rect.collidepoint(x, y):
            return w
        if w.blocks and w.rect.collidepoint(x, y):
            return None
    return None


class Fingers:
    """Turns raw touches into what widgets understand.

    Args:
        now: monotonic seconds.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._down: dict[int, Point] = {}
        self._target: Widget | None = None
        self._mover: Widget | None = None
        self._dragging = False
        self._since = 0.0
        self._moves: deque[tuple[float, float, float]] = deque(maxlen=SPEED_MOVES)
        self._fired: dict[str, float] = {}
        self._last_tap = (-1.0, 0.0, 0.0)
        self._moved: dict[str, float] = {}
        self._guard_all = -1.0

    @property
    def held(self) -> bool:
        """Whether a finger is on the glass."""
        return bool(self._down)

    @property
    def holding(self) -> bool:
        """Whether a press may become a hold, so that turns must go on."""
        return self._target is not None and self._target.role == "hold" and not self._dragging

    # -- what moved under the finger ---------------------------------------------------------

    def shifted(self, before: dict[str, Rect], after: Iterable[Widget]) -> None:
        """Remember which targets moved; re-find the pressed one in the new tree."""
        now = self._now()
        pressed, self._target = self._target, None
        mover, self._mover = self._mover, None
        for w in after:
            if mover is not None and w.id == mover.id and type(w) is type(mover):
                self._mover = w
            if w.hit is None or not w.id:
                continue
            if w.id in before and before[w.id] != w.rect:
                self._moved[w.id] = now
            elif pressed is not None and w.id == pressed.id:
                self._target = w

    def switched(self) -> None:
        """Another screen has come: everything moved."""
        self.clear()
        self._guard_all = self._now()

    def trust(self) -> None:
        """Take the next tap as meant: whoever taps has looked at the screen."""
        self._moved.clear()
        self._fired.clear()
        self._guard_all = -1.0

    def clear(self) -> None:
        """Forget all fingers: the device is gone, or the screen is another."""
        if self._target is not None:
            self._target.on(Touch(Kind.CANCEL))
        self._down.clear()
        self._target = self._mover = None
        self._dragging = False

    # -- raw touches -------------------------------------------------------------------------

    def down(self, root: Widget, finger: int, x: float, y: float) -> Move:
        """A finger came down."""
        self._down[finger] = Point(x, y, x, y)
        if len(self._down) > 1:
            self._cancel()
            self._mover = scroller(root, x, y, lambda w: w.pinches)
            return None
        found = target(root, x, y)
        now = self._now()
        recent = now - GUARD_S
        if self._guard_all > recent or (found and self._moved.get(found.id, -1.0) > recent):
            found = None
        self._target, self._since, self._dragging = found, now, False
        self._mover = scroller(root, x, y, lambda w: w.drags)
        self._moves.clear()
        if self._mover is not None:
            self._mover.on(Touch(Kind.DOWN, x, y))
        if found is not None and found is not self._mover:
            return found.on(Touch(Kind.DOWN, x, y))
        return None

    def move(self, finger: int, x: float, y: float) -> Move:
        """A finger moved."""
        point = self._down.get(finger)
        if point is None:
            return None
        dx, dy = x - point.x, y - point.y
        if len(self._down) > 1:
            return self._pinch(finger, point, x, y)
        point.x, point.y = x, y
        far = max(abs(x - point.start_x), abs(y - point.start_y)) > DRAG_PX
        if self._mover is not None and (far or self._dragging):
            if not self._dragging:
                self._dragging = True
                dx, dy = x - point.start_x, y - point.start_y
                if self._target is not self._mover:
                    self._cancel()
            self._moves.append((self._now(), x, y))
            return self._mover.on(Touch(Kind.DRAG, x, y, dx, dy))
        if self._target is not None and not self._near(self._target, x, y):
            self._cancel()
        return None

    def _pinch(self, finger: int, point: Point, x: float, y: float) -> Move:
        before = self._spread()
        middle = self._middle()
        point.x, point.y = x, y
        if self._mover is None or finger not in self._down:
            return None
        after, centre = self._spread(), self._middle()
        scale = after / before if before > 1 else 1.0
        moved = (centre[0] - middle[0], centre[1] - middle[1])
        return self._mover.on(Touch(Kind.PINCH, *centre, *moved, scale))

    def _spread(self) -> float:
        a, b = list(self._down.values())[:2]
        return float(((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5)

    def _middle(self) -> tuple[float, float]:
        a, b = list(self._down.values())[:2]
        return ((a.x + b.x) / 2, (a.y + b.y) / 2)

    def up(self, finger: int, x: float, y: float) -> Move:
        """A finger went up."""
        point = self._down.pop(finger, None)
        if point is None or self._down:
            return None
        if self._dragging and self._mover is not None:
            self._dragging = False
            self._moves.append((self._now(), x, y))
            return self._mover.on(Touch(Kind.FLING, x, y, *self._speed()))
        found, self._target = self._target, None
        if found is None:
            return None
        if not self._near(found, x, y) or not self._calm(found):
            return found.on(Touch(Kind.CANCEL, x, y))
        return found.on(Touch(self._tap_kind(found, x, y), x, y))

    def _tap_kind(self, found: Widget, x: float, y: float) -> Kind:
        now = self._now()
        at, last_x, last_y = self._last_tap
        near = abs(x - last_x) < TWICE_PX and abs(y - last_y) < TWICE_PX
        twice = found.pinches and now - at < TWICE_S and near
        self._last_tap = (-1.0 if twice else now, x, y)
        return Kind.TWICE if twice else Kind.TAP

    def _calm(self, found: Widget) -> bool:
        now = self._now()
        if not found.pinches and now - self._fired.get(found.id, -1e9) < found.calm_s:
            return False
        if len(self._fired) > 256:  # noqa: PLR2004  # more ids than any screen has
            self._fired.clear()
        self._fired[found.id] = now
        return True

    def _speed(self) -> tuple[float, float]:
        if len(self._moves) < 2:  # noqa: PLR2004  # a speed needs two points
            return (0.0, 0.0)
        (t0, x0, y0), (t1, x1, y1) = self._moves[0], self._moves[-1]
        span = t1 - t0
        return ((x1 - x0) / span, (y1 - y0) / span) if span > 0 else (0.0, 0.0)

    @staticmethod
    def _near(w: Widget, x: float, y: float) -> bool:
        hit = w.hit
        grown = None if hit is None else hit.inflate(2 * SLACK_PX, 2 * SLACK_PX)
        return grown is not None and bool(grown.collidepoint(x, y))

    def _cancel(self) -> None:
        if self._target is not None:
            self._target.on(Touch(Kind.CANCEL))
        self._target = None

    def step(self) -> Move:
        """Tell a held button how far its hold has come."""
        if not self.holding or self._target is None or not self._down:
            return None
        part = (self._now() - self._since) / HOLD_S
        move = self._target.on(Touch(Kind.HELD, scale=part))
        if part >= 1.0:
            self._target = None
        return move
