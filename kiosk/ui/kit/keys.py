"""The keypad for codes, the PIN pad and the line of dots above it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.ui.kit.buttons import Button, Field, Typing
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Do, Move, Rect, Widget


class Key(Button):
    """A key of a pad: the same digit twice in a row is meant."""

    role = "key"
    calm_s = 0.06  # only a bouncing panel is faster


@dataclass(kw_only=True, eq=False)
class Pad(Widget):
    """Keys in a grid of columns, some wider than one; the ground of both pads."""

    typing: Typing = field(default_factory=Typing)
    enter: Do | None = None
    letters: Do | None = None
    typed: Do | None = None
    enter_rank: str = "primary"
    rank: str = "key"
    columns: int = 4
    rows: int = 4

    def __post_init__(self) -> None:
        self._keys: list[tuple[Button, int, int, int]] = []

    def parts(self) -> Sequence[Widget]:
        """Return the keys."""
        return [key for key, *_ in self._keys]

    def press(self, letter: str) -> Move:
        """Type one letter."""
        self.typing.add(letter)
        return self._changed()

    def erase(self) -> Move:
        """Take the last letter away."""
        self.typing.back()
        return self._changed()

    def _changed(self) -> Move:
        return self.typed() if self.typed else None

    def _key(self, name: str, label: str, do: Do | None, **look: str | bool) -> Button:
        style = {"rank": self.rank, **look}
        return Key(id=f"{self.id}.{name}", label=label, do=do, **style)  # type: ignore[arg-type]

    def _digit(self, digit: str) -> Button:
        return self._key(digit, digit, lambda: self.press(digit))

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need the whole width and the layout's key height."""
        return (width, self.rows * skin.layout.key + (self.rows - 1) * self._gap(skin))

    @staticmethod
    def _gap(skin: Skin) -> int:
        return max(8, skin.px(12) if skin.layout.size == "L" else 8)

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the keys, as high as the room allows."""
        self.rect = Rect(rect)
        if not self._keys:
            self._keys = self._made(skin)
        gap = self._gap(skin)
        wide = (rect.w - gap * (self.columns - 1)) / self.columns
        tall = (rect.h - gap * (self.rows - 1)) / self.rows
        for key, column, row, span in self._keys:
            x, y = round(rect.x + column * (wide + gap)), round(rect.y + row * (tall + gap))
            right = round(rect.x + (column + span) * (wide + gap) - gap)
            bottom = round(rect.y + (row + 1) * (tall + gap) - gap)
            key.layout(skin, Rect(x, y, right - x, bottom - y))

    def _made(self, skin: Skin) -> list[tuple[Button, int, int, int]]:
        raise NotImplementedError


@dataclass(kw_only=True, eq=False)
class Keypad(Pad):
    """1-9 0 * -, backspace, ABC (opens the keyboard) and Enter; at most 32 characters.

    Args:
        typing: the text being typed.
        enter: what Enter does.
        letters: what ABC does; no ABC key without it.
        typed: called after every key.
    """

    role = "keypad"

    def _made(self, skin: Skin) -> list[tuple[Button, int, int, int]]:
        say = skin.phrases.text
        keys = [(self._digit(str(n)), (n - 1) % 3, (n - 1) // 3, 1) for n in range(1, 10)]
        back = self._key("back", say("Delete the last"), self.erase, icon="backspace", bare=True)
        keys += [
            (back, 3, 0, 1),
            (self._key("star", "*", lambda: self.press("*")), 3, 1, 1),
            (self._key("dash", "-", lambda: self.press("-")), 3, 2, 1),
        ]
        zero = 0
        if self.letters is not None:
            keys.append((self._key("abc", "ABC", self.letters, style="button"), 0, 3, 1))
            zero = 1
        keys.append((self._digit("0"), zero, 3, 1))
        # Enter is the primary action, unless the screen has another one.
        enter = self._key(
            "enter",
            say("Search"),
            self.enter,
            icon="arrow_forward",
            bare=True,
            rank=self.enter_rank,
        )
        keys.append((enter, zero + 1, 3, 3 - zero))
        return keys


@dataclass(kw_only=True, eq=False)
class PinPad(Pad):
    """0-9, backspace and Enter; shows no digits and no length to reach."""

    role = "pinpad"
    rank: str = "dark_key"
    columns: int = 3

    def press(self, letter: str) -> Move:
        """Type one digit; a keyboard's letter types nothing here."""
        return super().press(letter) if letter.isascii() and letter.isdigit() else None

    def _made(self, skin: Skin) -> list[tuple[Button, int, int, int]]:
        say = skin.phrases.text
        keys = [(self._digit(str(n)), (n - 1) % 3, (n - 1) // 3, 1) for n in range(1, 10)]
        back = self._key("back", say("Delete the last"), self.erase, icon="backspace", bare=True)
        enter = self._key(
            "enter", say("Enter"), self.enter, icon="arrow_forward", bare=True, rank=self.enter_rank
        )
        return [*keys, (back, 0, 3, 1), (self._digit("0"), 1, 3, 1), (enter, 2, 3, 1)]


@dataclass(kw_only=True, eq=False)
class MoneyPad(PinPad):
    """The keys of a till, for a sum in minor units: digits, 00, backspace, C for anew, Enter."""

    role = "moneypad"
    columns: int = 4

    def clear(self) -> Move:
        """Begin the sum anew."""
        self.typing.clear()
        return self._changed()

    def press(self, letter: str) -> Move:
        """Type one digit; a sum begins with no zero."""
        return None if letter == "0" and self.typing.text == "0" else super().press(letter)

    def _hundred(self) -> Move:
        for _ in range(2):
            self.press("0")
        return None

    def _made(self, skin: Skin) -> list[tuple[Button, int, int, int]]:
        say = skin.phrases.text
        digits = [(self._digit(str(n)), (n - 1) % 3, (n - 1) // 3, 1) for n in range(1, 10)]
        back = self._key("back", say("Delete the last"), self.erase, icon="backspace", bare=True)
        enter = self._key(
            "enter", say("Enter"), self.enter, icon="arrow_forward", bare=True, rank=self.enter_rank
        )
        return [
            *digits,
            (back, 3, 0, 1),
            (self._key("clear", "C", self.clear), 3, 1, 1),
            (self._key("00", "00", self._hundred), 3, 2, 1),
            (self._digit("0"), 0, 3, 2),
            (enter, 2, 3, 2),
        ]


@dataclass(kw_only=True, eq=False)
class PinDots(Widget):
    """A dot per digit typed; never how many are still to come."""

    role = "label"
    typing: Typing = field(default_factory=Typing)
    colour: str = "rail_mark"

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need one line."""
        return (width, skin.px(32))

    def looks(self) -> tuple[object, ...]:
        """Also how many are typed."""
        return (*super().looks(), len(self.typing.text))

    def draw(self, canvas: Canvas) -> None:
        """Draw the dots in the middle."""
        count, side = len(self.typing.text), canvas.skin.px(18)
        pitch = min(side * 2, self.rect.w // max(1, count))
        x = self.rect.centerx - pitch * (count - 1) // 2
        for i in range(count):
            canvas.disc(self.colour, side, (x + i * pitch, self.rect.centery))


@dataclass(kw_only=True, eq=False)
class CodeEntry(Widget):
    """A field over a keypad, as home and every screen that takes a typed code show it."""

    typing: Typing = field(default_factory=Typing)
    hint: str = ""
    enter: Do | None = None
    letters: Do | None = None
    typed: Do | None = None
    enter_rank: str = "primary"

    def __post_init__(self) -> None:
        self._field = Field(
            id=f"{self.id}.field", label=self.label, typing=self.typing, hint=self.hint
        )
        self._field.do = self.letters
        self._pad = Keypad(
            id=self.id,
            typing=self.typing,
            enter=self.enter,
            letters=self.letters,
            typed=self._changed,
            enter_rank=self.enter_rank,
        )

    def _changed(self) -> Move:
        self._field.invalidate()
        return self.typed() if self.typed else None

    def parts(self) -> Sequence[Widget]:
        """Return field and pad."""
        return (self._field, self._pad)

    def measure(self, skin: Skin, width: int) -> tuple[int, int]:
        """Need both."""
        head = self._field.size(skin, width)[1]
        return (width, head + self._gap(skin) + self._pad.size(skin, width)[1])

    def _gap(self, skin: Skin) -> int:
        return skin.layout.dense

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Place the field, and the pad below it."""
        self.rect = Rect(rect)
        head = self._field.size(skin, rect.w)[1]
        self._field.layout(skin, Rect(rect.x, rect.y, rect.w, head))
        top = head + self._gap(skin)
        self._pad.layout(skin, Rect(rect.x, rect.y + top, rect.w, rect.h - top))
