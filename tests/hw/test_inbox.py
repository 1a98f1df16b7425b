import threading

from kiosk.hw.inbox import Queue
from kiosk.hw.ports import (
    ButtonPressed,
    DeviceHealth,
    DeviceState,
    NewMail,
    PrintDone,
    PrintOutcome,
    Scan,
    Signal,
    Symbology,
    Tick,
)


def scan(number: int) -> Scan:
    return Scan(f"A-{number:02d}", Symbology.UNKNOWN, "hand", float(number))


def health(number: int) -> DeviceHealth:
    return DeviceHealth("hand", "scanner", DeviceState.READY, "", "", float(number))


def filled(*signals: Signal) -> Queue:
    queue = Queue()
    for signal in signals:
        queue.put(signal)
    return queue


def taken(queue: Queue) -> list[Signal]:
    return list(iter(queue.get, None))


def test_signals_come_out_in_the_order_they_went_in() -> None:
    signals = [scan(1), ButtonPressed("section-a", held=False, at=2.0), health(3), scan(4)]
    queue = filled(*signals)
    assert len(queue) == 4
    assert taken(queue) == signals
    assert (len(queue), queue.get()) == (0, None)


def test_eight_scans_wait_and_the_oldest_is_dropped() -> None:
    queue = filled(*(scan(n) for n in range(1, 9)))
    assert queue.dropped == 0
    queue.put(scan(9))
    assert taken(queue) == [scan(n) for n in range(2, 10)]
    assert queue.dropped == 1


def test_a_flood_of_scans_costs_no_other_signal() -> None:
    done = PrintDone("j1", PrintOutcome.PRINTED, 1.0)
    queue = filled(health(0), *(scan(n) for n in range(100)), done)
    assert taken(queue) == [health(0), *(scan(n) for n in range(92, 100)), done]
    assert queue.dropped == 92


def test_the_same_code_again_loses_its_oldest_reading() -> None:
    again = [scan(1), *(scan(n) for n in range(2, 9)), scan(1)]
    assert taken(filled(*again)) == again[1:]


def test_a_code_that_was_taken_makes_room() -> None:
    queue = filled(*(scan(n) for n in range(1, 9)))
    assert queue.get() == scan(1)
    queue.put(scan(9))
    assert taken(queue) == [scan(n) for n in range(2, 10)]
    assert queue.dropped == 0


def test_only_the_last_second_and_the_last_mail_notice_wait() -> None:
    queue = filled(Tick(1.0), NewMail(1.5), scan(1), Tick(2.0), NewMail(2.5), Tick(3.0))
    assert taken(queue) == [scan(1), NewMail(2.5), Tick(3.0)]
    assert queue.dropped == 0


def test_a_main_thread_that_hangs_costs_bounded_memory() -> None:
    queue = filled(*(health(n) for n in range(600)))
    assert queue.dropped == 88
    assert taken(queue) == [health(n) for n in range(88, 600)]


def test_every_signal_wakes_the_main_thread_once_it_is_there() -> None:
    waiting: list[int] = []
    queue = Queue()
    queue.on_put = lambda: waiting.append(len(queue))
    for signal in (scan(1), Tick(2.0), Tick(3.0), health(4)):
        queue.put(signal)
    assert waiting == [1, 2, 2, 3]


def test_the_main_thread_may_take_signals_while_it_is_woken() -> None:
    got: list[Signal | None] = []
    queue = Queue()
    queue.on_put = lambda: got.append(queue.get())
    queue.put(scan(1))
    assert (got, len(queue)) == ([scan(1)], 0)


def test_signals_of_many_threads_arrive_all_and_each_thread_s_in_order() -> None:
    queue = Queue()

    def tell(name: str) -> None:
        for n in range(100):
            queue.put(PrintDone(name, PrintOutcome.PRINTED, float(n)))

    threads = [threading.Thread(target=tell, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [s for s in taken(queue) if isinstance(s, PrintDone)]
    assert [[s.at for s in told if s.job_id == name] for name in "abcd"] == [
        [float(n) for n in range(100)]
    ] * 4
    assert queue.dropped == 0
