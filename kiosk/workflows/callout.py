"""Calling out where the hand goes next: the name of a cell, for the staff, if a point wants it."""

from collections.abc import Callable

from kiosk.core.callouts import spoken
from kiosk.workflows.counter import Counter

Say = Callable[[str, str], None]  # words and language; returns at once
_TRIED = "A-01"


class Callout:
    """Says the name of the cell somebody is led to; never anything of a customer.

    Args:
        counter: what all activities share.
        say: the voice; None for a point without one.
        language: of the point, for whoever chose none.
    """

    def __init__(self, counter: Counter, say: Say | None, language: str) -> None:
        self._counter, self._say, self._language = counter, say, language
        self._led: tuple[str, str] | None = None  # the visit and the cell called last
        self.is_mute = False

    def cell(self, cell: str) -> None:
        """Call a cell out."""
        words = spoken(cell, self._of_whoever())
        if self._say is not None and words and not self.is_mute:
            self._say(words, self._of_whoever())

    def leads(self, session: str | None, cell: str | None) -> None:
        """Call the next cell of the visit somebody works on, once; None while there is none."""
        led = (session, cell) if session and cell else None
        if led is not None and led != self._led:
            self.cell(led[1])
        self._led = led

    def mute(self, *, on: bool) -> None:
        """Be silent until told otherwise, or until the next start."""
        self.is_mute = on

    def tried(self) -> None:
        """Let a person hear how it sounds, also while it is mute."""
        if self._say is not None:
            self._say(spoken(_TRIED, self._of_whoever()), self._of_whoever())

    def _of_whoever(self) -> str:
        row = self._counter.store.people.get(self._counter.signed_in or "")
        return (row.language if row else "") or self._language
