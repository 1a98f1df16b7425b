from kiosk.hw.ports import PhotoTaken, PictureCut, Signal
from kiosk.trial.props import CardLine, Snaps, Strip


def test_a_camera_answers_at_once_and_no_two_pictures_are_alike() -> None:
    told: list[Signal] = []
    snaps = Snaps(b"jpeg")
    snaps.hear = told.append
    snaps.snap("a")
    snaps.cut("a", b"jpeg", 320)
    snaps.snap("b")
    first, cut, second = told
    assert isinstance(first, PhotoTaken)
    assert isinstance(second, PhotoTaken)
    assert isinstance(cut, PictureCut)
    assert first.jpeg != second.jpeg
    snaps.fault = "absent"
    snaps.snap("c")
    assert told[-1] == PhotoTaken("c", None, "absent", 1.0)


def test_a_strip_tells_what_it_is() -> None:
    assert Strip(12).open() == {"driver": "apa102", "leds": 12, "brightness": 8}


def test_a_card_line_hears_everything() -> None:
    line = CardLine()
    told = [line.charge("p", 1, "RUB"), line.refund("p", 1, "RUB"), line.cancel("p"), line.ask("p")]
    assert [line.is_there(), *told] == [True] * 5
