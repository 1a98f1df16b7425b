"""A small fleet at a real broker and a real central: what it saw is what the books have."""

import math
import resource
import threading
from pathlib import Path

import pytest

from kiosk.trial import bench_fleet
from kiosk.trial.bench_fleet import Elsewhere, FleetWish, TooMany
from kiosk.trial.brokers import free_port, start_broker
from tests.trial.leftovers import leftovers

FEW = FleetWish(kiosks=12, every_s=0.3, lasting_s=1.5)


@pytest.mark.slow
def test_a_fleet_is_held_and_measured_and_nothing_is_left_running() -> None:
    with leftovers() as left:
        rows = {row.name.partition(": ")[2]: row for row in bench_fleet.rows(FEW)}
    assert left == []
    assert all(math.isfinite(row.value) for row in rows.values())
    assert rows["events not acknowledged in the end"].value == 0
    assert rows["acknowledged and not in the books"].value == 0
    assert rows["links lost and made anew"].value == 0
    assert rows["events a second"].value > 0
    assert (rows["the broker, MB"].target, rows["the central, MB"].target) == (30.0, 80.0)
    assert {name for name, row in rows.items() if row.is_duration} == {
        "ack p50 ms",
        "ack p95 ms",
        "until all were welcomed ms",
    }


@pytest.mark.slow
def test_a_broker_that_is_there_already_is_used_and_not_weighed(tmp_path: Path) -> None:
    broker = start_broker("mosquitto", tmp_path / "broker")
    try:
        at = Elsewhere(broker.host, broker.port)
        rows = bench_fleet.rows(FleetWish(4, 0.3, 1.0, at))
    finally:
        broker.stop()
    assert not [row.name for row in rows if "broker" in row.name]
    assert [row.value for row in rows if "books" in row.name] == [0.0]


@pytest.mark.cut
@pytest.mark.slow
def test_a_fleet_finds_its_way_back_to_a_broker_that_died(tmp_path: Path) -> None:
    broker = start_broker("mosquitto", tmp_path / "broker")

    def die() -> None:
        broker.kill()
        broker.start()

    death = threading.Timer(2.0, die)  # whether among greetings or among events: both must mend
    death.start()
    try:
        rows = bench_fleet.rows(FleetWish(8, 0.3, 4.0, Elsewhere(broker.host, broker.port)))
    finally:
        death.join()
        broker.stop()
    found = {row.name.partition(": ")[2]: row.value for row in rows}
    assert found["links lost and made anew"] > 0
    assert found["events not acknowledged in the end"] == 0
    assert found["acknowledged and not in the books"] <= 0


def test_a_broker_that_is_not_there_is_told_by_an_error() -> None:
    with leftovers() as left, pytest.raises(OSError, match="onnect"):
        bench_fleet.rows(FleetWish(4, 0.3, 1.0, Elsewhere("127.0.0.1", free_port())))
    assert left == []


def test_more_kiosks_than_the_machine_has_files_is_told_in_words() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = 10**9
    with pytest.raises(TooMany, match="ulimit -n"):
        bench_fleet._make_room(hard + 1)
