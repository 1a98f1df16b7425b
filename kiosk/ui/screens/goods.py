"""Goods, the same on every screen: what a parcel is called, its picture that opens, its row."""

from collections.abc import Sequence
from functools import partial

from kiosk.core import codes, damage
from kiosk.core.parcels import Parcel
from kiosk.ui.kit.boxes import Row, Stack
from kiosk.ui.kit.viewer import Thumb
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.framed import Framed

_LEAST_PX, _ROW_PX = 56, 64  # of a picture in a row: for a finger, and as drawn


def title_of(parcel: Parcel, phrases: Phrases) -> str:
    """Return what a parcel is called: its first goods, else the end of its number."""
    if parcel.items and parcel.items[0].title:
        return parcel.items[0].title
    return phrases.text("Parcel …{tail}", tail=codes.tail(parcel.parcel))


def damage_of(screen: Framed, parcel: Parcel) -> str:
    """Return what is wrong with a parcel, empty where nobody said that anything is."""
    if not parcel.damage:
        return ""
    kinds, phrases = screen.desk.accept.damage_kinds(), screen.phrases
    return damage.word(parcel.damage, kinds, phrases.text, phrases.language)


def photo_of(parcel: Parcel) -> str:
    """Return the name of the picture of a parcel's first goods, empty where it has none."""
    return (parcel.items[0].photo or "") if parcel.items else ""


def small_px(screen: Framed) -> int:
    """Return the side of a picture in a row, px."""
    return max(_LEAST_PX, screen.skin.px(_ROW_PX))


def thumb(
    screen: Framed,
    parcel: Parcel,
    name: str,
    among: Sequence[Parcel] = (),
    edge_px: int = 0,
) -> Thumb:
    """Return a parcel's picture; a tap shows it full screen.

    Args:
        screen: where it stands.
        parcel: whose goods.
        name: the widget's id.
        among: whose pictures come before and after.
        edge_px: its side; 0 is the layout's thumb.
    """
    photo = photo_of(parcel)
    return Thumb(
        id=name,
        label=title_of(parcel, screen.phrases),
        key=photo,
        jpeg=screen.office.picture(photo) if photo else None,
        edge_px=edge_px,
        do=partial(_opened, screen, parcel, among),
    )


def _opened(screen: Framed, parcel: Parcel, among: Sequence[Parcel]) -> Move:
    shown = tuple(p.parcel for p in among) or (parcel.parcel,)
    return screen.office.doors.viewer(shown, parcel.parcel)


def no_thumb(screen: Framed) -> Thumb:
    """Return what stands in a row for a code that nobody knows: no picture, nothing to open."""
    words = screen.phrases.text("Parcel")
    return Thumb(label=words, edge_px=small_px(screen))


def words_of(parcel: Parcel, detail: Label, phrases: Phrases) -> Stack:
    """Return what stands beside a picture: the title, and a line under it."""
    title = Label(label=title_of(parcel, phrases), style="row_title", cuts=True)
    return Stack(grow=1, least=80, children=[title, detail])


def goods_row(
    screen: Framed,
    parcel: Parcel,
    detail: Label,
    among: Sequence[Parcel],
    end: Sequence[Widget] = (),
) -> Row:
    """Return a parcel as a row: picture, title over a line of details, and what stands at its end.

    Args:
        screen: where it stands.
        parcel: whose row.
        detail: the second line.
        among: whose pictures come before and after.
        end: at the right.
    """
    picture = thumb(screen, parcel, f"picture.{parcel.parcel}", among, small_px(screen))
    return Row(children=[picture, words_of(parcel, detail, screen.phrases), *end], gap=16)
