"""What the central tells a point that is to be opened."""

from typing import Annotated

from msgspec import Meta

from kiosk.core.letter import Letter
from kiosk.core.opening_words import (
    MOST_NEAR,
    MOST_SHOTS,
    Lat,
    Lon,
    NearPoint,
    OpeningStage,
    ShotVerdict,
    Version,
)
from kiosk.core.words import At, Line, Ref, Word


class OpeningInvited(Letter, frozen=True):
    """This point is to be opened before it works; `opening` is what both sides call it."""

    opening: Ref


class OpeningStageSet(Letter, frozen=True):
    """The central has decided.

    Args:
        version: of the opening, as it stood when this was decided; late, it changes nothing.
        comment: for the partner.
        deadline_at: until when the partner should have done the step, ms UTC; 0 for no term.
        shots: its word on pictures of the fit-out: a text asks for another one.
    """

    opening: Ref
    stage: OpeningStage
    version: Version
    comment: Line = ""
    deadline_at: At = 0
    shots: Annotated[tuple[ShotVerdict, ...], Meta(max_length=MOST_SHOTS)] = ()


class OpeningSaid(Letter, frozen=True):
    """The central says something to the partner; `line` is its name, alike for all boxes."""

    opening: Ref
    text: Annotated[Line, Meta(min_length=1)]
    line: Word = ""


class OpeningAround(Letter, frozen=True):
    """The points of the network near a place, in place of what was told before.

    Args:
        as_of: when it was so, ms UTC; the newest word stands.
        lat, lon: of the place they are near, in millionths of a degree; None: not told.
    """

    opening: Ref
    as_of: At
    points: Annotated[tuple[NearPoint, ...], Meta(max_length=MOST_NEAR)] = ()
    lat: Lat | None = None
    lon: Lon | None = None
