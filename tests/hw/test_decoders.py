import subprocess
import sys

import numpy as np
import pytest
import qrcode
from PIL import Image

from kiosk.hw.decoders import Reading, ZbarEngine, ZxingEngine, is_sound, open_engines
from kiosk.hw.frames import frame_of
from kiosk.hw.ports import DeviceFault, Fault, Symbology
from kiosk.hw.qr_text import UNREADABLE
from kiosk.hw.sim import scene
from tests.hw.broken_pictures import part_of_two
from tests.hw.conftest import photo

ALL = tuple(family for family in Symbology if family is not Symbology.UNKNOWN)
LABELS = {
    Symbology.QR: "41234567*8301",
    Symbology.DATAMATRIX: "P:PK31000000",
    Symbology.CODE128: "48210001-0395-1",
    Symbology.EAN13: "4600000000039",
}


@pytest.mark.parametrize("family", LABELS)
@pytest.mark.parametrize("seed", range(4))
def test_zxing_reads_every_family_of_our_labels(family: Symbology, seed: int) -> None:
    found = ZxingEngine(ALL).read(photo(LABELS[family], family, seed))
    assert [(r.text, r.symbology) for r in found] == [(LABELS[family], family)]


@pytest.mark.parametrize("family", [Symbology.QR, Symbology.CODE128, Symbology.EAN13])
def test_zbar_reads_what_it_can(family: Symbology) -> None:
    found = ZbarEngine(ALL).read(photo(LABELS[family], family))
    assert [(r.text, r.symbology) for r in found] == [(LABELS[family], family)]


def test_zbar_half_size_gives_corners_of_the_whole_picture() -> None:
    whole = ZbarEngine(ALL).read(photo("41234567*8301"))[0]
    half = ZbarEngine(ALL).read(photo("41234567*8301"), thorough=False)[0]
    assert abs(whole.corners[0][0] - half.corners[0][0]) < 12


def test_only_asked_families_are_read() -> None:
    assert ZxingEngine([Symbology.QR]).read(photo("48210001-0395-1", Symbology.CODE128)) == ()
    assert ZbarEngine([Symbology.CODE128]).read(photo("41234567*8301")) == ()


def test_upc_a_is_thirteen_digits() -> None:
    picture = scene.symbol("0036000291452", Symbology.EAN13, 3)
    y = frame_of(Image.merge("RGB", [picture] * 3), 0, 0.0).y
    texts = [r.text for r in ZxingEngine(ALL).read(y)]
    assert texts == ["0036000291452"]


def _qr(data: bytes) -> Image.Image:
    made = qrcode.QRCode(border=4, box_size=6)
    made.add_data(qrcode.util.QRData(data, mode=qrcode.util.MODE_8BIT_BYTE))
    made.make()
    return made.make_image().get_image().convert("RGB")


@pytest.mark.parametrize("text", ["Привет", "ação"])
def test_zbar_is_not_believed_beyond_ascii(text: str) -> None:
    y = frame_of(_qr(text.encode()), 0, 0.0).y
    assert [r.text for r in ZbarEngine(ALL).read(y)] in ([], ["\ufffd"])
    assert [r.text for r in ZxingEngine(ALL).read(y)] == [text]


def test_a_part_of_a_structured_append_is_never_taken_for_the_whole() -> None:
    y = frame_of(part_of_two(b"4123456"), 0, 0.0).y
    assert ZbarEngine(ALL).read(y) == ()
    for seen in (y, np.rot90(y).copy(), y[:, ::-1].copy(), 255 - y):
        assert [r.text for r in ZxingEngine(ALL).read(seen)] == [UNREADABLE]


@pytest.mark.parametrize(
    ("text", "sound"),
    [("4600000000039", True), ("4600000000038", False), ("96385074", True), ("96385075", False),
     ("46000", False), ("46000000000ab", False)],
)  # fmt: skip
def test_an_ean_must_have_its_check_digit(text: str, *, sound: bool) -> None:
    assert is_sound(Reading(text, Symbology.EAN13, "zxing")) is sound


def test_a_short_itf_of_zbar_is_a_piece_of_something_else() -> None:
    short, whole = "363273", "15400141288763"
    told = [
        is_sound(Reading(text, Symbology.ITF, engine))
        for engine in ("zbar", "zxing")
        for text in (short, whole)
    ]
    assert told == [False, True, True, True]


@pytest.mark.parametrize("engine", [ZxingEngine, ZbarEngine])
def test_line_codes_alone_are_read_when_asked_so(engine: type) -> None:
    linear = photo("48210001-0395-1", Symbology.CODE128)
    matrix = photo("41234567*8301")
    assert [len(engine(ALL).read(y, lines=True)) for y in (linear, matrix)] == [1, 0]
    assert engine([Symbology.QR]).read(linear, lines=True) == ()


def test_one_engine_missing_is_a_fault_beside_the_other() -> None:
    script = (
        "import sys; sys.modules['pyzbar'] = None\n"
        "from kiosk.hw.decoders import open_engines\n"
        "from kiosk.hw.ports import Symbology\n"
        "engines, faults = open_engines(('zxing', 'zbar'), list(Symbology))\n"
        "print([e.name for e in engines], [f.what.value for f in faults], faults[0].permanent)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "['zxing'] ['missing_library'] True"


def test_no_engine_at_all_is_a_permanent_fault() -> None:
    with pytest.raises(DeviceFault) as caught:
        open_engines((), ALL)
    assert caught.value.what is Fault.MISSING_LIBRARY
