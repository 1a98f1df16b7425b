"""The figures of the wire: finite, named and judged, and true of what really travels."""

import json
import math
from random import Random

import pytest

from kiosk.sync.protocol import pack
from kiosk.trial import bench_wire
from kiosk.trial.bench_events import Journal
from tests.trial.test_bench_events import stamp


def test_each_figure_is_finite_named_and_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_wire, "_BATCHES", 1)
    rows = bench_wire.rows()
    assert [(row.name, row.target, row.least) for row in rows] == [
        ("bytes on the wire / plain JSON", 0.2, False),
        ("typed decode of a packet / json.loads", 0.5, False),
        ("typed decode of a batch's events, ids checked / json.loads", 0.5, False),
        ("typed decode of a batch's events / json.loads, ids checked too", 0.5, False),
    ]
    assert all(math.isfinite(row.value) and row.value > 0 for row in rows)


def test_the_acks_are_counted_too() -> None:
    batch = Journal("box-1", stamp, Random(1)).batch(7)
    assert bench_wire._bytes_of([batch]) > len(pack(batch)) + 20


def test_the_plain_reader_checks_the_ids_too() -> None:
    raw = bytes(Journal("box-1", stamp, Random(1)).batch(1).items[0])
    assert bench_wire._checked(raw) == json.loads(raw)
    for sound, unsound in ((b':"anna', b':"an na'), (b'parcel":"48', b'parcel":"4 8')):
        with pytest.raises(ValueError, match=r"actor|parcel"):
            bench_wire._checked(raw.replace(sound, unsound))
