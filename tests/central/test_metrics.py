"""What Prometheus reads: names that stand in the design, numbers that add up."""

import re

import pytest

from kiosk.central.metrics import CELLS, Histogram, Meters, exposition
from kiosk.central.network import Network

NETWORK = Network(
    devices=3,
    devices_online=2,
    stream_lag_events=70,
    oldest_unacked_seconds=1.5,
    quarantine_total=4,
    quarantine_open=2,
    parked_total=1,
    conflicts_open=5,
    messages_open=6,
    duplicates_total=7,
)
SAMPLE = re.compile(
    r'kiosk_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (\d+(\.\d+)?|\+Inf)'
)  # as Prometheus's own parser takes it


def _samples(text: str) -> dict[str, float]:
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


def test_every_line_has_prometheus_form() -> None:
    text = exposition(NETWORK, {"desk": Meters(), "worker-1": Meters()})
    assert text.endswith("\n")
    declared: set[str] = set()
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ")[2]
            assert name not in declared
            declared.add(name)
        elif not line.startswith("# TYPE "):
            assert SAMPLE.fullmatch(line), line
            base = re.sub(r"_(bucket|sum|count)$", "", line.partition("{")[0].partition(" ")[0])
            assert base in declared


def test_the_network_is_told_by_the_names_of_the_design() -> None:
    told = _samples(exposition(NETWORK, {}))
    assert told == {
        "kiosk_store_up": 1,
        "kiosk_oldest_unacked_seconds": 1.5,
        "kiosk_stream_lag_events": 70,
        "kiosk_devices": 3,
        "kiosk_devices_online": 2,
        "kiosk_quarantine_total": 4,
        "kiosk_quarantine_open": 2,
        "kiosk_conflicts_open": 5,
        "kiosk_parked_total": 1,
        "kiosk_messages_open": 6,
        "kiosk_duplicates_total": 7,
    }
    assert _samples(exposition(None, {}, 6.5)) == {"kiosk_store_up": 0, "kiosk_crl_days_left": 6.5}


def test_while_the_books_cannot_be_asked_only_the_processes_tell() -> None:
    told = _samples(exposition(None, {"central": Meters()}))
    assert told["kiosk_store_up"] == 0
    assert told['kiosk_group_size_count{part="central"}'] == 0
    assert "kiosk_devices" not in told


def test_values_are_counted_by_size_and_together() -> None:
    cells = [0.0] * 5
    histogram = Histogram((1, 2), cells, 1)
    for value in (0.5, 1, 1.5, 9):
        histogram.observe(value)
    assert list(histogram.lines("kiosk_x", "a")) == [
        'kiosk_x_bucket{part="a",le="1"} 2',
        'kiosk_x_bucket{part="a",le="2"} 3',
        'kiosk_x_bucket{part="a",le="+Inf"} 4',
        'kiosk_x_sum{part="a"} 12.000000',
        'kiosk_x_count{part="a"} 4',
    ]
    assert cells[0] == 0.0


def test_the_two_histograms_of_a_process_share_no_number() -> None:
    cells = [0.0] * CELLS
    meters = Meters(cells)
    meters.group_size.observe(1000)
    meters.commit_seconds.observe(1000)
    told = _samples(exposition(None, {"a": Meters(cells)}))
    assert told['kiosk_group_size_bucket{part="a",le="64"}'] == 0
    assert told['kiosk_group_size_count{part="a"}'] == 1
    assert told['kiosk_commit_seconds_bucket{part="a",le="10.0"}'] == 0
    assert told['kiosk_commit_seconds_sum{part="a"}'] == 1000
    assert sum(cells) == pytest.approx(2002)
