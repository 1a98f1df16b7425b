"""The stages of an opening: whatever people do, what must hold holds; broken rules are caught."""

from collections.abc import Callable, Mapping

import msgspec
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core import opening_thread, openings, snapshots, trials
from kiosk.core.events import CENTRAL, Event, type_of
from kiosk.core.facts import opening as facts
from kiosk.core.facts.fact import Fact
from kiosk.core.messages import MAX_MESSAGE_BYTES
from kiosk.core.opening_words import (
    MOST_CHECKS,
    MOST_SHOTS,
    CheckKind,
    CheckLine,
    OpeningStage,
    PlaceFacts,
    ShotVerdict,
)
from kiosk.core.opening_words import ShotState as Shot
from kiosk.core.openings import OVER, Opening, ShotRow, Site
from kiosk.core.parcels import Contradiction
from kiosk.core.refusals import Reason, Refused
from kiosk.core.trials import Trial, TrialFault, Wrong
from kiosk.core.words import ClockQuality, DeliveryState

T0 = 1_780_000_000_000
S = OpeningStage
SHA = "ab" * 32
PLACE = Site(54_348_291, 18_654_023, "Sadovaya 18", PlaceFacts(area_m2=42))
WELL = (
    CheckLine(CheckKind.READER, 1, 1, "hand"),
    CheckLine(CheckKind.LINK, 1, 1),
    CheckLine(CheckKind.LIGHTS, 49, 50),
)
WANTED = ("facade", "sign")


class Paper:
    """An opening that facts alone change, as in the books."""

    def __init__(self) -> None:
        self.one: Opening | None = None
        self.at = T0
        self.told: list[Fact] = []

    @property
    def now(self) -> Opening:
        assert self.one is not None
        return self.one

    def tell(self, answer: tuple[Fact, ...] | Refused, by: str = "olga") -> Refused | None:
        if isinstance(answer, Refused):
            return answer
        for fact in answer:
            self.at += 1
            clock = ClockQuality.NTP
            event = Event("0" * 36, type_of(fact), 1, self.at, 1, "a" * 16, clock, by, fact)
            self.one = openings.evolve(self.one, event)
            self.told.append(fact)
        return None

    def decide(
        self, stage: OpeningStage, version: int | None = None, **more: object
    ) -> Refused | None:
        said = facts.OpeningStageSet("o1", stage, **more)  # type: ignore[arg-type]
        known = self.now.version if version is None else version
        return self.tell(openings.set_stage(self.now, said, known), CENTRAL)


@pytest.fixture
def paper() -> Paper:
    """An opening that is a draft of a partner who is known."""
    one = Paper()
    one.tell(openings.invite(None, "o1"), CENTRAL)
    one.tell(openings.register("o1", SHA, "2026-11"))
    return one


def to_fit_out(paper: Paper) -> None:
    paper.tell(openings.submit(paper.now, PLACE))
    for stage in (S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT, S.DEPOSIT, S.FIT_OUT):
        assert paper.decide(stage) is None


def to_review(paper: Paper) -> None:
    to_fit_out(paper)
    for shot in WANTED:
        paper.tell(openings.take(paper.now, shot, SHA))
    assert paper.tell(openings.report(paper.now, WANTED)) is None


def to_trial(paper: Paper) -> None:
    to_review(paper)
    paper.decide(S.EQUIPMENT_CHECK)
    paper.tell(openings.check(paper.now, WELL))


def test_the_whole_way_from_an_invitation_to_the_launch(paper: Paper) -> None:
    to_trial(paper)
    paper.tell((facts.TrialCompleted("o1", 10, 0, "T2"),))
    assert paper.now.trial == "T2"
    assert paper.decide(S.LAUNCHED) is None
    assert [step.stage.value for step in paper.now.steps] == [
        *("draft", "submitted", "location_review", "location_approved", "contract", "deposit"),
        *("fit_out", "fit_out_review", "equipment_check", "trial_delivery", "launched"),
    ]
    assert paper.now.version == len(paper.now.steps)
    assert openings.is_launched([paper.now])


def test_a_point_nobody_opens_works_and_one_that_is_not_launched_does_not(paper: Paper) -> None:
    assert openings.is_launched([])
    assert not openings.is_launched([paper.now])
    paper.tell(openings.withdraw(paper.now))
    assert not openings.is_launched([paper.now])


def test_a_place_that_was_rejected_may_be_followed_by_another(paper: Paper) -> None:
    paper.tell(openings.submit(paper.now, PLACE))
    paper.decide(S.LOCATION_REVIEW)
    paper.decide(S.LOCATION_REJECTED, comment="too near to 7702")
    assert paper.now.comment == "too near to 7702"
    other = replace(PLACE, address="Lesnaya 2")
    assert paper.tell(openings.submit(paper.now, other)) is None
    assert (paper.now.state, paper.now.place) == (S.SUBMITTED, other)


def test_nobody_proposes_a_place_before_the_network_knows_who(paper: Paper) -> None:
    stranger = replace(paper.now, applicant="")
    assert openings.submit(stranger, PLACE) == Refused(Reason.NOT_REGISTERED)


@pytest.mark.parametrize("bad", [{"lat": 91_000_000}, {"lon": 2**40}, {"address": "x" * 201}])
def test_a_place_out_of_all_bounds_is_refused(paper: Paper, bad: Mapping[str, object]) -> None:
    no = openings.submit(paper.now, replace(PLACE, **bad))
    assert no == Refused(Reason.BAD_VALUE, {"field": "place"})


def test_of_two_who_approve_at_once_the_second_changes_nothing(paper: Paper) -> None:
    paper.tell(openings.submit(paper.now, PLACE))
    paper.decide(S.LOCATION_REVIEW)
    seen = paper.now.version
    assert paper.decide(S.LOCATION_APPROVED, seen) is None
    before = paper.now
    no = paper.decide(S.LOCATION_APPROVED, seen)
    assert no == Refused(
        Reason.WRONG_STATE, {"state": "location_approved", "at": before.changed_at}
    )
    assert paper.now == before


def test_a_decision_on_an_older_version_is_stale(paper: Paper) -> None:
    to_review(paper)
    seen = paper.now.version
    paper.decide(S.REWORK, shots=(ShotVerdict("sign", "dark"),))
    paper.tell(openings.take(paper.now, "sign", "cd" * 32))
    paper.tell(openings.report(paper.now, WANTED))
    assert paper.decide(S.EQUIPMENT_CHECK, seen) == Refused(Reason.STALE)


def test_an_approval_after_a_withdrawal_is_refused_in_words(paper: Paper) -> None:
    paper.tell(openings.submit(paper.now, PLACE))
    paper.decide(S.LOCATION_REVIEW)
    seen = paper.now.version
    paper.tell(openings.withdraw(paper.now))
    no = paper.decide(S.LOCATION_APPROVED, seen)
    assert no is not None
    assert no.facts["state"] == "withdrawn"
    assert paper.now.state is S.WITHDRAWN


def test_a_fit_out_with_a_picture_missing_is_not_sent(paper: Paper) -> None:
    to_fit_out(paper)
    paper.tell(openings.take(paper.now, "facade", SHA))
    assert openings.report(paper.now, WANTED) == Refused(Reason.SHOTS_MISSING, {"n": 1})


def test_an_opening_has_so_many_pictures_and_no_more(
    paper: Paper, told: Callable[..., Event]
) -> None:
    for n in range(MOST_SHOTS):
        assert paper.tell(openings.take(paper.now, f"shot-{n}", SHA)) is None
    assert openings.take(paper.now, "more", SHA) == Refused(Reason.BAD_VALUE, {"field": "photo"})
    assert not isinstance(openings.take(paper.now, "shot-1", SHA), Refused)
    with pytest.raises(Contradiction):
        openings.evolve(paper.now, told(facts.ShotTaken("o1", "more", SHA)))


def test_rework_keeps_the_words_beside_the_old_picture_until_it_is_approved(paper: Paper) -> None:
    to_review(paper)
    paper.decide(S.REWORK, shots=(ShotVerdict("sign", "it is not lit"),), deadline_at=T0 + 9)
    assert paper.now.shot("facade") == ShotRow("facade", Shot.APPROVED, SHA)
    assert paper.now.shot("sign") == ShotRow("sign", Shot.REWORK, SHA, SHA, "it is not lit")
    assert paper.now.deadline_at == T0 + 9
    assert openings.report(paper.now, WANTED) == Refused(Reason.SHOTS_MISSING, {"n": 1})
    new = "cd" * 32
    assert paper.tell(openings.take(paper.now, "facade", new)) is not None, "it is approved"
    paper.tell(openings.take(paper.now, "sign", new))
    assert paper.now.shot("sign") == ShotRow("sign", Shot.TAKEN, new, SHA, "it is not lit")
    paper.tell(openings.report(paper.now, WANTED))
    assert (paper.now.round, paper.now.deadline_at) == (2, 0)
    paper.decide(S.EQUIPMENT_CHECK)
    assert paper.now.shot("sign") == ShotRow("sign", Shot.APPROVED, new)


@pytest.mark.parametrize(
    ("results", "will_do"),
    [
        (WELL, True),
        (WELL[1:], False),
        (WELL[:1] + WELL[2:], False),
        ((*WELL[:2], CheckLine(CheckKind.LIGHTS, 48, 50)), False),
        (WELL[:2], True),  # a point without lamps
        ((*WELL, CheckLine(CheckKind.READER, 0, 1, "camera")), True),
        ((), False),
    ],
)
def test_the_equipment_will_do_with_one_reader_the_link_and_nearly_all_lamps(
    results: tuple[CheckLine, ...],
    will_do: bool,  # noqa: FBT001
) -> None:
    assert openings.passes(results) is will_do


def test_a_look_at_the_equipment_that_failed_is_told_and_may_be_repeated(paper: Paper) -> None:
    to_review(paper)
    paper.decide(S.EQUIPMENT_CHECK)
    paper.tell(openings.check(paper.now, ()))
    assert paper.now.state is S.EQUIPMENT_CHECK
    paper.tell(openings.check(paper.now, WELL))
    assert (paper.now.state, paper.now.results) == (S.TRIAL_DELIVERY, WELL)


def test_nothing_is_launched_before_the_trial_went_well(paper: Paper) -> None:
    to_trial(paper)
    assert paper.decide(S.LAUNCHED) == Refused(Reason.TRIAL_OPEN)
    paper.tell((facts.TrialCompleted("o1", 10, 1),))
    assert paper.decide(S.LAUNCHED) == Refused(Reason.TRIAL_OPEN)
    assert openings.is_partners_turn(paper.now)
    paper.tell((facts.TrialCompleted("o1", 10, 0, "T2"),))
    assert paper.now.trial == "T2"
    assert not openings.is_partners_turn(paper.now)
    assert paper.decide(S.LAUNCHED) is None


def test_the_thread_goes_on_after_the_end_and_never_grows_without_bound(paper: Paper) -> None:
    paper.tell(openings.withdraw(paper.now))
    for n in range(openings.MOST_SAID + 5):
        paper.tell(opening_thread.say(paper.now, f"line {n}"), CENTRAL if n % 2 else "olga")
    assert len(paper.now.said) == openings.MOST_SAID
    assert paper.now.said[-1].text == f"line {openings.MOST_SAID + 4}"


def test_the_term_may_run_out_from_any_open_stage_and_no_other(paper: Paper) -> None:
    for stage in S:
        there = replace(paper.now, state=stage)
        no = openings.set_stage(there, facts.OpeningStageSet("o1", S.EXPIRED), there.version)
        assert isinstance(no, Refused) is (stage in OVER)


def test_an_invitation_comes_once(paper: Paper) -> None:
    assert openings.invite(paper.now, "o1") == Refused(Reason.STALE)


@pytest.mark.parametrize(
    "fact",
    [
        facts.OpeningInvited("o1"),
        facts.OpeningReportSubmitted("o1", 1),
        facts.OpeningStageSet("o1", S.LAUNCHED),
        facts.TrialCompleted("o1", 1, 0),
    ],
)
def test_the_books_do_not_follow_what_cannot_have_happened(
    fact: Fact, paper: Paper, told: Callable[..., Event]
) -> None:
    with pytest.raises(Contradiction):
        openings.evolve(paper.now, told(fact))
    if not isinstance(fact, facts.OpeningInvited):
        with pytest.raises(Contradiction):
            openings.evolve(None, told(fact))


def test_the_longest_opening_still_fits_into_a_letter(paper: Paper) -> None:
    to_review(paper)
    long = "😀" * 200
    step = openings.Step(S.REWORK, T0, "o" * 64, long)
    row = ShotRow("s" * 64, Shot.REWORK, SHA, SHA, long)
    said = openings.Said(T0, "o" * 64, long)
    full = replace(
        paper.now,
        steps=(step,) * openings.MOST_STEPS,
        said=(said,) * openings.MOST_SAID,
        heard=("l" * 64,) * openings.MOST_HEARD,
        shots=tuple(replace(row, shot=f"{n:064d}") for n in range(MOST_SHOTS)),
        results=(CheckLine(CheckKind.READER, 1, 1, "n" * 64),) * MOST_CHECKS,
    )
    raw = msgspec.json.encode(full)
    assert snapshots.read("opening", raw) == full
    assert len(raw) < MAX_MESSAGE_BYTES - 1000


# -- whatever people do ----------------------------------------------------------------------------

ACTS = st.one_of(
    st.tuples(st.just("submit"), st.none()),
    st.tuples(st.just("take"), st.sampled_from([*WANTED, "store"])),
    st.tuples(st.just("report"), st.none()),
    st.tuples(st.just("check"), st.sampled_from([WELL, WELL[1:]])),
    st.tuples(st.just("trial"), st.sampled_from([0, 0, 2])),
    st.tuples(st.just("decide"), st.tuples(st.sampled_from(S), st.integers(-1, 0))),
    st.tuples(st.just("onwards"), st.integers(0, 3)),
    st.tuples(st.just("withdraw"), st.none()),
)
ONWARDS = st.tuples(st.just("onwards"), st.integers(0, 3))


def tried(errors: int) -> Trial:
    """A trial delivery of ten that is through, so many of them wrongly."""
    wrong = tuple(Wrong(f"P{n}", TrialFault.MISSING) for n in range(errors))
    return Trial(10, "T2", DeliveryState.CLOSED, 10, issued=10 - errors, wrong=wrong)


def act(paper: Paper, kind: str, more: object) -> None:
    one = paper.now
    match kind, more:
        case "submit", _:
            paper.tell(openings.submit(one, PLACE))
        case "take", str() as shot:
            paper.tell(openings.take(one, shot, SHA))
        case "report", _:
            paper.tell(openings.report(one, WANTED))
        case "check", tuple() as results:
            paper.tell(openings.check(one, results))
        case "trial", int() as errors:
            paper.tell(trials.complete(one, tried(errors)))
        case "decide", (OpeningStage() as stage, int() as late):
            paper.decide(stage, one.version + late, shots=(ShotVerdict("sign", "dark"),))
        case "onwards", int() as n:  # what a helpful central does next
            ways = sorted(openings.allowed(one.state) - {S.EXPIRED})
            if ways:
                paper.decide(ways[n % len(ways)])
        case _:
            paper.tell(openings.withdraw(one))


def check(days: list[tuple[str, object]]) -> None:
    paper = Paper()
    paper.tell(openings.invite(None, "o1"), CENTRAL)
    paper.tell(openings.register("o1", SHA, "2026-11"))
    for kind, more in days:
        before = paper.now
        act(paper, kind, more)
        after = paper.now
        assert after.version - before.version == int(after.state is not before.state)
        if before.is_over:
            assert after == before, "what is over changes no more"
        if after.state is S.LAUNCHED:
            stages = [step.stage for step in after.steps]
            must = (S.LOCATION_APPROVED, S.FIT_OUT_REVIEW, S.EQUIPMENT_CHECK, S.TRIAL_DELIVERY)
            assert all(stage in stages for stage in must)
            assert openings.passes(after.results)
            assert after.trial_errors == 0
            assert {row.state for row in after.shots if row.shot in WANTED} == {Shot.APPROVED}


DAYS = st.lists(st.one_of(ACTS, ONWARDS), min_size=12, max_size=24)


@seed(43)
@settings(max_examples=60, deadline=None)
@given(DAYS)
def test_no_way_leads_past_what_a_launch_needs(days: list[tuple[str, object]]) -> None:
    check(days)


STRAIGHT: list[tuple[str, object]] = [
    *(("submit", None), ("onwards", 0), ("onwards", 0), ("onwards", 0), ("onwards", 1)),
    *(("take", "facade"), ("take", "sign"), ("report", None), ("onwards", 0), ("check", WELL)),
    *(("trial", 2), ("onwards", 0), ("trial", 0), ("onwards", 0), ("withdraw", None)),
]


def test_a_central_that_launches_without_a_trial_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    check(STRAIGHT)
    monkeypatch.setattr(openings, "went_well", lambda _: True)
    with pytest.raises(AssertionError):
        check(STRAIGHT)


def test_a_table_that_lets_a_withdrawn_opening_go_on_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late: list[tuple[str, object]] = [("submit", None), ("withdraw", None), ("onwards", 0)]
    check(late)
    wrong = {**openings.DECIDES, S.WITHDRAWN: frozenset({S.LOCATION_APPROVED})}
    monkeypatch.setattr(openings, "DECIDES", wrong)
    with pytest.raises(AssertionError):
        check(late)
