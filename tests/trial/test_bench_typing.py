"""The figures of a typed key: measured on the real home, to the list that is drawn."""

from pathlib import Path

import pytest

from kiosk.trial import bench_typing
from kiosk.trial.showroom import Showroom


@pytest.fixture
def show(tmp_path: Path) -> Showroom:
    return Showroom(tmp_path, "en", lambda _: b"")


def test_each_row_tells_its_target_and_whether_it_is_met(show: Showroom) -> None:
    numbers = [line.parcel[:4] for line in show.plan.stock.lines[:2]]
    asked: list[str] = []
    search = show.desk.find.search

    def watched(text: str) -> object:
        asked.append(text)
        return search(text)

    show.desk.find.search = watched  # type: ignore[method-assign, assignment]
    rows = bench_typing.rows(show.desk, numbers, ["an i"], "here")
    show.close()

    assert [row.name for row in rows] == [
        "key to list on the screen here, p99 ms",
        "letter to list on the screen here, p99 ms",
    ]
    assert all(row.ok == (row.value <= 100.0) and row.is_duration for row in rows)
    assert numbers[0] in asked
    assert "an i" in asked


def test_a_sign_without_a_key_is_told(show: Showroom) -> None:
    with pytest.raises(LookupError, match="home has no"):
        bench_typing.rows(show.desk, ["1"], ["%"], "here")
    show.close()
