"""The figures of the mail over a real broker and a real central, on a handful of events."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.central.store_sqlite import open_questions
from kiosk.trial import bench_fleet, bench_group, bench_sync, bench_wire
from kiosk.trial.brokers import Broker, start_broker
from kiosk.trial.figures import at_most
from kiosk.trial.stage import DEVICE
from tests.trial.leftovers import leftovers

FEW = {"_EVENTS": 300, "_RAW": 60, "_SINGLE": 3, "_ACKS": 3, "_ROUNDS": 1}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = start_broker("mosquitto", tmp_path / "broker")
    yield made
    made.stop()


@pytest.mark.slow
def test_each_figure_is_finite_named_and_judged_and_nothing_is_left_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, number in FEW.items():
        monkeypatch.setattr(bench_sync, name, number)
    with leftovers() as left:
        rows = (*bench_sync._on_disk(), *bench_sync._in_memory())
    assert [(row.name, row.target, row.least, row.is_duration) for row in rows] == [
        ("drain / raw MQTT QoS 1 window 20", 2.5, True, False),
        ("drain / one event a publish and commit", 100.0, True, False),
        ("CPU of the carrier an event / raw paho's", 0.2, False, False),
        ("event to ack on disk / (3 flushes + 2 ms)", 1.0, False, False),
        ("event to the central's ack on disk, p50 ms", 20.0, False, True),
        ("event to ack / publish to PUBACK, in memory", 10.0, False, False),
    ]
    assert all(math.isfinite(row.value) and row.value > 0 for row in rows)
    assert left == []


def test_the_whole_subject_has_the_wire_the_group_and_the_fleet_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = at_most("cost / bare cost", 1.0, 2.0)
    for part in ("_on_disk", "_in_memory"):
        monkeypatch.setattr(bench_sync, part, lambda: (row,))
    for part in (bench_wire, bench_group):
        monkeypatch.setattr(part, "rows", lambda: (row,))
    monkeypatch.setattr(bench_fleet, "rows", lambda wish: (row,) if wish.kiosks == 2_000 else ())
    assert len(bench_sync.rows()) == 5


def test_what_is_timed_is_the_way_into_the_centrals_books(tmp_path: Path, broker: Broker) -> None:
    bench = bench_sync._Bench(tmp_path, broker)
    try:
        assert bench.drain(20).per_s > 0
        assert bench.single_per_s(2) > 0
        acked, flush = bench.ack_and_flush_ms(2)
        assert acked > flush > 0
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
        assert bench_sync._bare(broker).per_s > 0
    assert left == []


def test_mail_that_never_arrives_is_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broker: Broker
) -> None:
    monkeypatch.setattr(bench_sync, "_PATIENCE_S", 0.05)
    with leftovers() as left, pytest.raises(TimeoutError, match="the central does not answer"):
        bench_sync._Bench(tmp_path, broker)
    assert left == []
