"""The keyboard on the screen: Russian, Portuguese, English, its text line on top."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.ui.kit.buttons import Button, Field
from kiosk.ui.kit.canvas import Canvas
from kiosk.ui.kit.keys import Key, Pad
from kiosk.ui.kit.skin import Skin
from kiosk.ui.kit.widget import Do, Move, Rect, Widget

# Dead keys are written as the mark they put on the next letter.
ROWS: Mapping[str, tuple[str, str, str]] = {
    "ru": ("йцукенгшщзхъ", "фывапролджэё", "ячсмитьбю.-"),
    "pt": ("qwertyuiop\u00b4~", "asdfghjklç^", "zxcvbnm,.-"),
    "en": ("qwertyuiop", "asdfghjkl'", "zxcvbnm,.-"),
    "signs": ("!@#$%^&*()", "-_=+[]{}\\|", ";:'\"<>/?~`"),
}
DIGITS = "1234567890"
MARKS = {"\u00b4": "\u0301", "~": "\u0303", "^": "\u0302"}
ORDER = ("ru", "pt", "en")
WIDEST = 12
GAP, HEAD, LINES = 8, 56, 5  # px between keys, px of the text line, lines of keys


@dataclass(kw_only=True, eq=False)
class Keyboard(Pad):
    """Letters, digits, shift, space, backspace, language and Enter.

    Args:
        typing: the text being typed.
        title: what is asked for, said beside the text line.
        language: the layout it opens with: ru, pt, en or signs.
        layouts: those its language key goes through.
        dots: shows a dot per letter: a password is typed.
        reveal: shows and hides the letters.
        enter: what Enter does.
        close: what its close key does.
        leaves: px above it that it leaves to what is found meanwhile, if its keys can give way.
    """

    role = "keyboard"
    blocks = True
    full = True
    title: str = ""
    language: str = "en"
    layouts: tuple[str, ...] = ORDER
    dots: bool = False
    reveal: Do | None = None
    close: Do | None = None
    leaves: int = 0
    shifted: bool = field(init=False, default=False)
    dead: str = field(init=False, default="")

    def __post_init__(self) -> None:
        super().__post_init__()
        self._all: list[Widget] = []
        self._skin: Skin | None = None

    def parts(self) -> Sequence[Widget]:
        """Return the text line and all keys."""
        return self._all

    @property
    def hit(self) -> Rect | None:
        """All of it: nothing under the keyboard is touched."""
        return self.rect

    def press(self, letter: str) -> Move:
        """Type a letter; a dead key waits for the next one."""
        if letter in MARKS and not self.dead and self.language == "pt":
            self.dead = letter
        else:
            self.typing.add(self._composed(letter))
            self.dead = ""
        if self.shifted:
            self._turn(shifted=False)
        return self._changed()

    def _composed(self, letter: str) -> str:
        wanted = letter.upper() if self.shifted else letter
        if not self.dead:
            return wanted
        joined = unicodedata.normalize("NFC", wanted + MARKS[self.dead])
        # the fonts end with Latin Extended-A
        return joined if len(joined) == 1 and joined < "\u0180" else self.dead + wanted

    def _changed(self) -> Move:
        for part in self._all:
            if isinstance(part, Field):
                part.invalidate()
        return super()._changed()

    def _turn(self, *, shifted: bool | None = None, language: str | None = None) -> Move:
        self.shifted = self.shifted if shifted is None else shifted
        self.language = language or self.language
        if self._skin is not None:
            dirt = self.dirt
            self.layout(self._skin, self.rect)
            for part in self._all:
                part.dirt = dirt
        self.invalidate()
        return None

    def adopt(self, old: Widget) -> None:
        """Keep the letters as they were turned."""
        super().adopt(old)
        if isinstance(old, Keyboard) and (old.language, old.shifted) != (
            self.language,
            self.shifted,
        ):
            self.dead = old.dead
            self._turn(shifted=old.shifted, language=old.language)

    # -- placing -----------------------------------------------------------------------------

    def layout(self, skin: Skin, rect: Rect) -> None:
        """Stand at the bottom, full width: the text line, digits, three rows, the long keys."""
        self._skin = skin
        gap, head, rows = GAP, HEAD, LINES
        pad = skin.layout.dense
        need, tall = self.needs(skin, rect.h, self.leaves)
        self.rect = Rect(rect.x, rect.bottom - need, rect.w, need)
        inner = self.rect.inflate(-2 * pad, -2 * gap)
        top = inner.bottom - rows * tall - (rows - 1) * gap
        self._all = self._head(skin, Rect(inner.x, max(inner.y, top - gap - head), inner.w, head))
        letters = ROWS[self.language]
        for i, row in enumerate((DIGITS, *letters)):
            y = top + i * (tall + gap)
            self._all += self._row(skin, row, Rect(inner.x, y, inner.w, tall), gap, last=i == 3)  # noqa: PLR2004
        y = top + 4 * (tall + gap)
        self._all += self._foot(skin, Rect(inner.x, y, inner.w, tall), gap)

    @staticmethod
    def needs(skin: Skin, room: int, leaves: int) -> tuple[int, int]:
        """Return how high it stands in so much room, and how high a key is, px."""
        tall = max(56, min(skin.px(76), (room - leaves - HEAD - (LINES + 2) * GAP) // LINES))
        return min(room, HEAD + LINES * (tall + GAP) + 2 * GAP), tall

    def _head(self, skin: Skin, rect: Rect) -> list[Widget]:
        say = skin.phrases.text
        out: list[Widget] = []
        if self.close is not None:
            shut = Button(id=f"{self.id}.close", label=say("Close"), icon="close", bare=True,
                          rank="key", do=self.close)  # fmt: skip
            shut.layout(skin, Rect(rect.right - 56, rect.y, 56, 56))
            out.append(shut)
            rect = Rect(rect.x, rect.y, rect.w - 64, rect.h)
        if self.reveal is not None:
            name = say("Show") if self.dots else say("Hide")
            eye = Button(id=f"{self.id}.reveal", label=name, icon="visibility", bare=True,
                         rank="key" if self.dots else "second", do=self.reveal)  # fmt: skip
            eye.layout(skin, Rect(rect.right - 56, rect.y, 56, 56))
            out.append(eye)
            rect = Rect(rect.x, rect.y, rect.w - 64, rect.h)
        line = Field(id=f"{self.id}.line", label=self.title, typing=self.typing, hint=self.title,
                     dots=self.dots)  # fmt: skip
        line.layout(skin, rect)
        return [line, *out]

    def _row(self, skin: Skin, row: str, rect: Rect, gap: int, *, last: bool) -> list[Widget]:
        is_narrow = self.language in {"en", "signs"}
        slots = max(10 if is_narrow else WIDEST, len(row)) if not last else len(row)
        extra = 1 if last else 0  # shift stands before the last row
        count = slots + extra
        wide = (rect.w - gap * (count - 1)) / count
        start = rect.x + (0 if last else (rect.w - (wide + gap) * len(row) + gap) / 2)
        keys: list[Widget] = []
        if last:
            shift = Key(id=f"{self.id}.shift", label=skin.phrases.text("Capital letter"),
                        icon="shift", bare=True, rank="second" if self.shifted else self.rank,
                        do=lambda: self._turn(shifted=not self.shifted))  # fmt: skip
            shift.layout(skin, Rect(rect.x, rect.y, round(wide), rect.h))
            keys.append(shift)
            start += wide + gap
        for i, letter in enumerate(row):
            shown = letter.upper() if self.shifted else letter
            key = self._key(f"key.{letter}", shown, self._typist(letter), style="section")
            x = round(start + i * (wide + gap))
            right = round(start + (i + 1) * (wide + gap) - gap)
            key.layout(skin, Rect(x, rect.y, right - x, rect.h))
            keys.append(key)
        return keys

    def _typist(self, letter: str) -> Do:
        return lambda: self.press(letter)

    def _foot(self, skin: Skin, rect: Rect, gap: int) -> list[Widget]:
        say = skin.phrases.text
        following = self.layouts[(self.layouts.index(self.language) + 1) % len(self.layouts)]
        name = "#+=" if self.language == "signs" else self.language.upper()
        side = max(56, rect.w // 8)
        spec: tuple[tuple[Button, int], ...] = (
            (Key(id=f"{self.id}.language", label=name, icon="language",
                 rank=self.rank, style="button",
                 do=lambda: self._turn(language=following)), side),
            (Key(id=f"{self.id}.star", label="*", rank=self.rank, style="section",
                 do=lambda: self.press("*")), side * 2 // 3),
            (Key(id=f"{self.id}.space", label=say("Space"), rank=self.rank, style="caption",
                 do=lambda: self.press(" ")), 0),
            (Key(id=f"{self.id}.back", label=say("Delete the last"), icon="backspace", bare=True,
                 rank=self.rank, do=self.erase), side),
            (Key(id=f"{self.id}.enter", label=say("Enter"), icon="keyboard_return", bare=True,
                 rank="primary", do=self.enter), side * 3 // 2),
        )  # fmt: skip
        fixed = sum(w for _, w in spec) + gap * (len(spec) - 1)
        x = rect.x
        keys: list[Widget] = []
        for key, wide in spec:
            w = wide or rect.w - fixed
            key.layout(skin, Rect(x, rect.y, w, rect.h))
            keys.append(key)
            x += w + gap
        return keys

    def draw(self, canvas: Canvas) -> None:
        """Draw the ground."""
        canvas.fill("surface", self.rect)
        canvas.fill("line", Rect(self.rect.x, self.rect.y, self.rect.w, 1))
