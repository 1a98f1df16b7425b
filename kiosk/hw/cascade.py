"""The cascade: which decoder looks at a frame, how hard, and which of its readings is believed.

Stage 0 is cheap and sees every frame; stages 1 and 2 look at some of the frames on which the
cheaper ones found nothing, and rarer still when they cost too much (HARDWARE.md 5). As often as
stage 2, on another miss, one of the second looks is taken in turn: turned, inverted, enlarged.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from kiosk.hw.decoders import LINE_CODES, Engine, GreyPicture, Reading, is_sound
from kiosk.hw.ports import Look, Scan, SeenCode, Symbology
from kiosk.hw.qr_text import UNREADABLE
from kiosk.hw.second_looks import SECOND_LOOKS, SecondLook

_CENTRE = 0.6  # of the frame's width and height
_MOST_ALSO = 4
_AGREE_WITHIN_S = 0.8
_STILL_AFTER_S, _STILL_LEVELS = 3.0, 2.0
_WATCH_EVERY_S = 0.2
_MOST_INTERVAL = 32
_BUDGET_WINDOW_S = 2.0
_EAN = {Symbology.EAN13, Symbology.EAN8}
_ALWAYS_TWICE = {Symbology.EAN8, Symbology.ITF}

_Found: TypeAlias = tuple[Reading, ...]
_Look: TypeAlias = Callable[[GreyPicture], _Found]


class CascadeSettings(Struct, frozen=True):
    """How the cascade works.

    Args:
        dedupe_s: the same text again only after this long unseen.
        cpu_share: of one core, above which the dear stages run less often.
    """

    dedupe_s: float = 1.5
    cpu_share: float = 0.8


class Budget:
    """Doubles the dear stages' intervals while the decoders cost too much, halves them after.

    Args:
        share: of a core, as a mean over two seconds.
    """

    def __init__(self, share: float) -> None:
        self._share = share
        self.full_every, self.zbar_every = 2, 4
        self._spent_s = 0.0
        self._since = 0.0

    def spend(self, seconds: float, now: float) -> None:
        """Note time spent in decoders until `now`, monotonic seconds."""
        self._spent_s += seconds
        elapsed = now - self._since
        if elapsed < _BUDGET_WINDOW_S:
            return
        used = self._spent_s / elapsed
        if used > self._share:
            if self.zbar_every < _MOST_INTERVAL:
                self.zbar_every *= 2
            elif self.full_every < _MOST_INTERVAL:
                self.full_every *= 2
        elif used < 0.7 * self._share:
            self.full_every = max(2, self.full_every // 2)
            self.zbar_every = max(4, self.zbar_every // 2)
        self._spent_s, self._since = 0.0, now


class Cascade:
    """Turns frames into scans.

    Args:
        engines: what is there, zxing before zbar.
        settings: dedupe and budget.
        now: monotonic seconds.
        before: told the engine's name before each look, so that a watchdog knows who hung.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        settings: CascadeSettings,
        now: Callable[[], float],
        before: Callable[[str], None],
    ) -> None:
        by_name = {engine.name: engine for engine in engines}
        self._zxing, self._zbar = by_name.get("zxing"), by_name.get("zbar")
        self._settings, self._now, self._before = settings, now, before
        self.budget = Budget(settings.cpu_share)
        self._misses = 0
        self._last_seen: dict[str, float] = {}
        self._candidate: dict[str, float] = {}
        self._again: _Look | None = None
        self._scene: GreyPicture | None = None
        self._moved_at = 0.0
        self._looked_at = -1.0
        self.looks = 0

    def scan(self, y: GreyPicture, at: float, how: Look) -> Scan | None:
        """Return what a frame says, if it says anything new.

        Args:
            y: uint8 H x W.
            at: monotonic seconds at capture.
            how: SCAN looks at every frame, WATCH cheaply at five a second.
        """
        watching = how is Look.WATCH or self._is_still(y, at)
        if watching and at - self._looked_at < _WATCH_EVERY_S:
            return None
        self._looked_at = at
        began = self._now()
        found = self._look(y, thorough=not watching)
        self.budget.spend(self._now() - began, self._now())
        self.looks += 1
        self._misses = 0 if found else self._misses + 1
        return self._believed(found, y.shape, at)

    def _look(self, y: GreyPicture, *, thorough: bool) -> _Found:
        """Take the looks that are due, the cheap ones first, until one finds something."""
        again, self._again = self._again, None
        if again is not None:
            found = _agreed(again(y))
            if found:
                return found
        for look in self._due(thorough=thorough):
            found = _agreed(look(y))
            if found:
                # what a second frame must confirm is looked for in the next one, not when due
                doubted = any(_is_doubted(r) and r.text not in self._last_seen for r in found)
                self._again = look if doubted else None
                return found
        return ()

    def _due(self, *, thorough: bool) -> Iterator[_Look]:
        every = self.budget.zbar_every
        turn, phase = divmod(self._misses, every)
        is_last = thorough and phase == every - 1
        if self._zxing is not None:
            yield self._centre
            if thorough and self._misses % self.budget.full_every == 0:
                yield partial(self._ask, self._zxing, thorough=True)
            if is_last and self._zbar is not None:
                yield partial(self._ask, self._zbar, thorough=turn % 2 == 1)
        elif self._zbar is not None:  # zbar alone: half size each frame, full size each 4th miss
            yield partial(self._ask, self._zbar, thorough=is_last)
        if thorough and phase == 1:
            yield partial(self._anew, SECOND_LOOKS[turn % len(SECOND_LOOKS)])

    def _centre(self, y: GreyPicture) -> _Found:
        if self._zxing is None:
            return ()
        return _moved(self._ask(self._zxing, _centre_of(y), thorough=False), y.shape)

    def _anew(self, see: Callable[[GreyPicture], SecondLook], y: GreyPicture) -> _Found:
        engine = self._zxing or self._zbar
        if engine is None:
            return ()
        look = see(y)
        return look.back(self._ask(engine, look.picture, lines=look.lines))

    def _ask(
        self, engine: Engine, y: GreyPicture, *, thorough: bool = True, lines: bool = False
    ) -> _Found:
        self._before(engine.name)
        found = engine.read(y, thorough=thorough, lines=lines)
        self._before("")
        if engine is self._zbar and self._zxing is not None:
            found = tuple(r for r in found if r.text != UNREADABLE)  # zxing may know the encoding
        return tuple(reading for reading in found if is_sound(reading))

    def _believed(self, found: Sequence[Reading], shape: tuple[int, ...], at: float) -> Scan | None:
        fresh = [reading for reading in found if self._is_new(reading, at)]
        confirmed = [reading for reading in fresh if self._is_confirmed(reading, at)]
        doubted = [reading.text for reading in fresh if _is_doubted(reading)]
        if doubted:
            self._candidate = dict.fromkeys(doubted, at)
        if not confirmed:
            return None
        height, width = shape[:2]
        confirmed.sort(key=lambda r: _off_centre(r, width, height))
        first, *others = confirmed
        for reading in confirmed:
            self._last_seen[reading.text] = at
        corners = tuple((x / width, y / height) for x, y in first.corners)
        also = tuple(SeenCode(r.text, r.symbology) for r in others[:_MOST_ALSO])
        return Scan(first.text, first.symbology, "camera", at, also, corners)

    def _is_new(self, reading: Reading, at: float) -> bool:
        seen = self._last_seen.get(reading.text)
        self._last_seen = {
            text: when
            for text, when in self._last_seen.items()
            if at - when < self._settings.dedupe_s
        }
        if seen is not None and at - seen < self._settings.dedupe_s:
            self._last_seen[reading.text] = at  # still before the camera: not new
            return False
        return True

    def _is_confirmed(self, reading: Reading, at: float) -> bool:
        if not _is_doubted(reading):
            return True
        before = self._candidate.get(reading.text)
        return before is not None and at - before <= _AGREE_WITHIN_S

    def _is_still(self, y: GreyPicture, at: float) -> bool:
        thumb = np.ascontiguousarray(y[:: max(1, y.shape[0] // 45), :: max(1, y.shape[1] // 80)])
        scene = self._scene
        if scene is None or scene.shape != thumb.shape:
            self._scene, self._moved_at = thumb, at
            return False
        change = float(np.abs(thumb.astype(np.int16) - scene).mean())
        if change >= _STILL_LEVELS:
            self._scene, self._moved_at = thumb, at
        return at - self._moved_at > _STILL_AFTER_S


def _is_doubted(reading: Reading) -> bool:
    """Whether one frame is not enough."""
    zbar_alone = reading.engine == "zbar" and reading.symbology in LINE_CODES
    return reading.doubtful or zbar_alone or reading.symbology in _ALWAYS_TWICE


def _agreed(found: Sequence[Reading]) -> _Found:
    """Return the readings but those of one EAN that was read in two ways.

    With two scan lines of one symbol both zxing and zbar gave a wrong text beside the right one,
    check digit and all (measured). Other families have checks in every sign.
    """
    return tuple(
        one
        for one in found
        if not any(other.text != one.text and _is_same_bars(one, other) for other in found)
    )


def _is_same_bars(one: Reading, other: Reading) -> bool:
    """Whether two EAN lie less than a symbol's length apart, so that they may well be one."""
    if not {one.symbology, other.symbology} <= _EAN or not one.corners or not other.corners:
        return False
    mine, theirs = (tuple(zip(*r.corners, strict=True)) for r in (one, other))
    length = max(max(side) - min(side) for side in (*mine, *theirs))
    return all(
        max(min(a), min(b)) - min(max(a), max(b)) < length
        for a, b in zip(mine, theirs, strict=True)
    )


def _centre_of(y: GreyPicture) -> GreyPicture:
    height, width = y.shape
    top, left = int(height * (1 - _CENTRE) / 2), int(width * (1 - _CENTRE) / 2)
    return np.ascontiguousarray(y[top : height - top, left : width - left])


def _moved(found: Sequence[Reading], shape: tuple[int, ...]) -> tuple[Reading, ...]:
    top, left = int(shape[0] * (1 - _CENTRE) / 2), int(shape[1] * (1 - _CENTRE) / 2)
    return tuple(
        replace(r, corners=tuple((x + left, y + top) for x, y in r.corners)) for r in found
    )


def _off_centre(reading: Reading, width: int, height: int) -> float:
    if not reading.corners:
        return 1e9
    x = sum(p[0] for p in reading.corners) / len(reading.corners) - width / 2
    y = sum(p[1] for p in reading.corners) / len(reading.corners) - height / 2
    return x * x + y * y
