"""Facts of the box itself: the central's letters, the policy, the journal."""

from typing import Annotated

from msgspec import Meta

from kiosk.core.facts.fact import Fact
from kiosk.core.words import At, Count, LampCell, Line, Outcome, Ref, Word


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


class StorageRecovered(Fact, frozen=True):
    """The counter's file was damaged, and another took its place (TRUST.md 3).

    Args:
        rung: how: backup, salvage or empty.
        from_seq: the last row of what it went on from.
        to_seq: the last row after the damaged file's own rows were added.
    """

    rung: Word
    from_seq: At
    to_seq: At


class StorageConfirmed(Fact, frozen=True):
    """Somebody with the right knows that the file was recovered, and what that means."""


class ConfigApplied(Fact, frozen=True):
    """These settings of the central are in force."""

    version: At


class LampsMapped(Fact, frozen=True):
    """A person saw which cell each LED of a part of a chain is for.

    Args:
        chain: of the settings.
        first: the LED that `cells` begins with.
        cells: whose each LED is, in chain order; empty for no cell's.
        dark: LEDs of this part that do not shine, counted along the whole chain.
    """

    chain: Word
    first: Count
    cells: Annotated[tuple[LampCell, ...], Meta(max_length=200)]
    dark: Annotated[tuple[Count, ...], Meta(max_length=200)] = ()


class LampsUnmapped(Fact, frozen=True):
    """The settings' own map of a chain counts again."""

    chain: Word


class SettingChanged(Fact, frozen=True):
    """A person set something at the counter; a secret is never told, only that it was set.

    Args:
        key: of the setting; of the network it is `network.wifi`, its values names of networks, and
            `network.kept` for one that is forgotten, or kept again.
        old, new: its values, in words a machine reads.
        staff: whose own setting it is; None for the counter's.
    """

    key: Word
    old: Line
    new: Line
    staff: Ref | None = None
