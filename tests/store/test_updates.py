"""The release that is offered: one row, kept as it came."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.core.update_words import Step
from kiosk.core.updates import Offer, UpdateAvailable
from kiosk.store.counter_file import CounterFile
from tests import blank

LETTER = UpdateAvailable("r1", "2.0.0", 20, "https://m.example/k", "a" * 64, 100, ru=("Быстрее",))


@pytest.fixture
def file(tmp_path: Path) -> CounterFile:
    return CounterFile(blank.counter(tmp_path / "counter.db"), "box-1", epoch="0" * 16, at=1)


def test_the_newest_stands_and_goes(file: CounterFile) -> None:
    assert file.updates.offer() is None
    first = Offer(LETTER, 5)
    second = Offer(replace(LETTER, update="r2"), 6, Step.FAILED, "busy")
    for offer in (first, second):
        with file.unit():
            file.updates.keep(offer)
        assert file.updates.offer() == offer
    with file.unit():
        file.updates.drop()
    assert file.updates.offer() is None
    file.abandon()
