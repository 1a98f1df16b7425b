"""Parts of a structured append beside whole codes, by their modules and as a decoder reads them."""

import numpy as np
import pytest
import qrcode
import zxingcpp
from PIL import Image

from kiosk.hw.decoders import ZxingEngine
from kiosk.hw.ports import Symbology
from kiosk.hw.qr_part import Modules, is_part
from kiosk.hw.qr_text import UNREADABLE
from tests.hw.broken_pictures import part_of_two

MASKS = range(8)
LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}
WHOLE = ("0123456789", "ABC-12:%", "abc*def", "Привет", "41234567*8301" * 20)


def whole(text: str, mask: int, level: str = "M") -> Modules:
    made = qrcode.QRCode(border=0, mask_pattern=mask, error_correction=LEVELS[level])
    made.add_data(text)
    made.make()
    return np.array(made.get_matrix(), dtype=bool)


def part(mask: int) -> Modules:
    picture = part_of_two(b"4123456", mask).convert("L")
    return np.array(picture)[24:-24:6, 24:-24:6] < 128


@pytest.mark.parametrize("mask", MASKS)
def test_a_part_is_one_under_every_mask(mask: int) -> None:
    assert is_part(part(mask), "M", mask)
    assert is_part(part(mask).T, "M", mask), "seen from behind"


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize("text", WHOLE)
@pytest.mark.parametrize("level", LEVELS)
def test_a_whole_code_of_any_mode_is_no_part(mask: int, text: str, level: str) -> None:
    modules = whole(text, mask, level)
    assert not is_part(modules, level, mask)
    assert not is_part(modules.T, level, mask), "seen from behind"


@pytest.mark.parametrize("shape", [(0, 0), (11, 11), (17, 17), (11, 27), (22, 22)])
def test_a_code_of_another_kind_has_no_parts(shape: tuple[int, int]) -> None:
    for dark in (False, True):
        assert not any(is_part(np.full(shape, dark), "M", mask) for mask in MASKS)


@pytest.mark.parametrize("mask", MASKS)
def test_the_decoder_tells_a_part_from_a_whole_code(mask: int) -> None:
    y = np.array(part_of_two(b"4123456", mask).convert("L"))
    assert [r.text for r in ZxingEngine([Symbology.QR]).read(y)] == [UNREADABLE]
    plain = Image.fromarray(np.where(whole("abc*def", mask), 0, 255).astype(np.uint8))
    picture = Image.new("L", (plain.width * 6 + 60, plain.height * 6 + 60), 255)
    picture.paste(plain.resize((plain.width * 6, plain.height * 6), 0), (30, 30))
    assert [r.text for r in ZxingEngine([Symbology.QR]).read(np.array(picture))] == ["abc*def"]


def test_micro_qr_is_read_as_it_was() -> None:
    micro = zxingcpp.create_barcode("1234", zxingcpp.BarcodeFormat.MicroQRCode)
    y = np.array(micro.to_image(scale=6))
    assert [r.text for r in ZxingEngine([Symbology.QR]).read(y)] == ["1234"]
