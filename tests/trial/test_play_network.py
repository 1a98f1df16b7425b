"""The networks of a scenario: each word does what it says, and a secret that leaked is found."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.core.wifi import NetFault, Reach
from kiosk.hw.sim.network import SimNetwork
from kiosk.trial.play_network import NetworkPart
from kiosk.trial.scenario import ScenarioFault, read
from kiosk.trial.stage_gear import AIR, HOME


class Point:
    """A stage's folder and its air."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.air = folder / "point", SimNetwork(AIR, HOME)
        self.folder.mkdir()
        stage: Any = SimpleNamespace(
            gear=SimpleNamespace(air=self.air), setting=SimpleNamespace(folder=self.folder)
        )
        self.part, self.file = NetworkPart(stage), folder / "play.txt"

    def do(self, line: str) -> None:
        self.file.write_text(line, encoding="utf-8")
        (step,) = read(self.file)
        self.part.doings[step.word](step)


def test_a_network_goes_comes_back_and_is_held_up(tmp_path: Path) -> None:
    point = Point(tmp_path)
    point.do("wifi Cafe goes")
    assert "Cafe" not in point.air.spots
    point.do("wifi Cafe goes")
    point.do("wifi Cafe comes back")
    assert point.air.spots["Cafe"] == AIR["Cafe"]
    point.do(f"wifi {HOME} holds up")
    assert point.air.reach() is Reach.PORTAL
    point.do(f"wifi {HOME} lets through")
    assert point.air.reach() is Reach.FULL
    with pytest.raises(ScenarioFault, match="the networks are"):
        point.do("wifi Nowhere goes")


def test_what_manages_networks_refuses_is_absent_and_obeys(tmp_path: Path) -> None:
    point = Point(tmp_path)
    faults = {"refuses": NetFault.DENIED, "is absent": NetFault.ABSENT, "obeys": None}
    for word, fault in faults.items():
        point.do(f"wifi {word}")
        assert point.air.fault is fault


def test_a_secret_in_any_file_is_found_and_named(tmp_path: Path) -> None:
    point = Point(tmp_path)
    (point.folder / "counter.db-wal").write_bytes(b"\x00\xffshelves-41\x00")
    point.do("untold shelves-42")
    with pytest.raises(ScenarioFault, match=r"stands in counter\.db-wal"):
        point.do("untold shelves-41")
