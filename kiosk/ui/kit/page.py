"""The frame round every screen: rail, top bar, health, answer, banner, and what lies over it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from kiosk.ui.kit.boxes import Row, Stack
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Do, Rect, Widget
from kiosk.ui.kit.words import TONES, IconBox, Initials, Label, NumText


class RailItem(Struct, frozen=True):
    """One entry of the rail: key, icon, word; `count` is shown on the icon, 0 shows none."""

    key: str
    icon: str
    label: str
    count: int = 0


@dataclass(kw_only=True, eq=False)
class RailButton(Button):
    """An entry of the rail; the active one is raised and white."""

    role = "rail"
    active: bool = False
    count: int = 0
    worded: bool = True

    def draw(self, canvas: Canvas) -> None:
        """Draw icon and word."""
        skin = canvas.skin
        ink = "rail_mark" if self.active else "rail_text"
        if self.active or self.pressed:
            canvas.panel("rail_on", self.rect, skin.px(14))
        if self.active:
            mark = Rect(0, self.rect.y + 16, skin.px(5), self.rect.h - 32)
            canvas.fill("rail_mark", mark)
        px = skin.px(30) if self.worded else 28
        y = self.rect.centery
        if self.worded:
            word = Rect(self.rect.x, self.rect.centery + 6, self.rect.w, skin.line("chip"))
            y = self.rect.centery - px // 2 + 2
            canvas.text(skin.cut(self.label, "chip", word.w - 2), "chip", ink, word, "centre")
        canvas.icon(self.icon, px, ink, (self.rect.centerx, y))
        if self.count:
            spot = (self.rect.centerx + px // 2 + 4, y - px // 2 + 4)
            shown = str(self.count) if self.count < 100 else "99+"  # noqa: PLR2004
            side = max(20, skin.width(shown, "caption") + 8)
            pill = Rect(0, 0, side, 20)
            pill.center = spot
            pill.right = min(pill.right, self.rect.right)
            canvas.panel("rail_mark", pill, 10)
            canvas.text(shown, "caption", "rail", pill, "centre")


@dataclass(kw_only=True, eq=False)
class Rail(Widget):
    """The dark strip at the left: where the big things are; absent entries are not allowed."""

    items: tuple[RailItem, ...] = ()
    active: str = ""
    go: "dict[str, Do]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._buttons: list[RailButton] = []
        self._logo = Rect(0, 0, 0, 0)

    def parts(self) -> Sequence[Widget]:
        """Return the entries."""
        return self._buttons

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the entries from the top, the menu at the bottom."""
        self.rect = Rect(rect)
        worded = skin.layout.size != "S"
        self._buttons = [
            RailButton(
                id=f"rail.{item.key}", label=item.label, icon=item.icon, count=item.count,
                active=item.key == self.active, worded=worded, do=self.go.get(item.key),
            )
            for item in self.items
        ]  # fmt: skip
        pad = 8 if worded else 4
        logo = skin.px(56) if worded else 0
        self._logo = Rect(0, 0, logo, logo)
        self._logo.midtop = (rect.centerx, rect.y + 2 * pad)
        top = self._logo.bottom + 3 * pad if worded else rect.y + pad
        count = max(1, len(self._buttons))
        pitch = min(skin.px(92), (rect.bottom - pad - top + 8) // count)
        for i, button in enumerate(self._buttons):
            y = top + i * pitch
            if self.items[i].key == "menu":
                y = rect.bottom - pitch
            button.layout(skin, Rect(rect.x + pad, y, rect.w - 2 * pad, pitch - 8))

    def draw(self, canvas: Canvas) -> None:
        """Draw the ground and the logo."""
        canvas.fill("rail", self.rect)
        if self._logo.w:
            fill, ink = ("brand", "on_brand")
            canvas.panel(fill, self._logo, canvas.skin.px(14))
            canvas.icon("package_2-fill", round(self._logo.w * 0.6), ink, self._logo.center)


class HealthItem(Struct, frozen=True):
    """One device as the top bar shows it.

    Args:
        key: the device.
        icon: of the healthy device, or its other shape in trouble.
        words: at most 22 characters; empty while healthy.
        tone: plain, warn or bad.
    """

    key: str
    icon: str
    words: str = ""
    tone: str = "plain"


@dataclass(kw_only=True, eq=False)
class HealthCluster(Button):
    """All devices in one target: small grey icons, words only for trouble, the worst first."""

    role = "health"
    items: tuple[HealthItem, ...] = ()

    def _worded(self, skin: Skin) -> list[HealthItem]:
        rank = {"bad": 0, "warn": 1, "plain": 2}
        trouble = sorted((i for i in self.items if i.words), key=lambda i: rank[i.tone])
        return trouble[: skin.layout.worded]

    def _more(self, skin: Skin) -> int:
        return sum(1 for i in self.items if i.words) - len(self._worded(skin))

    def _quiet(self, skin: Skin) -> list[HealthItem]:
        if skin.layout.size == "S":
            return []
        return [i for i in self.items if not i.words]

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need icons and chips."""
        return (min(width, max(56, self._wide(skin))), 56)

    def _wide(self, skin: Skin) -> int:
        if skin.layout.size == "S":
            return 64
        wide = len(self._quiet(skin)) * skin.px(40)
        for item in self._worded(skin):
            wide += self._chip(skin, item) + 8
        return wide + (skin.px(44) if self._more(skin) else 0) + 8

    @staticmethod
    def _chip(skin: Skin, item: HealthItem) -> int:
        px = skin.type_px("chip")
        return skin.width(item.words, "chip") + round(px * 3.2)

    @property
    def text(self) -> str:
        """The words of all trouble."""
        return "; ".join([self.label, *(i.words for i in self.items if i.words)])

    def draw(self, canvas: Canvas) -> None:
        """Draw icons, chips and the rest as +n."""
        skin = canvas.skin
        if self.pressed:
            canvas.panel("inset", self.rect, 14)
        if skin.layout.size == "S":
            self._draw_small(canvas)
            return
        x, mid = self.rect.x + 4, self.rect.centery
        step = skin.px(40)
        for item in self._quiet(skin):
            canvas.icon(item.icon, skin.px(24), "ink3", (x + step // 2, mid))
            x += step
        px = skin.type_px("chip")
        for item in self._worded(skin):
            wide = self._chip(skin, item)
            chip = Rect(x, mid - skin.px(20), wide, skin.px(40))
            ink, ground = TONES[item.tone]
            edge = ink if skin.theme.name == "contrast" else None
            canvas.panel(ground, chip, chip.h // 2, edge, 2 if edge else 0)
            canvas.icon(item.icon, round(px * 1.3), ink, (x + round(px * 1.4), mid))
            room = Rect(x + round(px * 2.4), chip.y, wide, chip.h)
            canvas.text(item.words, "chip", ink, room)
            x += wide + 8
        if more := self._more(skin):
            canvas.text(f"+{more}", "chip", "bad", Rect(x, self.rect.y, skin.px(40), 56), "centre")

    def _draw_small(self, canvas: Canvas) -> None:
        trouble = [i for i in self.items if i.words]
        tone = "bad" if any(i.tone == "bad" for i in trouble) else "warn" if trouble else "plain"
        icon = "error" if tone == "bad" else "warning" if trouble else "task_alt"
        ink = TONES[tone][0] if trouble else "ink3"
        x = self.rect.centerx - (12 if trouble else 0)
        canvas.icon(icon, 28, ink, (x, self.rect.centery))
        if trouble:
            room = Rect(x + 18, self.rect.y, 24, self.rect.h)
            canvas.text(str(len(trouble)), "chip", ink, room)


class Spoken(Struct, frozen=True):
    """The answer to a scan or a refusal: tone ok, no or attention."""

    text: str
    tone: str = "no"


SIGNS = {"ok": "check_circle", "no": "error", "attention": "warning"}


@dataclass(kw_only=True, eq=False)
class Answer(Widget):
    """One sentence in the top bar with its sign, gone after 6 s or at the next."""

    role = "answer"
    spoken: Spoken = field(default_factory=lambda: Spoken(""))

    def __post_init__(self) -> None:
        self.label = self.label or self.spoken.text

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the sentence in one line, or two."""
        wide = skin.width(self.label, "strong") + round(skin.type_px("strong") * 3.4)
        return (min(width, wide), 48 if wide <= width else skin.layout.bar - 8)

    def draw(self, canvas: Canvas) -> None:
        """Draw pill, sign and sentence."""
        skin = canvas.skin
        ink, ground = TONES[self.spoken.tone]
        edge = ink if skin.theme.name == "contrast" else None
        canvas.panel(ground, self.rect, skin.px(16), edge, 2 if edge else 0)
        px = skin.type_px("strong")
        side = round(px * 1.5)
        centre = (self.rect.x + round(px * 1.3), self.rect.centery)
        canvas.icon(SIGNS[self.spoken.tone], side, ink, centre)
        room = Rect(self.rect.x + round(px * 2.4), self.rect.y, 0, self.rect.h)
        room.w = self.rect.right - room.x - px // 2
        lines = skin.wrap(self.label, "strong", room.w, 2)
        tall = round(px * 1.25)
        y = self.rect.centery - tall * len(lines) // 2
        for line in lines:
            canvas.text(line, "strong", ink, Rect(room.x, y, room.w, tall))
            y += tall


@dataclass(kw_only=True, eq=False)
class TopBar(Widget):
    """Back, title, answer, health, clock, initials (= lock)."""

    title: str = ""
    subtitle: str = ""
    back: Do | None = None
    spoken: Spoken | None = None
    health: tuple[HealthItem, ...] = ()
    open_health: Do | None = None
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
            button.layout(skin, Rect(x, mid - 28, 56, 56))
            self._parts.append(button)
            x += 56 + gap
        if self.initials:
            who = LockButton(id="bar.lock", label=self.initials, do=self.lock)
            who.layout(skin, Rect(right - 56, mid - 28, 56, 56))
            self._parts.append(who)
            right -= 56 + gap // 2
        if self.clock:
            clock = NumText(label=self.clock, style="title")
            wide = clock.size(skin, 400)[0]
            clock.layout(skin, Rect(right - wide, mid - 20, wide, 40))
            self._parts.append(clock)
            right -= wide + gap
        if self.health:
            health = HealthCluster(id="bar.health", label=say("Devices"), items=self.health,
                                   do=self.open_health)  # fmt: skip
            wide = health.size(skin, right - x)[0]
            health.layout(skin, Rect(right - wide, mid - 28, wide, 56))
            self._parts.append(health)
            right -= wide + gap
        self._place_title(skin, Rect(x, rect.y, right - x, rect.h))

    def _place_title(self, skin: Skin, room: Rect) -> None:
        title = Label(label=self.title, style="title", personal=self.personal, cuts=True)
        wide = min(room.w, title.size(skin, room.w)[0])
        if self.spoken is not None:
            answer = Answer(id="bar.answer", spoken=self.spoken)
            need = answer.size(skin, room.w)[0]
            # The answer may take the title's place: it speaks for six seconds only.
            left = room.x + wide + 16 if wide + 16 + need <= room.w else room.x
            place = Rect(left, 0, room.right - left, answer.size(skin, room.right - left)[1])
            place.w = min(place.w, need)
            place.centery = room.centery
            answer.layout(skin, place)
            self._parts.append(answer)
            if left == room.x:
                return
        lines: list[Widget] = [title]
        if self.subtitle:
            lines.append(Label(label=self.subtitle, style="caption", colour="ink3", cuts=True))
        stack = Stack(children=lines)
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
        canvas.disc(fill, side, self.rect.center, edge, 2 if edge else 0)
        canvas.text(self.label, "strong", "on_soft", self.rect, "centre")


class Trouble(Struct, frozen=True):
    """What a banner says: what happened, what works, what to do."""

    title: str
    detail: str
    icon: str = "warning"
    tone: str = "warn"


@dataclass(kw_only=True, eq=False)
class Banner(Widget):
    """One banner for the worst trouble, with at most two buttons at its right."""

    role = "banner"
    trouble: Trouble = field(default_factory=lambda: Trouble("", ""))
    actions: tuple[Button, ...] = ()

    def __post_init__(self) -> None:
        self._body: Widget = Widget()
        self.label = f"{self.trouble.title}. {self.trouble.detail}"

    def parts(self) -> Sequence[Widget]:
        """Return the row inside."""
        return (self._body,)

    @property
    def reach(self) -> Rect:
        """The banner and its shadow."""
        return self.rect.inflate(96, 96)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the layout's banner height."""
        return (width, skin.layout.banner)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place sign, words and buttons."""
        self.rect = Rect(rect)
        small = skin.layout.size == "S"
        words: list[Widget] = [
            Label(label=self.trouble.title, style="strong" if small else "section", cuts=small)
        ]
        if not small:
            words.append(Label(label=self.trouble.detail, colour="ink2", lines=1, cuts=True))
        pad = 0 if small else 18
        children: list[Widget] = [
            IconBox(icon=self.trouble.icon, tone=self.trouble.tone, edge_px=40 if small else 52),
            Stack(children=words, grow=1, least=80),
            *self.actions,
        ]
        self._body = Row(children=children, gap=skin.layout.dense)
        self._body.layout(skin, rect.inflate(-2 * max(8, pad), 0))

    def draw(self, canvas: Canvas) -> None:
        """Draw the panel with the tone's edge."""
        ink, _ = TONES[self.trouble.tone]
        canvas.shadow(self.rect)
        canvas.panel("surface", self.rect, canvas.skin.radius("card"), ink, 2)


@dataclass(kw_only=True, eq=False)
class Page(Widget):
    """A whole screen: rail, bar, content, banner, and what lies over the content.

    Args:
        rail: the dark strip, or None on screens without it.
        bar: the top bar.
        content: what the screen is about.
        banner: the worst trouble, or None.
        over: a sheet, dialog or keyboard over the content.
        toast: Undo of the last tap, bottom left.
        ground: colour of the canvas.
    """

    rail: Rail | None = None
    bar: TopBar | None = None
    content: Widget = field(default_factory=Widget)
    banner: Banner | None = None
    over: Widget | None = None
    toast: Widget | None = None
    ground: str = "canvas"

    def parts(self) -> Sequence[Widget]:
        """Return everything, the lowest first."""
        inner = (self.rail, self.bar, self.content, self.banner, self.over, self.toast)
        return [part for part in inner if part is not None]

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place rail, bar, content and banner as the layout says."""
        self.rect = Rect(rect)
        lay = skin.layout
        room = Rect(lay.content)
        if self.rail is not None:
            self.rail.layout(skin, Rect(rect.x, rect.y, lay.rail, rect.h))
        if self.bar is not None:
            self.bar.layout(skin, Rect(room.x, rect.y, room.w, lay.bar))
        if self.banner is not None:
            tall = self.banner.size(skin, room.w)[1]
            self.banner.layout(skin, Rect(room.x, room.bottom - tall, room.w, tall))
            room.h -= tall + lay.gap
        self.content.layout(skin, room if self.bar is not None else rect)
        if self.over is not None:
            self.over.layout(skin, Rect(lay.rail, lay.bar, rect.w - lay.rail, rect.h - lay.bar))
        if self.toast is not None:
            wide, tall = self.toast.size(skin, room.w)
            self.toast.layout(skin, Rect(room.x, rect.bottom - tall - lay.dense, wide, tall))

    def draw(self, canvas: Canvas) -> None:
        """Draw the ground."""
        canvas.fill(self.ground, canvas.clip)
