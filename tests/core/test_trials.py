"""A trial delivery: counted parcel by parcel, through only when nothing is left on its way."""

import pytest

from kiosk.core import trials
from kiosk.core.deliveries import Delivery
from kiosk.core.facts.opening import TrialCompleted
from kiosk.core.opening_words import OpeningStage
from kiosk.core.openings import Opening
from kiosk.core.parcels import Parcel
from kiosk.core.refusals import Reason, Refused
from kiosk.core.trials import TRIAL, Trial, TrialFault, Wrong
from kiosk.core.words import DeliveryState, ParcelKind, ParcelState, Place

S = ParcelState
CLOSED = Delivery("T2", DeliveryState.CLOSED, TRIAL)


def parcel(name: str, state: ParcelState, **more: bool) -> Parcel:
    return Parcel(name, ParcelKind.ORDER, state, Place.COUNTER, delivery="T2", **more)


def test_before_a_trial_is_announced_nothing_is_through() -> None:
    assert trials.trial(None, (), 10) == Trial(10)
    assert not Trial(10).is_through


def test_the_last_trial_delivery_counts_and_no_other_one() -> None:
    real = Delivery("D9", DeliveryState.ARRIVED, "Meridian")
    gone = Delivery("T3", DeliveryState.CANCELLED, TRIAL)
    before = Delivery("T1", DeliveryState.CLOSED, TRIAL)
    assert trials.newest([real, gone, CLOSED, before]) == CLOSED
    assert trials.newest([real, gone]) is None


def test_each_parcel_counts_as_far_as_it_came() -> None:
    states = (S.EXPECTED, S.RECEIVED, S.STORED, S.PICKED, S.ISSUED)
    of = [parcel(state.value, state) for state in states]
    told = trials.trial(CLOSED, of, 5)
    assert (told.parcels, told.accepted, told.placed, told.issued) == (5, 4, 3, 1)
    assert told.wrong == ()
    assert not told.is_through


@pytest.mark.parametrize(
    ("one", "fault"),
    [
        (parcel("P", S.MISSING), TrialFault.MISSING),
        (parcel("P", S.ISSUED, provisional=True), TrialFault.SURPLUS),
        (parcel("P", S.ISSUED, damaged=True), TrialFault.DAMAGED),
        (parcel("P", S.EXPECTED, turned_back=True), TrialFault.DAMAGED),
        (parcel("P", S.QUARANTINED), TrialFault.SET_ASIDE),
        (parcel("P", S.NOT_FOUND), TrialFault.NOT_FOUND),
        (parcel("P", S.TO_RETURN), TrialFault.NOT_ISSUED),
    ],
)
def test_what_went_wrong_is_told_and_is_an_end(one: Parcel, fault: TrialFault) -> None:
    told = trials.trial(CLOSED, [one, parcel("Q", S.ISSUED)], 2)
    assert told.wrong == (Wrong("P", fault),)
    assert told.issued == 1
    assert told.is_through


def test_too_few_parcels_or_an_open_check_in_are_no_trial() -> None:
    assert trials.trial(CLOSED, [parcel("P", S.ISSUED)], 1).is_through
    assert not trials.trial(CLOSED, [parcel("P", S.ISSUED)], 2).is_through
    here = Delivery("T2", DeliveryState.ARRIVED, TRIAL)
    assert not trials.trial(here, [parcel("P", S.ISSUED)], 1).is_through


TRIED = Opening("o1", OpeningStage.TRIAL_DELIVERY)
THROUGH = Trial(2, "T2", DeliveryState.CLOSED, 2, 2, 2, 2)
ONE_WRONG = Trial(2, "T2", DeliveryState.CLOSED, 2, 1, 1, 1, (Wrong("P", TrialFault.MISSING),))


def after(opening: Opening, fact: TrialCompleted) -> Opening:
    return Opening(
        opening.opening,
        opening.state,
        trial_parcels=fact.parcels,
        trial_errors=fact.errors,
        trial=fact.delivery,
    )


@pytest.mark.parametrize("trial", [THROUGH, ONE_WRONG])
def test_a_trial_is_told_once_however_often_it_is_asked(trial: Trial) -> None:
    told = trials.complete(TRIED, trial)
    assert told == (TrialCompleted("o1", 2, len(trial.wrong), "T2"),)
    assert trials.complete(after(TRIED, told[0]), trial) == ()


def test_another_delivery_that_goes_as_wrong_is_told_as_well() -> None:
    first = after(TRIED, TrialCompleted("o1", 2, 1, "T1"))
    assert trials.complete(first, ONE_WRONG) == (TrialCompleted("o1", 2, 1, "T2"),)


def test_one_on_its_way_is_refused_and_so_is_one_of_no_trial() -> None:
    assert trials.complete(TRIED, Trial(2)) == Refused(Reason.TRIAL_OPEN)
    no = trials.complete(Opening("o1", OpeningStage.WITHDRAWN), THROUGH)
    assert isinstance(no, Refused)
    assert no.reason is Reason.WRONG_STATE
