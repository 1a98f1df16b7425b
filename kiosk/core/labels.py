"""Labels and cards: codes for our own scanners beside words for people; sizes in dots, 8 a mm."""

from kiosk.core import codes, deck
from kiosk.core.papers import Wording
from kiosk.core.policy import Policy
from kiosk.core.receipts import (
    Code128,
    Cut,
    Doc,
    Label,
    Part,
    Qr,
    Rule,
    Space,
    Text,
    TextSize,
    clean,
)

_CUT = (Cut(),)
_EDGE = 16
_BLANK = "______"  # to be written by hand
_BOX_SHORT = 17  # letters of a box's code that 72 mm hold in Code 128


def cell_label(cell: str) -> Doc:
    """Return the label of a cell: QR and its number, to be read from the other end of the aisle."""
    parts = (
        Part(Qr(f"CELL:{cell}"), _EDGE, 76, 248, 248),
        # 240 of 400 dots are the 60 % of HARDWARE.md 6; a long number fits the width instead
        Part(Text(cell, bold=True, centred=True), 272, 80, 800 - 272 - _EDGE, 240),
    )
    return Doc("label", (Label(800, 400, parts), *_CUT))


def parcel_sticker(parcel: str, cell: str) -> Doc:
    """Return the sticker of a parcel: its code, the cell's number, the code's last four."""
    words = Text(f"…{clean(codes.tail(parcel))}", bold=True, centred=True)
    parts = (
        # 112 of 320 dots are 35 %
        Part(Text(cell, bold=True, centred=True), _EDGE, 12, 464 - 2 * _EDGE, 112),
        Part(Qr(parcel), _EDGE, 122, 198, 198),
        Part(words, 230, 200, 464 - 230 - _EDGE, 48),
    )
    return Doc("label", (Label(464, 320, parts), *_CUT))


def box_label(code: str, class_: str, to: str, count: int, seal: str, wording: Wording) -> Doc:
    """Return the label of a box that leaves: its code, what is in it, where to, and its seal.

    Args:
        code: the box's, whole.
        class_: the word for what is in it, in the point's language.
        to: the destination.
        count: parcels in it, 0 while it is open: the number is written by hand then.
        seal: the number on the seal, empty while it is open.
        wording: how this point writes.
    """
    say = wording.words
    width = 576 if len(code) <= _BOX_SHORT else 800
    inner, half = width - 2 * _EDGE, (width - 3 * _EDGE) // 2
    right = 2 * _EDGE + half
    parts = (
        Part(Text(to, bold=True), _EDGE, 16, inner, 64),
        Part(Text(class_), _EDGE, 96, half, 40),
        Part(Text(say("Parcels: {n}").format(n=count or _BLANK)), right, 96, half, 40),
        Part(Code128(code), _EDGE, 160, inner, 176),
        Part(Text(code, bold=True, centred=True), _EDGE, 348, inner, 36),
        Part(Text(say("Seal {seal}").format(seal=seal or _BLANK), bold=True), _EDGE, 408, half, 44),
        Part(Text(say("Point {point}").format(point=wording.point)), right, 408, half, 44),
    )
    return Doc("label", (Label(width, 480, parts), *_CUT))


def command_card(command: str, wording: Wording) -> Doc:
    """Return the card that presses a button, such as `ok` or `refuse:damaged`."""
    title = deck.cards(wording).get(command, command.replace(":", " "))
    return _command(command, title, wording)


def badge(code: str, initials: str, wording: Wording) -> Doc:
    """Return a badge; the code is on the paper alone, the box keeps only its hash.

    Args:
        code: the 20 letters of the badge.
        initials: whose it is; never a name.
        wording: how this point writes.
    """
    say = wording.words
    return _card(f"BADGE:{code}", initials, say("Point {point}").format(point=wording.point))


def blank_badge(code: str, wording: Wording) -> Doc:
    """Return a badge that is nobody's yet: the name is written by hand, the PIN binds it.

    Args:
        code: the 20 letters of the badge.
        wording: how this point writes.
    """
    return badge(code, wording.words("Badge"), wording)


def card_deck(wording: Wording, policy: Policy | None = None) -> tuple[Doc, ...]:
    """Return a card for each button that a card can press, one document each.

    Args:
        wording: how this point writes.
        policy: the network's rules, None where none are known yet.
    """
    named = deck.cards(wording, policy)
    return tuple(_command(command, title, wording) for command, title in named.items())


def _command(command: str, title: str, wording: Wording) -> Doc:
    words = wording.words("Scan this card instead of pressing the button")
    return _card(deck.code(command), title, words)


def _card(code: str, title: str, words: str) -> Doc:
    parts = (
        Part(Qr(code), _EDGE, 64, 304, 304),
        Part(Text(title, bold=True), 336, 88, 680 - 336 - _EDGE, 112),
        Part(Text(words), 336, 232, 680 - 336 - _EDGE, 112),
    )
    return Doc("card", (Label(680, 432, parts), *_CUT))


def test_slip(at: int, wording: Wording) -> Doc:
    """Return what shows at a glance whether a printer is set up well.

    Args:
        at: when, ms UTC.
        wording: how this point writes.
    """
    say = wording.words
    return Doc(
        "slip",
        (
            Text(say("Test slip"), size=TextSize.LARGE, bold=True, centred=True),
            Text(say("Point {point}").format(point=clean(wording.point)), wording.moment(at)),
            Rule(),
            *(Text(line, "|") for line in ("АБВГДЕЁЖЗ абвгдеёжз", "ÁÂÃÇÉÊÍÓÔÕÚ áâãçéêíóôõú")),
            Text("0123456789 № «»", wording.money(123_450, "RUB")),
            Rule(),
            Qr("TEST:QR"),
            Space(),
            Code128("TEST-128"),
            Space(),
            Text(say("Both edges of the lines must be on the paper."), size=TextSize.SMALL),
            Cut(),
        ),
    )
