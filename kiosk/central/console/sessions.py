"""Who is signed in: kept in memory, so a restart signs everybody out and no file tells a token."""

import hashlib
from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from kiosk.central.users import User

_MOST_SESSIONS, _MOST_OF_ONE = 1000, 5


class Stage(StrEnum):
    """How far somebody has come."""

    SETUP = "setup"  # let in by a one-time code; has to choose a password and a second factor
    SECOND = "second"  # the password was right; the second factor is asked
    FULL = "full"


class Session(Struct):
    """Somebody's visit to the console.

    Args:
        user: who.
        stage: how far they have come.
        version: of the user, as it was at its beginning.
        csrf: every form of the visit holds it.
        digest: of the token that the browser holds.
        made_at, seen_at: monotonic seconds.
        fresh: salt of a second factor's key that is being set up; empty for none.
        draft: what was looked through and waits for a word to be sent, under its mark.
        told: what came of the last form, for the next page: whether it was done, and words.
    """

    user: str
    stage: Stage
    version: int
    csrf: str
    digest: str
    made_at: float
    seen_at: float
    fresh: bytes = b""
    told: tuple[bool, str] | None = None
    draft: object = None

    def is_of(self, user: User | None) -> bool:
        """Whether it goes on for somebody as the books have them now; a change ends it."""
        return user is not None and user.is_active and user.version == self.version


class Sessions:
    """All visits.

    Args:
        now: monotonic seconds.
        secret: draws 32 random bytes.
        idle_s: without a request, until a visit ends.
        most_s: until it ends whatever happens.
    """

    def __init__(
        self, now: Callable[[], float], secret: Callable[[], bytes], idle_s: float, most_s: float
    ) -> None:
        self._now, self._secret, self._idle_s, self._most_s = now, secret, idle_s, most_s
        self._all: dict[str, Session] = {}

    def begin(self, user: str, stage: Stage, version: int) -> tuple[str, Session]:
        """Begin a visit; return its token, which is told to the browser alone."""
        own = [one for one in self._all.values() if one.user == user]
        for old in own[: max(0, len(own) - _MOST_OF_ONE + 1)]:
            self.end(old)
        if len(self._all) >= _MOST_SESSIONS:
            self.end(next(iter(self._all.values())))
        token, now = self._secret().hex(), self._now()
        session = Session(user, stage, version, self._secret().hex(), _digest(token), now, now)
        self._all[session.digest] = session
        return token, session

    def find(self, token: str, *, touch: bool = True) -> Session | None:
        """Return the visit of a token, if it has not ended.

        Args:
            token: as the browser told it.
            touch: whether somebody is at work; a page that renews itself is nobody.
        """
        session = self._all.get(_digest(token))
        if session is None:
            return None
        now = self._now()
        if now - session.seen_at > self._idle_s or now - session.made_at > self._most_s:
            self.end(session)
            return None
        if touch:
            session.seen_at = now
        return session

    def end(self, session: Session) -> None:
        """End a visit; twice is fine."""
        self._all.pop(session.digest, None)

    def end_of(self, user: str) -> None:
        """End all visits of somebody."""
        for session in [one for one in self._all.values() if one.user == user]:
            self.end(session)


def _digest(token: str) -> str:
    # Found by digest, so that how long it takes to find none tells nothing of a token.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
