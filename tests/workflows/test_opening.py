"""The opening of a point: drafts outlive a power cut, refusals name the field, letters count."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.core.applicants import CONSENT, OpeningApplicant
from kiosk.core.attachments import fields_of, read
from kiosk.core.messages import PolicySet
from kiosk.core.opening_letters import (
    OpeningAround,
    OpeningInvited,
    OpeningSaid,
    OpeningStageSet,
)
from kiosk.core.opening_words import (
    CheckKind,
    CheckLine,
    LocationRule,
    NearPoint,
    OpeningStage,
    PlaceFacts,
    ShotState,
    ShotVerdict,
)
from kiosk.core.openings import Opening
from kiosk.core.refusals import Reason, Refused
from kiosk.store.photos import PhotoRow
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.workflows.attachments import Pouch
from kiosk.workflows.opening import APPLICANT, Opens
from kiosk.workflows.retention import Retention
from tests.core.test_applicants import FORM
from tests.workflows.conftest import T0, Point

S = OpeningStage
NAME = "7QX-K2M-9F4"
LAT, LON = 54_348_291, 18_654_023


def photo(point: Point, n: int = 1) -> str:
    """Keep a photo as if it had just been taken."""
    sha256 = f"{n:064x}"
    row = PhotoRow(sha256, 9, "image/jpeg", urgent=True, subject=NAME, purpose="x", taken_at=T0)
    with point.store.unit():
        point.store.photos.keep(row)
    return sha256


@pytest.fixture
def owner(point: Point, tmp_path: Path) -> Point:
    """A point that is invited to be opened; Olga, its owner, is signed in."""
    (tmp_path / "photos").mkdir()
    point.pouch = Pouch(PhotoFolder(tmp_path / "photos"), lambda: b"s" * 16)
    point.restart()
    point.mail(OpeningInvited(NAME))
    point.sign_in("olga")
    return point


def opens(point: Point) -> Opens:
    return point.desk.opening


def now(point: Point) -> Opening:
    found = opens(point).current()
    assert isinstance(found, Opening)
    return found


def decide(point: Point, stage: OpeningStage, **more: object) -> tuple[str, str]:
    version = more.pop("version", None)
    known = now(point).version if version is None else version
    point.mail(OpeningStageSet(NAME, stage, known, **more))  # type: ignore[arg-type]
    return point.outcomes()[-1]


def to_fit_out(point: Point) -> None:
    opens(point).register(FORM)
    opens(point).propose(LAT, LON, "Sadovaya 18", PlaceFacts(area_m2=42))
    for stage in (S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT, S.FIT_OUT):
        assert decide(point, stage) == ("applied", "")


def test_a_point_without_an_opening_is_launched(point: Point) -> None:
    point.sign_in("olga")
    assert opens(point).is_launched()
    assert opens(point).current() is None
    assert opens(point).withdraw() == Refused(Reason.NOT_KNOWN_HERE)


def test_an_invited_point_is_not_launched_until_the_network_says_so(owner: Point) -> None:
    assert not opens(owner).is_launched()
    assert (now(owner).opening, now(owner).state) == (NAME, S.DRAFT)
    owner.mail(OpeningInvited(NAME))
    assert owner.outcomes()[-1] == ("rejected", "stale")


def test_a_form_that_is_half_filled_outlives_a_power_cut(owner: Point) -> None:
    half = {"name": "Мария", "phone": "+7900"}
    assert opens(owner).keep_draft(APPLICANT, half) is None
    owner.restart()
    assert opens(owner).draft(APPLICANT) == half
    assert owner.events("opening.registered") == []


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [("phone", "", "missing"), ("tax_id", "1", "form"), ("consent", "", "consent")],
)
def test_a_half_filled_form_says_which_field(
    owner: Point, field: str, text: str, fault: str
) -> None:
    no = opens(owner).register(FORM | {field: text})
    assert no == Refused(Reason.BAD_VALUE, {"field": field, "fault": fault})
    assert owner.events("opening.registered") == []


def test_who_opens_travels_beside_the_event_and_the_draft_is_gone(
    owner: Point, tmp_path: Path
) -> None:
    opens(owner).keep_draft(APPLICANT, FORM)
    told = opens(owner).register(FORM)
    assert isinstance(told, Opening)
    assert (told.consent, opens(owner).draft(APPLICANT)) == (CONSENT, {})
    raw = PhotoFolder(tmp_path / "photos").piece(told.applicant, 0, 9999)
    assert fields_of(read(raw), OpeningApplicant).name == "Мария Ким"
    journal = b"".join(row.body for row in owner.store.journal.since(0, 1000))
    assert "Мария".encode() not in journal
    assert b"9001234567" not in journal


def test_without_a_place_for_files_nobody_is_registered(owner: Point) -> None:
    owner.pouch = None
    owner.restart()
    assert opens(owner).register(FORM) == Refused(Reason.STORAGE_READ_ONLY)
    assert now(owner).applicant == ""


def test_a_place_is_proposed_and_its_draft_forgotten(owner: Point) -> None:
    no = opens(owner).propose(LAT, LON, "Sadovaya 18")
    assert no == Refused(Reason.NOT_REGISTERED)
    opens(owner).register(FORM)
    told = opens(owner).propose(LAT, LON, "  Sadovaya   18 ", PlaceFacts(area_m2=42))
    assert isinstance(told, Opening)
    assert told.state is S.SUBMITTED
    assert told.place is not None
    assert (told.place.address, told.place.facts) == ("Sadovaya 18", PlaceFacts(area_m2=42))


@pytest.mark.parametrize(
    ("lat", "address", "field"),
    [(91_000_000, "x", "place"), (LAT, " ", "address"), (LAT, "x" * 201, "address")],
)
def test_a_place_that_is_none_says_which_field(
    owner: Point, lat: int, address: str, field: str
) -> None:
    opens(owner).register(FORM)
    no = opens(owner).propose(lat, LON, address)
    assert no == Refused(Reason.BAD_VALUE, {"field": field})


def test_the_points_around_are_kept_and_an_older_word_is_stale(
    owner: Point, policy_letter: Callable[..., PolicySet]
) -> None:
    near = NearPoint("7702", "Lesnaya 12", LAT + 1, LON)
    owner.mail(
        policy_letter(location_rules=[{"kind": "distance_m", "limit": 500}]),
        OpeningAround(NAME, T0, (near,)),
        OpeningAround(NAME, T0 - 1),
    )
    assert owner.outcomes()[-1] == ("rejected", "stale")
    around = opens(owner).around()
    assert not isinstance(around, Refused)
    assert (around.points, around.as_of) == ((near,), T0)
    assert around.rules == (LocationRule("distance_m", 500),)


def test_two_who_approve_at_once_and_one_who_comes_too_late_are_refused(owner: Point) -> None:
    opens(owner).register(FORM)
    opens(owner).propose(LAT, LON, "Sadovaya 18")
    decide(owner, S.LOCATION_REVIEW)
    seen = now(owner).version
    assert decide(owner, S.LOCATION_APPROVED, version=seen) == ("applied", "")
    assert decide(owner, S.LOCATION_APPROVED, version=seen) == ("rejected", "wrong_state")
    assert decide(owner, S.CONTRACT, version=seen) == ("rejected", "stale")
    opens(owner).withdraw()
    assert decide(owner, S.CONTRACT) == ("rejected", "wrong_state")
    assert now(owner).state is S.WITHDRAWN


def test_a_word_about_another_opening_is_not_for_here(owner: Point) -> None:
    owner.mail(OpeningStageSet("other", S.EXPIRED, 1), OpeningSaid("other", "hello"))
    assert owner.outcomes()[-2:] == [("rejected", "not_here")] * 2


def test_the_fit_out_is_sent_once_all_its_pictures_are_there(
    owner: Point, policy_letter: Callable[..., PolicySet]
) -> None:
    owner.mail(policy_letter(shots=[{"key": "facade"}], papers=[{"key": "sign"}]))
    to_fit_out(owner)
    opens(owner).take("facade", photo(owner))
    assert opens(owner).report() == Refused(Reason.SHOTS_MISSING, {"n": 1})
    opens(owner).take("sign", photo(owner, 2))
    assert isinstance(opens(owner).report(), Opening)
    decide(owner, S.REWORK, shots=(ShotVerdict("sign", "it is not lit"),), comment="nearly")
    row = now(owner).shot("sign")
    assert row is not None
    assert (row.state, row.text) == (ShotState.REWORK, "it is not lit")


@pytest.mark.parametrize(("shot", "n"), [("moon", 1), ("facade", 9)])
def test_a_picture_of_nothing_or_that_is_not_kept_is_refused(
    owner: Point, shot: str, n: int
) -> None:
    photo(owner)
    no = opens(owner).take(shot, f"{n:064x}")
    assert no == Refused(Reason.BAD_VALUE, {"field": "photo"})


def test_equipment_that_fails_is_told_and_refused(
    owner: Point, policy_letter: Callable[..., PolicySet]
) -> None:
    owner.mail(policy_letter(shots=[{"key": "facade"}], papers=[]))
    to_fit_out(owner)
    opens(owner).take("facade", photo(owner))
    opens(owner).report()
    decide(owner, S.EQUIPMENT_CHECK)
    assert opens(owner).check(()) == Refused(Reason.EQUIPMENT_FAILED)
    assert len(owner.events("equipment.checked")) == 1
    well = (CheckLine(CheckKind.READER, 1, 1), CheckLine(CheckKind.LINK, 1, 1))
    assert isinstance(opens(owner).check(well), Opening)
    assert now(owner).state is S.TRIAL_DELIVERY


def test_both_sides_speak_in_one_thread(owner: Point) -> None:
    opens(owner).say(" Когда  договор? ")
    owner.mail(OpeningSaid(NAME, "Tomorrow"))
    assert [(one.by, one.text) for one in now(owner).said] == [
        ("olga", "Когда договор?"),
        ("central", "Tomorrow"),
    ]
    assert opens(owner).say("x" * 201) == Refused(Reason.BAD_VALUE, {"field": "text"})
    assert opens(owner).say("  ") == Refused(Reason.BAD_VALUE, {"field": "text"})


def test_a_disk_that_takes_no_writes_changes_nothing(owner: Point) -> None:
    owner.read_only()
    assert opens(owner).withdraw() == Refused(Reason.STORAGE_READ_ONLY)
    assert opens(owner).keep_draft(APPLICANT, {"name": "x"}) == Refused(Reason.STORAGE_READ_ONLY)


class Before:
    """What was typed into the set-up of a new box."""

    def __init__(self) -> None:
        self.fields = dict(FORM)
        self.has_code, self.expired = True, 0

    def form(self) -> dict[str, str]:
        return self.fields

    def forget(self) -> None:
        self.fields = {}

    def drop_code(self) -> None:
        self.has_code = False

    def expire(self, at: int, term_ms: int) -> bool:
        self.expired = at - term_ms
        return False


def test_what_was_typed_before_the_box_had_a_point_is_the_first_draft(owner: Point) -> None:
    before = Before()
    opens_ = Opens(owner.counter, opens(owner)._attachments, before)
    assert opens_.draft(APPLICANT) == FORM
    assert opens_.draft("place") == {}
    opens_.keep_draft(APPLICANT, FORM | {"name": "Ana"})
    assert before.fields == {}, "kept here now, and nowhere else"
    assert opens_.draft(APPLICANT) == FORM | {"name": "Ana"}


def test_a_registration_from_the_set_up_is_sent_and_gone(owner: Point) -> None:
    before = Before()
    opens_ = Opens(owner.counter, opens(owner)._attachments, before)
    assert isinstance(opens_.register(FORM), Opening)
    assert before.fields == {}
    before.fields = dict(FORM)
    assert opens_.draft(APPLICANT) == {}, "who opens is told already"


def keeps(owner: Point) -> Before:
    """Return a registration after the retention has looked at it."""
    before = Before()
    wording = owner.desk.retention._wording
    Retention(owner.counter, wording, before).tick()
    return before


def test_a_registration_waits_only_for_an_opening_that_wants_one(owner: Point) -> None:
    before = keeps(owner)
    assert (before.fields, before.has_code, before.expired) == (FORM, False, 0)
    opens(owner).register(FORM)
    assert keeps(owner).fields == {}, "sent by a life that was cut before it forgot"


def test_of_an_opening_that_is_over_no_registration_stays(owner: Point) -> None:
    opens(owner).withdraw()
    assert keeps(owner).fields == {}


def test_where_no_opening_comes_a_registration_waits_for_days(owner: Point) -> None:
    with owner.counter.unit():
        owner.store.db.execute("DELETE FROM opening")
    before = keeps(owner)
    assert before.fields == FORM
    assert before.expired == owner.counter.clock().at - 7 * 24 * 3600 * 1000


def test_a_photo_that_never_became_one_counts_for_nothing(owner: Point) -> None:
    to_fit_out(owner)
    for sha256 in ("", "not a digest", f"{7:064x}"):
        assert opens(owner).take("facade", sha256) == Refused(Reason.BAD_VALUE, {"field": "photo"})
    assert now(owner).shot("facade") is None
    assert owner.events("shot.taken") == []


def test_an_approval_that_arrives_after_the_withdrawal_changes_nothing(owner: Point) -> None:
    opens(owner).register(FORM)
    opens(owner).propose(LAT, LON, "Sadovaya 18")
    decide(owner, S.LOCATION_REVIEW)
    seen = now(owner).version
    opens(owner).withdraw()
    assert decide(owner, S.LOCATION_APPROVED, version=seen) == ("rejected", "wrong_state")
    assert now(owner).state is S.WITHDRAWN
    assert [step.stage for step in now(owner).steps][-1] is S.WITHDRAWN


def test_who_withdraws_leaves_nothing_of_the_set_up_behind(owner: Point) -> None:
    before = Before()
    opens_ = Opens(owner.counter, opens(owner)._attachments, before)
    assert isinstance(opens_.withdraw(), Opening)
    assert before.fields == {}
    before.fields = dict(FORM)
    assert isinstance(opens_.withdraw(), Refused)
    assert before.fields == FORM, "nothing happened"
