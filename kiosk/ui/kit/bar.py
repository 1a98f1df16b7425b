"""The top bar: back, title, answer, health, bell, clock, initials."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from kiosk.ui.kit.bell import Bell
from kiosk.ui.kit.boxes import Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.health import HealthCluster, HealthItem
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Do, Rect, Widget
from kiosk.ui.kit.words import TONES, Label, NumText


class Spoken(Struct, frozen=True):
    """The answer to a scan or a refusal; its tone as a Say's, `step` is what to do next."""

    text: str
    tone: str = "no"
    step: str = ""


SIGNS = {"ok": "check_circle", "no": "error", "wrong": "error", "attention": "warning"}


@dataclass(kw_only=True, eq=False)
class Answer(Widget):
    """One sentence in the top bar with its sign, gone after 6 s or at the next."""

    role = "answer"
    spoken: Spoken = field(default_factory=lambda: Spoken(""))

    def __post_init__(self) -> None:
        self.label = self.label or self.spoken.text

    @property
    def text(self) -> str:
        """The sentence, and the step after it."""
        return f"{self.label}. {self.spoken.step}" if self.spoken.step else self.label

    def _lines(self, skin: Skin, width: int) -> tuple[tuple[str, str], ...]:
        """Break into at most two lines, each with its style."""
        step = self.spoken.step
        if not step:
            return tuple((line, "strong") for line in skin.wrap(self.label, "strong", width, 2))
        style = "chip" if skin.width(self.label, "strong") > width else "strong"
        return (
            (skin.cut(self.label, style, width), style),
            (skin.cut(step, "caption", width), "caption"),
        )

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the sentence in one line, or two."""
        px = skin.type_px("strong")
        words = max(skin.width(self.label, "strong"), skin.width(self.spoken.step, "caption"))
        wide = words + round(px * 3.4)
        two = wide > width or bool(self.spoken.step)
        return (min(width, wide), min(56, skin.layout.bar - 4) if two else 48)

    def draw(self, canvas: Canvas) -> None:
        """Draw pill, sign and sentence."""
        skin = canvas.skin
        ink, ground = TONES[self.spoken.tone]
        edge = ink if skin.theme.name == "contrast" else None
        canvas.panel(ground, self.rect, skin.px(16), edge, 2 if edge else 0)
        px = skin.type_px("strong")
        centre = (self.rect.x + round(px * 1.3), self.rect.centery)
        canvas.icon(SIGNS[self.spoken.tone], round(px * 1.5), ink, centre)
        room = Rect(self.rect.x + round(px * 2.4), self.rect.y, 0, self.rect.h)
        room.w = self.rect.right - room.x - px // 2
        lines = self._lines(skin, room.w)
        tall = round(px * 1.3)
        y = self.rect.centery - tall * len(lines) // 2
        for line, style in lines:
            canvas.text(line, style, ink, Rect(room.x, y, room.w, tall))
            y += tall


def answers(spoken: Spoken | None) -> list[Widget]:
    """Return the answer for a screen without a top bar, nothing while there is none."""
    return [Answer(id="bar.answer", spoken=spoken)] if spoken else []


@dataclass(kw_only=True, eq=False)
class TopBar(Widget):
    """Back, title, answer, health, bell, clock, initials (= lock)."""

    title: str = ""
    subtitle: str = ""
    back: Do | None = None
    spoken: Spoken | None = None
    health: tuple[HealthItem, ...] = ()
    open_health: Do | None = None
    bell: Bell | None = None
    clock: str = ""
    initials: str = ""
    lock: Do | None = None

    def __post_init__(self) -> None:
        self._parts: list[Widget] = []

    def parts(self) -> Sequence[Widget]:
        """Return what stands in the bar."""
        return self._parts

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place from both ends; the answer takes the middle, over the subtitle if it must."""
        self.rect = Rect(rect)
        say = skin.phrases.text
        gap = 8 if skin.layout.size == "S" else 16
        x, right, mid = rect.x, rect.right, rect.centery
        self._parts = []
        if self.back is not None:
            button = Button(id="bar.back", label=say("Back"), icon="arrow_back", bare=True,
                            rank="plain", do=self.back)  # fmt: skip
            side = min(56, rect.h - 8)
            button.layout(skin, Rect(x, mid - side // 2, side, side))
            self._parts.append(button)
            x += side + gap
        if self.initials:
            who = LockButton(id="bar.lock", label=self.initials, do=self.lock)
            who.layout(skin, Rect(right - 56, mid - 28, 56, 56))
            self._parts.append(who)
            right -= 56 + gap // 2
        if self.clock:
            clock = NumText(label=self.clock, style="title", align="right")
            wide = clock.size(skin, 400)[0]
            clock.layout(skin, Rect(right - wide, mid - 20, wide, 40))
            self._parts.append(clock)
            right -= wide + gap
        if self.bell is not None:
            wide = self.bell.size(skin, right - x)[0]
            self.bell.layout(skin, Rect(right - wide, mid - 28, wide, 56))
            self._parts.append(self.bell)
            right -= wide + 8
        if self.health:
            health = HealthCluster(id="bar.health", label=say("Devices"), items=self.health,
                                   do=self.open_health)  # fmt: skip
            wide = health.size(skin, right - x)[0]
            health.layout(skin, Rect(right - wide, mid - 28, wide, 56))
            self._parts.append(health)
            right -= wide + gap
        self._place_title(skin, Rect(x, rect.y, right - x, rect.h))

    def _place_title(self, skin: Skin, room: Rect) -> None:
        lines: list[Widget] = [
            Label(label=self.title, style="title", personal=self.personal, cuts=True)
        ]
        if self.subtitle:
            lines.append(Label(label=self.subtitle, style="caption", colour="ink3", cuts=True))
        stack = Stack(children=lines)
        wide = min(room.w, stack.size(skin, room.w)[0])
        if self.spoken is not None:
            answer = Answer(id="bar.answer", spoken=self.spoken)
            need = answer.size(skin, room.w)[0]
            if wide + 16 + need > room.w:  # the subtitle gives way whole, then the title too:
                del lines[1:]  # the answer speaks for six seconds only
                wide = min(room.w, stack.size(skin, room.w)[0])
            left = room.x + wide + 16 if wide + 16 + need <= room.w else room.x
            place = Rect(left, 0, room.right - left, answer.size(skin, room.right - left)[1])
            place.w = min(place.w, need)
            place.centery = room.centery
            answer.layout(skin, place)
            self._parts.append(answer)
            if left == room.x:
                return
        tall = min(room.h, stack.size(skin, room.w)[1])
        limit = wide + 8 if self.spoken is not None else room.w
        stack.layout(skin, Rect(room.x, room.centery - tall // 2, limit, tall))
        self._parts.append(stack)


@dataclass(kw_only=True, eq=False)
class LockButton(Button):
    """The initials of who works here; a tap locks."""

    role = "initials"

    def draw(self, canvas: Canvas) -> None:
        """Draw disc and letters."""
        fill = "line" if self.pressed else "soft"
        edge = "line" if canvas.skin.theme.name == "contrast" else None
        side = min(self.rect.w, canvas.skin.px(48))
        # the disc, not its target, ends where the content below ends
        place = Rect(self.rect.right - side, self.rect.centery - side // 2, side, side)
        canvas.disc(fill, side, place.center, edge, 2 if edge else 0)
        canvas.text(self.label, "strong", "on_soft", place, "centre")
