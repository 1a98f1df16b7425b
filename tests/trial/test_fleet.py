"""A fleet alone: its figures, its names, and what it does when the other end is not there."""

import math
from pathlib import Path
from random import Random

import pytest

from kiosk.trial.brokers import free_port, start_broker
from kiosk.trial.fleet import Fleet, Load, Measured, device_name
from tests.trial.test_bench_events import stamp


def test_no_ack_is_no_figure() -> None:
    seen = Measured(1.0, 0, 0, 1.0, (), 0, 0)
    assert math.isnan(seen.ack_ms(0.5))


def test_the_share_of_acks_is_taken_in_order_of_size() -> None:
    seen = Measured(1.0, 0, 0, 1.0, tuple(map(float, range(100))), 0, 0)
    assert (seen.ack_ms(0.5), seen.ack_ms(0.95), seen.ack_ms(1.0)) == (50.0, 95.0, 99.0)


def test_the_names_are_those_of_boxes() -> None:
    assert device_name(7) == "fleet-000007"


def test_without_a_broker_there_is_no_fleet() -> None:
    fleet = Fleet("127.0.0.1", free_port(), Load(2, 1.0, 1.0), stamp, Random(1))
    with pytest.raises(OSError, match="onnect"):
        fleet.run(lambda: None, 1.0)


def test_without_a_central_nobody_is_welcomed(tmp_path: Path) -> None:
    broker = start_broker("mosquitto", tmp_path / "broker")
    try:
        fleet = Fleet(broker.host, broker.port, Load(2, 1.0, 1.0), stamp, Random(1))
        with pytest.raises(TimeoutError, match="welcomed"):
            fleet.run(lambda: None, 0.1)
    finally:
        broker.stop()
