"""Facts of claims: what a point asks the network to make good."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from kiosk.core.facts.fact import Fact
from kiosk.core.words import Ref, Sha256

MOST_EVIDENCE = 50  # photos; an event has its bound


class ClaimAbout(StrEnum):
    """What kind of carriage something went wrong with."""

    DELIVERY = "delivery"
    SHIPMENT = "shipment"


class ClaimRaised(Fact, frozen=True):
    """The point asks the network to make good what came wrong, or what it is blamed for.

    Args:
        about: what kind of carriage.
        subject: its id.
        evidence: photos of it, by their digests.
    """

    claim: Ref
    about: ClaimAbout
    subject: Ref
    evidence: Annotated[tuple[Sha256, ...], Meta(max_length=MOST_EVIDENCE)] = ()
