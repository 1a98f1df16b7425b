"""The opening of a point: the stages as a table, whose turn it is, and what makes a launch."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.events import Event
from kiosk.core.facts import opening as facts
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_words import (
    MOST_SHOTS,
    CheckKind,
    CheckLine,
    OpeningStage,
    PlaceFacts,
    ShotState,
    ShotVerdict,
)
from kiosk.core.parcels import Contradiction
from kiosk.core.refusals import Reason, Refused

S = OpeningStage
MOST_STEPS, MOST_SAID = 18, 18  # the oldest go first: a row must fit into a letter
MOST_HEARD = 36  # so far behind the other a counter may be, and no line stands there twice
LIGHTS_PERCENT = 98  # of all lamps must shine


class Step(Struct, frozen=True):
    """A stage that was reached.

    Args:
        at: since when, ms UTC.
        by: who brought it there, as the event's actor.
        comment: the central's.
    """

    stage: OpeningStage
    at: int
    by: str
    comment: str = ""


class Said(Struct, frozen=True):
    """A line of the thread; `by` is the actor, `central` for the network."""

    at: int
    by: str
    text: str


class Site(Struct, frozen=True):
    """The place that is proposed; `lat`, `lon` in millionths of a degree."""

    lat: int
    lon: int
    address: str
    facts: PlaceFacts


class ShotRow(Struct, frozen=True):
    """A picture of the fit-out, or of a paper.

    Args:
        photo: the one that counts now.
        before: the one the central's text is about.
        text: what is to be done again.
    """

    shot: str
    state: ShotState
    photo: str
    before: str = ""
    text: str = ""


class Opening(Struct, frozen=True):
    """The opening of a point.

    Args:
        state: its stage.
        version: how often the stage changed: who decides says on which one.
        changed_at: when it did last, ms UTC.
        deadline_at: until when the partner should act, ms UTC; 0 for no term.
        applicant, consent: the attachment's SHA-256 and the text agreed to; empty before.
        round: of the report.
        results: of the last look at the equipment.
        trial_parcels, trial_errors: of the trial delivery; None before.
        trial: which delivery they are of; empty before, or where it was not told.
        heard: the names of the central's last lines in the thread, the newest last.
    """

    opening: str
    state: OpeningStage
    version: int = 1
    changed_at: int = 0
    deadline_at: int = 0
    applicant: str = ""
    consent: str = ""
    place: Site | None = None
    steps: tuple[Step, ...] = ()
    shots: tuple[ShotRow, ...] = ()
    round: int = 0
    results: tuple[CheckLine, ...] = ()
    checked_at: int = 0
    trial_parcels: int | None = None
    trial_errors: int | None = None
    trial: str = ""
    said: tuple[Said, ...] = ()
    heard: tuple[str, ...] = ()

    @property
    def comment(self) -> str:
        """What the central said when it brought it to this stage."""
        return self.steps[-1].comment if self.steps else ""

    @property
    def is_over(self) -> bool:
        """Whether nothing can change it any more."""
        return self.state in OVER

    def shot(self, shot: str) -> ShotRow | None:
        """Return a picture that was taken."""
        return next((one for one in self.shots if one.shot == shot), None)


OVER = frozenset({S.LAUNCHED, S.WITHDRAWN, S.EXPIRED})
_OPEN = frozenset(S) - OVER
_FITTING = frozenset({S.FIT_OUT, S.REWORK})
# what the central may decide: from a stage to these, and from any open one to expired
DECIDES: Mapping[OpeningStage, frozenset[OpeningStage]] = {
    S.SUBMITTED: frozenset({S.LOCATION_REVIEW}),
    S.LOCATION_REVIEW: frozenset({S.LOCATION_APPROVED, S.LOCATION_REJECTED}),
    S.LOCATION_APPROVED: frozenset({S.CONTRACT}),
    S.CONTRACT: frozenset({S.DEPOSIT, S.FIT_OUT}),
    S.DEPOSIT: frozenset({S.FIT_OUT}),
    S.FIT_OUT_REVIEW: frozenset({S.REWORK, S.EQUIPMENT_CHECK}),
    S.TRIAL_DELIVERY: frozenset({S.LAUNCHED}),
}
# fact of the partner -> the stages it may come from
MAY_COME_FROM: Mapping[type[Fact], frozenset[OpeningStage]] = {
    facts.OpeningRegistered: _OPEN,
    facts.OpeningSubmitted: frozenset({S.DRAFT, S.LOCATION_REJECTED}),
    facts.ShotTaken: _OPEN,
    facts.OpeningReportSubmitted: _FITTING,
    facts.EquipmentChecked: frozenset({S.EQUIPMENT_CHECK}),
    facts.TrialCompleted: frozenset({S.TRIAL_DELIVERY}),
    facts.OpeningWithdrawn: _OPEN,
    facts.OpeningSaid: frozenset(S),
}
# whose turn it is; nobody's when it is over
PARTNERS_TURN = frozenset(
    {S.DRAFT, S.LOCATION_REJECTED, S.DEPOSIT, S.FIT_OUT, S.REWORK, S.EQUIPMENT_CHECK}
)


def allowed(state: OpeningStage) -> frozenset[OpeningStage]:
    """Return where the central may bring an opening from a stage."""
    return DECIDES.get(state, frozenset()) | ({S.EXPIRED} if state in _OPEN else frozenset())


def is_partners_turn(opening: Opening) -> bool:
    """Whether the partner must act; a trial that went well waits for the central."""
    if opening.state is S.TRIAL_DELIVERY:
        return not went_well(opening)
    return opening.state in PARTNERS_TURN


def is_launched(openings: Collection[Opening]) -> bool:
    """Whether a point works: it was never to be opened, or was launched."""
    return not openings or any(one.state is S.LAUNCHED for one in openings)


def is_tried(openings: Collection[Opening]) -> bool:
    """Whether a point tries itself out: the trial delivery comes in, and nothing else."""
    return any(one.state is S.TRIAL_DELIVERY for one in openings)


def evolve(opening: Opening | None, event: Event) -> Opening:
    """Return the opening after `event`.

    Raises:
        Contradiction: the event cannot have happened to it.
    """
    fact = event.facts
    if isinstance(fact, facts.OpeningInvited) and opening is None:
        return _at(Opening(fact.opening, S.DRAFT, version=0), S.DRAFT, event)
    if opening is None:
        raise Contradiction(f"{event.type} of an opening nobody knows")
    if isinstance(fact, facts.OpeningStageSet) and fact.stage in allowed(opening.state):
        return _decided(opening, fact, event)
    if opening.state not in MAY_COME_FROM.get(type(fact), ()):
        raise Contradiction(f"{event.type} of an opening that is {opening.state}")
    return _acted(opening, event)


def _at(opening: Opening, stage: OpeningStage, event: Event, comment: str = "") -> Opening:
    """Return an opening that has reached a stage; the term of the one before is over."""
    step = Step(stage, event.recorded_at, event.actor, comment)
    return replace(
        opening,
        state=stage,
        version=opening.version + 1,
        changed_at=event.recorded_at,
        deadline_at=0,
        steps=(*opening.steps, step)[-MOST_STEPS:],
    )


def _decided(opening: Opening, fact: facts.OpeningStageSet, event: Event) -> Opening:
    after = _at(opening, fact.stage, event, fact.comment)
    said = {one.shot: one for one in fact.shots}
    if opening.state is S.FIT_OUT_REVIEW and fact.stage in DECIDES[S.FIT_OUT_REVIEW]:
        shots = tuple(_judged(row, said.get(row.shot)) for row in opening.shots)
        after = replace(after, shots=shots)
    return replace(after, deadline_at=fact.deadline_at)


def _judged(row: ShotRow, said: ShotVerdict | None) -> ShotRow:
    """Return a picture after the central's word; what it says nothing of is as it should be."""
    if row.state is not ShotState.SUBMITTED:
        return row
    if said is None or not said.text:
        return replace(row, state=ShotState.APPROVED, text="", before="")
    return replace(row, state=ShotState.REWORK, text=said.text, before=row.photo)


def _acted(opening: Opening, event: Event) -> Opening:
    match event.facts:
        case facts.OpeningRegistered(sha256=sha256, consent=consent):
            return replace(opening, applicant=sha256, consent=consent)
        case facts.OpeningSubmitted() as fact:
            place = Site(fact.lat, fact.lon, fact.address, fact.facts)
            return replace(_at(opening, S.SUBMITTED, event), place=place)
        case facts.ShotTaken(shot=shot, photo=photo):
            return _with_shot(opening, shot, photo)
        case facts.OpeningReportSubmitted(round=number):
            shots = tuple(map(_sent, opening.shots))
            return replace(_at(opening, S.FIT_OUT_REVIEW, event), shots=shots, round=number)
        case facts.EquipmentChecked(results=results):
            checked = replace(opening, results=results, checked_at=event.recorded_at)
            return _at(checked, S.TRIAL_DELIVERY, event) if passes(results) else checked
        case facts.TrialCompleted(parcels=parcels, errors=errors, delivery=delivery):
            return replace(opening, trial_parcels=parcels, trial_errors=errors, trial=delivery)
        case facts.OpeningWithdrawn():
            return _at(opening, S.WITHDRAWN, event)
        case facts.OpeningSaid() as fact:
            return _said(opening, fact, event)
        case _:
            raise Contradiction(f"{event.type} changes no opening")


def _with_shot(opening: Opening, shot: str, photo: str) -> Opening:
    had = opening.shot(shot)
    if had is None and len(opening.shots) >= MOST_SHOTS:
        raise Contradiction("more pictures than an opening has")
    row = ShotRow(shot, ShotState.TAKEN, photo)
    if had is not None:  # the words about the old one stay beside it until the central has seen it
        row = replace(row, before=had.before, text=had.text)
    others = tuple(one for one in opening.shots if one.shot != shot)
    return replace(opening, shots=tuple(sorted((*others, row), key=lambda one: one.shot)))


def _said(opening: Opening, fact: facts.OpeningSaid, event: Event) -> Opening:
    """Return an opening with a line more in its thread, unless another counter told of it."""
    if fact.line in opening.heard:
        return opening
    said = (*opening.said, Said(event.recorded_at, event.actor, fact.text))[-MOST_SAID:]
    heard = (*opening.heard, fact.line)[-MOST_HEARD:] if fact.line else opening.heard
    return replace(opening, said=said, heard=heard)


def _sent(row: ShotRow) -> ShotRow:
    return replace(row, state=ShotState.SUBMITTED) if row.state is ShotState.TAKEN else row


def passes(results: Sequence[CheckLine]) -> bool:
    """Whether the equipment will do: one reader, the link, and nearly every lamp."""
    lights = [one for one in results if one.kind is CheckKind.LIGHTS]
    good, of = sum(one.good for one in lights), sum(one.of for one in lights)
    reads = any(one.good for one in results if one.kind is CheckKind.READER)
    is_linked = any(one.good for one in results if one.kind is CheckKind.LINK)
    return reads and is_linked and good * 100 >= of * LIGHTS_PERCENT


def went_well(opening: Opening) -> bool:
    """Whether the trial delivery was told, and without errors."""
    return bool(opening.trial_parcels) and opening.trial_errors == 0


def in_stage(opening: Opening) -> Refused:
    """Return the refusal that tells where an opening stands, since when."""
    return Refused(Reason.WRONG_STATE, {"state": opening.state.value, "at": opening.changed_at})


def given_up(opening: Opening, event: Event) -> Opening:
    """Return an opening that its partner gave up, whatever it was before."""
    return _at(opening, S.WITHDRAWN, event)


def _may(opening: Opening, fact: type[Fact]) -> Refused | None:
    return None if opening.state in MAY_COME_FROM[fact] else in_stage(opening)


def invite(known: Opening | None, opening: str) -> tuple[Fact, ...] | Refused:
    """Decide what the central's invitation means; it comes once."""
    return Refused(Reason.STALE) if known else (facts.OpeningInvited(opening),)


def set_stage(
    opening: Opening, said: facts.OpeningStageSet, version: int
) -> tuple[Fact, ...] | Refused:
    """Decide what the central's word means: late or twice, it changes nothing.

    Args:
        opening: as it stands.
        said: what is decided.
        version: which version it was decided on.
    """
    if said.stage not in allowed(opening.state):
        return in_stage(opening)
    if version != opening.version:
        return Refused(Reason.STALE)
    if said.stage is S.LAUNCHED and not went_well(opening):
        return Refused(Reason.TRIAL_OPEN)
    return (said,)


def register(opening: str, sha256: str, consent: str) -> tuple[Fact, ...]:
    """Write down, or correct, who opens a point; as long as it is not over."""
    return (facts.OpeningRegistered(opening, sha256, consent),)


def submit(opening: Opening, place: Site) -> tuple[Fact, ...] | Refused:
    """Decide whether a place may be proposed: who proposes it must be known."""
    no = _may(opening, facts.OpeningSubmitted)
    if no is None and not opening.applicant:
        return Refused(Reason.NOT_REGISTERED)
    seen, at = opening.version, (place.lat, place.lon)
    told = facts.OpeningSubmitted(opening.opening, *at, place.address, place.facts, seen)
    if not _is_sound(told):
        return no or Refused(Reason.BAD_VALUE, {"field": "place"})
    return no or (told,)


def _is_sound(fact: Fact) -> bool:
    """Whether a fact is within its own bounds, so that everybody can read it."""
    try:
        msgspec.convert(msgspec.to_builtins(fact), type(fact))
    except msgspec.ValidationError:
        return False
    return True


def take(opening: Opening, shot: str, photo: str) -> tuple[Fact, ...] | Refused:
    """Decide whether a picture counts: not one in place of what is sent or approved."""
    had = opening.shot(shot)
    if had is not None and had.state in {ShotState.SUBMITTED, ShotState.APPROVED}:
        return in_stage(opening)
    if had is None and len(opening.shots) >= MOST_SHOTS:
        return Refused(Reason.BAD_VALUE, {"field": "photo"})
    return _may(opening, facts.ShotTaken) or (facts.ShotTaken(opening.opening, shot, photo),)


def missing(opening: Opening, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return which of the pictures that are wanted must be taken, or taken again."""
    there = {one.shot for one in opening.shots if one.state is not ShotState.REWORK}
    return tuple(shot for shot in wanted if shot not in there)


def report(opening: Opening, wanted: Sequence[str]) -> tuple[Fact, ...] | Refused:
    """Decide whether the fit-out may be shown to the central: all its pictures are there."""
    no = _may(opening, facts.OpeningReportSubmitted)
    if no is not None:
        return no
    lacking = missing(opening, wanted)
    if lacking:
        return Refused(Reason.SHOTS_MISSING, {"n": len(lacking)})
    return (facts.OpeningReportSubmitted(opening.opening, opening.round + 1),)


def check(opening: Opening, results: tuple[CheckLine, ...]) -> tuple[Fact, ...] | Refused:
    """Decide whether a look at the equipment counts; a bad one is told as well."""
    fact = facts.EquipmentChecked(opening.opening, results)
    return _may(opening, facts.EquipmentChecked) or (fact,)


def withdraw(opening: Opening) -> tuple[Fact, ...] | Refused:
    """Decide whether the partner may still give it up."""
    fact = facts.OpeningWithdrawn(opening.opening)
    return _may(opening, facts.OpeningWithdrawn) or (fact,)
