"""The opening of this point: who opens it, where, how it is fitted out, and the launch."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from msgspec import Struct

from kiosk.core import applicants, deposits, opening_thread, openings
from kiosk.core.deposits import Deposit
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import CheckLine, LocationRule, NearPoint, PlaceFacts
from kiosk.core.openings import Opening, Site
from kiosk.core.policy import Check
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Right
from kiosk.workflows.attachments import Attachments
from kiosk.workflows.counter import Counter
from kiosk.workflows.opening_trial import Trials
from kiosk.workflows.rights import anybody, needs

APPLICANT, PLACE = "applicant", "place"  # the forms
_LONGEST_LINE = 200
_Told: TypeAlias = tuple[Fact, ...] | Refused


class Around(Struct, frozen=True):
    """What the network says of the places around here.

    Args:
        points: near the place; `lat`, `lon` in millionths of a degree.
        rules: for a place; they warn and never lock.
        as_of: when the points were so, ms UTC; 0 before the central told any.
    """

    points: tuple[NearPoint, ...] = ()
    rules: tuple[LocationRule, ...] = ()
    as_of: int = 0


class Typed(Protocol):
    """A registration that was typed while this box had no point."""

    def form(self) -> dict[str, str]:
        """Return it by field; empty where there is none."""

    def forget(self) -> None:
        """Let nothing of it stay."""

    def drop_code(self) -> None:
        """Keep nothing beside the registration: the box is in, and its code used up."""

    def expire(self, at: int, term_ms: int) -> bool:
        """Let nothing of it stay that nobody touched for a term; `at` is now, by a sure clock."""


class Opens(Trials):
    """Opens the point, step by step; what is typed is kept over days and power cuts.

    Args:
        counter: what all activities share.
        attachments: take personal fields to the central.
        typed: what was typed before; the first draft of the registration.
    """

    def __init__(
        self, counter: Counter, attachments: Attachments, typed: Typed | None = None
    ) -> None:
        super().__init__(counter)
        self._store, self._attachments, self._typed = counter.store, attachments, typed

    # -- how it stands -----------------------------------------------------------------------------

    @anybody
    def is_launched(self) -> bool:
        """Whether the point works; one that was never to be opened does."""
        return openings.is_launched(self._store.openings.all())

    @needs(Right.OPENING)
    def current(self) -> Opening | None:
        """Return the opening that counts, None for a point that was never to be opened."""
        return self._current()

    def _current(self) -> Opening | None:
        found = self._store.openings.all()
        return found[-1] if found else None

    @needs(Right.OPENING)
    def around(self) -> Around:
        """Return the points near the place, and the network's rules for a place."""
        opening, policy = self._current(), self.counter.policy
        told = self._store.openings.around(opening.opening) if opening else None
        rules = policy.location_rules if policy else ()
        return Around(told.points, rules, told.as_of) if told else Around(rules=rules)

    @needs(Right.OPENING)
    def wanted(self) -> tuple[Check, ...]:
        """Return the pictures of the fit-out that the network wants."""
        policy = self.counter.policy
        return policy.shots if policy else ()

    @needs(Right.OPENING)
    def papers(self) -> tuple[Check, ...]:
        """Return the papers that the network wants to see photographed."""
        policy = self.counter.policy
        return policy.papers if policy else ()

    @needs(Right.OPENING)
    def deposit(self) -> Deposit | None:
        """Return the deposit: its sum, since when it is waited for, when the network noted it."""
        opening = self._current()
        return deposits.deposit(opening, self.counter.policy) if opening else None

    # -- forms that wait ---------------------------------------------------------------------------

    @needs(Right.OPENING)
    def draft(self, form: str) -> dict[str, str]:
        """Return what was typed into a form (`APPLICANT` or `PLACE`), by field."""
        opening = self._current()
        if opening is None:
            return {}
        kept = self._store.openings.draft(opening.opening, form)
        is_first = form == APPLICANT and not (kept or opening.applicant or opening.is_over)
        return self._typed.form() if is_first and self._typed else kept

    @needs(Right.OPENING)
    def keep_draft(self, form: str, fields: Mapping[str, str]) -> Refused | None:
        """Keep what is typed into a form, however much of it is there."""
        opening = self._current()
        if opening is None or opening.is_over:
            return self._none(opening)
        with self.counter.unit():
            self._store.openings.keep_draft(opening.opening, form, dict(fields))
        self._forget_typed(form)
        return None

    def _forget_typed(self, form: str) -> None:
        if form == APPLICANT and self._typed is not None:
            self._typed.forget()

    # -- the partner's steps -----------------------------------------------------------------------

    @needs(Right.OPENING)
    def register(self, fields: Mapping[str, str]) -> Opening | Refused:
        """Tell the central who opens the point; refused with the first `field` that is wrong.

        Args:
            fields: by the names of `applicants.FIELDS`.
        """
        opening = self._current()
        if opening is None or opening.is_over:
            return self._none(opening)
        wrong = applicants.faults(fields)
        if wrong:
            field, word = next(iter(wrong.items()))
            return Refused(Reason.BAD_VALUE, {"field": field, "fault": word})
        name, consent = opening.opening, fields["consent"]
        kept = self._attachments.lay_down(
            applicants.applicant(fields),
            name,
            lambda sha256: openings.register(opening.opening, sha256, consent),
            lambda: self._store.openings.drop_draft(name, APPLICANT),
        )
        if isinstance(kept, Refused):
            return kept
        self._forget_typed(APPLICANT)
        return self._now(name)

    @needs(Right.OPENING)
    def propose(
        self, lat: int, lon: int, address: str, facts: PlaceFacts | None = None
    ) -> Opening | Refused:
        """Propose a place to the central; the rules warn, and never lock.

        Args:
            lat: of the pin, in millionths of a degree, WGS 84.
            lon: of it, as well.
            address: as people write it, at most 200 signs.
            facts: what is known of the place.

        Returns:
            The opening as it stands now; or `bad_value` with the `field`, `not_registered`,
            `wrong_state`.
        """
        address = " ".join(address.split())
        if not address or len(address) > _LONGEST_LINE or not address.isprintable():
            return Refused(Reason.BAD_VALUE, {"field": "address"})
        place = Site(lat, lon, address, facts or PlaceFacts())
        opening = self._current()
        if opening is None:
            return self._none(opening)
        told = openings.submit(opening, place)
        if isinstance(told, Refused):
            return told
        with self.counter.unit():
            self._store.openings.drop_draft(opening.opening, PLACE)
            self.counter.record(*told)
        return self._now(opening.opening)

    @needs(Right.OPENING)
    def take(self, shot: str, photo: str) -> Opening | Refused:
        """Let a picture that was taken count for the fit-out, or as a paper.

        Args:
            shot: a key of `wanted` or `papers`.
            photo: the SHA-256 of a photo that is kept here.
        """
        policy = self.counter.policy
        keys = {check.key for check in (*policy.shots, *policy.papers)} if policy else set()
        if shot not in keys or self._store.photos.get(photo) is None:
            return Refused(Reason.BAD_VALUE, {"field": "photo"})
        return self._step(lambda opening: openings.take(opening, shot, photo))

    @needs(Right.OPENING)
    def report(self) -> Opening | Refused:
        """Show the fit-out to the central; refused while pictures are missing."""
        return self._step(lambda opening: openings.report(opening, self._wanted_keys()))

    @needs(Right.OPENING)
    def check(self, results: tuple[CheckLine, ...]) -> Opening | Refused:
        """Tell what a look at the equipment found; one that failed is told, and refused."""
        told = self._step(lambda opening: openings.check(opening, results))
        if not isinstance(told, Refused) and not openings.passes(results):
            return Refused(Reason.EQUIPMENT_FAILED)
        return told

    @needs(Right.OPENING)
    def withdraw(self) -> Opening | Refused:
        """Give the opening up, for good."""
        told = self._step(openings.withdraw)
        if not isinstance(told, Refused):
            self._forget_typed(APPLICANT)
        return told

    @needs(Right.OPENING)
    def say(self, text: str) -> Opening | Refused:
        """Say something to the central, at most 200 signs."""
        line = " ".join(text.split())
        if not line or len(line) > _LONGEST_LINE or not line.isprintable():
            return Refused(Reason.BAD_VALUE, {"field": "text"})
        return self._step(lambda opening: opening_thread.say(opening, line))

    # -- inside ------------------------------------------------------------------------------------

    def _wanted_keys(self) -> tuple[str, ...]:
        policy = self.counter.policy
        return tuple(one.key for one in (*policy.shots, *policy.papers)) if policy else ()

    def _step(self, decide: Callable[[Opening], _Told]) -> Opening | Refused:
        opening = self._current()
        if opening is None:
            return self._none(opening)
        told = decide(opening)
        if isinstance(told, Refused):
            return told
        with self.counter.unit():
            self.counter.record(*told)
        return self._now(opening.opening)

    def _now(self, name: str) -> Opening | Refused:
        return self._store.openings.get(name) or self._none(None)

    def _none(self, opening: Opening | None) -> Refused:
        return openings.in_stage(opening) if opening else Refused(Reason.NOT_KNOWN_HERE)
