"""The figures of a search: each row tells its target, and what is measured finds."""

from pathlib import Path

import pytest

from kiosk.store.counter_file import CounterFile
from kiosk.trial import bench_search


@pytest.fixture
def file(tmp_path: Path) -> CounterFile:
    """A file with 500 parcels put straight into its tables."""
    made = CounterFile(tmp_path / "counter.db", "bench", epoch="0" * 16, at=0)
    bench_search.fill(made, 500)
    return made


def test_what_is_asked_is_found(file: CounterFile) -> None:
    (parcel,) = file.parcels.of_order("10007919-1337")
    assert parcel.items[0].title.startswith("Headphones ")
    assert parcel in file.parcels.with_digits("79191337", 50)
    assert len(file.search("headphones")) == 50
    goods = parcel.items[0].barcode
    assert parcel in file.parcels.with_goods(goods, 50)
    customer = file.customers.get("c1")
    assert customer is not None
    assert customer in file.customers.with_last_four(customer.last_four)
    assert ("customer", "c1") in file.search(customer.masked_name)
    file.close()


def test_each_row_tells_its_target_and_whether_it_is_met(file: CounterFile) -> None:
    asked: list[str] = []
    rows = bench_search.figures(file, asked.append)
    assert [row.target for row in rows] == [0.1, *[100.0] * 7]
    assert all(row.ok == (row.value <= row.target) for row in rows)
    assert [row.is_duration for row in rows] == [False, *[True] * 7]
    assert len(asked) == 1800
    assert bench_search.processor() in rows[2].name
    file.close()


def test_a_processor_without_a_name_is_told_by_its_kind(tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    assert bench_search.processor(told)
    told.write_text("processor: 0\nmodel name\t: Cortex A76\n", encoding="utf-8")
    assert bench_search.processor(told) == "Cortex A76"


def test_a_filled_file_has_every_index_it_began_with(file: CounterFile, tmp_path: Path) -> None:
    asked = "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL ORDER BY name"
    fresh = CounterFile(tmp_path / "fresh.db", "bench", epoch="0" * 16, at=0)
    assert file.db.execute(asked).fetchall() == fresh.db.execute(asked).fetchall()
    fresh.close()
    file.close()
