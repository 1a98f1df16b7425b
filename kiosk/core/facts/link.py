"""Facts of the way to the central: since when it was gone, and that it is back."""

from kiosk.core.facts.fact import Fact
from kiosk.core.words import At


class LinkLost(Fact, frozen=True):
    """The central cannot be reached, for longer than a moment; `since` when, ms UTC."""

    since: At


class LinkRestored(Fact, frozen=True):
    """The central can be reached again."""
