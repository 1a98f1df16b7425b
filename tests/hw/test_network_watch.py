"""How far the box gets is asked while somebody wants to know, and by nobody else."""

from queue import SimpleQueue

from kiosk.core.wifi import Reach, ReachSeen
from kiosk.hw.network_watch import ReachWatch

TOLD_S = 30.0


def test_what_differs_is_told_as_long_as_it_is_wanted() -> None:
    answers: SimpleQueue[Reach] = SimpleQueue()
    told: SimpleQueue[ReachSeen] = SimpleQueue()
    watch = ReachWatch(answers.get, told.put, every_s=0.001)
    watch.start()
    answers.put(Reach.PORTAL)
    assert (answers.qsize(), told.empty()) == (1, True), "nobody wants to know yet"
    watch.want(on=True)
    assert told.get(timeout=TOLD_S).reach is Reach.PORTAL
    answers.put(Reach.FULL)
    assert told.get(timeout=TOLD_S).reach is Reach.FULL
    watch.stop()
    answers.put(Reach.NONE)  # it may be waiting for this one
    watch._thread.join(TOLD_S)
    assert not watch._thread.is_alive()
    assert told.empty(), "what is answered after the end is told to nobody"


def test_what_is_known_is_told_no_more_until_it_is_believed_otherwise() -> None:
    answers: SimpleQueue[Reach] = SimpleQueue()
    told: SimpleQueue[ReachSeen] = SimpleQueue()
    watch = ReachWatch(answers.get, told.put, every_s=0.001)
    watch.want(on=True, known=Reach.NONE)
    watch.start()
    for reach in (Reach.NONE, Reach.PORTAL, Reach.PORTAL, Reach.FULL):
        answers.put(reach)
    assert [told.get(timeout=TOLD_S) for _ in range(2)] == [
        ReachSeen(Reach.PORTAL),
        ReachSeen(Reach.FULL),
    ]
    watch.want(on=True, known=Reach.PORTAL)  # somebody looked meanwhile
    answers.put(Reach.FULL)
    assert told.get(timeout=TOLD_S) == ReachSeen(Reach.FULL)
    watch.stop()
    answers.put(Reach.FULL)
    watch._thread.join(TOLD_S)
    assert told.empty()


def test_one_that_was_never_wanted_ends_at_once() -> None:
    watch = ReachWatch(lambda: Reach.FULL, lambda _: None, 1.0)
    watch.start()
    watch.want(on=False)
    watch.stop()
    watch._thread.join(TOLD_S)
    assert not watch._thread.is_alive()
