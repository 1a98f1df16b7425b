"""How a box is, in a word."""

import pytest

from kiosk.central.console.boxes import Place, rows, summed, word_of
from kiosk.central.standings import Presence, Standing
from kiosk.central.store import Packet
from kiosk.sync.protocol import DeviceWord, Health
from tests.central.conftest import T0, Box
from tests.central.console.stand import Stand

ILL = Health(unsent=0, devices={"printer": DeviceWord("failed", "no_paper")})
HERE = Presence(online=True, heard_at=T0, unsent=0)
LATE = Presence(online=True, heard_at=T0, unsent=3)


@pytest.mark.parametrize(
    ("word", "blocked", "presence", "oldest_at", "health"),
    [
        ("new", "", None, None, None),
        ("new", "", Presence(online=False, heard_at=0, unsent=0), None, None),
        ("online", "", HERE, None, Health(unsent=0)),
        ("online", "", LATE, T0 - 60_000, None),
        ("late", "", LATE, T0 - 3_600_000, None),
        ("ill", "", LATE, T0 - 3_600_000, ILL),
        ("ill", "", HERE, None, Health(unsent=0, parked=1)),
        ("offline", "", Presence(online=False, heard_at=T0, unsent=3), T0, ILL),
        ("blocked", "revoked", HERE, None, ILL),
    ],
)
def test_the_worst_that_is_true_is_said(
    word: str, blocked: str, presence: Presence | None, oldest_at: int | None, health: Health | None
) -> None:
    box = Standing("p1", "Lesnaya 12", "box-1", blocked, presence, oldest_at, health)
    assert word_of(box, T0) == word


def test_a_box_tells_its_version_when_it_greets(stand: Stand) -> None:
    box = Box()
    stand.central.take(box.hello(), Packet("box-1", "up/health", Health(unsent=0)))
    with stand.central.store.unit():
        stand.central.store.place("p1", 55_780_000, 37_590_000)
    (row,) = rows(stand.central.store._conn, T0)
    assert (row.version, row.word, row.place) == ("1", "online", Place(55.78, 37.59))
    assert summed([row]) == {"online": 1}
