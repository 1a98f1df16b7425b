import threading
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from kiosk.hw.frame_source import FrameSource
from kiosk.hw.ports import (
    Colour,
    DeviceFault,
    Facts,
    Fault,
    Lamp,
    LightDriver,
    Look,
    Printer,
    PrinterState,
    Rhythm,
    Shown,
)
from tests.hw.contract import NO_FAR_SIDE, RIGS
from tests.hw.held import held, no_more_than
from tests.hw.rigs.rig import Rig
from tests.waiting import eventually

PERMANENT = {Fault.DENIED, Fault.MISSING_LIBRARY, Fault.MISCONFIGURED}
FAULTS = [(id_, name) for id_, rig in RIGS.items() for name in rig.faults]
PUSHED = (LightDriver, Printer)  # nothing comes from these by itself


@pytest.fixture
def rig_of(tmp_path: Path) -> Iterator[Callable[..., Rig]]:
    """Make the rig of an id, with one of its faults planted or none."""
    made: list[Rig] = []

    def make(id_: str, fault: str = "") -> Rig:
        rig = RIGS[id_]
        made.append(rig(tmp_path, rig.faults[fault][0]) if fault else rig(tmp_path))
        return made[-1]

    yield make
    for rig in made:
        rig.device.close()
        rig.end()


def ends_in(*steps: Callable[[], object]) -> object:
    """Return what the last step gave, or the fault of the first that raised one."""
    given: object = None
    try:
        for step in steps:
            given = step()
    except DeviceFault as raised:
        told = raised
    else:
        return given
    assert told.device
    assert told.permanent is (told.what in PERMANENT)
    return told.what


def flat(facts: Facts) -> dict[str, object]:
    """Return the facts, looking at their shape: what the health screen can show."""
    assert {type(key) for key in facts} <= {str}
    assert {type(value) for value in facts.values()} <= {str, int, float, bool}
    return dict(facts)


def in_time(call: Callable[[], object]) -> object:
    """Return what a call ends in; fails, and does not hang, when it never returns."""
    ended: list[object] = []
    caller = threading.Thread(target=lambda: ended.append(ends_in(call)), daemon=True)
    caller.start()
    caller.join(60)
    assert ended, "it never returned"
    return ended[0]


def of_port(port: type) -> list[str]:
    return [id_ for id_, rig in RIGS.items() if rig.port is port]


# -- open, check, close ----------------------------------------------------------------------------


@pytest.mark.parametrize("id_", RIGS)
def test_an_open_device_tells_flat_facts_and_does_its_work(
    id_: str, rig_of: Callable[..., Rig]
) -> None:
    rig = rig_of(id_)
    opened = flat(rig.device.open())
    checked = flat(rig.device.check())
    assert opened
    assert {key: type(value) for key, value in checked.items() if key in opened} == {
        key: type(value) for key, value in opened.items() if key in checked
    }
    assert ends_in(rig.use, rig.use) == rig.good


@pytest.mark.parametrize("id_", RIGS)
def test_a_device_may_be_closed_at_any_time_and_twice(id_: str, rig_of: Callable[..., Rig]) -> None:
    rig = rig_of(id_)
    assert [rig.device.close(), rig.device.close()] == [None, None]
    rig.device.open()
    assert [rig.device.close(), rig.device.close()] == [None, None]
    assert ends_in(rig.device.open, rig.use) == rig.good


@pytest.mark.parametrize("id_", RIGS)
def test_nothing_comes_before_open_and_after_close(id_: str, rig_of: Callable[..., Rig]) -> None:
    rig = rig_of(id_)
    before = ends_in(rig.touch)
    assert ends_in(rig.device.open, rig.use) == rig.good
    rig.device.close()
    assert (before, ends_in(rig.touch)) == rig.closed


@pytest.mark.parametrize("id_", RIGS)
def test_opening_again_and_again_leaves_nothing_behind(
    id_: str, rig_of: Callable[..., Rig]
) -> None:
    rig = rig_of(id_)

    def go() -> object:
        told = ends_in(rig.device.open, rig.use)
        rig.device.close()
        return told

    assert go() == rig.good  # what the first time loads stays
    eventually(lambda: not active_children())
    before = held()
    assert [go() for _ in range(rig.often)] == [rig.good] * rig.often
    eventually(lambda: no_more_than(before))  # a far side notices a little later


@pytest.mark.parametrize("id_", RIGS)
def test_an_open_device_may_be_opened_anew(id_: str, rig_of: Callable[..., Rig]) -> None:
    rig = rig_of(id_)
    rig.device.open()
    before = held()
    assert ends_in(rig.device.open, rig.use) == rig.good
    eventually(lambda: no_more_than(before))


# -- the far side ----------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", [i for i in RIGS if i not in NO_FAR_SIDE])
def test_what_is_not_there_is_absent_until_it_comes(id_: str, rig_of: Callable[..., Rig]) -> None:
    rig = rig_of(id_)
    rig.pull()
    told = [ends_in(rig.device.open)]
    before = held()
    told.append(ends_in(rig.device.open))
    eventually(lambda: no_more_than(before))  # a far side lets go a little later
    assert told == [Fault.ABSENT, Fault.ABSENT]
    rig.device.close()
    rig.plug()
    assert ends_in(rig.device.open, rig.use) == rig.good


@pytest.mark.parametrize("id_", [i for i, rig in RIGS.items() if rig.gone != rig.good])
def test_what_goes_while_it_is_open_comes_back(id_: str, rig_of: Callable[..., Rig]) -> None:
    rig = rig_of(id_)
    rig.device.open()
    rig.pull()
    assert ends_in(rig.use) == rig.gone
    rig.device.close()
    rig.plug()
    assert ends_in(rig.device.open, rig.use) == rig.good


@pytest.mark.parametrize("id_", [i for i, rig in RIGS.items() if rig.port not in PUSHED])
def test_waiting_has_an_end_when_nothing_comes(id_: str, rig_of: Callable[..., Rig]) -> None:
    rig = rig_of(id_)
    rig.device.open()
    assert in_time(rig.listen) == rig.silence


# -- faults ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("id_", "fault"), FAULTS)
def test_a_fault_ends_in_a_device_fault_or_an_answer(
    id_: str, fault: str, rig_of: Callable[..., Rig]
) -> None:
    rig = rig_of(id_, fault)
    told = ends_in(rig.device.open, *[rig.use] * rig.uses)
    assert (told, rig.device.close()) == (rig.faults[fault][1], None)


@pytest.mark.parametrize(("id_", "fault"), [f for f in FAULTS if f[1] not in RIGS[f[0]].lasting])
def test_a_device_works_again_when_the_fault_is_over(
    id_: str, fault: str, rig_of: Callable[..., Rig]
) -> None:
    rig = rig_of(id_, fault)
    ends_in(rig.device.open, *[rig.use] * rig.uses)
    rig.device.close()
    rig.heal()
    assert ends_in(rig.device.open, rig.use) == rig.good
    assert "degraded" not in rig.device.check()


# -- each port -------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", of_port(FrameSource))
def test_a_frame_is_newer_than_the_last_and_nobody_elses(
    id_: str, rig_of: Callable[..., Rig]
) -> None:
    source = rig_of(id_).device
    source.open()
    frames = [source.frame(1.0) for _ in range(3)]
    for frame in frames:
        frame.y[:] = 255
    fresh = source.frame(1.0)
    assert int(fresh.y.min()) < 255
    assert [frame.seq - frames[0].seq for frame in [*frames, fresh]] == [0, 1, 2, 3]


def test_a_closed_eye_is_blind_and_takes_orders(rig_of: Callable[..., Rig]) -> None:
    eye = rig_of("eye").device
    assert [eye.look(Look.SCAN), eye.photo("p1"), eye.preview(0)] == [None, None, None]


@pytest.mark.parametrize("id_", of_port(Printer))
def test_a_pulled_cable_is_a_status_of_the_printer(id_: str, rig_of: Callable[..., Rig]) -> None:
    rig = rig_of(id_)
    told = [rig.device.status()]
    rig.pull()
    told.append(rig.device.status())
    rig.plug()
    told.append(rig.device.status())
    assert told == [PrinterState.READY, PrinterState.GONE, PrinterState.READY]


@pytest.mark.parametrize("id_", of_port(LightDriver))
def test_the_same_frame_twice_shows_the_same(id_: str, rig_of: Callable[..., Rig]) -> None:
    rig = rig_of(id_)
    rig.device.open()
    assert [rig.use(), rig.use()] == [rig.good, rig.good]


def test_lights_take_every_plan_whatever_is_open(rig_of: Callable[..., Rig]) -> None:
    take = Lamp((Colour.AMBER,), Rhythm.TAKE)
    plan = {"A-01": take, "Z-99": take}
    rig = rig_of("engine")
    told = [rig.device.show(plan)]
    rig.device.open()
    told.append(rig.device.show(plan))
    rig.pull()
    told.append(rig.device.show(plan))
    rig.device.close()
    told.append(rig.device.show(plan))
    seen = Shown(lit=frozenset({"A-01"}), unmapped=frozenset({"Z-99"}))
    dark = Shown(unmapped=frozenset(plan))
    assert told == [dark, seen, seen, dark]
    assert rig.device.walk(0.1) is None


def test_lights_are_pointed_at_and_mapped_whatever_is_open(rig_of: Callable[..., Rig]) -> None:
    rig = rig_of("engine")
    told: list[str] = []
    for turn in (lambda: None, rig.device.open, rig.pull, rig.device.close):
        turn()
        for chain in (*(known.name for known in rig.device.mapped()), "nowhere"):
            rig.device.point(chain, 0)
            rig.device.remap(chain, ["B-01", ""], {0, 99})
            rig.device.show({"B-01": Lamp((Colour.AMBER,), Rhythm.TAKE)})
            rig.device.point(chain, None)
            rig.device.remap(chain, None, ())
            told.append(chain)
    assert len(told) >= 8
