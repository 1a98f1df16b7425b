"""Facts of updates: how far a release of the network is at this box."""

from kiosk.core.facts.fact import Fact
from kiosk.core.update_words import ReleaseName
from kiosk.core.words import Ref, Word


class UpdateBegun(Fact, frozen=True):
    """The box fetches and checks a release; `update` is the central's name for the offer."""

    update: Ref
    version: ReleaseName


class UpdateInstalled(Fact, frozen=True):
    """The release runs on trial; `was` is the one before it."""

    update: Ref
    version: ReleaseName
    was: ReleaseName


class UpdateConfirmed(Fact, frozen=True):
    """The release has held its trial, and stays."""

    update: Ref
    version: ReleaseName


class UpdateRolledBack(Fact, frozen=True):
    """The release did not hold its trial; `back_to` runs again.

    Args:
        cause: why, in a word of `core.update_words.Cause`.
    """

    update: Ref
    version: ReleaseName
    back_to: ReleaseName
    cause: Word


class UpdateFailed(Fact, frozen=True):
    """The release was refused before it ran; nothing changed.

    Args:
        cause: why, in a word of `core.update_words.Cause`.
    """

    update: Ref
    version: ReleaseName
    cause: Word
