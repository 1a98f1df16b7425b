"""The figures of the mail over a real broker and a real central, on a handful of events."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.central.store_sqlite import open_questions
from kiosk.trial import bench_sync
from kiosk.trial.brokers import Broker, start_broker
from kiosk.trial.stage import DEVICE
from tests.trial.leftovers import leftovers

FEW = {"_EVENTS": 300, "_RAW": 60, "_SINGLE": 3, "_ACKS": 3}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = start_broker("mosquitto", tmp_path / "broker")
    yield made
    made.stop()


def test_each_figure_is_finite_named_and_judged_and_nothing_is_left_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, number in FEW.items():
        monkeypatch.setattr(bench_sync, name, number)
    with leftovers() as left:
        rows = bench_sync.rows()
    assert [(row.name, row.target, row.least, row.is_duration) for row in rows] == [
        ("drain / raw MQTT QoS 1 window 20", 2.0, True, False),
        ("drain / one event a publish and commit", 50.0, True, False),
        ("commit to the central's ack, p50 ms", 20.0, False, True),
    ]
    assert all(math.isfinite(row.value) and row.value > 0 for row in rows)
    assert left == []


def test_what_is_timed_is_the_way_into_the_centrals_books(tmp_path: Path, broker: Broker) -> None:
    bench = bench_sync._Bench(tmp_path, broker)
    try:
        assert bench.drain_per_s(20) > 0
        assert bench.single_per_s(2) > 0
        assert bench.ack_ms(2) > 0
        books = open_questions(tmp_path / "central" / "central.db")
        kept = books.event_ids(DEVICE)
        books.close()
        assert kept == [(row.seq, row.id) for row in bench.file.journal.since(0, 100)]
        assert len(kept) == 24
    finally:
        bench.close()


def test_the_bare_figure_counts_what_reaches_a_subscriber(
    monkeypatch: pytest.MonkeyPatch, broker: Broker
) -> None:
    monkeypatch.setattr(bench_sync, "_RAW", 30)
    with leftovers() as left:
        assert bench_sync._raw_per_s(broker) > 0
    assert left == []


def test_mail_that_never_arrives_is_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broker: Broker
) -> None:
    monkeypatch.setattr(bench_sync, "_PATIENCE_S", 0.05)
    with leftovers() as left, pytest.raises(TimeoutError, match="the central does not answer"):
        bench_sync._Bench(tmp_path, broker)
    assert left == []
