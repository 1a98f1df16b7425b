"""How many photos the network asks for, and when work goes on without them."""

import msgspec
import pytest

from kiosk.core.evidence import Skipped, enough, is_urgent, skipped_by, wanted
from kiosk.core.facts.evidence import PhotoSkipped
from kiosk.core.policy import Policy, parse
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import Purpose
from tests.workflows.conftest import POLICY

DAMAGE = Purpose.DAMAGE


def rules(photos: int) -> Policy:
    return parse(msgspec.json.encode(POLICY | {"photos_damage": photos}))


def test_the_network_says_how_many_photos_a_damage_needs() -> None:
    assert wanted(DAMAGE, rules(4)) == 4
    assert wanted(DAMAGE, parse(msgspec.json.encode(POLICY))) == 0, "older rules ask for none"


STILLS = (
    Purpose.SEAL,
    Purpose.ARRIVAL,
    Purpose.ACCEPT,
    Purpose.ISSUE,
    Purpose.HAND_OVER,
    Purpose.GIVE_BACK,
    Purpose.DROP_OFF,
)


@pytest.mark.parametrize("purpose", STILLS)
def test_the_network_says_which_change_of_custody_is_photographed(purpose: Purpose) -> None:
    rules = parse(msgspec.json.encode(POLICY | {f"photo_at_{purpose.value}": True}))
    assert [wanted(one, rules) for one in STILLS] == [int(one is purpose) for one in STILLS]
    assert not is_urgent(purpose)


@pytest.mark.parametrize("purpose", STILLS)
def test_whether_a_still_is_taken_is_yes_or_no(purpose: Purpose) -> None:
    with pytest.raises(msgspec.ValidationError):
        parse(msgspec.json.encode(POLICY | {f"photo_at_{purpose.value}": 1}))


@pytest.mark.parametrize(
    ("why", "skipped"),
    [(Reason.NO_CAMERA, Skipped.NO_CAMERA), (Reason.PHOTOS_FULL, Skipped.NO_ROOM)],
)
def test_what_cannot_be_photographed_says_why(why: Reason, skipped: Skipped) -> None:
    assert skipped_by(why) is skipped


@pytest.mark.parametrize(("have", "missing"), [(0, 2), (1, 1)])
def test_too_few_photos_are_asked_for(have: int, missing: int) -> None:
    refused = enough("P1", DAMAGE, have, rules(2), None)
    assert refused == Refused(Reason.PHOTOS_MISSING, {"n": missing})


@pytest.mark.parametrize("have", [2, 3])
@pytest.mark.parametrize("skipped", [None, *Skipped])
def test_enough_photos_leave_nothing_to_record(have: int, skipped: Skipped | None) -> None:
    assert enough("P1", DAMAGE, have, rules(2), skipped) == ()


@pytest.mark.parametrize("skipped", list(Skipped))
def test_going_on_without_is_recorded_with_its_reason(skipped: Skipped) -> None:
    told = enough("P1", DAMAGE, 1, rules(2), skipped)
    assert told == (PhotoSkipped("P1", DAMAGE, skipped.value),)


def test_a_damaged_parcel_holds_nobody_up() -> None:
    assert not is_urgent(DAMAGE)
