"""The equipment check of an opening: what the self-test found, as the network asks it."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from kiosk.core.opening_words import MOST_CHECKS, CheckKind
from kiosk.core.opening_words import CheckLine as Told
from kiosk.core.openings import LIGHTS_PERCENT
from kiosk.core.words import ClockQuality
from kiosk.hw.ports import LampChain
from kiosk.workflows.selftest import CheckLine, Verdict

K = CheckKind
_KINDS = {"camera": K.READER, "scanner": K.READER, "printer": K.SLIP, "buttons": K.BUTTON,
          "mail": K.LINK}  # fmt: skip
_WANTED = (K.READER, K.LIGHTS, K.SLIP, K.BUTTON)  # each has a line, even without a device
_ORDER = (*_WANTED, K.LINK, K.CLOCK)
_UNPROVED = {"no_network", "uncertain"}  # worth a look elsewhere, and not enough for a launch


class Mark(StrEnum):
    """How a line of the check stands."""

    WAITS = "waits"
    RUNS = "runs"
    SKIPPED = "skipped"
    PASSED = "passed"
    FAILED = "failed"
    NOT_THERE = "not_there"


class EquipmentLine(Struct, frozen=True):
    """One line of the check.

    Args:
        kind: what is looked at.
        mark: how it stands.
        good: how many are well; `of` how many.
        test: the self-test's line, None for what needs no test or is not there.
        chain: the chain of lamps that it is about.
    """

    kind: CheckKind
    mark: Mark
    good: int = 0
    of: int = 0
    test: CheckLine | None = None
    chain: LampChain | None = None

    @property
    def name(self) -> str:
        """The device's own name, empty for what is no device."""
        if self.chain is not None:
            return self.chain.name
        return self.test.device if self.test and self.kind is not K.LINK else ""


def lines(
    tests: Iterable[CheckLine], chains: Iterable[LampChain], clock: ClockQuality
) -> tuple[EquipmentLine, ...]:
    """Return every line of the check, in order; none before the self-test was run.

    Args:
        tests: the self-test's lines.
        chains: of lamps, as they are mapped now.
        clock: how far the time can be believed.
    """
    by_name = {line.device: line for line in tests}
    if not by_name:
        return ()
    found = [*_devices(by_name.values()), *(_lamps(c, by_name.get(c.name)) for c in chains)]
    known = {line.kind for line in found}
    found += [EquipmentLine(kind, Mark.NOT_THERE) for kind in _WANTED if kind not in known]
    is_sure = clock is not ClockQuality.UNSURE
    mark = Mark.PASSED if is_sure else Mark.FAILED
    found.append(EquipmentLine(K.CLOCK, mark, int(is_sure), 1))
    return tuple(sorted(found, key=lambda line: _ORDER.index(line.kind)))


def told(found: Iterable[EquipmentLine]) -> tuple[Told, ...]:
    """Return the lines as the central is told them; very many are one a kind."""
    each = [Told(line.kind, line.good, line.of, line.name) for line in found]
    if len(each) <= MOST_CHECKS:
        return tuple(each)
    kinds = dict.fromkeys(line.kind for line in each)
    return tuple(_sum(kind, [line for line in each if line.kind is kind]) for kind in kinds)


def _sum(kind: CheckKind, those: list[Told]) -> Told:
    return Told(kind, sum(line.good for line in those), sum(line.of for line in those))


def _devices(tests: Iterable[CheckLine]) -> Iterator[EquipmentLine]:
    for test in tests:
        if test.kind in _KINDS:
            is_good = _is_good(test)
            yield EquipmentLine(
                _KINDS[test.kind], _mark(test, is_good=is_good), int(is_good), 1, test
            )


def _lamps(chain: LampChain, test: CheckLine | None) -> EquipmentLine:
    """Return the line of a chain: lamps that were not walked are not known to shine."""
    leds = [led for led, cell in enumerate(chain.cells) if cell]
    good = sum(led not in chain.dark for led in leds) if test and _is_good(test) else 0
    if not leds or test is None:
        mark = Mark.NOT_THERE if not leds else Mark.SKIPPED
        return EquipmentLine(K.LIGHTS, mark, 0, len(leds), test, chain)
    is_good = good * 100 >= len(leds) * LIGHTS_PERCENT
    return EquipmentLine(K.LIGHTS, _mark(test, is_good=is_good), good, len(leds), test, chain)


def _is_good(test: CheckLine) -> bool:
    return test.verdict is Verdict.OK or (
        test.verdict is Verdict.WARN and test.what not in _UNPROVED
    )


def _mark(test: CheckLine, *, is_good: bool) -> Mark:
    match test.verdict:
        case Verdict.WAITS | Verdict.RUNS | Verdict.SKIPPED:
            return Mark(test.verdict.value)
        case _:
            return Mark.PASSED if is_good else Mark.FAILED
