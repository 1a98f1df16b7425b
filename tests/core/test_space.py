"""How a disk stands by its free bytes, at the edges."""

import pytest

from kiosk.core.space import BALLAST_AGAIN, LOW, MB, ROOMY, Storage, storage_of


@pytest.mark.parametrize(
    ("free", "stands"),
    [
        (10**12, Storage.NORMAL),
        (ROOMY, Storage.NORMAL),
        (ROOMY - 1, Storage.TIGHT),
        (LOW, Storage.TIGHT),
        (LOW - 1, Storage.LOW),
        (0, Storage.LOW),
    ],
)
def test_it_stands_as_its_free_bytes_say(free: int, stands: Storage) -> None:
    assert storage_of(free) is stands


def test_the_ballast_is_laid_only_where_it_leaves_more_than_low() -> None:
    assert BALLAST_AGAIN - 32 * MB > LOW
