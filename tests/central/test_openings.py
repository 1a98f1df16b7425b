"""Openings at the central: one decision at a time, on what was seen; no in words, nothing done."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kiosk.central.openings import (
    ACTIONS,
    DAY_MS,
    InviteWish,
    OpeningSayWish,
    OpeningWish,
)
from kiosk.central.outgoing import REPLACED
from kiosk.central.store import Point
from kiosk.core import messages, openings
from kiosk.core.facts import opening as facts
from kiosk.core.facts.box import MessageDone
from kiosk.core.facts.stockroom import ParcelExpected
from kiosk.core.opening_letters import (
    OpeningAround,
    OpeningInvited,
    OpeningSaid,
    OpeningStageSet,
)
from kiosk.core.opening_words import OpeningStage, PlaceFacts, ShotVerdict
from kiosk.core.words import Outcome
from kiosk.sync.protocol import REVOKED
from tests.central.conftest import ON_A_FILE, POINT_KEY, T0, Box, Central
from tests.central.test_wishes import Spool

S = OpeningStage
SHA = "ab" * 32
LAT, LON = 54_348_291, 18_654_023
SUBMITTED = facts.OpeningSubmitted("o1", LAT, LON, "Sadovaya 18", PlaceFacts(area_m2=42))


class Way(Spool):
    """A central, its spool, and the box of a point that is to be opened."""

    def __init__(self, central: Central, secret: Callable[[], bytes], folder: Path) -> None:
        super().__init__(central, secret, folder)
        self.box, self.asked = Box(), 0
        self.central.take(self.box.hello())
        self.ask_for(InviteWish("p1", "o1"))
        self.obey()

    def ask_for(self, wish: object) -> tuple[bool, str]:
        self.asked += 1
        answer = self.ask(wish, f"w{self.asked:03d}")
        return answer.ok, answer.lines[0]

    def decide(self, action: str, version: int | None = None, **more: object) -> tuple[bool, str]:
        known = self.version if version is None else version
        return self.ask_for(OpeningWish("p1", "o1", action, known, **more))  # type: ignore[arg-type]

    @property
    def version(self) -> int:
        found = self.central.store.openings.get("o1")
        return found.opening.version if found else 0

    def tell(self, *told: object, actor: str = "olga") -> None:
        first = self.box.head + 1
        self.box.tell(*told, actor=actor)  # type: ignore[arg-type]
        self.central.take(self.box.batch(first))

    def obey(self) -> None:
        """Let the box take the last decision, as its mailroom does."""
        raws = self.central.store.above("box-1", 0, 100_000, 10**9)[1]
        message = messages.decode(raws[-1])
        match message.facts:
            case OpeningInvited(opening=name):
                told: object = facts.OpeningInvited(name)
            case OpeningStageSet() as word:
                more = (word.comment, word.deadline_at, word.shots, word.version)
                told = facts.OpeningStageSet(word.opening, word.stage, *more)
            case _:
                return
        self.tell(told, MessageDone(message.id, Outcome.APPLIED), actor="central")

    def to_review(self) -> None:
        self.tell(facts.OpeningRegistered("o1", SHA, "2026-11"), SUBMITTED)
        assert self.decide("review")[0]
        stage = next(one for one in self.letters()[::-1] if isinstance(one, OpeningStageSet))
        raws = self.central.store.above("box-1", 0, 100_000, 10**9)[1]
        ids = [messages.decode(raw).id for raw in raws]
        self.tell(facts.OpeningStageSet("o1", stage.stage), actor="central")
        self.tell(*(MessageDone(one, Outcome.APPLIED) for one in ids), actor="central")

    def to_fit_out_review(self) -> None:
        self.to_review()
        for action in ("approve", "contract", "fit_out"):
            assert self.decide(action)[0], action
            self.obey()
        shots = (facts.ShotTaken("o1", shot, SHA) for shot in ("facade", "sign"))
        self.tell(*shots, facts.OpeningReportSubmitted("o1", 1))


@pytest.fixture
def way(central: Central, secret: Callable[[], bytes], tmp_path: Path) -> Way:
    """A point that is invited; its box has taken the invitation."""
    return Way(central, secret, tmp_path / "wishes")


@ON_A_FILE
def test_the_books_follow_what_the_point_tells(way: Way) -> None:
    way.tell(facts.OpeningRegistered("o1", SHA, "2026-11"), SUBMITTED)
    (one,) = way.central.store.questions.openings()
    assert (one.point, one.opening.state, one.opening.applicant) == ("p1", S.SUBMITTED, SHA)
    assert one.actions == ("review", "expire")
    assert way.central.store.openings.get("nobody") is None


@ON_A_FILE
def test_a_place_in_review_brings_the_points_around_the_nearest_first(way: Way) -> None:
    way.central.register("box-7", "p7")
    way.central.register("box-8", "p8")
    with way.central.store.unit():
        way.central.store.place("p1", LAT, LON)
        way.central.store.place("p7", LAT + 9000, LON)
        way.central.store.place("p8", LAT, LON + 9000)  # nearer: a degree of longitude is shorter
    way.tell(facts.OpeningRegistered("o1", SHA, "2026-11"), SUBMITTED)
    assert way.decide("review") == (True, "opening o1: the point is told 'location_review'")
    around = way.letters()[-1]
    assert isinstance(around, OpeningAround)
    assert [near.point for near in around.points] == ["p8", "p7"]


def test_a_second_decision_waits_until_the_point_has_taken_the_first(way: Way) -> None:
    way.to_review()
    assert way.decide("approve", days=28)[0]
    ok, said = way.decide("reject", comment="too near")
    assert (ok, said) == (
        False,
        "console has decided 'location_approved'; the point has not taken it yet",
    )
    (one,) = way.central.store.questions.openings()
    assert one.decided is not None
    assert (one.decided.stage, one.actions) == (S.LOCATION_APPROVED, ())
    way.obey()
    (one,) = way.central.store.questions.openings()
    assert (one.decided, one.opening.state) == (None, S.LOCATION_APPROVED)
    letter = way.letters()[-1]
    assert isinstance(letter, OpeningStageSet)
    assert letter.deadline_at == T0 + 28 * DAY_MS


def test_a_decision_on_what_was_seen_before_is_refused(way: Way) -> None:
    way.to_review()
    seen = way.version
    way.tell(facts.OpeningWithdrawn("o1"))
    assert way.decide("approve", seen) == (False, "opening o1 is 'withdrawn': no 'approve' now")
    assert way.decide("expire") == (False, "opening o1 is 'withdrawn': no 'expire' now")


@ON_A_FILE
def test_an_older_version_of_the_same_stage_is_refused(way: Way) -> None:
    way.to_review()
    seen = way.version
    way.decide("reject", comment="too near")
    way.obey()
    way.tell(SUBMITTED)
    way.decide("review")
    assert way.decide("review", seen)[0] is False
    way.tell(facts.OpeningStageSet("o1", S.LOCATION_REVIEW), actor="central")
    raws = way.central.store.above("box-1", 0, 100_000, 10**9)[1]
    ids = [messages.decode(raw).id for raw in raws]
    way.tell(*(MessageDone(one, Outcome.APPLIED) for one in ids), actor="central")
    said = "opening o1 has changed since it was looked at; look again"
    assert way.decide("approve", seen) == (False, said)


@ON_A_FILE
@pytest.mark.parametrize(
    ("action", "more", "said"),
    [
        ("reject", {}, "the partner must be told why: give a comment"),
        ("launch", {}, "opening o1 is 'location_review': no 'launch' now"),
        ("approve", {"shots": (ShotVerdict("sign", "dark"),)}, "no picture 'sign' waits"),
    ],
)
def test_what_makes_no_sense_at_a_place_is_refused(
    way: Way, action: str, more: dict[str, object], said: str
) -> None:
    way.to_review()
    before = len(way.letters())
    ok, told = way.decide(action, **more)
    assert (ok, told.startswith(said)) == (False, True), told
    assert len(way.letters()) == before


@ON_A_FILE
def test_rework_names_pictures_that_were_sent(way: Way) -> None:
    way.to_fit_out_review()
    comment = {"comment": "nearly there"}
    dark, moon = ShotVerdict("sign", "it is not lit"), ShotVerdict("moon", "no")
    assert way.decide("rework", **comment, shots=(moon,))[0] is False
    said = "say which picture is to be taken again, and why"
    assert way.decide("rework", **comment) == (False, said)
    assert way.decide("approve", shots=(dark,)) == (
        False,
        "words on a picture ask for rework, not for 'approve'",
    )
    assert way.decide("rework", **comment, shots=(dark,))[0]
    way.obey()
    (one,) = way.central.store.questions.openings()
    assert (one.opening.state, one.opening.comment) == (S.REWORK, "nearly there")


@ON_A_FILE
def test_no_launch_before_a_trial_that_went_well_and_then_one(way: Way) -> None:
    way.to_fit_out_review()
    way.decide("approve")
    way.obey()
    results = msgspec.convert(
        [{"kind": "reader", "good": 1, "of": 1}, {"kind": "link", "good": 1, "of": 1}],
        tuple[openings.CheckLine, ...],
    )
    way.tell(facts.EquipmentChecked("o1", results))
    assert way.decide("launch") == (False, "the trial delivery has not gone well yet")
    way.tell(facts.TrialCompleted("o1", 10, 0))
    assert way.decide("launch")[0]
    way.obey()
    (one,) = way.central.store.questions.openings()
    assert (one.opening.state, one.actions) == (S.LAUNCHED, ())
    assert way.ask_for(InviteWish("p1", "o2")) == (False, "point p1 works already")


@ON_A_FILE
def test_a_term_that_is_not_over_does_not_run_out(way: Way) -> None:
    way.to_review()
    way.decide("approve", days=28)
    way.obey()
    assert way.decide("expire") == (False, "its term is not over yet")
    way.decide("contract")
    way.obey()
    assert way.decide("expire")[0], "a step without a term may be ended"


@ON_A_FILE
def test_the_central_speaks_to_the_partner(way: Way) -> None:
    assert way.ask_for(OpeningSayWish("p1", "o1", "Hello", "m1"))[0]
    assert way.letters()[-1] == OpeningSaid("o1", "Hello", "m1")
    no = (False, "point p1 has no opening 'o9'")
    assert way.ask_for(OpeningSayWish("p1", "o9", "Hello")) == no
    assert way.ask_for(OpeningWish("p1", "o9", "review", 1)) == no


@ON_A_FILE
def test_a_point_that_works_or_is_being_opened_is_not_invited(way: Way) -> None:
    assert way.ask_for(InviteWish("p1", "o2")) == (False, "point p1 is being opened already")
    way.central.register("box-2", "p2")
    other = Box("box-2")
    other.tell(ParcelExpected("P1", "D-1"))
    way.central.take(other.hello(), other.batch(1))
    assert way.ask_for(InviteWish("p2", "o2")) == (False, "point p2 works already")
    way.central.register("box-3", "p3")
    assert way.ask_for(InviteWish("p3", "o3", LAT, LON))[0]
    around = OpeningAround("o3", T0, (), LAT, LON)
    assert way.letters("box-3")[-2:] == [OpeningInvited("o3"), around]
    assert way.ask_for(InviteWish("p3", "o4")) == (False, "point p3 is being opened already")
    assert way.ask_for(InviteWish("p9", "o9")) == (False, "there is no point 'p9'")


@pytest.mark.parametrize(
    "bad",
    [
        {"action": "bless"},
        {"version": -1},
        {"comment": "x" * 201},
        {"days": 401},
        {"shots": [{"shot": "s"}] * 21},
        {"opening": "o 1"},
    ],
)
def test_a_wish_out_of_bounds_cannot_be_read(bad: dict[str, object]) -> None:
    told = {"type": "opening", "point": "p1", "opening": "o1", "action": "review", "version": 1}
    assert msgspec.convert(told, OpeningWish)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(told | bad, OpeningWish)


def test_every_action_leads_only_where_the_stages_allow() -> None:
    for leads in ACTIONS.values():
        for stage, to in leads.items():
            assert to in openings.allowed(stage)
    led = {(stage, to) for leads in ACTIONS.values() for stage, to in leads.items()}
    assert led == {(stage, to) for stage in S for to in openings.allowed(stage)}


@pytest.mark.parametrize("why", [REPLACED, REVOKED])
def test_what_lies_for_a_box_that_never_comes_again_is_no_longer_on_its_way(
    way: Way, why: str
) -> None:
    way.tell(facts.OpeningRegistered("o1", SHA, "2026-11"), SUBMITTED)
    assert way.decide("review")[0]
    with way.central.store.unit():
        way.central.store.queue("p1", [OpeningInvited("o2")], T0, "x")
    assert way.central.store.openings.is_invited("p1")
    with way.central.store.unit():
        way.central.store._conn.execute("UPDATE device SET blocked = ?", [why])
    (one,) = way.central.store.questions.openings()
    assert one.decided is None
    assert not way.central.store.openings.is_invited("p1")


def test_a_decision_on_an_older_version_is_no_longer_on_its_way(way: Way) -> None:
    way.tell(facts.OpeningRegistered("o1", SHA, "2026-11"), SUBMITTED)
    assert way.decide("review")[0]
    way.tell(facts.OpeningStageSet("o1", S.LOCATION_REVIEW), actor="central")
    (one,) = way.central.store.questions.openings()
    assert one.decided is None
    assert way.decide("approve")[0]


@ON_A_FILE
def test_a_second_counter_that_obeys_late_takes_nothing_back(way: Way) -> None:
    way.central.share()
    way.central.register("box-2")
    late = Box("box-2")
    way.central.take(late.hello())
    way.to_review()
    way.decide("reject", comment="too near")
    way.obey()
    way.tell(replace(SUBMITTED, version=way.version))
    seen = way.version
    late.tell(facts.OpeningStageSet("o1", S.LOCATION_REVIEW, version=2), actor="central")
    late.tell(facts.OpeningStageSet("o1", S.LOCATION_REJECTED, version=3), actor="central")
    way.central.take(late.batch(1))
    (one,) = way.central.store.questions.openings()
    assert (one.opening.state, one.opening.version) == (S.SUBMITTED, seen)
    assert way.central.rows("SELECT count(*) FROM conflict")[0][0] == 0


@ON_A_FILE
def test_a_line_that_two_counters_obey_stands_in_the_thread_once(way: Way) -> None:
    way.central.share()
    way.central.register("box-2")
    second = Box("box-2")
    way.central.take(second.hello())
    assert way.ask_for(OpeningSayWish("p1", "o1", "Tomorrow", "m1"))[0]
    for letters in (way.letters("box-1"), way.letters("box-2")):
        assert letters[-1] == OpeningSaid("o1", "Tomorrow", "m1")
    way.tell(facts.OpeningSaid("o1", "Tomorrow", "m1"), actor="central")
    way.tell(facts.OpeningSaid("o1", "At ten?"))
    second.tell(facts.OpeningSaid("o1", "Tomorrow", "m1"), actor="central")
    way.central.take(second.batch(1))
    (one,) = way.central.store.questions.openings()
    assert [line.text for line in one.opening.said] == ["Tomorrow", "At ten?"]
    assert way.central.rows("SELECT count(*) FROM conflict")[0][0] == 0


def test_the_mark_is_another_one_whenever_the_list_is_and_else_the_same(way: Way) -> None:
    book, store = way.central.store.openings, way.central.store
    seen = [(book.mark(), book.all())]

    def changed(what: str) -> None:
        seen.append((book.mark(), book.all()))
        (before, old), (now, new) = seen[-2:]
        assert (old != new, before != now) == (True, True), what

    way.tell(facts.OpeningRegistered("o1", SHA, "2026-11"))
    changed("a partner goes on")
    way.tell(SUBMITTED)
    changed("and on")
    way.tell(ParcelExpected("P1", "D-1"))
    assert (book.mark(), book.all()) == seen[-1], "of a parcel it takes no notice"
    assert way.decide("review")[0]
    changed("a decision is on its way")
    with store.unit():
        store.block("box-1", REVOKED)
    changed("its box is let in no more")
    with store.unit():
        store.block("box-1", "")
    changed("and again")
    way.tell(facts.OpeningWithdrawn("o1"))
    changed("a partner withdraws")
    raw = store.above("box-1", 0, 100_000, 10**9)[1][-2:]
    refused = [MessageDone(messages.decode(one).id, Outcome.REJECTED, "wrong_state") for one in raw]
    way.tell(*refused)
    changed("its box refuses the decision")
    with store.unit():
        store.register(Point("p1", "Sadovaya 18", POINT_KEY, "ozon_like"), "box-1")
    changed("a point is called otherwise")


def test_one_opening_is_read_by_its_name_alone(way: Way) -> None:
    way.central.register("box-7", "p7")
    way.box = other = Box("box-7")
    way.central.take(other.hello())
    way.tell(facts.OpeningInvited("o7"), actor="central")
    book = way.central.store.openings
    assert [one.opening.opening for one in book.all()] in (["o1", "o7"], ["o7", "o1"])
    for one in book.all():
        assert book.get(one.opening.opening) == one
    assert book.get("o\0") is None


@ON_A_FILE
def test_what_is_asked_every_few_seconds_reads_no_whole_table(central: Central) -> None:
    asked: list[str] = []
    conn = central.store._conn
    conn.set_trace_callback(asked.append)  # type: ignore[attr-defined]
    central.store.openings.mark()
    central.store.openings.all()
    central.store.openings.get("o1")
    conn.set_trace_callback(None)  # type: ignore[attr-defined]
    assert len(asked) > 4
    for sql in asked:
        plan = [str(step[3]) for step in conn.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
        scans = [step for step in plan if step.startswith("SCAN") and "json_each" not in step]
        small = ("event_opening", "book_opening", "message_decision", "SCAN point", "SCAN device")
        assert all(any(one in step for one in small) for step in scans), (sql, plan)
