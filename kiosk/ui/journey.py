"""Where the screens stand: the stage they are lent, and how one leads to the next."""

import heapq
import itertools
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import TypeVar

from kiosk.hw.ports import Look, Tone
from kiosk.ui.display import Display
from kiosk.ui.kit.bar import Spoken
from kiosk.ui.kit.fingers import Fingers
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Back, BackWith, Dirt, Home, Instead, Move, Only, Say
from kiosk.ui.phrases import Phrases
from kiosk.ui.theme import THEMES
from kiosk.ui.wires import Waker, Wires

T = TypeVar("T")

SPOKEN_S = 6.0
DEEPEST = 16
TONES = {
    "ok": Tone.OK,
    "no": Tone.NO,
    "wrong": Tone.WRONG,
    "attention": Tone.ATTENTION,
}


class Journey:
    """The stack of screens and the Stage they stand on; the loop makes it turn.

    Args:
        display: where it is seen.
        skin: how it looks and speaks.
        wires: everything outside the screen.
        home: makes the first screen of a signed-in person.
        first: the screen to begin with.
    """

    def __init__(
        self, display: Display, skin: Skin, wires: Wires, home: Callable[[], Screen], first: Screen
    ) -> None:
        self.display = display
        self.skin = skin
        self.wake = Waker()
        self.spoken: Spoken | None = None
        self._wires = wires
        self._home = home
        self._fingers = Fingers(wires.now)
        self._dirt = Dirt()
        self._stack: list[Screen] = []
        self._timers: list[tuple[float, int, Screen | None, Callable[[], Move]]] = []
        self._count = itertools.count()
        self._answers: SimpleQueue[tuple[Screen | None, Callable[[], Move]]] = SimpleQueue()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="screen-work")
        self._slow = ThreadPoolExecutor(1, thread_name_prefix="screen-slow")
        self._busy_at = wires.now()
        self._looked: Look | None = None
        self._show(first)

    def close(self) -> None:
        """Let the workers go; what they have not begun is dropped."""
        for worker in (self._worker, self._slow):
            worker.shutdown(wait=False, cancel_futures=True)

    # -- the stage ---------------------------------------------------------------------------

    @property
    def screen(self) -> Screen:
        """The screen in front."""
        return self._stack[-1]

    def now(self) -> float:
        """Tell the monotonic seconds."""
        return self._wires.now()

    def sound(self, tone: Tone) -> None:
        """Play a tone."""
        self._wires.play(tone)

    def later(
        self, work: Callable[[], T], then: Callable[[T], Move], *, slow: bool = False
    ) -> None:
        """Run work on a worker; `then` is dropped if the asking screen has gone.

        Args:
            work: what takes a while.
            then: gets its answer.
            slow: it takes minutes, and nothing else waits behind it.
        """
        asking = self._stack[-1] if self._stack else None  # one that is going away asks, too

        def done(future: Future[T]) -> None:
            self._answers.put((asking, lambda: then(future.result())))
            self.wake()

        worker = self._slow if slow else self._worker
        worker.submit(work).add_done_callback(done)

    def after(self, seconds: float, do: Callable[[], Move]) -> None:
        """Call `do` once, `seconds` from now, if the asking screen is still in front."""
        self._after(seconds, self.screen, do)

    def _after(self, seconds: float, asking: Screen | None, do: Callable[[], Move]) -> None:
        heapq.heappush(self._timers, (self.now() + seconds, next(self._count), asking, do))

    def speak(self, language: str) -> None:
        """Change the language of the screen."""
        self.skin.phrases = Phrases(language, self.skin.phrases.zone)
        self._renew_all()

    def wear(self, theme: str, zoom: int) -> None:
        """Change theme and text zoom."""
        self.skin.wear(THEMES[theme], zoom)
        self._renew_all()
        self._dirt.add(self.display.surface.get_rect())

    def _renew_all(self) -> None:
        for screen in self._stack:
            screen.renew()

    def idle_s(self) -> float:
        """Tell how long nobody touched, scanned or pressed anything."""
        return self.now() - self._busy_at

    def forget(self) -> None:
        """Forget every drawn name, code and picture of a customer."""
        self.skin.forget_personal()

    def say(self, text: str, tone: str = "no", step: str = "") -> None:
        """Answer in the top bar for six seconds, with its sound."""
        spoken = Spoken(text, tone, step)
        self.spoken = spoken
        self.sound(TONES.get(tone, Tone.NO))
        self.screen.renew()

        def fade() -> Move:
            if self.spoken is spoken:
                self.hush()
            return None

        self._after(SPOKEN_S, None, fade)

    def hush(self) -> None:
        """Take the answer out of the top bar."""
        if self.spoken is not None:
            self.spoken = None
            self.screen.renew()

    # -- going places ------------------------------------------------------------------------

    def go(self, move: Move) -> None:
        """Go where a touch or a signal leads."""
        match move:
            case None:
                return
            case Say():
                self.say(move.text, move.tone, move.step)
                self.go(move.after)
            case Back():
                self._back()
            case BackWith(signal=signal):
                self._back()
                self.go(self.screen.on(signal))
            case Home():
                self._replace(self._home())
            case Instead(screen=Screen() as screen):
                self._leave().left()
                self._show(screen)
            case Only(screen=Screen() as screen):
                self.spoken = None
                self._replace(screen)
                self.forget()
            case Screen():
                self._forward(move)
            case _:
                raise TypeError(f"a screen led nowhere known: {move!r}")

    def _back(self) -> None:
        if len(self._stack) > 1:
            self._leave().left()
            self._come()
        else:
            self._replace(self._home())

    def _forward(self, screen: Screen) -> None:
        if screen is self.screen:
            screen.renew()
        else:
            if not screen.lies_over:
                self.screen.left()
            self._show(screen)

    def _leave(self) -> Screen:
        return self._stack.pop()

    def _replace(self, screen: Screen) -> None:
        while self._stack:
            self._leave().left()
        self._show(screen)

    def _show(self, screen: Screen) -> None:
        screen.stage = self
        self._stack.append(screen)
        del self._stack[:-DEEPEST]
        self._come()

    def _come(self) -> None:
        screen = self.screen
        screen.root = None
        screen.renew()
        self._fingers.switched()
        self._looked = None
        screen.entered()

    # -- what came back ----------------------------------------------------------------------

    def _answered(self) -> None:
        """Take the worker's answers; one for a screen that has gone is dropped."""
        while True:
            try:
                asking, answer = self._answers.get_nowait()
            except Empty:
                return
            if self._stack and asking is self.screen:
                self.go(answer())

    def _due(self) -> None:
        """Call the timers whose time has come."""
        now = self.now()
        while self._timers and self._timers[0][0] <= now:
            _, _, asking, do = heapq.heappop(self._timers)
            if asking is None or asking is self.screen:
                self.go(do())
