"""The updater to practise with goes its way by the clock, and ends as it was told to."""

import pytest

from kiosk.core.update_words import Cause, Step
from kiosk.core.updates import Progress, UpdateAvailable
from kiosk.hw.sim.updater import SimUpdater

LETTER = UpdateAvailable("r1", "2.0.0", 20, "https://m.example/k.kup", "a" * 64, 100)
REFUSING = {
    *(Cause.BAD_BUNDLE, Cause.BAD_SIGNATURE, Cause.WRONG_ARCH, Cause.WRONG_PYTHON),
    *(Cause.BASE_TOO_OLD, Cause.DOWNGRADE, Cause.DISK_SHORT, Cause.NO_NETWORK, Cause.BUSY),
    *(Cause.BACKUP_FAILED, Cause.MIGRATE_FAILED),
}
BACK = {Cause.NOT_READY, Cause.CRASHED, Cause.HUNG, Cause.POWER, Cause.CRASH_LOOP}


def steps(fault: Cause | None) -> list[tuple[Step, str]]:
    at = 0.0
    updater = SimUpdater(lambda: at, "1.0.0", 2.0, fault)
    assert updater.progress() is None
    updater.begin(LETTER, 1)
    told = []
    for at in (0.0, 1.0, 2.0, 4.0, 60.0):
        if at == 1.0:
            updater.begin(LETTER, 1)  # the same again is no other
        progress = updater.progress()
        assert progress is not None
        told.append((progress.step, progress.cause))
    return told


def test_one_that_holds() -> None:
    assert steps(None) == [
        (Step.BEGUN, ""), (Step.BEGUN, ""), (Step.INSTALLED, ""), (Step.CONFIRMED, ""),
        (Step.CONFIRMED, ""),
    ]  # fmt: skip


@pytest.mark.parametrize("fault", sorted(REFUSING))
def test_one_that_a_check_refuses(fault: Cause) -> None:
    assert steps(fault)[2:] == [(Step.FAILED, fault)] * 3


@pytest.mark.parametrize("fault", sorted(BACK))
def test_one_that_goes_back(fault: Cause) -> None:
    assert steps(fault)[1:4] == [
        (Step.BEGUN, ""), (Step.INSTALLED, ""), (Step.ROLLED_BACK, fault)
    ]  # fmt: skip


def test_another_release_begins_from_the_start_and_one_that_failed_again() -> None:
    at = 0.0
    updater = SimUpdater(lambda: at, "1.0.0", 0.0, Cause.BUSY)
    updater.begin(LETTER, 1)
    assert updater.progress() == Progress("r1", 1, Step.FAILED, "1.0.0", "busy")
    updater.fault = None
    updater.begin(LETTER, 2)
    assert updater.progress() == Progress("r1", 2, Step.CONFIRMED, "1.0.0")
