"""Facts of the box itself: the central's letters, the policy, the journal."""

from typing import Annotated

from msgspec import Meta

from kiosk.core.facts.fact import Fact
from kiosk.core.words import At, Count, Outcome, Ref, Word


class PolicyApplied(Fact, frozen=True):
    """These rules of the network are in force."""

    policy: Word
    version: Count


class MessageDone(Fact, frozen=True):
    """What became of a message of the central."""

    message: Ref
    outcome: Outcome
    reason: Word = ""


class JournalEpochStarted(Fact, frozen=True):
    """The journal goes on after a restored file."""

    epoch: Word
    from_seq: Annotated[int, Meta(ge=0)]


class SnapshotApplied(Fact, frozen=True):
    """The rows of a snapshot took the place of what was there, with our own unsent acts on top."""

    snapshot: Ref
    upto: At
    rows: Count


class SyncSnapshotAsked(Fact, frozen=True):
    """Somebody at the box wants the central to send everything anew."""

    reason: Word


class ConfigApplied(Fact, frozen=True):
    """These settings of the central are in force."""

    version: At
