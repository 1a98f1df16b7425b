"""Whether a QR code is one of several that make one text together (structured append).

zxing-cpp knows and does not tell Python (3.1.1), but it gives the modules as it saw them: a part
begins with the mode 0011, which lies in the corner without a finder (ISO/IEC 18004, 7.4 and 7.7).
Where that corner is damaged a part may pass for a whole code; its text is then half a code, which
the grammar of codes refuses.
"""

import numpy as np
from numpy.typing import NDArray

Modules = NDArray[np.bool_]

_PART = (False, False, True, True)
_LEAST_SIDE = 21  # of version 1; Micro QR is smaller
_FIRST_FOUR = ((1, 1), (1, 2), (2, 1), (2, 2))  # the first bits, from the last row and column
_LEVELS = {"L": 0b01, "M": 0b00, "Q": 0b11, "H": 0b10}
_FORMAT_MASK = 0b10101  # of the five bits that name level and mask; they lie along row 8
_FORMAT_BITS, _FORMAT_LINE = 5, 8


def is_part(modules: Modules, level: str, mask: int) -> bool:
    """Whether the code says that others belong to it.

    Args:
        modules: of the code as it was seen, True for dark; from behind they are transposed.
        level: its error correction, L, M, Q or H.
        mask: its data mask, 0 to 7.
    """
    side = modules.shape[0]
    if modules.shape != (side, side) or side < _LEAST_SIDE or (side - 17) % 4:
        return False  # Micro QR and rMQR have no parts
    front = modules.T if _is_from_behind(modules, level, mask) else modules
    corner = [(side - down, side - right) for down, right in _FIRST_FOUR]
    return tuple(bool(front[at]) != _is_masked(mask, *at) for at in corner) == _PART


def _is_from_behind(modules: Modules, level: str, mask: int) -> bool:
    """Whether level and mask stand down column 8 rather than along row 8."""
    word = (_LEVELS[level] << 3 | mask) ^ _FORMAT_MASK
    wanted = np.array([bool(word >> bit & 1) for bit in reversed(range(_FORMAT_BITS))])
    along, down = modules[_FORMAT_LINE, :_FORMAT_BITS], modules[:_FORMAT_BITS, _FORMAT_LINE]
    return bool(np.count_nonzero(down != wanted) < np.count_nonzero(along != wanted))


def _is_masked(mask: int, row: int, column: int) -> bool:
    """Whether the mask turns this module over (ISO/IEC 18004, table 10)."""
    both = row * column
    conditions = (
        (row + column) % 2,
        row % 2,
        column % 3,
        (row + column) % 3,
        (row // 2 + column // 3) % 2,
        both % 2 + both % 3,
        (both % 2 + both % 3) % 2,
        ((row + column) % 2 + both % 3) % 2,
    )
    return conditions[mask] == 0
