"""Documents as printer bytes: drawn in black and white, sent as raster strips (HARDWARE.md 6).

python-escpos builds the commands on its `Dummy` only: its own transports answer every write with
AssertionError after one failed open (measured). Texts are drawn, never sent as text: a printer
obeys ESC sequences inside a text, and code pages sit in other slots on other makes.
"""

from functools import cache
from importlib.resources import files

import numpy as np
import qrcode
import zxingcpp
from escpos.printer import Dummy
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

from kiosk.core.receipts import (
    Code128,
    Cut,
    Doc,
    Element,
    Qr,
    Rule,
    Space,
    Text,
    TextSize,
    clean,
)

_STRIP_ROWS = 256
_THRESHOLD = 128
_POINTS = {TextSize.SMALL: 22, TextSize.NORMAL: 26, TextSize.LARGE: 36, TextSize.HUGE: 88}
_LEADING = 1.28
_GAP_DOTS = 16
_QR_LEAST_DOTS, _CODE128_LEAST_DOTS = 6, 2
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
    """

    width: int = 576
    cutter: str = "partial"
    qr: str = "raster"


def print_bytes(doc: Doc, paper: Paper) -> bytes:
    """Return everything to send for a document, from reset to cut and the request for proof.

    Args:
        doc: cleaned again on its way, whatever it says.
        paper: of the printer.
    """
    out = bytearray(_RESET)
    drawn: list[Image.Image] = []
    for element in doc.elements:
        if isinstance(element, Qr) and paper.qr == "native":
            out += _strips(_stacked(drawn, paper.width))
            out += _native_qr(element, paper.width)
            drawn = []
        elif isinstance(element, Cut):
            out += _strips(_stacked(drawn, paper.width))
            out += _FEED_BEFORE_CUT + _CUTS[paper.cutter]
            drawn = []
        else:
            drawn.append(draw(element, paper.width))
    out += _strips(_stacked(drawn, paper.width))
    return bytes(out + _ASK_PROOF)


def tear_off(paper: Paper) -> bytes:
    """Return what parts a paper that was cut short from the next one: reset, feed, cut."""
    return _RESET + _FEED_BEFORE_CUT + _CUTS[paper.cutter]


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


@cache
def _font(points: int, *, bold: bool) -> Font:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(files("kiosk.hw").joinpath("fonts", name)), points)


def _text(text: Text, width: int) -> Image.Image:
    points = _POINTS[text.size]
    font = _font(points, bold=text.bold)
    right = clean(text.right)
    room = width - (int(font.getlength(right)) + _GAP_DOTS if right else 0)
    lines = _wrapped(clean(text.left), font, max(room, width // 3))
    step = int(points * _LEADING)
    picture = Image.new("L", (width, step * len(lines) + 4), 255)
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        left = (width - font.getlength(line)) / 2 if text.centred else 0
        pen.text((left, number * step), line, 0, font)
    if right:
        pen.text((width - font.getlength(right), (len(lines) - 1) * step), right, 0, font)
    return picture


def _wrapped(text: str, font: Font, room: int) -> list[str]:
    """Break a text into lines that fit; a word too long for a line is broken itself."""
    lines = [""]
    for word in text.split(" "):
        candidate = f"{lines[-1]} {word}".strip()
        if font.getlength(candidate) <= room:
            lines[-1] = candidate
            continue
        rest = word
        lines += [""] if lines[-1] else []
        while font.getlength(rest) > room and len(rest) > 1:
            fit = len(rest) - 1
            while font.getlength(rest[:fit]) > room and fit > 1:
                fit -= 1
            lines[-1], rest = rest[:fit], rest[fit:]
            lines.append("")
        lines[-1] = rest
    return lines


def _rule(width: int) -> Image.Image:
    picture = Image.new("L", (width, 22), 255)
    ImageDraw.Draw(picture).rectangle((0, 10, width, 11), fill=0)
    return picture


def _qr(code: Qr, width: int) -> Image.Image:
    modules, dots = _modules(code, width)
    return _enlarged(modules, dots)


def _modules(code: Qr, width: int) -> tuple[np.ndarray, int]:
    """Return a QR's modules and the dots of each; ValueError when the paper is too narrow."""
    made = qrcode.QRCode(border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    made.add_data(clean(code.text))
    made.make(fit=True)
    modules = np.array(made.get_matrix(), dtype=bool)
    dots = max(_QR_LEAST_DOTS, code.module_dots)
    if modules.shape[0] * dots > width:
        raise ValueError("the code is wider than the paper")
    return modules, dots


def _code128(code: Code128, width: int) -> Image.Image:
    made = zxingcpp.create_barcode(clean(code.text), zxingcpp.BarcodeFormat.Code128)
    row = np.array(made.to_image(scale=1))[0] < _THRESHOLD
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
    dummy = Dummy()
    dummy.set(align="center")
    dummy.qr(clean(code.text), native=True, size=min(16, dots))
    dummy.set(align="left")
    return bytes(dummy.output)
