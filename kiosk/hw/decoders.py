"""The two decoders behind one small shape, each with its traps defused (HARDWARE.md 4)."""

import contextlib
import re
from collections.abc import Collection, Sequence
from types import ModuleType
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from kiosk.hw.ports import DeviceFault, Fault, Symbology
from kiosk.hw.qr_part import is_part
from kiosk.hw.qr_text import UNREADABLE, qr_text

GreyPicture = NDArray[np.uint8]
_AIM_FAMILIES = (
    (re.compile(r"\]Q"), Symbology.QR),
    (re.compile(r"\]d2"), Symbology.GS1_DATAMATRIX),
    (re.compile(r"\]d"), Symbology.DATAMATRIX),
    (re.compile(r"\]C1"), Symbology.GS1_128),
    (re.compile(r"\]C"), Symbology.CODE128),
    (re.compile(r"\]E4"), Symbology.EAN8),
    (re.compile(r"\]E"), Symbology.EAN13),
    (re.compile(r"\]I"), Symbology.ITF),
)
_UPC_DIGITS, _EAN_DIGITS = 12, 13
_DECLARED = {"]Q2", "]Q4", "]Q6"}  # QR codes with ECI (ISO/IEC 18004)
_ITF_DIGITS = 14
_DARK = 128
LINE_CODES = {Symbology.CODE128, Symbology.GS1_128, Symbology.EAN13, Symbology.EAN8, Symbology.ITF}


class Reading(Struct, frozen=True):
    """A code found in a picture.

    Args:
        engine: who read it, `zxing` or `zbar`.
        corners: four (x, y) points in pixels, clockwise from the top left of the symbol.
        doubtful: to be believed only if a second frame says the same.
    """

    text: str
    symbology: Symbology
    engine: str
    corners: tuple[tuple[float, float], ...] = ()
    doubtful: bool = False


class Engine(Protocol):
    """A decoder."""

    name: str

    def read(
        self, y: GreyPicture, *, thorough: bool = True, lines: bool = False
    ) -> tuple[Reading, ...]:
        """Return every asked-for code in a grey picture.

        Args:
            y: uint8 H x W.
            thorough: also look for turned, small and inverted codes.
            lines: look for line codes alone, which is quicker.
        """


class ZxingEngine:
    """zxing-cpp.

    Args:
        asked: the families to look for.

    Raises:
        DeviceFault: the library is not there.
    """

    name = "zxing"

    def __init__(self, asked: Collection[Symbology]) -> None:
        try:
            import zxingcpp
        except ImportError as error:
            raise _missing("zxing-cpp") from error
        self._zxing: ModuleType = zxingcpp
        formats = zxingcpp.BarcodeFormat
        known = {
            Symbology.QR: formats.QRCode,
            Symbology.DATAMATRIX: formats.DataMatrix,
            Symbology.CODE128: formats.Code128,
            Symbology.EAN13: formats.EAN13,
            Symbology.EAN8: formats.EAN8,
            Symbology.ITF: formats.ITF,
        }
        wanted = [known[family] for family in known if family in asked]
        # UPC-A is EAN-13 with a leading zero
        self._formats = [*wanted, formats.UPCA] if Symbology.EAN13 in asked else wanted
        self._lines = [f for f in self._formats if f not in {formats.QRCode, formats.DataMatrix}]

    def read(
        self, y: GreyPicture, *, thorough: bool = True, lines: bool = False
    ) -> tuple[Reading, ...]:
        """Return every asked-for code in a grey picture (see Engine)."""
        formats = self._lines if lines else self._formats
        if not formats:  # for zxing no format means all
            return ()
        found = self._zxing.read_barcodes(
            y,
            formats=formats,
            try_rotate=thorough,
            try_downscale=thorough,
            try_invert=thorough,
            # the default rewrites GS1 codes as "(01)0460..."
            text_mode=self._zxing.TextMode.Plain,
        )
        readings = (self._reading(code) for code in found)
        return tuple(reading for reading in readings if reading is not None)

    def _reading(self, code: object) -> Reading | None:
        aim = str(getattr(code, "symbology_identifier", ""))
        family = next((f for shape, f in _AIM_FAMILIES if shape.match(aim)), Symbology.UNKNOWN)
        text = str(getattr(code, "text", ""))
        if family is Symbology.EAN13 and len(text) == _UPC_DIGITS:
            text = f"0{text}"
        if family is Symbology.QR:
            raw = bytes(code.bytes)  # type: ignore[attr-defined]
            text = qr_text(raw, text, declared=aim in _DECLARED)
            text = UNREADABLE if _is_fragment(code) else text
        place = code.position  # type: ignore[attr-defined]
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        points = tuple((float(p.x), float(p.y)) for p in corners)
        return Reading(text, family, self.name, points) if text else None


def _is_fragment(code: object) -> bool:
    """Whether a QR code is a part of a structured append, which zxing takes for a whole code."""
    extra = code.extra  # type: ignore[attr-defined]
    if "DataMask" not in extra or "ECLevel" not in extra:
        return False
    symbol = code.to_image(scale=1, add_quiet_zones=False)  # type: ignore[attr-defined]
    return is_part(np.array(symbol) < _DARK, extra["ECLevel"], int(extra["DataMask"]))


class ZbarEngine:
    """pyzbar over libzbar0; reads no Data Matrix.

    Args:
        asked: the families to look for.

    Raises:
        DeviceFault: pyzbar or libzbar0 is not there.
    """

    name = "zbar"

    def __init__(self, asked: Collection[Symbology]) -> None:
        try:
            # the import itself loads libzbar0 and fails without it
            from pyzbar import pyzbar
        except (ImportError, OSError) as error:
            raise _missing("libzbar0") from error
        self._zbar: ModuleType = pyzbar
        kinds = pyzbar.ZBarSymbol
        self._families = {
            "QRCODE": (Symbology.QR, kinds.QRCODE),
            "CODE128": (Symbology.CODE128, kinds.CODE128),
            "EAN13": (Symbology.EAN13, kinds.EAN13),
            "EAN8": (Symbology.EAN8, kinds.EAN8),
            "I25": (Symbology.ITF, kinds.I25),
            "UPCA": (Symbology.EAN13, kinds.UPCA),
        }
        self._symbols = [kind for family, kind in self._families.values() if family in asked]
        self._lines = [kind for kind in self._symbols if kind is not kinds.QRCODE]

    def read(
        self, y: GreyPicture, *, thorough: bool = True, lines: bool = False
    ) -> tuple[Reading, ...]:
        """Return every asked-for code in a grey picture (see Engine); half size unless thorough."""
        symbols = self._lines if lines else self._symbols
        if not symbols:
            return ()
        scale = 1 if thorough else 2
        picture = np.ascontiguousarray(y[::scale, ::scale])
        found: Sequence[object] = ()
        # a structured append makes pyzbar raise ValueError (measured): a miss
        with contextlib.suppress(ValueError):
            # without symbols= zbar tries families whose decoders abort the process
            found = self._zbar.decode(picture, symbols=symbols)
        readings = (self._reading(code, scale) for code in found)
        return tuple(reading for reading in readings if reading is not None)

    def _reading(self, code: object, scale: int) -> Reading | None:
        family = self._families.get(str(code.type))  # type: ignore[attr-defined]
        if family is None:
            return None
        raw = bytes(code.data)  # type: ignore[attr-defined]
        try:
            text = raw.decode("ascii")
        except UnicodeDecodeError:
            # zbar guesses charsets: 10 wrong texts of 137 (measured); only ASCII is believed
            text = UNREADABLE
        if family[0] is Symbology.EAN13 and len(text) == _UPC_DIGITS:
            text = f"0{text}"
        points = tuple(
            (float(p.x * scale), float(p.y * scale))
            for p in code.polygon  # type: ignore[attr-defined]
        )
        return Reading(text, family[0], self.name, points)


def is_sound(reading: Reading) -> bool:
    """Whether a reading may be believed: EAN check digits fit, the text is not empty."""
    if reading.symbology is Symbology.ITF and reading.engine == "zbar":
        # zbar takes a piece of a turned Code 128 for a short ITF (measured, generated labels)
        return len(reading.text) >= _ITF_DIGITS
    if reading.symbology not in {Symbology.EAN13, Symbology.EAN8}:
        return bool(reading.text)
    digits = reading.text
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in {8, _EAN_DIGITS}:
        return False
    weighed = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return weighed % 10 == 0


ENGINES: dict[str, type[ZxingEngine] | type[ZbarEngine]] = {
    "zxing": ZxingEngine,
    "zbar": ZbarEngine,
}


def open_engines(
    names: Sequence[str], asked: Collection[Symbology]
) -> tuple[tuple[Engine, ...], tuple[DeviceFault, ...]]:
    """Return the engines that are there, in the order asked, and the faults of those that are not.

    Raises:
        DeviceFault: not one of them is there.
    """
    engines: list[Engine] = []
    faults: list[DeviceFault] = []
    for name in names:
        try:
            engines.append(ENGINES[name](asked))
        except DeviceFault as fault:
            faults.append(fault)
    if not engines:
        raise faults[0] if faults else _missing("any decoder")
    return tuple(engines), tuple(faults)


def _missing(library: str) -> DeviceFault:
    detail = f"{library} is not installed"
    return DeviceFault("camera", Fault.MISSING_LIBRARY, detail, permanent=True)
