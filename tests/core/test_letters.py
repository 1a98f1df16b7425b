"""A letter is what the central says, wherever it is written down."""

from kiosk.core import letters, messages


def test_every_letter_of_the_house_is_in_the_catalogue() -> None:
    assert set(messages.LETTERS.values()) == set(letters.Letter.__subclasses__())
    assert messages.Letter is letters.Letter
