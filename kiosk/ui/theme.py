"""What every screen looks like: colours, type sizes and distances as tables of values."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from kiosk.hw.ports import Colour

Rgb: TypeAlias = tuple[int, int, int]


def _rgb(text: str) -> Rgb:
    return (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))


class Theme(Struct, frozen=True):
    """A theme: colour by token; no widget names a colour.

    Args:
        name: light, dark or contrast.
        colours: token -> RGB.
        outline_px: how thick the edge of a control is.
        shadows: whether cards throw a shadow.
    """

    name: str
    colours: Mapping[str, Rgb]
    outline_px: int
    shadows: bool

    def rgb(self, token: str) -> Rgb:
        """Return the colour of `token`."""
        return self.colours[token]


_COLOURS = """
# token       light   dark    contrast
canvas       #EEF1F6 #0C1729 #000000
surface      #FFFFFF #14233C #000000
inset        #F5F7FA #1E3050 #1A1A1A
line         #DFE4EC #2A3C5C #FFFFFF
outline      #7A8699 #7388A8 #FFFFFF
ink          #0E1A2B #F2F6FC #FFFFFF
ink2         #44536A #C3CFE2 #FFFFFF
ink3         #586780 #A9B8D0 #E0E0E0
brand        #1D4ED8 #8FB0FF #FFFFFF
on_brand     #FFFFFF #0C1729 #000000
pressed      #173FB0 #B4C9FF #9CC2FF
soft         #E7EDFF #22386A #000000
on_soft      #173FB0 #C4D4FF #9CC2FF
ok           #0A7548 #7FE0B0 #7CFFB0
ok_ground    #DFF5EA #12382B #000000
warn         #8A5200 #E6CFAE #FFFFFF
warn_ground  #FFF1D6 #3A2D1C #000000
bad          #B4232B #FFB3AE #FF9C96
bad_ground   #FDE8E7 #4A1E22 #000000
rail         #0C1729 #08111F #000000
rail_on      #1A2A45 #1A2A45 #333333
rail_text    #A9B8D0 #A9B8D0 #FFFFFF
rail_mark    #FFFFFF #FFFFFF #FFFFFF
viewer       #0A111E #0A111E #000000
rail_raised  #22324F #22324F #5A5A5A
"""


def _theme(name: str, column: int, outline_px: int, *, shadows: bool) -> Theme:
    rows = [row.split() for row in _COLOURS.strip().splitlines() if not row.startswith("#")]
    return Theme(name, {row[0]: _rgb(row[column]) for row in rows}, outline_px, shadows)


LIGHT = _theme("light", 1, 2, shadows=True)
DARK = _theme("dark", 2, 2, shadows=False)
CONTRAST = _theme("contrast", 3, 3, shadows=False)
THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}

# The same on screen and shelf (HARDWARE.md 7); the second colour is the text on it.
LAMPS: Mapping[Colour, tuple[Rgb, Rgb]] = {
    Colour.AMBER: (_rgb("#FFB000"), _rgb("#0E1A2B")),
    Colour.BLUE: (_rgb("#648FFF"), _rgb("#0E1A2B")),
    Colour.VIOLET: (_rgb("#785EF0"), _rgb("#FFFFFF")),
    Colour.ORANGE: (_rgb("#FE6100"), _rgb("#0E1A2B")),
    Colour.MAGENTA: (_rgb("#DC267F"), _rgb("#FFFFFF")),
}

# Charts (UI.md 11): bars of the period before; from idle to busy, the other way round in the dark.
EARLIER: Mapping[str, Rgb] = {
    "light": _rgb("#B9C7EE"),
    "dark": _rgb("#3A5080"),
    "contrast": _rgb("#7A7A7A"),
}
_SHADES = ("#EEF2FF", "#D3DEFF", "#A9BFFF", "#6F91F5", "#2F5BE0", "#173FB0")
RAMP: Mapping[str, tuple[Rgb, ...]] = {
    "light": tuple(map(_rgb, _SHADES)),
    "dark": (_rgb("#1E3050"), *map(_rgb, reversed(_SHADES[:-1]))),
    "contrast": (_rgb("#1A1A1A"), *map(_rgb, reversed(_SHADES[:-1]))),
}

# Codes are dark on light whatever the theme: some readers know no others.
CODE_LIGHT, CODE_DARK = _rgb("#FFFFFF"), _rgb("#000000")

SPACES = (4, 8, 12, 16, 24, 32, 48)
RADII: Mapping[str, int] = {"cell": 6, "control": 14, "tile": 16, "card": 20}
SHADOW_PX, SHADOW_DROP, SHADOW_ALPHA = 18, 6, 34
LEAST_TYPE_PX = 14
LEAST_HIT_PX = 56
LEAST_GAP_PX = 8
MOTION_S = 0.12  # sheet and toast


class Size(StrEnum):
    """The three layout classes."""

    L = "L"
    M = "M"
    S = "S"


# style -> (font file, px at L, M, S)
TYPE: Mapping[str, tuple[str, int, int, int]] = {
    "clock": ("InterDisplay-Bold", 132, 104, 84),
    "cell_xl": ("InterDisplay-Bold", 132, 104, 84),
    "cell": ("InterDisplay-Bold", 84, 68, 56),
    "kpi": ("InterDisplay-Bold", 44, 36, 28),
    "title": ("InterDisplay-SemiBold", 26, 22, 20),
    "input": ("InterDisplay-SemiBold", 32, 28, 26),
    "key": ("InterDisplay-SemiBold", 34, 30, 28),
    "section": ("Inter-SemiBold", 22, 20, 18),
    "button": ("Inter-SemiBold", 20, 19, 18),
    "primary": ("Inter-SemiBold", 24, 22, 20),
    "row_title": ("Inter-SemiBold", 19, 18, 17),
    "row_meta": ("Inter-Medium", 17, 16, 16),
    "strong": ("Inter-SemiBold", 16, 15, 15),
    "chip": ("Inter-SemiBold", 15, 15, 14),
    "caption": ("Inter-Medium", 15, 15, 14),
    "rail": ("Inter-Medium", 15, 14, 14),
}


class Layout(Struct, frozen=True):
    """The measures of a screen size (UI.md 3); every figure is already scaled to pixels.

    Args:
        size: L, M or S.
        width: of the screen.
        height: of the screen.
        scale: L grown for big screens, else 1.0.
        rail: width of the rail.
        bar: height of the top bar.
        content: x, y, width, height below the bar and right of the rail.
        padding: inside cards.
        gap: between cards.
        dense: between small things.
        right: width of the right part of home, customer, map.
        row: height of a list row.
        thumb: edge of a list picture.
        key: height of a keypad key.
        button: height of a button.
        primary: height of the primary button.
        banner: height of the banner.
        zooms: text zooms on offer, in percent.
        worded: how many health chips may have words.
    """

    size: Size
    width: int
    height: int
    scale: float
    rail: int
    bar: int
    content: tuple[int, int, int, int]
    padding: int
    gap: int
    dense: int
    right: Mapping[str, int]
    row: int
    thumb: int
    key: int
    button: int
    primary: int
    banner: int
    zooms: tuple[int, ...]
    worded: int


# size: rail, bar, left and bottom margin, content top, padding, gap, dense, home, customer, map,
# row, thumb, key, button, primary, banner, zooms, worded
_CLASSES = {
    Size.L: (104, 72, 32, 88, 24, 24, 16, 448, 388, 364, 116, 88, 59, 60, 84, 96),
    Size.M: (80, 56, 20, 68, 20, 16, 12, 368, 332, 316, 92, 68, 72, 56, 72, 80),
    Size.S: (64, 56, 12, 64, 12, 12, 8, 372, 288, 276, 76, 56, 73, 56, 64, 56),
}
_BOTTOM = {Size.L: 32, Size.M: 16, Size.S: 12}
_ZOOMS = {Size.L: (100, 115, 130), Size.M: (100, 115), Size.S: (100,)}
_WORDED = {Size.L: 2, Size.M: 1, Size.S: 0}
SMALLEST = (800, 480)
_LEAST = ((Size.L, (1200, 720)), (Size.M, (960, 560)), (Size.S, SMALLEST))


def layout_for(width: int, height: int) -> Layout | None:
    """Choose the layout of a screen of `width` x `height`; None if it is too small or portrait."""
    for size, (least_w, least_h) in _LEAST:
        if width >= least_w and height >= least_h and width > height:
            return _layout(size, width, height)
    return None


def _layout(size: Size, width: int, height: int) -> Layout:
    scale = 1.0
    if size is Size.L:
        scale = max(1.0, int(min(width / 1280, height / 800) * 4) / 4)
    (rail, bar, margin, top, padding, gap, dense, home, customer, chart, *rest) = (
        int(figure * scale) for figure in _CLASSES[size]
    )
    left = rail + margin
    content = (left, top, width - left - margin, height - top - int(_BOTTOM[size] * scale))
    right = {"home": home, "customer": customer, "map": chart}
    row, thumb, key, button, primary, banner = rest
    return Layout(
        size, width, height, scale, rail, bar, content, padding, gap, dense, right,
        row, thumb, key, button, primary, banner, _ZOOMS[size], _WORDED[size],
    )  # fmt: skip


def type_px(style: str, layout: Layout, zoom: int = 100) -> tuple[str, int]:
    """Return the font file and pixel size of a type style on this layout and text zoom."""
    face, large, middle, small = TYPE[style]
    px = {Size.L: large, Size.M: middle, Size.S: small}[layout.size]
    return face, max(LEAST_TYPE_PX, round(px * layout.scale * zoom / 100))
