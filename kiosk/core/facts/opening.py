"""Facts of an opening: what the partner does, and what the central decides of it."""

from typing import Annotated

from msgspec import Meta

from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import (
    MOST_CHECKS,
    MOST_SHOTS,
    CheckLine,
    Consent,
    Lat,
    Lon,
    OpeningStage,
    PlaceFacts,
    ShotVerdict,
    Version,
)
from kiosk.core.words import At, Count, Line, Ref, Sha256, Word


class OpeningInvited(Fact, frozen=True):
    """The network lets a partner open this point; before the launch it does nothing else."""

    opening: Ref


class OpeningRegistered(Fact, frozen=True):
    """The partner wrote down who they are; an attachment takes it to the central.

    Args:
        sha256: of the attachment `opening.applicant`.
        consent: the version of the text that was agreed to.
    """

    opening: Ref
    sha256: Sha256
    consent: Consent


class OpeningSubmitted(Fact, frozen=True):
    """The partner proposes a place.

    Args:
        lat, lon: in millionths of a degree, WGS 84.
        version: of the opening, as it stood before; None of an older counter.
    """

    opening: Ref
    lat: Lat
    lon: Lon
    address: Line
    facts: PlaceFacts
    version: Version | None = None


class OpeningStageSet(Fact, frozen=True):
    """The central decided, and the opening stood where the central thought.

    Args:
        comment: for the partner.
        deadline_at: until when the partner should have done the step, ms UTC; 0 for no term.
        shots: its word on pictures of the fit-out.
        version: of the opening that it was decided on; None of an older counter.
    """

    opening: Ref
    stage: OpeningStage
    comment: Line = ""
    deadline_at: At = 0
    shots: Annotated[tuple[ShotVerdict, ...], Meta(max_length=MOST_SHOTS)] = ()
    version: Version | None = None


class OpeningSaid(Fact, frozen=True):
    """A line between the partner and the central; the actor says whose.

    Args:
        line: the name of a line of the central's: each counter of the point tells it, and it is
            one; empty from a counter or a central that gave it none.
    """

    opening: Ref
    text: Annotated[Line, Meta(min_length=1)]
    line: Word = ""


class ShotTaken(Fact, frozen=True):
    """A picture of the fit-out, or of a paper, was taken; the one before no longer counts."""

    opening: Ref
    shot: Word
    photo: Sha256


class OpeningReportSubmitted(Fact, frozen=True):
    """All pictures of the fit-out are sent; `round` counts from 1."""

    opening: Ref
    round: Count


class EquipmentChecked(Fact, frozen=True):
    """The equipment was looked at."""

    opening: Ref
    results: Annotated[tuple[CheckLine, ...], Meta(max_length=MOST_CHECKS)]


class TrialCompleted(Fact, frozen=True):
    """The trial delivery is over; `errors` counts the parcels that did not go as they should.

    Args:
        delivery: which one it was; empty from a point that did not tell.
    """

    opening: Ref
    parcels: Count
    errors: Count
    delivery: Word = ""


class OpeningWithdrawn(Fact, frozen=True):
    """The partner does not want to open a point any more."""

    opening: Ref
