"""Bytes of QR codes of our own make, as old programs wrote them."""

import pytest
import qrcode

from kiosk.hw.decoders import ZxingEngine
from kiosk.hw.frames import frame_of
from kiosk.hw.ports import Symbology
from kiosk.hw.qr_text import UNREADABLE, qr_text

RUSSIAN = ["Привет", "Анна, код 4123", "Ёлка", "поставка №17", "Пункт «Сад»", "Нижне-Волжская"]
JAPANESE = ["日本語テスト", "ﾃｽﾄ", "こんにちは", "ﾃﾞｻﾞｲﾝQR\r\nhttp", "漢字"]
LATIN = ["Müller", "Zoë"]
# two words in one, both of which somebody may have meant
DOUBLE = [
    ("ПРИВЕТ", "cp1251"),
    ("да", "cp1251"),
    ("Я", "cp1251"),
    ("é", "latin-1"),
    ("ação", "latin-1"),
]


def read(data: bytes) -> list[str]:
    made = qrcode.QRCode(border=4, box_size=6)
    made.add_data(qrcode.util.QRData(data, mode=qrcode.util.MODE_8BIT_BYTE))
    made.make()
    y = frame_of(made.make_image().get_image().convert("RGB"), 0, 0.0).y
    return [found.text for found in ZxingEngine([Symbology.QR]).read(y)]


@pytest.mark.parametrize("text", [*RUSSIAN, *JAPANESE, *LATIN, *(text for text, _ in DOUBLE)])
def test_utf_8_is_always_read(text: str) -> None:
    assert read(text.encode()) == [text]


@pytest.mark.parametrize("text", RUSSIAN)
def test_russian_of_windows_is_read_or_nothing_is(text: str) -> None:
    assert read(text.encode("cp1251")) == [text]


@pytest.mark.parametrize("text", JAPANESE)
def test_shift_jis_is_read(text: str) -> None:
    assert read(text.encode("shift_jis")) == [text]


@pytest.mark.parametrize("text", LATIN)
def test_latin_1_is_read_where_accents_are_few(text: str) -> None:
    assert read(text.encode("latin-1")) == [text]


@pytest.mark.parametrize(("text", "encoding"), DOUBLE)
def test_what_may_mean_two_things_means_nothing(text: str, encoding: str) -> None:
    assert read(text.encode(encoding)) == [UNREADABLE]


@pytest.mark.parametrize("encoding", ["cp1251", "shift_jis", "latin-1"])
@pytest.mark.parametrize("text", ["Привет", "ПРИВЕТ", "поставка 5", "漢字", "ﾃｽﾄ", "ação", "é"])
def test_whatever_the_decoder_guessed_no_word_is_wrong(text: str, encoding: str) -> None:
    raw = text.encode(encoding, "ignore")
    guesses = (raw.decode("latin-1"), raw.decode("cp932", "replace"))
    kept = raw.decode(encoding)
    assert {qr_text(raw, guess, declared=False) for guess in guesses} <= {kept, UNREADABLE}


def test_an_encoding_that_is_said_is_believed() -> None:
    assert qr_text("да".encode("cp1251"), "да", declared=True) == "да"
