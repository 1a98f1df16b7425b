"""Facts of the counter: visits, picking, issuing, codes."""

from typing import Annotated

from msgspec import Meta

from kiosk.core.facts.fact import Fact
from kiosk.core.words import CancelReason, Collector, Count, How, Minor, Ref, SessionKind, Word

MOST_YEARS = 99
Years = Annotated[int, Meta(ge=0, le=MOST_YEARS)]


class SessionOpened(Fact, frozen=True):
    """A visitor is being served; the lamp colour is this session's until it ends."""

    session: Ref
    kind: SessionKind
    customer_ref: Ref
    proof: Word
    how: How
    colour: Word


class SessionParked(Fact, frozen=True):
    """The session waits."""

    session: Ref


class SessionResumed(Fact, frozen=True):
    """The session goes on."""

    session: Ref


class SessionCompleted(Fact, frozen=True):
    """The visitor left with what was issued; `refused` counts the parcels that stay of them."""

    session: Ref
    issued: Count
    due_minor: Minor = 0
    paid_minor: Minor = 0
    active_ms: Annotated[int, Meta(ge=0)] = 0
    refused: Count = 0
    bags: Count = 0


class SessionCancelled(Fact, frozen=True):
    """The session ended with nothing issued."""

    session: Ref
    reason: Word = ""


class SessionReopened(Fact, frozen=True):
    """An undone issue brought the session back; its old lamp colour may be taken by now."""

    session: Ref
    colour: Word


class SessionDelegated(Fact, frozen=True):
    """The clerk said who collects; a document seen before was another person's."""

    session: Ref
    collector: Collector


class SessionAbandoned(Fact, frozen=True):
    """The visitor went away and did not come back; each picked parcel has its own fact."""

    session: Ref


class ParcelLeft(Fact, frozen=True):
    """A picked parcel is nobody's: it lies on the counter until it is put back."""

    parcel: Ref
    session: Ref


class ParcelPicked(Fact, frozen=True):
    """A parcel was taken from its cell for a session."""

    parcel: Ref
    session: Ref
    from_cell: Ref | None
    search_ms: Annotated[int, Meta(ge=0)] = 0


class ParcelPutBack(Fact, frozen=True):
    """A picked parcel lies in a cell again."""

    parcel: Ref
    cell: Ref


class ParcelNotFound(Fact, frozen=True):
    """A parcel is not where it should be."""

    parcel: Ref
    cell: Ref | None
    session: Ref | None = None


class ParcelFound(Fact, frozen=True):
    """A parcel that was not found is there after all."""

    parcel: Ref
    cell: Ref


class ParcelIssued(Fact, frozen=True):
    """The customer has the parcel; `proof` says what entitled them, `due_minor` what it cost."""

    parcel: Ref
    session: Ref
    proof: Word
    items: Count = 0
    age_checked: bool = False
    due_minor: Minor = 0


class IssueUndone(Fact, frozen=True):
    """An issue was taken back: the parcel lies on the counter again."""

    parcel: Ref
    session: Ref
    reason: Word = ""


class IssueRefused(Fact, frozen=True):
    """The rules turned somebody or something away at the counter."""

    reason: Word
    session: Ref | None = None
    parcel: Ref | None = None


class CodeRejected(Fact, frozen=True):
    """A pickup code was wrong; committed before it is compared."""

    tries: Count
    customer_ref: Ref | None = None


class DocumentChecked(Fact, frozen=True):
    """A clerk looked at a document; nothing of it is kept but the answer.

    Args:
        purpose: what for; whose it is and how old at least are two questions, and two facts.
        age: years it had to show, 0 where it was looked at for its name.
    """

    session: Ref
    purpose: Word
    document: Word
    ok: bool
    age: Years = 0


class ParcelCancelled(Fact, frozen=True):
    """The parcel will not be issued and goes back."""

    parcel: Ref
    reason: CancelReason
