"""Whoever asks from another thread is answered by the one that owns the books."""

import threading
from concurrent.futures import Future

import pytest

from kiosk.central.asks import Asks, TooMany
from kiosk.central.store import StoreUnsure


def test_an_ask_is_done_by_the_thread_that_answers() -> None:
    asks, came = Asks(), list[Future[str]]()
    other = threading.Thread(
        target=lambda: came.append(asks.ask(lambda: threading.current_thread().name))
    )
    other.start()
    other.join()
    assert not came[0].done()
    asks.answer()
    assert came[0].result(0) == threading.current_thread().name


def test_asks_are_answered_in_their_order() -> None:
    asks, done = Asks(), list[int]()
    for n in range(5):
        asks.ask(lambda n=n: done.append(n))  # type: ignore[misc]
    asks.answer()
    assert done == [0, 1, 2, 3, 4]


def test_what_may_be_done_is_told_as_such() -> None:
    def lost() -> None:
        raise StoreUnsure("gone")

    asks = Asks()
    asked = asks.ask(lost)
    with pytest.raises(StoreUnsure):
        asks.answer()
    with pytest.raises(StoreUnsure):
        asked.result(0)


def test_a_fault_is_heard_on_both_sides_and_the_next_is_done() -> None:
    asks = Asks()
    bad, good = asks.ask(lambda: 1 // 0), asks.ask(lambda: "good")
    with pytest.raises(ZeroDivisionError):
        asks.answer()
    with pytest.raises(TooMany):
        bad.result(0)
    asks.answer()
    assert good.result(0) == "good"


def test_what_nobody_waits_for_any_more_is_not_done() -> None:
    asks, done = Asks(), list[int]()
    asks.ask(lambda: done.append(1)).cancel()
    asks.answer()
    assert done == []


def test_there_is_room_for_a_few_only() -> None:
    asks = Asks()
    for _ in range(64):
        asks.ask(lambda: None)
    with pytest.raises(TooMany):
        asks.ask(lambda: None)
