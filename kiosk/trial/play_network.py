"""The networks of a scenario: the broker's line, the Wi-Fi around the counter, and its secrets."""

from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec.structs import replace

from kiosk.core.wifi import NetFault, Reach
from kiosk.trial.scenario import ScenarioFault, Step
from kiosk.trial.stage import Stage
from kiosk.trial.stage_gear import AIR

_FAULTS = {"refuses": NetFault.DENIED, "is absent": NetFault.ABSENT, "obeys": None}


class NetworkPart:
    """What happens to the networks of a stage.

    Args:
        stage: whose.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.doings: Mapping[str, Callable[[Step], None]] = {
            "network": self._network,
            "wifi": self._wifi,
            "untold": self._untold,
        }

    def _network(self, step: Step) -> None:
        if step.args["state"] == "down":
            self._stage.broker.kill()
        else:
            self._stage.broker.start()

    def _wifi(self, step: Step) -> None:
        air = self._stage.gear.air
        if "fault" in step.args:
            air.fault = _FAULTS[step.args["fault"]]
            return
        spot, state = step.args["spot"], step.args["state"]
        if spot not in AIR:
            raise ScenarioFault(step.file, step.line, f"the networks are {', '.join(AIR)}")
        match state:
            case "goes":
                air.spots.pop(spot, None)
            case "holds up":
                air.spots[spot] = replace(AIR[spot], reach=Reach.PORTAL)
            case "lets through":
                air.spots[spot] = replace(AIR[spot], reach=Reach.FULL)
            case _:
                air.spots[spot] = AIR[spot]

    def _untold(self, step: Step) -> None:
        folder, secret = self._stage.setting.folder, step.args["text"]
        told = [path.name for path in sorted(folder.rglob("*")) if _holds(path, secret)]
        if told:
            raise ScenarioFault(step.file, step.line, f"{secret} stands in {', '.join(told)}")


def _holds(path: Path, secret: str) -> bool:
    try:
        return path.is_file() and secret.encode() in path.read_bytes()
    except OSError:  # it has gone meanwhile, or is no file to read
        return False
