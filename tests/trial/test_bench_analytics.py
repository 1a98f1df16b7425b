"""The benchmark of the figures measures what it says; what it finds wrong fails it."""

from pathlib import Path

import pytest

from kiosk.store.tallies import Tallies
from kiosk.trial import bench, bench_analytics


def test_an_opened_year_says_what_the_journal_does() -> None:
    opened, ratio, differ = bench_analytics.rows(days=3, parcels=12)
    assert opened.is_duration
    assert bench_analytics.processor() in opened.name
    assert not ratio.is_duration
    assert (differ.value, differ.ok) == (0, True)
    assert bench.SUBJECTS["analytics"] == "kiosk.trial.bench_analytics"


def test_counts_that_are_wrong_fail_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tallies, "recount", lambda *_: {f"2026-01-0{n}": {} for n in range(1, 8)})
    *_, differ = bench_analytics.rows(days=2, parcels=4)
    assert not differ.ok


def test_a_processor_without_a_name_has_one_all_the_same(tmp_path: Path) -> None:
    listed = tmp_path / "cpuinfo"
    assert bench_analytics.processor(listed)
    listed.write_text("processor\t: 0\nModel\t: Raspberry Pi 4 Model B\n", encoding="utf-8")
    assert bench_analytics.processor(listed) == "Raspberry Pi 4 Model B"
