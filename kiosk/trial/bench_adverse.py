"""What the cascade reads of labels in adverse conditions beside either decoder, and at what cost.

Every label is drawn, photographed by the simulated camera and shown as frames that do not change.
"""

from collections.abc import Iterator, Sequence
from random import Random
from statistics import median

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from kiosk.hw.cascade import Cascade, CascadeSettings
from kiosk.hw.decoders import LINE_CODES, Engine, GreyPicture, ZbarEngine, ZxingEngine
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.frames import frame_of
from kiosk.hw.ports import Look, Symbology
from kiosk.hw.sim import scene
from kiosk.hw.sim.scene import Conditions
from kiosk.trial.bench_samples import FPS, FRAMES
from kiosk.trial.figures import Row, at_least, at_most, seconds

LABELS, CYCLES = 8, 5  # labels a family; and rounds of misses, of which the median is taken
MISSES = 16  # after so many every look of the cascade had its turn
FAMILIES = (Symbology.QR, Symbology.DATAMATRIX, Symbology.CODE128, Symbology.EAN13)

PLAIN = Conditions(tilt_deg=0.0, lean=0.0)
SLANTING, INVERTED = "slanting", "inverted"
ADVERSE = {
    "straight": PLAIN,
    "tilted": replace(PLAIN, tilt_deg=25.0, lean=0.1),
    SLANTING: replace(PLAIN, tilt_deg=45.0),
    "leaning": replace(PLAIN, lean=0.3),
    "blurred": replace(PLAIN, blur_px=1.5),
    "grainy": replace(PLAIN, grain=16.0),
    "dark": replace(PLAIN, light=0.3),
    "dark and blurred": replace(PLAIN, light=0.4, blur_px=1.3, grain=8.0),
    INVERTED: PLAIN,
}


class Shown(Struct, frozen=True):
    """A label before the camera: what it says, how it is held, and whom it is read by."""

    text: str
    family: Symbology
    how: str
    zxing: bool
    zbar: bool
    cascade: bool


def rows() -> tuple[Row, ...]:
    """Show every label in every condition, then the empty counter."""
    engines = (ZxingEngine(EyeSettings().symbologies), ZbarEngine(EyeSettings().symbologies))
    shown = tuple(showings(engines, LABELS))
    union = [one for one in shown if one.zxing or one.zbar]
    kept = sum(one.cascade for one in union) / len(union) if union else 0.0
    return (
        at_least(f"cascade's hits / both decoders', of {len(union)} labels", kept, 0.98),
        *_lines(shown),
        at_most("cascade / both decoders whole, on misses", _cost_of_misses(engines), 0.5),
    )


def _lines(shown: Sequence[Shown]) -> Iterator[Row]:
    """Tell of the line codes that neither decoder reads by itself."""
    for how in (SLANTING, INVERTED):
        lines = [one for one in shown if one.how == how and one.family in LINE_CODES]
        read = sum(one.cascade for one in lines) / len(lines) if lines else 0.0
        best = max(sum(one.zxing for one in lines), sum(one.zbar for one in lines))
        yield at_least(f"{how} line codes read, of {len(lines)}; one decoder {best}", read, 0.95)


def showings(engines: tuple[Engine, Engine], labels: int) -> Iterator[Shown]:
    """Show so many labels of each family in each condition.

    Args:
        engines: zxing, then zbar.
        labels: of each family.
    """
    random = Random(11)
    for family in FAMILIES:
        for number in range(labels):
            text = text_of(family, number)
            held = _held(text, family)
            for how, conditions in ADVERSE.items():
                y = frame_of(scene.photograph(held, conditions, random), 0, 0.0).y
                y = 255 - y if how == INVERTED else y
                zxing, zbar = (any(r.text == text for r in e.read(y)) for e in engines)
                yield Shown(text, family, how, zxing, zbar, reads(engines, y, text))


def text_of(family: Symbology, number: int) -> str:
    """Return what a label of ours may say."""
    match family:
        case Symbology.EAN13:
            digits = f"4600000{number * 7919:05d}"
            odd, even = (sum(int(d) for d in digits[start::2]) for start in (0, 1))
            return f"{digits}{-(odd + 3 * even) % 10}"
        case Symbology.DATAMATRIX:
            return f"P:PK{31000000 + number * 104729}"
        case Symbology.CODE128:
            return f"{48210001 + number * 7907}-{395 + number:04d}-1"
        case _:
            return f"4{1234567 + number * 7919}*{8301 + number}"


def _held(text: str, family: Symbology) -> Image.Image:
    return scene.phone(text) if family is Symbology.QR else scene.label(text, family)


def reads(engines: Sequence[Engine], y: GreyPicture, text: str) -> bool:
    """Whether a fresh cascade tells this text of a frame that does not change, and no other."""
    cascade = _fresh(engines)
    for number in range(FRAMES):
        scan = cascade.scan(y, 1.0 + number / FPS, Look.SCAN)
        if scan is not None:
            return scan.text == text
    return False


def _fresh(engines: Sequence[Engine]) -> Cascade:
    # no budget: what it reads must not hang on how busy the machine is
    return Cascade(engines, CascadeSettings(), lambda: 0.0, lambda _: None)


def _cost_of_misses(engines: Sequence[Engine]) -> float:
    """Return the cascade's part of what both decoders cost, over whole rounds of its looks."""
    random = Random(7)
    empty = [
        frame_of(scene.photograph(None, scene.any_conditions(random), random), 0, 0.0).y
        for _ in range(MISSES)
    ]

    def round_of_looks() -> float:
        cascade = _fresh(engines)
        ours = sum(
            seconds(lambda y=y, n=n: cascade.scan(y, 1.0 + n / FPS, Look.SCAN))  # type: ignore[misc]
            for n, y in enumerate(empty)
        )
        theirs = sum(seconds(lambda y=y: [e.read(y) for e in engines]) for y in empty)  # type: ignore[misc]
        return ours / theirs

    return median(round_of_looks() for _ in range(CYCLES))
