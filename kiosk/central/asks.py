"""What other threads ask of the one that writes the books; it answers between two turns."""

import queue
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

from kiosk.central.sql import Undone
from kiosk.central.store import StoreUnsure

A = TypeVar("A")

_MOST_WAITING = 64


class TooMany(Exception):
    """So many wait already that another would only wait in vain."""


class _Ask(Generic[A]):
    def __init__(self, work: Callable[[], A]) -> None:
        self.work: Callable[[], A] = work
        self.answer: Future[A] = Future()

    def do(self) -> None:
        """Do it, unless whoever asked has gone; a fault is the worker's, and the asker's too."""
        if not self.answer.set_running_or_notify_cancel():
            return
        try:
            self.answer.set_result(self.work())
        except Undone as undone:
            self.answer.set_exception(undone)
        except StoreUnsure as unsure:
            self.answer.set_exception(unsure)  # it may be done: no word for "nothing was"
            raise
        finally:
            if not self.answer.done():
                self.answer.set_exception(TooMany("it could not be done now"))


class Asks:
    """A queue with room for a few."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[_Ask[object]] = queue.Queue(_MOST_WAITING)

    def ask(self, work: Callable[[], A]) -> "Future[A]":
        """Ask for something; from any thread.

        Args:
            work: done by the other thread, which owns what it touches.

        Raises:
            TooMany: the queue is full.
        """
        ask = _Ask(work)
        try:
            self._waiting.put_nowait(ask)  # type: ignore[arg-type]
        except queue.Full as full:
            raise TooMany("too many wait") from full
        return ask.answer

    def answer(self) -> None:
        """Do what was asked, by the thread that owns it; what raises, raises here."""
        while True:
            try:
                ask = self._waiting.get_nowait()
            except queue.Empty:
                return
            ask.do()
