"""Every letter is one of the central's, wherever it is written down."""

from kiosk.core.letter import Letter
from kiosk.core.messages import LETTERS


def test_every_letter_has_its_word() -> None:
    assert set(LETTERS.values()) == set(Letter.__subclasses__())
    assert {"message.posted", "message.withdrawn", "codes.set"} <= set(LETTERS)
