from kiosk.ui.kit.bars import Bars


def test_a_level_is_told_in_words_too() -> None:
    assert [Bars(level=n).text for n in (0, 2, 4)] == ["0/4", "2/4", "4/4"]
