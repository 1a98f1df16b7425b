"""Words of an opening: its steps, whose turn it is, its pictures, what is wrong with a form."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.core import openings
from kiosk.core.opening_words import OpeningStage, ShotState
from kiosk.core.openings import Opening
from kiosk.core.policy import Check
from kiosk.core.trials import TrialFault
from kiosk.ui.phrases import Phrases

S = OpeningStage


class StepRow(Struct, frozen=True):
    """One line of the stepper: `done`, `now`, `bad` or `later`; when it was reached, ms UTC."""

    key: str
    state: str
    at: int = 0


# the lines of the stepper, and the stages that each stands for
_STEPS: Mapping[str, frozenset[OpeningStage]] = {
    "register": frozenset({S.DRAFT}),
    "place": frozenset({S.SUBMITTED, S.LOCATION_REVIEW, S.LOCATION_REJECTED}),
    "contract": frozenset({S.LOCATION_APPROVED, S.CONTRACT}),
    "deposit": frozenset({S.DEPOSIT}),
    "fit_out": frozenset({S.FIT_OUT, S.FIT_OUT_REVIEW, S.REWORK}),
    "equipment": frozenset({S.EQUIPMENT_CHECK}),
    "trial": frozenset({S.TRIAL_DELIVERY}),
    "launch": frozenset({S.LAUNCHED}),
}


def steps(opening: Opening) -> tuple[StepRow, ...]:
    """Return the stepper of an opening.

    A deposit nobody asked for is left out once it is past, and what never comes once it has ended.
    """
    reached = {step.stage: step.at for step in opening.steps}
    at = _at(opening)
    found: list[StepRow] = []
    for n, (key, stages) in enumerate(_STEPS.items()):
        since = max((reached.get(stage, 0) for stage in stages), default=0)
        if key == "deposit" and not since and at > n:
            continue
        if n > at and opening.is_over:
            break
        state = "done" if n < at or opening.state is S.LAUNCHED else "later"
        if n == at and opening.state is not S.LAUNCHED:
            is_bad = opening.is_over or opening.state in {S.REWORK, S.LOCATION_REJECTED}
            state = "bad" if is_bad else "now"
        found.append(StepRow(key, state, since))
    return tuple(found)


def _at(opening: Opening) -> int:
    """Return which line of the stepper is now; one that ended stands where it stood."""
    stages = [step.stage for step in opening.steps if step.stage not in {S.WITHDRAWN, S.EXPIRED}]
    stage = stages[-1] if stages else S.DRAFT
    if stage is S.DRAFT and opening.applicant:
        return 1  # who opens is known, the place is next
    return next(n for n, those in enumerate(_STEPS.values()) if stage in those)


def step_word(key: str, phrases: Phrases) -> str:
    """Return what a line of the stepper is called."""
    say = phrases.text
    return {
        "register": say("Registration"),
        "place": say("The place"),
        "contract": say("Contract"),
        "deposit": say("Deposit"),
        "fit_out": say("Fit-out"),
        "equipment": say("Equipment check"),
        "trial": say("Trial delivery"),
        "launch": say("Launch"),
    }[key]


def stage_word(opening: Opening, phrases: Phrases) -> str:
    """Return how an opening stands, in one sentence that says what is waited for."""
    say = phrases.text
    if opening.state is S.DRAFT and opening.applicant:
        return say("Choose the place and propose it")
    if opening.state is S.TRIAL_DELIVERY and not openings.is_partners_turn(opening):
        return say("The trial went well; the network launches the point")
    return {
        S.DRAFT: say("Tell the network who you are"),
        S.SUBMITTED: say("The network has your place and will look at it"),
        S.LOCATION_REVIEW: say("The network looks at the place"),
        S.LOCATION_APPROVED: say("The place is approved; the contract comes next"),
        S.LOCATION_REJECTED: say("The place was not approved; propose another"),
        S.CONTRACT: say("The network prepares the contract"),
        S.DEPOSIT: say("Pay the deposit; the network notes it here"),
        S.FIT_OUT: say("Fit the point out, and take every picture of the list"),
        S.FIT_OUT_REVIEW: say("The network looks at your pictures"),
        S.REWORK: say("Some pictures must be taken again"),
        S.EQUIPMENT_CHECK: say("Check the equipment"),
        S.TRIAL_DELIVERY: say("Accept and issue the trial parcels"),
        S.LAUNCHED: say("The point is open"),
        S.WITHDRAWN: say("You have withdrawn this opening"),
        S.EXPIRED: say("The term has run out"),
    }[opening.state]


def shot_word(check: Check, phrases: Phrases) -> str:
    """Return what a picture of the list shows; the network's own words for an unusual one."""
    say = phrases.text
    own = check.words.get(phrases.language) or check.words.get("en")
    known = {
        "facade": say("The front from the street"),
        "sign": say("The sign"),
        "entrance": say("The entrance"),
        "counter": say("The counter"),
        "fitting_room": say("The fitting room"),
        "shelves": say("The shelves"),
        "store": say("The storeroom"),
        "camera_view": say("What the camera sees"),
        "floor_plan": say("The floor plan"),
        "lease": say("The lease"),
        "registration": say("The company's registration"),
    }
    return own or known.get(check.key, check.key)


def shot_state(state: ShotState, phrases: Phrases) -> tuple[str, str, str]:
    """Return word, icon and tone of how a picture stands."""
    say = phrases.text
    return {
        ShotState.NEEDED: (say("Needed"), "photo_camera", "plain"),
        ShotState.TAKEN: (say("Taken"), "check", "soft"),
        ShotState.SUBMITTED: (say("Sent"), "schedule", "soft"),
        ShotState.APPROVED: (say("Approved"), "check_circle", "ok"),
        ShotState.REWORK: (say("Take it again"), "error", "bad"),
    }[state]


def field_word(field: str, phrases: Phrases) -> str:
    """Return what a field of the registration is called."""
    say = phrases.text
    return {
        "country": say("Country"),
        "company": say("Company"),
        "tax_id": say("Tax number"),
        "name": say("Your name"),
        "mail": say("Mail"),
        "phone": say("Phone, with + and country code"),
        "consent": say("Consent"),
    }[field]


def fault_word(fault: str, phrases: Phrases) -> str:
    """Return what is wrong with a field."""
    say = phrases.text
    return {
        "missing": say("Still empty"),
        "too_long": say("Too long"),
        "unseen": say("It holds signs that cannot be seen"),
        "form": say("This is not the right form"),
        "consent": say("Agree first"),
    }[fault]


def fault_of_trial(fault: TrialFault, phrases: Phrases) -> str:
    """Return what went wrong with a trial parcel."""
    say = phrases.text
    return {
        TrialFault.MISSING: say("It did not come"),
        TrialFault.SURPLUS: say("Was not on the list"),
        TrialFault.DAMAGED: say("Came damaged"),
        TrialFault.SET_ASIDE: say("Was set aside"),
        TrialFault.NOT_FOUND: say("Cannot be found"),
        TrialFault.NOT_ISSUED: say("Was not issued"),
    }[fault]
