"""The screen's loop: touch, signals, timers, drawing, and a slice of mail when nobody waits."""

from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

import pygame

from kiosk.hw.ports import ButtonPressed, Look, NewMail, PictureCut, Scan
from kiosk.ui.display import Display
from kiosk.ui.journey import Journey
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.eye import PICTURES_PER_S, CameraView
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Dirt, Move, Rect, Widget, walk
from kiosk.ui.wires import Wires

LONGEST_WAIT_S = 0.25  # a lost wake costs no more than this
FRAME_S = 1 / 60
MOST_SIGNALS = 64  # a turn takes so many at most, so that touch is served under a flood
WHOLE_FRAME = 0.6  # more than this dirty: draw the whole
POSTED = -7  # the touch device of touches that `touch` posts; SDL's own are never negative


class Loop(Journey):
    """Runs screens on a display, one turn after the other.

    Args:
        display: where it is seen.
        skin: how it looks and speaks.
        wires: everything outside the screen.
        home: makes the first screen of a signed-in person.
        first: the screen to begin with.

    Attributes:
        running: until the window is closed.
        hands: how often a person pressed the glass, a mouse or a key; posted touches do not count.
    """

    def __init__(
        self, display: Display, skin: Skin, wires: Wires, home: Callable[[], Screen], first: Screen
    ) -> None:
        super().__init__(display, skin, wires, home, first)
        self.frames = 0
        self.running = True
        self.hands = 0
        self._mail_due, self._mail_heard = True, False
        self._cold: deque[Screen] = deque()
        self._camera_at = 0.0
        self._stepped_at = wires.now()
        self._walked: Widget | None = None
        self._lists: list[ScrollList] = []
        self._cameras: list[CameraView] = []

    # -- one turn ----------------------------------------------------------------------------

    def turn(self, wait_s: float | None = None) -> None:
        """Take one turn: wait for something, serve it, draw, then a slice of mail.

        Args:
            wait_s: waits no longer than this; None waits as long as it may.
        """
        longest = self._wait_s() if wait_s is None else min(wait_s, self._wait_s())
        events = self._events(longest)
        for event in events:
            self._event(event)
        self._signals()
        self._answered()
        self._due()
        self._moving()
        self.draw()
        if not pygame.event.peek():
            self._slice()

    def _wait_s(self) -> float:
        self._walk()
        if self._dirt.rects or self.screen.stale or self._mail_due or self._cold:
            return 0.0
        now = self.now()
        wait = LONGEST_WAIT_S
        if self._timers:
            wait = min(wait, max(0.0, self._timers[0][0] - now))
        if any(w.moving for w in self._lists) or self._fingers.holding:
            wait = min(wait, FRAME_S)
        if self._cameras:
            wait = min(wait, max(0.0, self._camera_at - now))
        return wait

    @staticmethod
    def _events(wait_s: float) -> list[pygame.event.Event]:
        if wait_s <= 0:
            return pygame.event.get()
        # event.wait(0) would wait for ever
        first = pygame.event.wait(max(1, round(wait_s * 1000)))
        rest = pygame.event.get()
        return rest if first.type == pygame.NOEVENT else [first, *rest]

    def _event(self, event: pygame.event.Event) -> None:
        if self.wake.woken(event.type) or self.screen.root is None:
            return
        root, fingers = self.screen.root, self._fingers
        width, height = self.display.surface.get_size()
        match event.type:
            case pygame.FINGERDOWN | pygame.FINGERMOTION | pygame.FINGERUP:
                x, y = self._wires.panel.upright(event.x, event.y)
                x, y, finger = x * width, y * height, event.finger_id
            case pygame.MOUSEBUTTONDOWN | pygame.MOUSEMOTION | pygame.MOUSEBUTTONUP:
                # A touch comes again as a mouse that says so: the finger was taken already.
                if getattr(event, "touch", False) or getattr(event, "button", 1) != 1:
                    return
                (x, y), finger = event.pos, -1
            case pygame.KEYDOWN:
                self._busy_at = self.now()
                self.hands += 1
                self.go(self._key(event))
                return
            case pygame.QUIT:
                self.running = False
                return
            case pygame.WINDOWEXPOSED:
                self._dirt.add(self.display.surface.get_rect())
                return
            case _:
                return
        self._busy_at = self.now()
        if event.type in {pygame.FINGERDOWN, pygame.MOUSEBUTTONDOWN}:
            self.hands += getattr(event, "touch_id", 0) != POSTED
            self.go(fingers.down(root, finger, x, y))
        elif event.type in {pygame.FINGERUP, pygame.MOUSEBUTTONUP}:
            self.go(fingers.up(finger, x, y))
        else:
            self.go(fingers.move(finger, x, y))

    def _key(self, event: pygame.event.Event) -> Move:
        if event.key in {pygame.K_RETURN, pygame.K_KP_ENTER}:
            return self.screen.end_typing()
        pad = self.screen.pad()
        if pad is None:
            return None
        if event.key == pygame.K_BACKSPACE:
            return pad.erase()
        letter = event.unicode
        return pad.press(letter) if letter and letter.isprintable() else None

    def _signals(self) -> None:
        for _ in range(MOST_SIGNALS):
            signal = self._wires.take()
            if signal is None:
                break
            if isinstance(signal, NewMail):
                self._mail_due = self._mail_heard = True
            if isinstance(signal, Scan | ButtonPressed):
                self._busy_at = self.now()
            if isinstance(signal, Scan):
                self.hush()  # the answer to the scan before says nothing about this one
            self._wires.hear(signal)
            if isinstance(signal, PictureCut):
                self.skin.rows.clear()  # rows drawn before it came show none
            self.go(self.screen.on(signal))

    def _moving(self) -> None:
        self._walk()
        now = self.now()
        passed, self._stepped_at = min(0.1, now - self._stepped_at), now
        for scroll in self._lists:
            if scroll.moving:
                scroll.step(passed, held=self._fingers.held)
        self.go(self._fingers.step())
        if now >= self._camera_at:
            self._camera_at = now + 1 / PICTURES_PER_S
            for camera in self._cameras:
                camera.poll()

    def _walk(self) -> None:
        """Note what moves by itself in the tree, once a tree."""
        root = self.screen.root
        if root is self._walked:
            return
        self._walked = root
        every = () if root is None else tuple(walk(root))
        self._lists = [w for w in every if isinstance(w, ScrollList)]
        self._cameras = [w for w in every if isinstance(w, CameraView) and not w.lost]

    def _slice(self) -> None:
        if self._mail_due:
            self._mail_due = self._wires.mail()
            if self._mail_heard and not self._mail_due:
                # what the screen shows now it asked before the mail was obeyed
                self._mail_heard = False
                self.go(self.screen.on(NewMail(self.now())))
        elif self._cold:
            self._warm_one()

    def warm(self, screens: Iterable[Screen]) -> None:
        """Draw these screens out of sight when nobody waits, so that the first tap is quick."""
        self._cold.extend(screens)

    def _warm_one(self) -> None:
        screen = self._cold.popleft()
        screen.stage = self
        screen.settle(Dirt())
        surface = pygame.Surface(self.display.surface.get_size()).convert()
        screen.draw(Canvas(surface, self.skin))

    # -- drawing -----------------------------------------------------------------------------

    def settle(self) -> None:
        """Build and place the tree if something changed."""
        screen = self.screen
        before = {} if screen.root is None else {
            w.id: w.rect for w in walk(screen.root) if w.id and w.hit is not None
        }  # fmt: skip
        if screen.settle(self._dirt) and screen.root is not None:
            self._fingers.shifted(before, walk(screen.root))
            self._watch()

    def _watch(self) -> None:
        """Tell the eye how hard to look at this screen."""
        self._walk()
        wished = self.screen.look or (Look.SCAN if self._cameras else Look.WATCH)
        if wished is not self._looked:
            self._looked = wished
            self._wires.look(wished)

    def draw(self) -> None:
        """Draw and show what is dirty; nothing when nothing is."""
        self.settle()
        rects = joined(self._dirt.take(), self.display.surface.get_rect(), self.display.full_flip)
        if not rects:
            return
        canvas = Canvas(self.display.surface, self.skin)
        for rect in rects:
            canvas.within(rect)
            self.screen.draw(canvas)
        self.display.surface.set_clip(None)
        self.display.show(rects)
        self.frames += 1

    def screenshot(self, path: Path) -> None:
        """Write what is on the screen as a PNG."""
        self.draw()
        self.display.screenshot(path)

    # -- for whoever drives it: tests, scenarios, the demo -------------------------------------

    def tap(self, widget_id: str) -> bool:
        """Post the touch of a finger on a widget; False if it is not in sight.

        The touch goes through the real events; whoever calls has looked, so what moved a
        moment ago is not held against it.
        """
        return self._finger(widget_id, (pygame.FINGERDOWN, pygame.FINGERUP))

    def press(self, widget_id: str) -> bool:
        """Post a finger that stays on a widget until `lift`; False if it is not in sight."""
        return self._finger(widget_id, (pygame.FINGERDOWN,))

    def _finger(self, widget_id: str, kinds: Iterable[int]) -> bool:
        self.settle()
        found = self.screen.find(widget_id)
        if found is None or found.hit is None:
            return False
        self._fingers.trust()
        self.touch(*found.rect.center, kinds)
        return True

    def lift(self) -> None:
        """Post that the finger is gone."""
        self.touch(0, 0, (pygame.FINGERUP,))

    def touch(
        self, x: float, y: float, kinds: Iterable[int] = (pygame.FINGERDOWN, pygame.FINGERUP)
    ) -> None:
        """Post a finger's tap at x, y of the screen, or a part of it."""
        width, height = self.display.surface.get_size()
        spot = {
            "touch_id": POSTED,
            "finger_id": 1,
            "x": x / width,
            "y": y / height,
            "dx": 0,
            "dy": 0,
        }
        for kind in kinds:
            pygame.event.post(pygame.event.Event(kind, spot))

    @property
    def idle(self) -> bool:
        """Whether nothing is under way: nothing dirty, moving or waiting."""
        return not (self._dirt.rects or self.screen.stale or self._mail_due or pygame.event.peek())


def joined(dirty: list[Rect], whole: Rect, full: bool) -> list[Rect]:  # noqa: FBT001
    """Join rects that overlap; the whole frame if they cover most of it."""
    out: list[Rect] = []
    for rect in dirty:
        grown = rect.clip(whole)
        if not (grown.w and grown.h):
            continue
        touching = [r for r in out if r.colliderect(grown)]
        for r in touching:
            grown.union_ip(r)
            out.remove(r)
        out.append(grown)
    if out and (full or sum(r.w * r.h for r in out) > WHOLE_FRAME * whole.w * whole.h):
        return [whole.copy()]
    return out
