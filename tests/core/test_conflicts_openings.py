"""Two counters of one opening: whoever is heard late, the central's row goes one way."""

from collections import deque
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core import conflicts, openings
from kiosk.core.books import Subject
from kiosk.core.conflicts import Clash, Rule
from kiosk.core.conflicts_openings import is_for_all
from kiosk.core.events import CENTRAL, Event, type_of
from kiosk.core.facts import opening as facts
from kiosk.core.facts.fact import Fact
from kiosk.core.opening_letters import OpeningStageSet
from kiosk.core.opening_words import CheckKind, CheckLine, OpeningStage, PlaceFacts, ShotVerdict
from kiosk.core.openings import OVER, Opening, Site
from kiosk.core.parcels import Contradiction
from kiosk.core.refusals import Refused
from kiosk.core.words import ClockQuality

T0 = 1_780_000_000_000
S = OpeningStage
SHA, OTHER = "ab" * 32, "cd" * 32
SUBJECT = Subject("opening", "o1")
WELL = (CheckLine(CheckKind.READER, 1, 1), CheckLine(CheckKind.LINK, 1, 1))
WANTED = ("facade",)
# how far a stage is on the way; a "no" leads back before what it is said of
FAR = {stage: float(n) for n, stage in enumerate(S)} | {S.LOCATION_REJECTED: 0.5, S.REWORK: 7.5}
Told = tuple[Fact, ...] | Refused


def event(fact: Fact, by: str = "olga", at: int = T0) -> Event:
    return Event("0" * 36, type_of(fact), 1, at, 1, "a" * 16, ClockQuality.NTP, by, fact)


def settled(opening: Opening, fact: Fact, by: str = "olga") -> tuple[Opening, Clash | None]:
    """Return the central's row after what a counter told."""
    found = conflicts.settle(SUBJECT, opening, event(fact, by))
    assert isinstance(found.state, Opening)
    return found.state, found.clash


def at(*stages: OpeningStage) -> Opening:
    """Return a submitted opening that the central brought so far."""
    known = Opening("o1", S.SUBMITTED, 2, applicant=SHA, place=Site(1, 2, "x", PlaceFacts()))
    for stage in stages:
        word = facts.OpeningStageSet("o1", stage, version=known.version)
        known, clash = settled(known, word, CENTRAL)
        assert clash is None
    return known


QUIET = Clash(Rule.DONE_TWICE, quiet=True)
SUBMITTED = facts.OpeningSubmitted("o1", 1, 2, "x", PlaceFacts(), 1)


def test_a_counter_that_obeys_late_takes_nothing_back() -> None:
    known = at(S.LOCATION_REVIEW, S.LOCATION_REJECTED)
    again = facts.OpeningSubmitted("o1", 3, 4, "y", PlaceFacts(), known.version)
    known, _ = settled(known, again)
    assert known.state is S.SUBMITTED
    late = facts.OpeningStageSet("o1", S.LOCATION_REVIEW, version=2)
    assert settled(known, late, CENTRAL) == (known, QUIET)
    now = facts.OpeningStageSet("o1", S.LOCATION_REVIEW, version=known.version)
    assert settled(known, now, CENTRAL)[0].state is S.LOCATION_REVIEW


@pytest.mark.parametrize(
    ("known", "fact"),
    [
        (at(S.LOCATION_REVIEW, S.LOCATION_REJECTED), SUBMITTED),
        (at(S.LOCATION_REVIEW), SUBMITTED),
        (at(S.LOCATION_REVIEW), facts.OpeningInvited("o1")),
        (at(S.EXPIRED), facts.OpeningStageSet("o1", S.LOCATION_REVIEW, version=2)),
        (at(S.EXPIRED), facts.OpeningStageSet("o1", S.EXPIRED, version=2)),
        (at(S.EXPIRED), facts.ShotTaken("o1", "facade", SHA)),
        (at(S.EXPIRED), facts.OpeningReportSubmitted("o1", 1)),
        (at(S.EXPIRED), facts.EquipmentChecked("o1", WELL)),
    ],
)
def test_what_is_told_late_changes_nothing_and_nobody_is_asked(known: Opening, fact: Fact) -> None:
    assert settled(known, fact) == (known, QUIET)


def test_a_report_that_both_sent_is_one_and_a_picture_is_not_swapped_while_it_is_judged() -> None:
    known = at(S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT, S.FIT_OUT)
    for told in (facts.ShotTaken("o1", "facade", SHA), facts.OpeningReportSubmitted("o1", 1)):
        known, clash = settled(known, told)
        assert clash is None
    assert settled(known, facts.OpeningReportSubmitted("o1", 1)) == (known, QUIET)
    assert settled(known, facts.ShotTaken("o1", "facade", OTHER)) == (known, QUIET)
    dark = (ShotVerdict("facade", "dark"),)
    again = facts.OpeningStageSet("o1", S.REWORK, "", 0, dark, known.version)
    known, _ = settled(known, again, CENTRAL)
    assert settled(known, facts.OpeningReportSubmitted("o1", 1)) == (known, QUIET)
    known, _ = settled(known, facts.ShotTaken("o1", "facade", OTHER))
    known, _ = settled(known, facts.OpeningReportSubmitted("o1", 2))
    assert (known.state, known.round) == (S.FIT_OUT_REVIEW, 2)
    assert settled(known, again, CENTRAL) == (known, QUIET), "the rework before, told again"


def test_equipment_that_both_looked_at_is_looked_at_once() -> None:
    known = at(S.LOCATION_REVIEW, S.LOCATION_APPROVED, S.CONTRACT, S.FIT_OUT)
    known, _ = settled(known, facts.OpeningReportSubmitted("o1", 1))
    checked = facts.OpeningStageSet("o1", S.EQUIPMENT_CHECK, version=known.version)
    known, _ = settled(known, checked, CENTRAL)
    known, clash = settled(known, facts.EquipmentChecked("o1", WELL))
    assert (known.state, clash) == (S.TRIAL_DELIVERY, None)
    assert settled(known, facts.EquipmentChecked("o1", ())) == (known, QUIET)


@pytest.mark.parametrize("is_launch_first", [True, False])
def test_a_launch_that_crosses_a_withdrawal_is_looked_at_by_people(is_launch_first: bool) -> None:  # noqa: FBT001
    launch = facts.OpeningStageSet("o1", S.LAUNCHED, version=3)
    gone = facts.OpeningWithdrawn("o1")
    known = Opening("o1", S.TRIAL_DELIVERY, 3, trial_parcels=10, trial_errors=0)
    first, then = (launch, gone) if is_launch_first else (gone, launch)
    known, clash = settled(known, first, CENTRAL)
    assert clash is None
    assert settled(known, then, CENTRAL) == (known, Clash(Rule.DONE_TWICE))


def test_what_ran_out_at_one_counter_and_was_given_up_at_the_other_is_given_up() -> None:
    gone, ended = facts.OpeningWithdrawn("o1"), facts.OpeningStageSet("o1", S.EXPIRED, version=2)
    for first, then in ((gone, ended), (ended, gone)):
        known, clash = settled(at(), first)
        assert clash is None
        known, clash = settled(known, then)
        assert (known.state, clash) == (S.WITHDRAWN, QUIET)


def test_the_end_of_a_term_is_the_word_that_holds_for_all_counters() -> None:
    words = [facts.OpeningStageSet("o1", stage) for stage in S]
    assert [one.stage for one in words if is_for_all(one)] == [S.EXPIRED]
    assert not is_for_all(facts.OpeningWithdrawn("o1"))


def test_what_an_older_counter_tells_without_a_version_is_followed_as_before() -> None:
    known = at()
    word = facts.OpeningStageSet("o1", S.LOCATION_REVIEW)
    assert settled(known, word, CENTRAL)[0].state is S.LOCATION_REVIEW
    with pytest.raises(Contradiction):
        settled(known, facts.OpeningStageSet("o1", S.REWORK), CENTRAL)


def test_a_line_that_each_counter_tells_is_one_and_without_a_name_it_is_as_it_was() -> None:
    known = at()
    for fact in (facts.OpeningSaid("o1", "Tomorrow", "m7"), facts.OpeningSaid("o1", "Ten", "m8")):
        for _ in range(2):
            known, clash = settled(known, fact, CENTRAL)
            assert clash is None
    assert ([one.text for one in known.said], known.heard) == (["Tomorrow", "Ten"], ("m7", "m8"))
    for _ in range(2):
        known, _ = settled(known, facts.OpeningSaid("o1", "Ten"), CENTRAL)
    assert [one.text for one in known.said] == ["Tomorrow", "Ten", "Ten", "Ten"]


def test_a_line_of_the_thread_is_heard_at_any_time() -> None:
    known = at(S.EXPIRED)
    after, clash = settled(known, facts.OpeningSaid("o1", "But why?"))
    assert ([line.text for line in after.said], clash) == (["But why?"], None)


# -- every order -----------------------------------------------------------------------------------


class Counter:
    """A counter of the opening: its row, what it told that is not heard, and its letters."""

    def __init__(self, known: Opening) -> None:
        self.row = known
        self.out: deque[Event] = deque()
        self.letters: deque[OpeningStageSet | Event] = deque()

    def do(self, told: Told, by: str = "olga") -> None:
        for fact in () if isinstance(told, Refused) else told:
            happened = event(fact, by)
            self.row = openings.evolve(self.row, happened)
            self.out.append(happened)

    def open_letter(self) -> None:
        if not self.letters:
            return
        letter = self.letters.popleft()
        if isinstance(letter, Event):
            after = conflicts.told(letter, {SUBJECT: self.row}).get(SUBJECT, self.row)
            assert isinstance(after, Opening)
            self.row = after
            return
        word = facts.OpeningStageSet("o1", letter.stage, "", 0, letter.shots, letter.version)
        self.do(openings.set_stage(self.row, word, letter.version), CENTRAL)


class Network:
    """A central and two counters of one opening, which hear of each other late."""

    def __init__(self, stage: OpeningStage) -> None:
        self.row = Opening("o1", stage, 1, applicant=SHA)
        self.counters = (Counter(self.row), Counter(self.row))
        self.refused = 0

    def decide(self, n: int) -> None:
        choices = sorted(openings.allowed(self.row.state) - {S.LAUNCHED})
        if not choices:
            return
        stage = choices[n % len(choices)]
        sent = [one.shot for one in self.row.shots if one.state == "submitted"]
        dark = tuple(ShotVerdict(shot, "dark") for shot in sent) if stage is S.REWORK else ()
        for counter in self.counters:
            counter.letters.append(OpeningStageSet("o1", stage, self.row.version, shots=dark))

    def hear(self, which: int) -> None:
        counter, other = self.counters[which], self.counters[1 - which]
        if not counter.out:
            return
        happened = counter.out.popleft()
        if happened.actor != CENTRAL or is_for_all(happened.facts):
            other.letters.append(happened)
        before = self.row
        try:
            after = conflicts.settle(SUBJECT, before, happened).state
        except Contradiction:
            self.refused += 1
            return
        assert isinstance(after, Opening)
        self.row = after
        if FAR[after.state] < FAR[before.state] and after.state not in OVER:
            fact = happened.facts
            assert isinstance(fact, facts.OpeningStageSet)
            assert fact.version == before.version, "it was decided on the row as it stands"

    def act(self, which: int, what: int) -> None:
        counter = self.counters[which]
        row, place = counter.row, Site(what, which, "x", PlaceFacts())
        may: Sequence[Told] = (
            openings.submit(row, place),
            openings.take(row, "facade", OTHER if which else SHA),
            openings.report(row, WANTED),
            openings.check(row, WELL),
            openings.withdraw(row) if what > 8 else (),  # else all would soon be over
        )
        allowed = [told for told in may if told and not isinstance(told, Refused)]
        if allowed:
            counter.do(allowed[what % len(allowed)])

    def step(self, kind: str, which: int, n: int) -> None:
        match kind:
            case "act":
                self.act(which, n)
            case "letter":
                self.counters[which].open_letter()
            case "hear":
                self.hear(which)
            case _:
                self.decide(n)

    def rest(self) -> None:
        """Let everything arrive."""
        while any(one.out or one.letters for one in self.counters):
            for which, counter in enumerate(self.counters):
                self.hear(which)
                counter.open_letter()


STEP = st.tuples(
    st.sampled_from(("act", "letter", "hear", "decide")), st.integers(0, 1), st.integers(0, 9)
)


@given(st.sampled_from((S.DRAFT, S.FIT_OUT)), st.lists(STEP, min_size=20, max_size=80))
def test_in_every_order_the_row_goes_back_by_a_decision_alone_and_all_agree(
    stage: OpeningStage, steps: list[tuple[str, int, int]]
) -> None:
    network = Network(stage)
    for step in steps:
        network.step(*step)
    network.rest()
    rows = (network.row, *(counter.row for counter in network.counters))
    # what is over changes no more, whatever number it has
    assert len({(one.state, one.is_over or one.version) for one in rows}) == 1
    assert network.refused == 0
