"""Facts of the box itself: the central's letters, the policy, the journal."""

from typing import Annotated

from msgspec import Meta

from kiosk.core.facts.fact import Fact
from kiosk.core.words import Count, Outcome, Ref, Word


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
