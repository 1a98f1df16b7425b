"""Photo-like pictures of the counter: a phone with a code, or a parcel's label, before the camera.

Seeded: the same seed gives the same picture. Tilt, blur, uneven light and grain are a webcam's.
"""

from random import Random

import numpy as np
import zxingcpp
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from kiosk.hw.ports import Symbology

SIZE = (1280, 720)
_FORMATS = {
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.CODE128: zxingcpp.BarcodeFormat.Code128,
    Symbology.EAN13: zxingcpp.BarcodeFormat.EAN13,
    Symbology.EAN8: zxingcpp.BarcodeFormat.EAN8,
    Symbology.ITF: zxingcpp.BarcodeFormat.ITF,
}
_SCREEN_CODE = 262  # px, as wide as fits the phone
_MATRIX = {Symbology.QR, Symbology.DATAMATRIX}


class Conditions(Struct, frozen=True):
    """How bad the picture is.

    Args:
        tilt_deg: turned in the plane.
        lean: share by which the far edge is shorter, 0..0.3.
        blur_px: radius of the blur.
        grain: standard deviation of the noise, grey levels.
        light: brightness of the scene, 1 is good.
    """

    tilt_deg: float = 6.0
    lean: float = 0.05
    blur_px: float = 0.8
    grain: float = 5.0
    light: float = 1.0


def any_conditions(random: Random) -> Conditions:
    """Draw the conditions of an ordinary day."""
    return Conditions(
        tilt_deg=random.uniform(-13, 13),
        lean=random.uniform(0, 0.12),
        blur_px=random.uniform(0.3, 1.1),
        grain=random.uniform(3, 7),
        light=random.uniform(0.75, 1.05),
    )


def symbol(text: str, family: Symbology, module_px: int) -> Image.Image:
    """Return the symbol of `text`, quiet zone included, black on white.

    Args:
        text: what it says.
        family: any that is asked for.
        module_px: width of a module.
    """
    code = zxingcpp.create_barcode(text, _FORMATS[family])
    picture = Image.fromarray(np.array(code.to_image(scale=module_px))).convert("L")
    if family in _MATRIX:
        return picture
    return picture.resize(
        (picture.width, max(picture.height, 52 * module_px)), Image.Resampling.NEAREST
    )


def phone(text: str, caption: str = "") -> Image.Image:
    """Return a phone whose screen shows a QR code of `text`, on nothing (RGBA)."""
    width, height = 330, 610
    picture = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, width - 1, height - 1), 46, fill=(96, 108, 128, 255))
    draw.rounded_rectangle((5, 5, width - 6, height - 6), 42, fill=(14, 18, 28, 255))
    draw.rounded_rectangle((17, 17, width - 18, height - 18), 30, fill=(246, 248, 252, 255))
    draw.rounded_rectangle((width // 2 - 46, 28, width // 2 + 46, 50), 11, fill=(14, 18, 28, 255))
    code = symbol(text, Symbology.QR, 9)
    code = code.resize((_SCREEN_CODE, _SCREEN_CODE)) if code.width > _SCREEN_CODE else code
    left, top = (width - code.width) // 2, 150
    picture.paste(code.convert("RGBA"), (left, top))
    font = ImageFont.load_default(22)
    draw.rounded_rectangle((78, 92, width - 78, 122), 12, fill=(222, 228, 240, 255))
    if caption:
        draw.text((width // 2, top + code.height + 40), caption, (20, 28, 44), font, anchor="mm")
    draw.rounded_rectangle((60, 520, width - 60, 558), 18, fill=(37, 84, 216, 255))
    return picture


def label(text: str, family: Symbology, caption: str = "") -> Image.Image:
    """Return a parcel's label with a code, on a cardboard box (RGBA)."""
    code = symbol(text, family, 5 if family in _MATRIX else 3)
    width, height = max(code.width + 90, 470), code.height + 170
    picture = Image.new("RGBA", (width + 140, height + 120), (176, 137, 96, 255))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height // 2 + 10, width + 140, height // 2 + 62), fill=(196, 160, 120, 255))
    draw.rectangle((70, 60, 70 + width, 60 + height), fill=(250, 250, 247, 255))
    picture.paste(code.convert("RGBA"), (70 + (width - code.width) // 2, 90))
    font = ImageFont.load_default(26)
    draw.text((100, 110 + code.height), caption, (30, 30, 34), font)
    for line in range(3):
        top = 150 + code.height + line * 18
        draw.rectangle((100, top, 100 + (width - 80) * (3 - line) // 3, top + 7), (190, 190, 188))
    return picture


def photograph(subject: Image.Image | None, conditions: Conditions, random: Random) -> Image.Image:
    """Return what the camera sees: the counter, and a subject held before it (RGB, 1280 x 720).

    Args:
        subject: a phone or a label, or None for the empty counter.
        conditions: how bad the picture is.
        random: draws place and grain.
    """
    scene = _counter(random)
    if subject is not None:
        held = _held(subject, conditions)
        x = (SIZE[0] - held.width) // 2 + random.randint(-60, 60)
        y = (SIZE[1] - held.height) // 2 + random.randint(-24, 24)
        shadow = Image.new("RGBA", held.size, (0, 0, 0, 150))
        shadow.putalpha(held.getchannel("A").point(lambda a: a * 150 // 255))
        soft = Image.new("RGBA", SIZE)
        soft.paste(shadow, (x + 14, y + 20))
        soft = soft.filter(ImageFilter.BoxBlur(14))
        scene.paste(soft, (0, 0), soft)
        scene.paste(held, (x, y), held)
    if conditions.blur_px > 0:
        scene = scene.filter(ImageFilter.GaussianBlur(conditions.blur_px))
    return _exposed(scene, conditions, random)


def _counter(random: Random) -> Image.Image:
    """A dim shop with blurred lights behind a grey counter, drawn small and enlarged."""
    small = Image.new("RGB", (160, 90), (26, 31, 42))
    draw = ImageDraw.Draw(small)
    for _ in range(9):
        x, y, r = random.randint(0, 160), random.randint(0, 52), random.randint(4, 15)
        warm = random.choice(((96, 84, 58), (54, 64, 92), (70, 74, 80)))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=warm)
    draw.rectangle((0, 62, 160, 90), fill=(74, 78, 84))
    soft = small.filter(ImageFilter.GaussianBlur(4))
    return soft.resize(SIZE, Image.Resampling.BICUBIC)


def _held(subject: Image.Image, conditions: Conditions) -> Image.Image:
    width, height = subject.size
    inset = conditions.lean * width / 2
    # PIL wants where each corner of the result comes from; a lean makes the far edge shorter
    quad = (-inset, 0, 0, height, width, height, width + inset, 0)
    leaned = subject.transform(
        (width, height), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC
    )
    turned = leaned.rotate(conditions.tilt_deg, Image.Resampling.BICUBIC, expand=True)
    most = 690
    if turned.height > most or turned.width > most + 400:
        scale = min(most / turned.height, (most + 400) / turned.width)
        size = (int(turned.width * scale), int(turned.height * scale))
        turned = turned.resize(size, Image.Resampling.BICUBIC)
    return turned


def _exposed(scene: Image.Image, conditions: Conditions, random: Random) -> Image.Image:
    pixels = np.asarray(scene, dtype=np.float32)
    slope = random.uniform(-0.18, 0.18)
    ramp = np.linspace(1 - slope, 1 + slope, SIZE[0], dtype=np.float32)[None, :, None]
    grain = np.random.default_rng(random.getrandbits(32))
    noise = grain.standard_normal(pixels.shape[:2], dtype=np.float32)[:, :, None]
    lit = pixels * ramp * conditions.light + noise * conditions.grain
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))
