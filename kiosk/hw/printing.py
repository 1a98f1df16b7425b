"""Documents as printer bytes: drawn in black and white, sent as raster strips (HARDWARE.md 6).

python-escpos builds the commands on its `Dummy` only: its own transports answer every write with
AssertionError after one failed open (measured). Texts are drawn unless the settings say otherwise
(`print_text`): code pages sit in other slots on other makes.
"""

from functools import cache
from importlib.resources import files

import numpy as np
import qrcode
import zxingcpp
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

from kiosk.core.receipts import (
    Code128,
    Cut,
    Doc,
    Element,
    Label,
    Part,
    Qr,
    Rule,
    Space,
    Text,
    TextSize,
    clean,
)
from kiosk.hw.escpos_library import commands
from kiosk.hw.print_text import Scribe, wrapped

_STRIP_ROWS = 256
_THRESHOLD = 128
_POINTS = {TextSize.SMALL: 22, TextSize.NORMAL: 26, TextSize.LARGE: 36, TextSize.HUGE: 88}
_LEADING = 1.28
_BIG = 300  # points a label's words are drawn in, before they are made to fit
_GAP_DOTS = 16
_QR_LEAST_DOTS, _CODE128_LEAST_DOTS = 6, 2
_QUIET, _LEAST_QUIET = 4, 2  # modules; ISO 18004 asks for 4, the rest of the sheet helps 2 out
_CODE128_QUIET = 10
_NARROWEST = 0.7  # of a letter's width, before it gets lower instead
_CUTS = {"full": b"\x1dV\x00", "partial": b"\x1dV\x01", "none": b""}
_FEED_BEFORE_CUT = b"\x1bd\x04"
_RESET = b"\x1b@"
_ASK_PROOF = b"\x1dr\x01"  # GS r 1, answered when the printer has come this far

Font = ImageFont.FreeTypeFont


class Paper(Struct, frozen=True):
    """What the printer's paper and head can do.

    Args:
        width: printable dots, 384, 512 or 576.
        cutter: full, partial or none.
        qr: raster draws the code, native lets the printer do it.
        mode: raster draws the words, text sends them in the profile's code pages.
        profile: the model's name in python-escpos, for mode text.
    """

    width: int = 576
    cutter: str = "partial"
    qr: str = "raster"
    mode: str = "raster"
    profile: str = "default"


def print_bytes(doc: Doc, paper: Paper) -> bytes:
    """Return everything to send for a document, from reset to cut and the request for proof.

    Args:
        doc: cleaned again on its way, whatever it says.
        paper: of the printer.
    """
    out = bytearray(_RESET)
    drawn: list[Image.Image] = []
    scribe = Scribe(paper.profile, paper.width) if paper.mode == "text" else None
    for element in doc.elements:
        if isinstance(element, Qr) and paper.qr == "native":
            out += _strips(_stacked(drawn, paper.width))
            out += _native_qr(element, paper.width)
            drawn = []
        elif isinstance(element, Cut):
            out += _strips(_stacked(drawn, paper.width))
            out += _FEED_BEFORE_CUT + _CUTS[paper.cutter]
            drawn = []
        elif scribe is not None and isinstance(element, Text | Rule | Space):
            out += _strips(_stacked(drawn, paper.width)) + scribe.write(element)
            drawn = []
        else:
            drawn.append(draw(element, paper.width))
    out += _strips(_stacked(drawn, paper.width))
    return bytes(out + _ASK_PROOF)


def tear_off(paper: Paper) -> bytes:
    """Return what parts a paper that was cut short from the next one: reset, feed, cut.

    A printer that waits for the rest of a strip would take all of it for dots, so it begins with a
    strip's worth of white ones; any other printer takes NUL for nothing.
    """
    rest = bytes(paper.width // 8 * _STRIP_ROWS)
    return rest + _RESET + _FEED_BEFORE_CUT + _CUTS[paper.cutter]


def picture_of(doc: Doc, width: int) -> Image.Image:
    """Return the document as it will look on paper (mode L), for a preview on the screen."""
    return _stacked([draw(e, width) for e in doc.elements if not isinstance(e, Cut)], width)


def draw(element: Element, width: int) -> Image.Image:
    """Return one element as a picture `width` dots wide (mode L, black on white)."""
    match element:
        case Text():
            return _text(element, width)
        case Rule():
            return _rule(width)
        case Space(dots=dots):
            return Image.new("L", (width, max(1, min(dots, 800))), 255)
        case Qr():
            return _centred(_qr(element, width), width)
        case Code128():
            return _centred(_code128(element, width), width)
        case Cut():
            return Image.new("L", (width, 1), 255)
        case Label():
            return _centred(_label(element, width), width)


# -- labels ----------------------------------------------------------------------------------------


def _label(label: Label, width: int) -> Image.Image:
    """Return a label as it comes out: one wider than the paper lies along it.

    On paper narrower than the lying label its height shrinks; along the paper there is room enough.
    """
    turned = label.width > width
    height = min(label.height, width) if turned else label.height
    squeeze = height / label.height
    sheet = Image.new("L", (label.width, height), 255)
    for part in label.parts:
        room = part.width, int(part.height * squeeze)
        picture = _fitted(part, *room)
        left = part.x + (0 if _is_left(part) else (room[0] - picture.width) // 2)
        sheet.paste(picture, (left, int(part.y * squeeze) + (room[1] - picture.height) // 2))
    return sheet.transpose(Image.Transpose.ROTATE_90) if turned else sheet


def _is_left(part: Part) -> bool:
    return isinstance(part.what, Text) and not part.what.centred


def _fitted(part: Part, width: int, height: int) -> Image.Image:
    """Return what a part shows, as large as its room permits."""
    match part.what:
        case Text():
            return _words(part.what, width, height)
        case Qr():
            return _largest_qr(part.what, min(width, height))
        case Code128():
            return _widest_code128(part.what, width, height)


def _words(text: Text, width: int, height: int) -> Image.Image:
    """Return words as large as their room permits, in one line or in more."""
    words = clean(text.left).split(" ")
    best: list[Image.Image] = []
    for count in range(1, min(4, len(words)) + 1):
        lines = [_line(line, bold=text.bold) for line in _split(words, count)]
        room = int(height / (len(lines) * _LEADING - _LEADING + 1))
        fitted = _alike(lines, width, room)
        if not best or fitted[0].height > best[0].height:
            best = fitted
    step = int(best[0].height * _LEADING)
    wide = max(line.width for line in best)
    sheet = Image.new("L", (wide, step * (len(best) - 1) + best[0].height), 255)
    for number, line in enumerate(best):
        left = (wide - line.width) // 2 if text.centred else 0
        sheet.paste(line, (left, number * step))
    return sheet


def _split(words: list[str], count: int) -> list[str]:
    """Break words into lines of about one length."""
    lines, most = [""], sum(map(len, words)) / count
    for word in words:
        if lines[-1] and len(lines) < count and len(lines[-1]) + len(word) / 2 > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _line(line: str, *, bold: bool) -> Image.Image:
    """Return a line drawn large, from the top of its capitals to the tail of its p and y."""
    font = _font(_BIG, bold=bold)
    left, top, right, bottom = font.getbbox(line or " ")
    # capitals and digits alone fill the room; small letters keep their own line whatever they are
    _, high, _, low = font.getbbox("H" if line == line.upper() else "Hp")
    top, bottom = min(top, high), max(bottom, low)
    big = Image.new("L", (max(1, int(right - left)), max(1, int(bottom - top))), 255)
    ImageDraw.Draw(big).text((-left, -top), line, 0, font)
    return big


def _alike(lines: list[Image.Image], width: int, height: int) -> list[Image.Image]:
    """Return lines made to fit, all by the same measure."""
    wide, high = max(line.width for line in lines), max(line.height for line in lines)
    scale = min(height / high, width / (wide * _NARROWEST))
    across = min(scale, width / wide)
    size = [(max(1, int(i.width * across)), max(1, int(high * scale))) for i in lines]
    sheets = [Image.new("L", (i.width, high), 255) for i in lines]
    for sheet, line in zip(sheets, lines, strict=True):
        sheet.paste(line, (0, 0))
    return [
        sheet.resize(dots, Image.Resampling.LANCZOS)
        for sheet, dots in zip(sheets, size, strict=True)
    ]


def _largest_qr(code: Qr, side: int) -> Image.Image:
    """Return a QR with its quiet zone; ValueError when not even small modules fit."""
    for level, quiet in (
        (qrcode.constants.ERROR_CORRECT_M, _QUIET),
        (qrcode.constants.ERROR_CORRECT_M, _LEAST_QUIET),
        (qrcode.constants.ERROR_CORRECT_L, _LEAST_QUIET),
    ):
        modules = _qr_matrix(code.text, quiet, level)
        dots = side // modules.shape[0]
        if dots >= _QR_LEAST_DOTS:
            return _enlarged(modules, dots)
    raise ValueError("the code is wider than the label")


def _widest_code128(code: Code128, width: int, height: int) -> Image.Image:
    row = _bars(code.text)
    dots = width // (row.shape[0] + 2 * _CODE128_QUIET)
    if dots < _CODE128_LEAST_DOTS:
        raise ValueError("the code is wider than the label")
    wide = _enlarged(row[None, :], dots)
    return wide.resize((wide.width, height), Image.Resampling.NEAREST)


# -- elements of a roll ----------------------------------------------------------------------------


@cache
def _font(points: int, *, bold: bool) -> Font:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(files("kiosk.hw").joinpath("fonts", name)), points)


def _text(text: Text, width: int) -> Image.Image:
    points = _POINTS[text.size]
    font = _font(points, bold=text.bold)
    right = clean(text.right)
    room = width - (int(font.getlength(right)) + _GAP_DOTS if right else 0)
    lines = wrapped(clean(text.left), font.getlength, max(room, width // 3))
    step = int(points * _LEADING)
    picture = Image.new("L", (width, step * len(lines) + 4), 255)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        left = (width - font.getlength(line)) / 2 if text.centred else 0
        pen.text((left, number * step), line, 0, font)
    if right:
        pen.text((width - font.getlength(right), (len(lines) - 1) * step), right, 0, font)
    return picture


def _rule(width: int) -> Image.Image:
    picture = Image.new("L", (width, 22), 255)
    ImageDraw.Draw(picture).rectangle((0, 10, width, 11), fill=0)
    return picture


def _qr(code: Qr, width: int) -> Image.Image:
    modules, dots = _modules(code, width)
    return _enlarged(modules, dots)


def _modules(code: Qr, width: int) -> tuple[np.ndarray, int]:
    """Return a QR's modules and the dots of each; ValueError when the paper is too narrow."""
    modules = _qr_matrix(code.text, _LEAST_QUIET, qrcode.constants.ERROR_CORRECT_M)
    dots = max(_QR_LEAST_DOTS, code.module_dots)
    if modules.shape[0] * dots > width:
        raise ValueError("the code is wider than the paper")
    return modules, dots


def _qr_matrix(text: str, quiet: int, level: int) -> np.ndarray:
    made = qrcode.QRCode(border=quiet, error_correction=level)
    made.add_data(clean(text))
    made.make(fit=True)
    return np.array(made.get_matrix(), dtype=bool)


def _bars(text: str) -> np.ndarray:
    made = zxingcpp.create_barcode(clean(text), zxingcpp.BarcodeFormat.Code128)
    row: np.ndarray = np.array(made.to_image(scale=1))[0] < _THRESHOLD
    return row


def _code128(code: Code128, width: int) -> Image.Image:
    row = _bars(code.text)
    dots = max(_CODE128_LEAST_DOTS, code.module_dots)
    while row.shape[0] * dots > width and dots > _CODE128_LEAST_DOTS:
        dots -= 1
    if row.shape[0] * dots > width:
        raise ValueError("the code is wider than the paper")
    wide = _enlarged(row[None, :], dots)
    return wide.resize((wide.width, code.height_dots), Image.Resampling.NEAREST)


def _enlarged(modules: np.ndarray, dots: int) -> Image.Image:
    grey = np.where(modules, 0, 255).astype(np.uint8)
    return Image.fromarray(np.kron(grey, np.ones((dots, dots), dtype=np.uint8)))


def _centred(picture: Image.Image, width: int) -> Image.Image:
    sheet = Image.new("L", (width, picture.height), 255)
    sheet.paste(picture, ((width - picture.width) // 2, 0))
    return sheet


def _stacked(pictures: list[Image.Image], width: int) -> Image.Image:
    sheet = Image.new("L", (width, sum(p.height for p in pictures)), 255)
    top = 0
    for picture in pictures:
        sheet.paste(picture, (0, top))
        top += picture.height
    return sheet


def _strips(sheet: Image.Image) -> bytes:
    """Return `GS v 0` raster commands for a sheet; its width is a multiple of 8."""
    if sheet.height == 0:
        return b""
    bits = np.packbits(np.asarray(sheet) < _THRESHOLD, axis=1)
    out = bytearray()
    for top in range(0, bits.shape[0], _STRIP_ROWS):
        strip = bits[top : top + _STRIP_ROWS]
        columns, rows = strip.shape[1], strip.shape[0]
        out += b"\x1dv0\x00" + columns.to_bytes(2, "little") + rows.to_bytes(2, "little")
        out += strip.tobytes()
    return bytes(out)


def _native_qr(code: Qr, width: int) -> bytes:
    _, dots = _modules(code, width)
    dummy = commands()
    dummy.set(align="center")
    dummy.qr(clean(code.text), native=True, size=min(16, dots))
    dummy.set(align="left")
    return bytes(dummy.output)
