"""An opening as its page shows it: whose turn it is, its place among the points, its pictures."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from kiosk.central.console.boxes import Place
from kiosk.central.console.plot import Plot, plotted
from kiosk.central.evidence import why_gone
from kiosk.central.openings import Application, OpeningBook
from kiosk.central.profiles import profile
from kiosk.central.sql import Sql
from kiosk.core.geo import of_millionths
from kiosk.core.location_rules import Neighbour, Verdict, judge, neighbours
from kiosk.core.opening_words import OpeningStage, ShotState
from kiosk.core.openings import Opening, ShotRow, is_partners_turn
from kiosk.core.policy import Policy
from kiosk.sync.photo_folder import PhotoFolder

TURNS = ("central", "sent", "partner", "over")
_E6 = 1_000_000
_DRAWN = 40  # of the points around; a map shows no more at once


class Spotted(Struct, frozen=True):
    """A mark on an opening's map.

    Args:
        word: `proposed`, or `near` for a point that is there already.
        point, name: which.
        place: where.
    """

    word: str
    point: str
    name: str
    place: Place | None


class Site(Struct, frozen=True):
    """The place of an opening.

    Args:
        plot: it and the points around, drawn.
        around: the points, the nearest first, with their distances.
        verdicts: the network's rules, kept or broken.
    """

    plot: Plot[Spotted]
    around: tuple[Neighbour, ...]
    verdicts: tuple[Verdict, ...]


class Picture(Struct, frozen=True):
    """A picture of the fit-out, or of a paper.

    Args:
        key: which one is wanted.
        row: as the point told of it; None while it was not taken.
        is_here: whether the picture itself has come.
        is_before_here: whether the one that the words are about has.
        is_paper: a document, and no picture of the rooms.
        gone: in a word why it is here no more (`evidence.Gone`); empty for one that is, or comes.
    """

    key: str
    row: ShotRow | None
    is_here: bool
    is_before_here: bool
    is_paper: bool = False
    gone: str = ""

    @property
    def state(self) -> str:
        """In a word how it stands."""
        return self.row.state.value if self.row else ShotState.NEEDED.value


def turn_of(one: Application) -> str:
    """Say in a word who must act: the central, the partner, nobody; or a decision is on its way."""
    if one.opening.is_over:
        return "over"
    if one.decided is not None:
        return "sent"
    return "partner" if is_partners_turn(one.opening) else "central"


def policy_of(books: Sql, point: str) -> Policy | None:
    """Return the rules of a point."""
    row = books.execute("SELECT policy FROM point WHERE point = ?", [point]).fetchone()
    return profile(str(row[0])) if row else None


def site_of(books: Sql, one: Application, policy: Policy | None) -> Site | None:
    """Return the place that is proposed, None where none is yet."""
    place = one.opening.place
    if place is None:
        return None
    spot = of_millionths(place.lat, place.lon)
    near = OpeningBook(books).near(place.lat, place.lon, one.point)
    around = neighbours(spot, near)
    own = Spotted("proposed", one.point, one.name, Place(place.lat / _E6, place.lon / _E6))
    others = [
        Spotted("near", near.point, near.name, Place(near.lat / _E6, near.lon / _E6))
        for near in (one.near for one in around[:_DRAWN])
    ]
    rules = policy.location_rules if policy else ()
    return Site(plotted([own, *others]), around, judge(rules, spot, place.facts, near))


def gone_of(books: Sql, opening: Opening) -> Mapping[str, str]:
    """Return why pictures of an opening are here no more, by digest."""
    return why_gone(books, [row.photo for row in opening.shots])


def pictures_of(
    opening: Opening,
    policy: Policy | None,
    photos: PhotoFolder,
    gone: Mapping[str, str] = MappingProxyType({}),
) -> list[Picture]:
    """Return the pictures and papers that are wanted, and others, in the policy's order.

    Args:
        opening: whose.
        policy: the rules of its point.
        photos: where pictures lie.
        gone: why some lie there no more.
    """
    wanted = [check.key for check in (*policy.shots, *policy.papers)] if policy else []
    keys = [*wanted, *(row.shot for row in opening.shots if row.shot not in wanted)]
    papers = {check.key for check in policy.papers} if policy else set()
    rows = {row.shot: row for row in opening.shots}
    return [
        Picture(
            key,
            row,
            bool(row and photos.has(row.photo)),
            _is_here(photos, row),
            key in papers,
            gone.get(row.photo, "") if row else "",
        )
        for key, row in ((key, rows.get(key)) for key in keys)
    ]


def _is_here(photos: PhotoFolder, row: ShotRow | None) -> bool:
    return bool(row and row.before and row.before != row.photo and photos.has(row.before))


def waiting(pictures: Sequence[Picture]) -> list[Picture]:
    """Return the pictures that somebody must look at."""
    return [one for one in pictures if one.state == ShotState.SUBMITTED]


def is_report(opening: Opening) -> bool:
    """Whether its pictures wait for a word, each of them."""
    return opening.state is OpeningStage.FIT_OUT_REVIEW
