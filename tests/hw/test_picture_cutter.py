"""Pictures come out small, upright and clean; hostile ones come out as a sentence."""

import io
import queue
import threading
from collections.abc import Callable, Iterator
from random import Random

import pytest
from PIL import Image

from kiosk.hw.picture_cutter import ChildCutter, cut
from kiosk.hw.ports import PictureCut
from tests.hw import broken_pictures

WAIT_S = 60.0


def saved(picture: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def seen(jpeg: bytes | None) -> Image.Image:
    assert jpeg is not None
    return Image.open(io.BytesIO(jpeg))


def told() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_cut_to_its_longer_side(kind: str) -> None:
    small = seen(cut(saved(Image.new("RGB", (2000, 1000), "olive"), kind), 620).jpeg)
    assert (small.format, small.size) == ("JPEG", (620, 310))


def test_a_small_picture_is_not_blown_up() -> None:
    assert seen(cut(saved(Image.new("RGB", (90, 60))), 620).jpeg).size == (90, 60)


def test_nothing_is_left_of_what_a_phone_writes_beside_the_pixels() -> None:
    picture = Image.new("RGB", (300, 200), "navy")
    raw = saved(picture, exif=told(), comment=b"at home", icc_profile=b"p" * 400, dpi=(72, 72))
    jpeg = cut(raw, 620).jpeg
    small = seen(jpeg)
    assert small.size == (200, 300), "turned upright before the note about it goes"
    assert not small.getexif()
    assert jpeg is not None
    for word in (b"Exif", b"Maker", b"at home", b"ICC_PROFILE", b"pppp"):
        assert word not in jpeg


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "CMYK"])
def test_every_kind_of_colour_becomes_a_photo(mode: str) -> None:
    picture = Image.linear_gradient("L").convert("RGB").convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert seen(cut(saved(picture, kind), 100).jpeg).mode == "RGB"


def test_what_is_transparent_becomes_white() -> None:
    small = seen(cut(saved(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG"), 64).jpeg)
    assert small.getpixel((30, 30)) == (255, 255, 255)


def test_grain_is_made_to_fit() -> None:
    grain = Image.frombytes("RGB", (1500, 1500), Random(1).randbytes(3 * 1500 * 1500))
    jpeg = cut(saved(grain, "PNG"), 1500).jpeg
    assert jpeg is not None
    assert len(jpeg) <= 300_000


@pytest.fixture
def cutter() -> Iterator[tuple[ChildCutter, Callable[[], PictureCut]]]:
    """One with its child, and what waits for its next answer."""
    answers: queue.Queue[PictureCut] = queue.Queue()
    made = ChildCutter(answers.put)
    yield made, lambda: answers.get(timeout=WAIT_S)
    made.close()
    made.close()


@pytest.mark.input
def test_no_file_brings_the_cutter_down(
    cutter: tuple[ChildCutter, Callable[[], PictureCut]],
) -> None:
    made, answer = cutter
    hostile = {
        **broken_pictures.UNREADABLE,
        "bomb": broken_pictures.BOMB,
        "a row more": broken_pictures.grey_png(4000, 3001),
        "an old gif": saved(Image.new("P", (9, 9)), "GIF"),
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }
    for name, raw in hostile.items():
        made.cut(name, raw, 620)
        got = answer()
        assert (got.request_id, got.jpeg) == (name, None)
        assert got.fault
    made.cut("good", saved(Image.new("RGB", (700, 10))), 620)
    got = answer()
    assert (got.request_id, seen(got.jpeg).size, got.fault) == ("good", (620, 9), "")


def test_more_than_a_few_pictures_at_once_are_refused_in_words() -> None:
    busy, answers = threading.Event(), queue.Queue[PictureCut]()

    def slowly(answer: PictureCut) -> None:
        answers.put(answer)
        if not answer.fault.startswith("too many"):
            busy.wait(WAIT_S)

    made = ChildCutter(slowly)
    made.cut("first", b"", 620)
    assert answers.get(timeout=WAIT_S).fault == "is not a picture"
    for number in range(33):
        made.cut(str(number), b"", 620)
    got = answers.get(timeout=WAIT_S)
    assert (got.request_id, got.fault) == ("32", "too many pictures are waiting")
    busy.set()
    made.close()
