"""What the network has to say to the staff of a point, and that it says it no more."""

from msgspec import Struct

from kiosk.core.letter import Letter
from kiosk.core.notice_words import Level
from kiosk.core.posts import Lines, MessagePosted, MessageWithdrawn
from kiosk.core.words import At, Ref, Right

DAY_MS = 24 * 3_600_000


class PostWish(Struct, frozen=True, tag="post", forbid_unknown_fields=True, omit_defaults=True):
    """Say something to the staff of a point, or say it no more.

    Args:
        point: where.
        post: its name; the same name again says it anew.
        withdraw: it is no longer meant; the rest says nothing then.
        level: whether something is to be done.
        until: from when it is over, ms UTC.
        ru, pt, en: what it says, a line a sentence; one language at least.
        right: only those who hold it are told; None for everybody.
    """

    point: Ref
    post: Ref
    withdraw: bool = False
    level: Level = Level.INFO
    until: At = 0
    ru: Lines = ()
    pt: Lines = ()
    en: Lines = ()
    right: Right | None = None

    @property
    def _letter(self) -> MessagePosted:
        words = (self.ru, self.pt, self.en)
        return MessagePosted(self.post, self.level, self.until, *words, right=self.right)

    def fault(self, at: int) -> str:
        """Return why it makes no sense now, empty if it does.

        Args:
            at: now, ms UTC.
        """
        if self.withdraw:
            return ""
        if not self._letter.lines("en"):
            return "it says nothing that can be shown"
        return "" if self.until > at else "that moment is over already"

    def letters(self) -> list[Letter]:
        """Return the letter that says so."""
        return [MessageWithdrawn(self.post)] if self.withdraw else [self._letter]

    def said(self) -> str:
        """Say what is done, in one line."""
        if self.withdraw:
            return f"message {self.post}: point {self.point} is told that it is no longer meant"
        return f"message {self.post}: on its way to point {self.point}"
