"""Things to tap: buttons, tabs, toggles, tiles, fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Do, Kind, Move, Rect, Say, Touch, Widget

# rank -> (fill, pressed fill, ink, edge)
RANKS: dict[str, tuple[str, str, str, str | None]] = {
    "primary": ("brand", "pressed", "on_brand", None),
    "second": ("soft", "line", "on_soft", None),
    "outline": ("surface", "inset", "ink", "outline"),
    "danger": ("surface", "bad_ground", "bad", "outline"),
    "key": ("inset", "line", "ink", "line"),
    "dark_key": ("rail_on", "rail_raised", "rail_mark", None),
    "plain": ("surface", "inset", "ink", None),
}
_SHRINKS = ("input", "primary", "row_title")  # what is typed becomes smaller before it is cut


@dataclass(kw_only=True, eq=False)
class Button(Widget):
    """A button: pressed look in the turn of the touch, fires on release within its hit.

    Args:
        do: what a tap does, and where it leads.
        icon: before the label, or alone when `bare`.
        rank: primary (one a screen), second, outline, danger, key, dark_key, plain.
        style: a type style; empty takes the rank's own.
        bare: shows the icon alone; the label is still what it is called.
        pending: its work is under way; taps wait.
    """

    role = "button"
    tappable = True
    do: Do | None = None
    icon: str = ""
    rank: str = "second"
    style: str = ""
    bare: bool = False
    pending: bool = False
    radius: str = "control"

    @property
    def type_style(self) -> str:
        """The style its label is set in."""
        if self.style:
            return self.style
        return {"primary": "primary", "key": "key", "dark_key": "key"}.get(self.rank, "button")

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the label and its height of the layout."""
        tall = skin.layout.primary if self.rank == "primary" else skin.layout.button
        if self.bare:
            return (tall, tall)
        px = skin.type_px(self.type_style)
        lead = round(px * 1.7) if self.icon else 0
        return (min(width, skin.width(self.label, self.type_style) + lead + px * 2), tall)

    def on(self, touch: Touch) -> Move:
        """Show the press, and do on a tap."""
        if touch.kind is Kind.DOWN:
            self.pressed = self.enabled
            self.invalidate()
        elif touch.kind in {Kind.TAP, Kind.TWICE, Kind.CANCEL}:
            self.pressed = False
            self.invalidate()
            if touch.kind is not Kind.CANCEL:
                return self._fire()
        return None

    def _fire(self) -> Move:
        if not self.enabled:
            return Say(self.reason) if self.reason else None
        if self.pending or self.do is None:
            return None
        return self.do()

    def _colours(self, skin: Skin) -> tuple[str, str, str | None]:
        fill, pressed, ink, edge = RANKS[self.rank]
        if not self.enabled:
            return ("inset", "ink3", "line")
        if edge is None and skin.theme.name == "contrast":
            edge = "outline"
        return (pressed if self.pressed else fill, ink, edge)

    def draw(self, canvas: Canvas) -> None:
        """Draw panel, icon and label."""
        skin = canvas.skin
        fill, ink, edge = self._colours(skin)
        thick = 1 if edge == "line" else skin.theme.outline_px
        canvas.panel(fill, self.rect, skin.radius(self.radius), edge, thick if edge else 0)
        px = skin.type_px(self.type_style)
        size = round(px * 1.25)
        if self.bare:
            canvas.icon(
                self.icon, round(min(self.rect.w, self.rect.h) * 0.46), ink, self.rect.center
            )
            return
        lead = round(px * 1.7) if self.icon else 0
        lines = self._lines(skin, self.rect.w - px - lead)
        wide = max(skin.width(line, self.type_style) for line in lines)
        x = self.rect.x + (self.rect.w - lead - wide) // 2
        if self.icon:
            canvas.icon(self.icon, size, ink, (x + size // 2, self.rect.centery))
        tall = round(px * 1.2)
        y = self.rect.centery - tall * len(lines) // 2
        for line in lines:
            canvas.text(line, self.type_style, ink, Rect(x + lead, y, wide, tall), "centre")
            y += tall

    def _lines(self, skin: Skin, room: int) -> tuple[str, ...]:
        two = self.rect.h >= skin.type_px(self.type_style) * 2.6
        lines = skin.wrap(self.label, self.type_style, max(1, room), 2 if two else 1)
        self._cut = "".join(lines).replace(" ", "") != self.label.replace(" ", "")
        return lines

    _cut: bool = field(init=False, default=False)

    @property
    def clipped(self) -> bool:
        """Whether the label did not fit when last drawn."""
        return self._cut and not self.bare


@dataclass(kw_only=True, eq=False)
class HoldButton(Button):
    """A button for what cannot be undone: held 800 ms, a bar fills while it is."""

    role = "hold"
    held: float = field(init=False, default=0.0)

    def on(self, touch: Touch) -> Move:
        """Do once held; a short tap says how."""
        if touch.kind is Kind.HELD:
            self.held = min(1.0, touch.scale)
            self.invalidate()
            if touch.scale >= 1.0:
                self.held, self.pressed = 0.0, False
                return self._fire()
            return None
        if touch.kind in {Kind.TAP, Kind.TWICE, Kind.CANCEL}:
            self.held = 0.0
            self.pressed = False
            self.invalidate()
            if not self.enabled and touch.kind is not Kind.CANCEL:
                return self._fire()
            return None
        return super().on(touch)

    def draw(self, canvas: Canvas) -> None:
        """Draw the button, and how long it was held."""
        super().draw(canvas)
        if self.held:
            wide = round((self.rect.w - 2 * canvas.skin.radius(self.radius)) * self.held)
            x = self.rect.x + canvas.skin.radius(self.radius)
            canvas.fill(RANKS[self.rank][2], Rect(x, self.rect.bottom - 8, wide, 4))


@dataclass(kw_only=True, eq=False)
class Tile(Button):
    """A whole card to tap: anything may stand in it."""

    role = "tile"
    child: Widget = field(default_factory=Widget)
    padding: int = -1
    fill: str = "surface"
    shadow: bool = True

    def parts(self) -> Sequence[Widget]:
        """Return the child."""
        return (self.child,)

    def _pad(self, skin: Skin) -> int:
        return skin.layout.padding if self.padding < 0 else self.padding

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the child and the padding."""
        pad = self._pad(skin)
        w, h = self.child.size(skin, width - 2 * pad)
        return (w + 2 * pad, h + 2 * pad)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the child inside the padding."""
        self.rect = Rect(rect)
        pad = self._pad(skin)
        self.child.layout(skin, rect.inflate(-2 * pad, -2 * pad))

    @property
    def reach(self) -> Rect:
        """The tile and its shadow."""
        return self.rect.inflate(96, 96) if self.shadow else self.rect

    def draw(self, canvas: Canvas) -> None:
        """Draw shadow and panel."""
        if self.shadow:
            canvas.shadow(self.rect)
        edge = "line" if canvas.skin.theme.name == "contrast" else None
        fill = "inset" if self.pressed else self.fill
        canvas.panel(fill, self.rect, canvas.skin.radius("card"), edge, 3 if edge else 0)


@dataclass(kw_only=True, eq=False)
class Tabs(Widget):
    """A row of choices, one of them chosen.

    Args:
        choices: (id suffix, label) each.
        chosen: the id suffix of the chosen one.
        pick: what choosing does.
    """

    role = "tabs"
    choices: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    pick: Callable[[str], Move] | None = None
    fill_width: bool = False

    def __post_init__(self) -> None:
        self._tabs = [
            Tab(id=f"{self.id}.{key}", label=label, chosen=key == self.chosen, do=self._doer(key))
            for key, label in self.choices
        ]

    def _doer(self, key: str) -> Do:
        return lambda: self.pick(key) if self.pick else None

    def parts(self) -> Sequence[Widget]:
        """Return the tabs."""
        return self._tabs

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the labels beside each other."""
        if self.fill_width:
            return (width, skin.layout.button)
        gap = max(8, skin.layout.dense // 2)
        wide = sum(t.size(skin, width)[0] for t in self._tabs) + gap * (len(self._tabs) - 1)
        return (min(width, wide), skin.layout.button)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the tabs; when they do not fit, all are narrowed alike."""
        self.rect = Rect(rect)
        gap = max(8, skin.layout.dense // 2)
        room = rect.w - gap * (len(self._tabs) - 1)
        wishes = [t.size(skin, room)[0] for t in self._tabs]
        total = sum(wishes)
        if total > room:
            for tab in self._tabs:
                tab.style = "chip"
            wishes = [t.size(skin, room)[0] for t in self._tabs]
            total = sum(wishes)
        if self.fill_width or total > room:
            wishes = [w * room // max(1, total) for w in wishes]
        x = rect.x
        for tab, wide in zip(self._tabs, wishes, strict=True):
            tab.layout(skin, Rect(x, rect.y, wide, rect.h))
            x += wide + gap


@dataclass(kw_only=True, eq=False)
class Tab(Button):
    """One choice of several; the chosen one is filled."""

    role = "tab"
    chosen: bool = False
    rank: str = "outline"

    def _colours(self, skin: Skin) -> tuple[str, str, str | None]:
        if self.chosen:
            return ("ink", "surface", None)
        fill, ink, _ = super()._colours(skin)
        return (fill, ink, "outline" if skin.theme.name == "contrast" else "line")

    @property
    def text(self) -> str:
        """The label, marked when chosen."""
        return f"[{self.label}]" if self.chosen else self.label


@dataclass(kw_only=True, eq=False)
class Toggle(Button):
    """A setting that is on or off, with its label on the left."""

    role = "toggle"
    is_on: bool = False
    rank: str = "plain"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the whole width."""
        return (width, skin.layout.button)

    @property
    def text(self) -> str:
        """The label and how it stands."""
        return f"{self.label}: {'on' if self.is_on else 'off'}"

    def draw(self, canvas: Canvas) -> None:
        """Draw label, track and knob."""
        skin = canvas.skin
        fill = "inset" if self.pressed else "surface"
        canvas.panel(fill, self.rect, skin.radius("control"))
        knob = skin.px(28)
        track = Rect(0, 0, knob * 2, knob)
        track.midright = (self.rect.right - 8, self.rect.centery)
        ink = "ink" if self.enabled else "ink3"
        room = Rect(self.rect.x + 8, self.rect.y, track.x - self.rect.x - 24, self.rect.h)
        canvas.text(skin.cut(self.label, "row_title", room.w), "row_title", ink, room)
        canvas.panel("brand" if self.is_on else "outline", track, knob // 2)
        x = track.right - knob // 2 if self.is_on else track.x + knob // 2
        canvas.disc("surface", knob - 8, (x, track.centery))
        sign = "check" if self.is_on else "close"
        canvas.icon(sign, knob - 12, "brand" if self.is_on else "ink3", (x, track.centery))


class Typing:
    """A text being typed, owned by the screen, shared by field, keypad and keyboard.

    Args:
        most: characters at most.
    """

    def __init__(self, most: int = 32) -> None:
        self.text = ""
        self.most = most

    def add(self, letters: str) -> None:
        """Put letters at the end."""
        self.text = (self.text + letters)[: self.most]

    def back(self) -> None:
        """Take the last letter away."""
        self.text = self.text[:-1]

    def clear(self) -> None:
        """Begin anew."""
        self.text = ""


@dataclass(kw_only=True, eq=False)
class Field(Button):
    """A line of typed text with a caret; tapping it may open the keyboard.

    Args:
        typing: the text being typed.
        hint: what may be typed, shown at the right, or alone while empty.
        focused: whether keys go here.
        dots: shows a dot per letter.
    """

    role = "field"
    typing: Typing = field(default_factory=Typing)
    hint: str = ""
    focused: bool = True
    dots: bool = False
    style: str = "input"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the whole width."""
        return (width, max(56, round(skin.type_px("input") * 2.1)))

    @property
    def text(self) -> str:
        """What is typed (dots for a secret)."""
        shown = "\u2022" * len(self.typing.text) if self.dots else self.typing.text
        return shown or self.label

    def looks(self) -> tuple[object, ...]:
        """Also what is typed."""
        return (*super().looks(), self.typing.text)

    def draw(self, canvas: Canvas) -> None:
        """Draw the frame, the text and the caret."""
        skin = canvas.skin
        edge = "brand" if self.focused else "outline"
        canvas.panel("surface", self.rect, skin.radius("control"), edge, skin.theme.outline_px)
        inner = self.rect.inflate(-2 * skin.px(18), 0)
        shown = "\u2022" * len(self.typing.text) if self.dots else self.typing.text
        wide = skin.width(shown, "input") if shown else 0
        hint = skin.width(self.hint, "caption") if self.hint else 0
        if self.hint and (not shown or wide + hint + 24 <= inner.w):
            cut = skin.cut(self.hint, "caption", inner.w - wide - 16)
            canvas.text(cut, "caption", "ink3", inner, "right")
        room = inner.w - 8
        style = next((one for one in _SHRINKS if skin.width(shown, one) <= room), _SHRINKS[-1])
        if not self.focused:  # who reads wants the beginning, who types the end
            shown = skin.cut(shown, style, room)
        while skin.width(shown, style) > room:
            shown = shown[1:]
        done = canvas.text(shown, style, "ink", inner)
        if self.focused:
            tall = round(skin.type_px("input") * 1.1)
            x = (done.right if shown else inner.x) + 3
            canvas.fill("brand", Rect(x, self.rect.centery - tall // 2, skin.px(3), tall))
