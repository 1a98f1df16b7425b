from collections.abc import Callable, Iterator
from multiprocessing.shared_memory import SharedMemory

import pytest

from kiosk.hw.eye_window import ENGINE_NAMES, MOST_PREVIEW, Status, Window
from kiosk.hw.ports import Picture


def picture(seq: int, width: int = 4, height: int = 3) -> Picture:
    """A picture that shows by its one colour which it is: torn ones have two."""
    return Picture(seq, width, height, bytes([seq % 251]) * (width * height * 3))


@pytest.fixture
def here() -> Iterator[Window]:
    made = Window()
    yield made
    made.close()


@pytest.fixture
def there(here: Window) -> Iterator[Window]:
    made = Window(here.name)
    yield made
    made.close()


class Halted(Window):
    """A side that something happens to just before it touches the memory for the n-th time."""

    at, happens = 0, staticmethod(lambda: None)

    @property
    def _buffer(self) -> memoryview:
        self.at -= 1
        if self.at == 0:
            self.happens()
        return super()._buffer

    def halt(self, at: int, happens: Callable[[], object]) -> None:
        self.at, self.happens = at, happens


def _dies() -> None:
    raise InterruptedError


@pytest.fixture
def halted(here: Window) -> Iterator[Halted]:
    made = Halted(here.name)
    yield made
    made.close()


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_the_other_side_reads_how_the_child_is(here: Window, there: Window, engine: str) -> None:
    assert here.status() == Status(0, 0.0, 0.0, "")
    status = Status(2**40, 123456.789, 98765.4321, engine)
    there.tell(status)
    assert here.status() == status


def test_the_other_side_sees_the_newest_picture_and_none_twice(here: Window, there: Window) -> None:
    assert here.newest(0) is None
    for seq in range(1, 12):
        there.put(picture(seq, 1 + seq, 2 + seq))
        assert here.newest(seq - 1) == picture(seq, 1 + seq, 2 + seq)
        assert here.newest(seq) is None
    assert here.newest(0) == picture(11, 12, 13)


def test_a_picture_neither_touches_its_neighbours_nor_the_status(
    here: Window, there: Window
) -> None:
    status = Status(7, 1.5, 2.5, "zbar")
    there.tell(status)
    for seq in (1, 2, 3):
        there.put(picture(seq, *MOST_PREVIEW))
    assert here.newest(0) == picture(3, *MOST_PREVIEW)
    there.put(picture(4, 1, 1))
    there.put(picture(5, 1, 1))
    assert (here.newest(5), here.newest(4)) == (None, picture(5, 1, 1))
    assert here.status() == status


def test_a_picture_larger_than_a_slot_is_refused(here: Window) -> None:
    here.put(picture(1))
    width, height = MOST_PREVIEW
    with pytest.raises(ValueError, match="at most 640 x 480"):
        here.put(picture(2, width, height + 1))
    assert here.newest(0) == picture(1)


@pytest.mark.parametrize("step", range(1, 5))
def test_a_slot_that_is_being_written_is_skipped(here: Window, halted: Halted, step: int) -> None:
    for seq in (1, 2, 3):
        halted.put(picture(seq))
    seen: list[Picture | None] = []
    halted.halt(step, lambda: seen.append(here.newest(0)))
    halted.put(picture(4))
    assert seen == [picture(3)]
    assert here.newest(0) == picture(4)


@pytest.mark.parametrize("step", range(1, 5))
def test_a_writer_that_died_in_a_slot_spoils_no_later_picture(
    here: Window, halted: Halted, step: int
) -> None:
    halted.put(picture(1))
    halted.halt(step, _dies)
    with pytest.raises(InterruptedError):
        halted.put(picture(2))
    assert here.newest(0) == picture(1)
    for seq in range(3, 9):
        halted.put(picture(seq))
        assert here.newest(0) == picture(seq)


@pytest.mark.parametrize("puts", range(1, 8))
@pytest.mark.parametrize("step", range(1, 7))
def test_a_reader_that_was_overtaken_gets_a_whole_picture_or_none(
    here: Window, halted: Halted, step: int, puts: int
) -> None:
    for seq in (1, 2, 3):
        here.put(picture(seq))
    later = [picture(seq, 5, 4) for seq in range(4, 4 + puts)]
    halted.halt(step, lambda: [here.put(one) for one in later])
    seen = halted.newest(0)
    assert seen in [None, picture(1), picture(2), picture(3), *later]
    assert here.newest(0) == later[-1]


@pytest.mark.parametrize("written", [3, 4])
@pytest.mark.parametrize("step", range(1, 7))
def test_a_reader_never_takes_a_slot_that_stays_half_written(
    here: Window, halted: Halted, step: int, written: int
) -> None:
    writer = Halted(here.name)

    def begins() -> None:
        for seq in (4, 5):
            writer.put(picture(seq))
        writer.halt(written, _dies)
        with pytest.raises(InterruptedError):
            writer.put(picture(6))

    for seq in (1, 2, 3):
        writer.put(picture(seq))
    halted.halt(step, begins)
    seen = halted.newest(0)
    writer.close()
    assert seen in [None, *(picture(seq) for seq in range(1, 6))]


def test_the_memory_is_gone_when_its_maker_lets_go() -> None:
    here = Window()
    there = Window(here.name)
    name = here.name
    there.close()
    there.close()
    SharedMemory(name).close()  # whoever only looked removes nothing
    here.close()
    here.close()
    with pytest.raises(FileNotFoundError):
        Window(name)
    with pytest.raises(ValueError, match="closed"):
        here.status()
