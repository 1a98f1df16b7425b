"""Offers of a release: the central's letters about it, and when a box may take one up.

At most one release waits at a box: the newest that was offered. An offer that the box has begun is
its own affair from then on; the central hears how it ended.
"""

from msgspec import Struct

from kiosk.core.facts.fact import Fact
from kiosk.core.facts.updating import (
    UpdateBegun,
    UpdateConfirmed,
    UpdateFailed,
    UpdateInstalled,
    UpdateRolledBack,
)
from kiosk.core.letter import Letter
from kiosk.core.receipts import clean
from kiosk.core.update_words import (
    Address,
    BundleSize,
    Cause,
    Minute,
    Notes,
    ReleaseName,
    Serial,
    Step,
)
from kiosk.core.words import At, Ref, Sha256, Word

LANGUAGES = ("ru", "pt", "en")
_UNDER_WAY = frozenset({Step.BEGUN, Step.INSTALLED})
# the ways a release goes at a box, from the offer on
_WAYS = (
    (Step.BEGUN, Step.INSTALLED, Step.CONFIRMED),
    (Step.BEGUN, Step.INSTALLED, Step.ROLLED_BACK),
    (Step.BEGUN, Step.FAILED),
)


class UpdateAvailable(Letter, frozen=True):
    """A release may be installed here.

    Args:
        update: the central's name for the offer; facts name it.
        version, serial: which release; serials only rise.
        url: where its bundle is, over HTTPS.
        sha256, size: of the bundle, bytes.
        from_min, to_min: when it may be installed unasked, in minutes of the point's own day; the
            window may go over midnight, and the same minute twice is none.
        ru, pt, en: what is new in it, a line a sentence.
    """

    update: Ref
    version: ReleaseName
    serial: Serial
    url: Address
    sha256: Sha256
    size: BundleSize
    from_min: Minute = 0
    to_min: Minute = 0
    ru: Notes = ()
    pt: Notes = ()
    en: Notes = ()

    def notes(self, language: str) -> tuple[str, ...]:
        """Return what is new in a language, else in English, else in any; safe to show."""
        wanted = dict.fromkeys((language, "en", *LANGUAGES))
        told = (getattr(self, one) for one in wanted if one in LANGUAGES)
        shown = (tuple(said for said in map(clean, lines) if said) for lines in told)
        return next((lines for lines in shown if lines), ())


class UpdateWithdrawn(Letter, frozen=True):
    """An offer does not stand any more; a box that has begun goes on."""

    update: Ref


class Offer(Struct, frozen=True):
    """A release as it stands at this box.

    Args:
        letter: what was offered.
        at: when it came, or was begun here last, ms UTC; the number of that attempt.
        step: how far it is.
        cause: why it ended, empty while it did not.
    """

    letter: UpdateAvailable
    at: At
    step: Step = Step.ACCEPTED
    cause: Word = ""

    @property
    def waits(self) -> bool:
        """Whether it may still be begun."""
        return self.step is Step.ACCEPTED

    @property
    def is_under_way(self) -> bool:
        """Whether the updater is at it."""
        return self.step in _UNDER_WAY


def why_not(letter: UpdateAvailable, standing: Offer | None, running: str) -> str:
    """Return why an offer cannot be taken, in one word; empty when it can.

    Args:
        letter: the offer.
        standing: what stands here already.
        running: the version of this program.
    """
    if letter.version == running:
        return Cause.HAS_IT.value
    if standing is None or letter.update == standing.letter.update:
        return ""
    if standing.is_under_way:
        return Cause.BUSY.value
    if letter.serial < standing.letter.serial:
        return Cause.DOWNGRADE.value
    went_back = standing.step is Step.ROLLED_BACK and letter.serial == standing.letter.serial
    return Cause.TRIED.value if went_back else ""  # again on a person's word alone


def is_in_window(letter: UpdateAvailable, minute: int) -> bool:
    """Whether a release may be installed unasked at a minute of the point's own day."""
    if letter.from_min <= letter.to_min:
        return letter.from_min <= minute < letter.to_min
    return minute >= letter.from_min or minute < letter.to_min


def step_of(fact: Fact) -> Step | None:
    """Return how far a fact says that a release is; None for any other fact."""
    match fact:
        case UpdateBegun():
            return Step.BEGUN
        case UpdateInstalled():
            return Step.INSTALLED
        case UpdateConfirmed():
            return Step.CONFIRMED
        case UpdateRolledBack():
            return Step.ROLLED_BACK
        case UpdateFailed():
            return Step.FAILED
        case _:
            return None


class Progress(Struct, frozen=True):
    """How far whatever updates the box is, as it says itself; again and again the same.

    Args:
        update, attempt: the offer it took up, and the number it was begun with.
        step: how far it is.
        was: the version before.
        cause: why it ended, empty while it did not or went well.
    """

    update: str
    attempt: int
    step: Step
    was: str
    cause: str = ""


def is_of(progress: Progress, offer: Offer) -> bool:
    """Whether an updater speaks of an offer as it was begun here last."""
    return (progress.update, progress.attempt) == (offer.letter.update, offer.at)


def facts_of(offer: Offer, progress: Progress) -> tuple[Fact, ...]:
    """Return what has happened to an offer since it was last looked at, in order.

    Args:
        offer: as it stands here.
        progress: of the updater; that of another offer or an earlier attempt, or one that goes
            backwards, says nothing.
    """
    if not is_of(progress, offer):
        return ()
    for way in _WAYS:
        done = way.index(offer.step) + 1 if offer.step in way else 0
        if progress.step in way[done:] and (done or offer.waits):
            steps = way[done : way.index(progress.step) + 1]
            return tuple(_fact(step, offer.letter, progress) for step in steps)
    return ()


def _fact(step: Step, letter: UpdateAvailable, progress: Progress) -> Fact:
    told = (letter.update, letter.version)
    match step:
        case Step.BEGUN:
            return UpdateBegun(*told)
        case Step.INSTALLED:
            return UpdateInstalled(*told, progress.was)
        case Step.CONFIRMED:
            return UpdateConfirmed(*told)
        case Step.ROLLED_BACK:
            return UpdateRolledBack(*told, progress.was, progress.cause)
        case _:
            return UpdateFailed(*told, progress.cause)
