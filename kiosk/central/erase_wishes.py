"""What people wish about erasures: a customer is to be forgotten, or a request is taken back."""

from typing import Annotated

from msgspec import Meta, Struct

from kiosk.central.answers import Answer
from kiosk.core.words import Line, Ref

DAYS = 30  # within a month, as European law has it
DAY_MS = 24 * 3600 * 1000


class EraseWish(Struct, frozen=True, tag="erase", forbid_unknown_fields=True):
    """Forget a customer at every point that knows them.

    Args:
        request: a fresh name.
        days: until when it must be done.
    """

    request: Ref
    customer_ref: Ref
    days: Annotated[int, Meta(ge=0, le=365)] = DAYS

    def due_at(self, at: int) -> int:
        """Return when it must be done, asked at a moment; ms UTC."""
        return at + self.days * DAY_MS

    def answer(self, boxes: int) -> Answer:
        """Say what was done."""
        if not boxes:
            return Answer("erase_nowhere", {"request": self.request})
        return Answer("erase_asked", {"request": self.request, "n": boxes})


class EraseBackWish(Struct, frozen=True, tag="erase_back", forbid_unknown_fields=True):
    """Take an erasure back, at every box that has not done it.

    Args:
        request: its name.
        why: for the books of the central; it goes nowhere else.
    """

    request: Ref
    why: Annotated[Line, Meta(min_length=1)]

    def answer(self, boxes: int) -> Answer:
        """Say what was done."""
        return Answer("erase_back", {"request": self.request, "n": boxes})
