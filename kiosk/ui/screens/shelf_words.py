"""The words of the shelf map: zones, runs of cells, runs of lights."""

from collections.abc import Iterable

from kiosk.core.shelfplan import Plan
from kiosk.core.words import Zone
from kiosk.ui.kit.cells import short
from kiosk.ui.phrases import Phrases

_MOST_RUNS = 4


def zone_word(zone: Zone, phrases: Phrases) -> str:
    """Return what a zone is for, as people say it."""
    say = phrases.text
    words = {
        Zone.MAIN: say("Storage"),
        Zone.RETURNS: say("Going back"),
        Zone.DIRECT: say("Drop-offs"),
        Zone.QUARANTINE: say("Set aside"),
        Zone.FLOOR: say("Floor"),
    }
    return words[zone]


def runs(cells: Iterable[str]) -> str:
    """Return cells as runs of numbers: `A-01..05, A-09`."""
    found: list[list[str]] = []
    for cell in cells:
        if found and _follows(found[-1][-1], cell):
            found[-1].append(cell)
        else:
            found.append([cell])
    texts = [run[0] if len(run) == 1 else f"{run[0]}..{short(run[-1])}" for run in found]
    more = len(texts) - _MOST_RUNS
    return ", ".join(texts[:_MOST_RUNS]) + (f" +{more}" if more > 0 else "")


def _follows(before: str, cell: str) -> bool:
    (rack, _, number), (other, _, next_) = before.rpartition("-"), cell.rpartition("-")
    both = number.isdigit() and next_.isdigit()
    return rack == other and both and int(number) + 1 == int(next_)


def light_run(leds: Iterable[int]) -> str:
    """Return LEDs as a person counts them: `1-5, 9`; empty for none."""
    found: list[list[int]] = []
    for led in sorted(leds):
        if found and found[-1][-1] + 1 == led:
            found[-1].append(led)
        else:
            found.append([led])
    texts = [f"{r[0] + 1}" if len(r) == 1 else f"{r[0] + 1}-{r[-1] + 1}" for r in found]
    return ", ".join(texts)


def lights_of(plan: Plan, cells: Iterable[str]) -> dict[str, list[int]]:
    """Return the LEDs of cells, by chain."""
    found: dict[str, list[int]] = {}
    for cell in cells:
        for chain, led in plan.lights_of(cell):
            found.setdefault(chain, []).append(led)
    return found
