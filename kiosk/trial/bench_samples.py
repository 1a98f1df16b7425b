"""How many of the zxing-cpp project's blackbox samples the cascade reads, and what it gets wrong.

A checkout's `test/samples` (Apache-2.0) is named by KIOSK_SAMPLES; it is not shipped.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct
from PIL import Image

from kiosk.hw.cascade import Cascade, CascadeSettings
from kiosk.hw.decoders import GreyPicture, open_engines
from kiosk.hw.eye_child import EyeSettings
from kiosk.hw.ports import Look
from kiosk.hw.qr_text import UNREADABLE
from kiosk.trial.figures import Row, at_least, at_most

# the folders of a family, and the share that must be read
FAMILIES = {
    "EAN-13": ("ean13-[0-9]", 0.80),
    "Code 128": ("code128-[0-9]", 1.0),
    "QR": ("qrcode-[0-9]", 0.93),
    "Data Matrix": ("datamatrix-[0-9]", 0.95),
}
# its text file tells of another book: HARDWARE.md 11
MISLABELLED = {("ean13-2", "23"): "9784872348880"}
_PICTURES = {".png", ".jpg", ".webp"}
FPS = 20.0
# on the 14th miss the last of the looks has its turn; then one frame to agree, and one more
FRAMES = 16


class Sample(Struct, frozen=True):
    """A picture and what it says."""

    picture: Path
    text: str


def rows(folder: Path) -> tuple[Row, ...]:
    """Show the cascade every sample of a checkout.

    Args:
        folder: its `test/samples`.
    """
    found: list[Row] = []
    wrong = 0
    for family, (folders, target) in FAMILIES.items():
        told = [(sample.text, texts_of(sample.picture)) for sample in samples(folder, folders)]
        read = sum(text in texts for text, texts in told)
        wrong += sum(texts - {text} != set() for text, texts in told)
        share = read / len(told) if told else 0.0
        found.append(at_least(f"{family} samples read, of {len(told)}", share, target))
    return (*found, at_most("samples with a wrong text let through", wrong, 0))


def samples(folder: Path, folders: str) -> Iterator[Sample]:
    """Yield the pictures whose text is known, from the folders that match."""
    for picture in sorted(folder.glob(f"{folders}/*")):
        text = _text_beside(picture) if picture.suffix in _PICTURES else None
        if text is not None:
            yield Sample(picture, text)


def _text_beside(picture: Path) -> str | None:
    key = (picture.parent.name, picture.stem)
    if key in MISLABELLED:
        return MISLABELLED[key]
    if (text := picture.with_suffix(".txt")).exists():
        return text.read_bytes().decode()
    if (raw := picture.with_suffix(".bin")).exists():
        return raw.read_bytes().decode("latin-1")
    return None


def texts_of(picture: Path) -> set[str]:
    """Return every text that the cascade tells of a picture held before it."""
    with Image.open(picture) as opened:
        y = np.array(opened.convert("L"))
    return texts_in(y)


def texts_in(y: GreyPicture) -> set[str]:
    """Return every text that a fresh cascade tells of a frame that does not change."""
    engines, _ = open_engines(EyeSettings().engines, EyeSettings().symbologies)
    # no budget: what it reads must not hang on how busy the machine is
    cascade = Cascade(engines, CascadeSettings(), lambda: 0.0, lambda _: None)
    scans = (cascade.scan(y, 1.0 + n / FPS, Look.SCAN) for n in range(FRAMES))
    told = [scan for scan in scans if scan is not None]
    texts = {scan.text for scan in told} | {code.text for scan in told for code in scan.also}
    return texts - {UNREADABLE}
