"""The emulator's own letters: a cell each, sizes, and what is too long."""

import numpy as np

from kiosk.hw.sim.letters import Letters


def test_a_letter_stands_in_its_own_cell() -> None:
    row = Letters(384).drawn("  H")
    assert row.shape == (24, 384)
    columns = np.flatnonzero((row < 128).any(axis=0))
    assert (columns[0] >= 24, columns[-1] < 36) == (True, True)


def test_sizes_make_letters_higher_and_wider() -> None:
    letters = Letters(384)
    letters.size = 0x01
    assert letters.drawn("A").shape == (48, 384)
    letters.size = 0x11
    assert letters.drawn("x" * 17).shape == (96, 384)  # 16 wide letters a line


def test_bold_has_more_ink_and_nothing_is_an_empty_line() -> None:
    letters = Letters(384)
    plain = (letters.drawn("Жук") < 128).sum()
    letters.bold = True
    assert (letters.drawn("Жук") < 128).sum() > plain > 0
    assert (letters.drawn("") == 255).all()
