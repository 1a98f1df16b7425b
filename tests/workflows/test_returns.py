"""Returns at the counter: found, looked over, taken back with paper and sticker, or declined."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.core import messages
from kiosk.core.codes import Code, CodeKind
from kiosk.core.evidence import Skipped
from kiosk.core.facts.evidence import PhotoSkipped
from kiosk.core.facts.fact import Item
from kiosk.core.facts.returning import ReturnAccepted
from kiosk.core.messages import CustomerLine
from kiosk.core.papers import Wording
from kiosk.core.receipts import Doc, Text
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import (
    ClockQuality,
    Condition,
    How,
    ParcelKind,
    ParcelState,
    Place,
    RejectReason,
    ReturnJudgement,
    ReturnState,
    Size,
)
from kiosk.hw.ports import Rhythm
from kiosk.store.photos import PhotoRow
from kiosk.workflows.brought import CustomerReturns, ReturnCard, Taken
from kiosk.workflows.receiving import Receiving
from kiosk.workflows.returns import Returns
from tests.workflows.conftest import CELLS, DAY_MS, POLICY, T0, Point

T = TypeVar("T")
CODE, OTHER = "ii5275210303", "ii5275210399"
SHOES = Item("Vento", 345_000, photo="ab" * 32, barcode="4601", category="shoes")
MARIA = CustomerLine("c1", "Maria S.", "4821")
LETTER = messages.ReturnExpected(
    "R1", CODE, "c1", (SHOES,), MARIA, "o1", Size.M, T0 + DAY_MS, "too small"
)


@pytest.fixture
def back(point: Point) -> Returns:
    """One return is announced; Anna, a clerk, is signed in."""
    point.mail(LETTER)
    return point.desk.returns


def ok(found: T | Refused) -> T:
    assert not isinstance(found, Refused), found
    return found


def why(found: object) -> Reason | None:
    return found.reason if isinstance(found, Refused) else None


def tick_all(back: Returns, return_: str) -> ReturnCard:
    card = ok(back.card(return_))
    for check in card.checks:
        card = ok(back.tick(return_, check.key, on=True))
    return card


def words(doc: Doc) -> list[str]:
    return [e.left for e in doc.elements if isinstance(e, Text)]


# -- which return ----------------------------------------------------------------------------------


def test_the_board_shows_what_is_coming_with_its_customer(back: Returns, point: Point) -> None:
    board = ok(back.board())
    assert (board.opened, [c.known.return_ for c in board.expected]) == ((), ["R1"])
    assert board.expected[0].name == "Maria S."
    assert point.store.photos.picture("ab" * 32) == "wanted"
    assert back.under_way() == ()


def test_a_scanned_code_opens_it_and_a_second_scan_changes_nothing(
    back: Returns, point: Point
) -> None:
    card = ok(back.find(CODE))
    assert (card.known.state, card.name) == (ReturnState.OPEN, "Maria S.")
    assert [c.key for c in card.checks] == ["same", "complete", "tags", "unused"]
    assert card.draft.size is Size.M
    assert ok(back.find(CODE)).known == card.known
    (opened,) = point.events("return.opened")
    assert (opened.facts.how, opened.actor) == (How.CODE, "anna")  # type: ignore[attr-defined]
    assert [known.return_ for known in back.under_way()] == ["R1"]


def test_digits_find_it(back: Returns) -> None:
    assert [r.return_ for r in ok(back.by_digits("0303"))] == ["R1"]
    assert back.by_digits("99") == Refused(Reason.TOO_SHORT, {"least": 4})
    assert ok(back.open("R1")).known.state is ReturnState.OPEN
    assert why(back.open("R9")) is Reason.NOT_KNOWN_HERE


def test_an_unknown_code_is_turned_away(back: Returns, point: Point) -> None:
    assert why(back.find(OTHER)) is Reason.NO_REQUEST
    (refused,) = point.events("issue.refused")
    assert refused.facts.reason == "no_request"  # type: ignore[attr-defined]


def test_an_unknown_code_is_kept_where_the_network_says_so(
    back: Returns, point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(no_request="keep"))
    card = ok(back.find(OTHER))
    assert (card.known.provisional, card.known.code, card.known.items) == (True, OTHER, ())
    assert "same" not in [c.key for c in card.checks], "there is nothing to compare"
    tick_all(back, card.known.return_)
    taken = ok(back.accept(card.known.return_))
    assert taken.parcel.provisional


def test_over_or_done_is_said(back: Returns, point: Point) -> None:
    point.clock.pass_ms(2 * DAY_MS)
    assert why(back.find(CODE)) is Reason.RETURN_TERM_OVER
    point.clock.doubt(ClockQuality.UNSURE)
    ok(back.find(CODE))
    tick_all(back, "R1")
    ok(back.accept("R1"))
    assert back.find(CODE) == Refused(
        Reason.ALREADY_RETURNED, {"at": point.clock.stamp.at, "by": "anna"}
    )


def test_before_the_first_mail_nothing_is_taken(bare: Point) -> None:
    bare.mail(messages.StaffUpsert("anna", "Anna K.", "clerk"))  # type: ignore[arg-type]
    bare.sign_in("anna")
    assert why(bare.desk.returns.find(CODE)) is Reason.NOT_SYNCED


# -- by the pickup code and the goods ------------------------------------------------------------


def issued(point: Point, *, announced: bool = False) -> CustomerReturns:
    """Maria has two parcels; she shows her pickup code to bring something back."""
    point.stock("c1", "P1", "P2", items=(SHOES,))
    card = ok(point.desk.issue.open(point.shown("c1")))
    assert card.session
    for parcel in ("P1", "P2"):
        point.desk.issue.pick(card.session.session, parcel)
    ok(point.desk.issue.complete(card.session.session))
    point.take_papers()
    if announced:
        point.mail(msgspec.structs.replace(LETTER, order="o-P1"))
    return ok(point.desk.returns.customer(point.shown("c1")))


def test_the_pickup_code_shows_what_may_come_back(point: Point) -> None:
    found = issued(point, announced=True)
    assert (found.customer_ref, found.name) == ("c1", "Maria S.")
    assert [c.known.return_ for c in found.returns] == ["R1"]
    assert {p.parcel for p in found.issued} == {"P1", "P2"}
    assert len(point.events("customer.viewed")) == 1


@pytest.mark.parametrize("text", ["4601", "P1"])
def test_goods_or_their_parcel_open_the_announced_return(point: Point, text: str) -> None:
    issued(point, announced=True)
    card = ok(point.desk.returns.item("c1", text))
    assert (card.known.return_, card.known.state) == ("R1", ReturnState.OPEN)
    (opened,) = point.events("return.opened")
    assert opened.facts.how is How.PRODUCT  # type: ignore[attr-defined]


def test_goods_nobody_announced_are_as_the_network_says(
    point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    issued(point)
    back = point.desk.returns
    assert why(back.item("c1", "4601")) is Reason.NO_REQUEST
    point.mail(policy_letter(no_request="keep"))
    card = ok(back.item("c1", "P1"))
    assert (card.known.provisional, card.known.items, card.known.order) == (True, (SHOES,), "o-P1")
    assert card.known.from_parcel == "P1"
    tick_all(back, card.known.return_)
    ok(back.accept(card.known.return_))
    ok(back.item("c1", "P2"))
    assert why(back.item("c1", "P1")) is not None


def test_goods_of_nobody_are_refused(point: Point) -> None:
    issued(point)
    assert why(point.desk.returns.item("c1", "4699")) is Reason.MISMATCH


@pytest.mark.parametrize("left", ["nobody", "another", "locked"])
def test_goods_are_shown_to_whoever_proved_it(point: Point, left: str) -> None:
    back = point.desk.returns
    if left != "nobody":
        issued(point)
    if left == "another":
        point.stock("c2", "P9", cell="B-01")
        ok(back.customer(point.shown("c2")))
    if left == "locked":
        point.sign_in("igor")
    assert why(back.item("c1", "4601")) is Reason.CODE_REQUIRED


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (Code(CodeKind.PICKUP, "99999999*0000", "qr"), Reason.CODE_WRONG),
        (Code(CodeKind.PARCEL, "P1", "qr"), Reason.CODE_REQUIRED),
    ],
)
def test_a_wrong_code_shows_nothing(back: Returns, code: Code, reason: Reason) -> None:
    assert why(back.customer(code)) is reason


# -- looking over --------------------------------------------------------------------------------


def test_scanned_goods_are_held_against_the_return(back: Returns) -> None:
    ok(back.find(CODE))
    assert why(back.compare("R1", "4699")) is Reason.MISMATCH
    assert "same" in ok(back.compare("R1", "4601")).draft.checks


def test_ticks_wait_while_another_screen_is_in_front(back: Returns) -> None:
    ok(back.find(CODE))
    ok(back.tick("R1", "complete", on=True))
    ok(back.describe("R1", Condition.FAULTY, Size.L))
    card = ok(back.find(CODE))
    assert (card.draft.condition, card.draft.size) == (Condition.FAULTY, Size.L)
    assert card.draft.checks == {"complete"}
    assert [c.key for c in card.checks] == ["same", "complete", "tags"]
    assert card.left == 2
    assert ok(back.tick("R1", "complete", on=False)).left == 3


def test_an_open_checklist_takes_nothing_back(back: Returns) -> None:
    ok(back.find(CODE))
    assert back.accept("R1") == Refused(Reason.CHECKLIST_OPEN, {"n": 4})
    assert why(back.accept("R9")) is Reason.NOT_KNOWN_HERE


def test_photos_are_asked_for_and_may_be_left_out_in_words(
    back: Returns, point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(photos_return=2))
    ok(back.find(CODE))
    tick_all(back, "R1")
    with point.counter.unit():
        row = PhotoRow("cd" * 32, 9, "image/jpeg", False, "R1", "return", T0)  # noqa: FBT003
        point.store.photos.keep(row)
    assert back.accept("R1") == Refused(Reason.PHOTOS_MISSING, {"n": 1})
    ok(back.accept("R1", Skipped.NO_CAMERA))
    (skipped,) = point.events("photo.skipped")
    assert isinstance(skipped.facts, PhotoSkipped)
    assert (skipped.facts.subject, skipped.facts.purpose.value) == ("R1", "return")


# -- how it ends ---------------------------------------------------------------------------------


def test_what_is_taken_back_is_a_parcel_with_sticker_paper_and_cell(
    back: Returns, point: Point
) -> None:
    ok(back.find(CODE))
    tick_all(back, "R1")
    taken = ok(back.accept("R1"))
    parcel = taken.parcel
    assert parcel.parcel.startswith("P:")
    assert (parcel.kind, parcel.state, parcel.place, parcel.size) == (
        ParcelKind.RETURN,
        ParcelState.TO_RETURN,
        Place.COUNTER,
        Size.M,
    )
    assert (taken.cell, taken.sticker) == ("R-01", True)
    assert {cell: lamp.rhythm for cell, lamp in point.lights.now.items()} == {"R-01": Rhythm.PUT}
    sticker, receipt = point.take_papers()
    assert (sticker.kind, receipt.kind) == ("label", "receipt")
    assert "Request …0303" in words(receipt)
    assert taken.returned
    assert taken.returned.state is ReturnState.ACCEPTED
    stored = point.desk.place.move(parcel.parcel, "R-01")
    assert ok(stored).parcel.cell == "R-01"
    assert point.lights.now == {}
    assert point.desk.lamps.wanted() == {}


def test_everything_of_it_is_one_unit(back: Returns, point: Point) -> None:
    ok(back.find(CODE))
    tick_all(back, "R1")
    before = point.store.journal.head()
    point.read_only()
    assert why(back.accept("R1")) is Reason.STORAGE_READ_ONLY
    assert point.store.journal.head() == before
    point.restart()
    assert ok(point.desk.returns.card("R1")).known.state is ReturnState.OPEN
    assert point.take_papers() == []


def test_the_customer_reads_the_paper_in_their_language(point: Point) -> None:
    def wording(mark: str) -> Wording:
        return Wording("7731", lambda s: f"{mark} {s}", lambda n, c: f"{n} {c}", str)

    desk = point.desk
    receiving = Receiving(
        point.counter,
        desk.lamps,
        desk.accept._stickers,
        wording("??"),
        {"ru": wording("ru"), "pt": wording("pt")},
    )
    back = Returns(point.counter, receiving)
    point.mail(msgspec.structs.replace(LETTER, language="ru"))
    for language, head in (("", "ru Return taken"), ("pt", "pt Return taken"), ("xx", "??")):
        name = f"R{language}"
        point.mail(
            msgspec.structs.replace(
                LETTER, return_=name, code=f"ii52752103{len(language)}7", language="ru"
            )
        )
        ok(back.open(name))
        tick_all(back, name)
        ok(back.accept(name, language=language))
        assert words(point.take_papers()[-1])[0].startswith(head)
    assert back.languages() == ("ru", "pt")


@pytest.mark.parametrize(
    ("language", "head"), [("", "ru Return declined"), ("pt", "pt Return declined"), ("xx", "??")]
)
def test_whoever_is_turned_away_reads_why_in_their_language(
    point: Point, language: str, head: str
) -> None:
    def wording(mark: str) -> Wording:
        return Wording("7731", lambda s: f"{mark} {s}", lambda n, c: f"{n} {c}", str)

    speaks = {"ru": wording("ru"), "pt": wording("pt")}
    desk = point.desk
    receiving = Receiving(point.counter, desk.lamps, desk.accept._stickers, wording("??"), speaks)
    back = Returns(point.counter, receiving)
    point.mail(msgspec.structs.replace(LETTER, language="ru"))
    ok(back.open("R1"))
    assert back.reject("R1", RejectReason.USED, language) is None
    (paper,) = point.take_papers()
    assert words(paper)[0].startswith(head)
    assert any("It was used" in line for line in words(paper))


def test_a_declined_return_makes_no_parcel(back: Returns, point: Point) -> None:
    ok(back.find(CODE))
    tick_all(back, "R1")
    assert why(back.reject("R1", RejectReason.DENIED)) is Reason.BAD_VALUE
    assert back.reject("R1", RejectReason.USED) is None
    (paper,) = point.take_papers()
    assert words(paper)[0] == "Return declined"
    for no in (back.accept("R1"), back.reject("R1", RejectReason.USED), back.find(CODE)):
        assert why(no) is Reason.WRONG_STATE
    assert point.store.parcels.in_state(ParcelState.TO_RETURN) == ()
    assert why(back.reject("R9", RejectReason.USED)) is Reason.NOT_KNOWN_HERE


def test_a_declined_return_and_its_paper_are_one_unit(back: Returns, point: Point) -> None:
    ok(back.find(CODE))
    before = point.store.journal.head()
    point.read_only()
    assert why(back.reject("R1", RejectReason.USED)) is Reason.STORAGE_READ_ONLY
    assert point.store.journal.head() == before
    point.restart()
    assert ok(point.desk.returns.card("R1")).known.state is ReturnState.OPEN
    assert point.take_papers() == []


def test_the_paper_of_a_declined_return_is_found_and_printed_again(
    back: Returns, point: Point
) -> None:
    ok(back.find(CODE))
    assert why(point.desk.receipts.of_return("R1")) is Reason.RECEIPT_NOT_KNOWN
    assert back.reject("R1", RejectReason.USED) is None
    receipts = point.desk.receipts
    receipt = ok(receipts.of_return("R1")).receipt
    assert receipts.return_of(receipt) == "R1"
    assert receipts.return_of("nothing") is None
    assert why(receipts.parcel_of(receipt)) is Reason.RECEIPT_NOT_KNOWN
    point.take_papers()
    assert receipts.reprint(receipt) is None


def test_a_trainee_needs_a_second_person_for_either_end(back: Returns, point: Point) -> None:
    point.sign_in("igor")
    point.desk.access.set_pin("igor", "739152")
    point.sign_in("leila")
    ok(back.find(CODE))
    assert why(back.accept("R1")) is Reason.CHECKLIST_OPEN, "asked before a witness is called"
    tick_all(back, "R1")
    assert why(back.accept("R1")) is Reason.WITNESS_NEEDED
    assert why(back.reject("R1", RejectReason.USED)) is Reason.WITNESS_NEEDED
    assert why(back.accept("R1", witness="igor")) is Reason.WITNESS_NEEDED
    point.vouch("igor", "739152")
    ok(back.accept("R1", witness="igor"))
    (told,) = point.events("return.accepted")
    assert (told.actor, told.witness) == ("leila", "igor")


@pytest.mark.parametrize("who", ["oleg", ""])
def test_others_may_not(back: Returns, point: Point, who: str) -> None:
    point.counter.signed_in = who or None
    expected = Reason.NOT_ALLOWED if who else Reason.NOT_SIGNED_IN
    assert why(back.board()) is why(back.find(CODE)) is why(back.accept("R1")) is expected


# -- what the central says meanwhile ---------------------------------------------------------------


def test_a_late_announcement_confirms_what_was_kept(
    point: Point, policy_letter: Callable[..., messages.PolicySet]
) -> None:
    point.mail(policy_letter(no_request="keep"))
    back = point.desk.returns
    name = ok(back.find(CODE)).known.return_
    tick_all(back, name)
    parcel = ok(back.accept(name)).parcel.parcel
    point.mail(LETTER)
    known = ok(back.card(name)).known
    assert (known.provisional, known.announced, known.state) == (False, "R1", ReturnState.ACCEPTED)
    kept = point.store.parcels.get(parcel)
    assert kept
    assert (kept.provisional, kept.customer_ref) == (False, "c1")
    point.mail(LETTER, messages.ReturnCancelled("R1"))
    assert point.outcomes()[-2:] == [("rejected", "stale"), ("rejected", "already_returned")]


@pytest.mark.parametrize("verdict", list(ReturnJudgement))
def test_a_verdict_on_what_was_kept(
    point: Point, policy_letter: Callable[..., messages.PolicySet], verdict: ReturnJudgement
) -> None:
    point.mail(policy_letter(no_request="keep"))
    name = ok(point.desk.returns.find(OTHER)).known.return_
    point.mail(messages.ReturnVerdict(name, verdict, "looked for"))
    known = ok(point.desk.returns.card(name)).known
    is_denied = verdict is ReturnJudgement.DENIED
    assert known.state is (ReturnState.REJECTED if is_denied else ReturnState.OPEN)
    point.mail(messages.ReturnVerdict(name, verdict), messages.ReturnVerdict("R9", verdict))
    assert point.outcomes()[-2:] == [("rejected", "stale"), ("rejected", "not_here")]


def test_a_withdrawn_return_is_declined(back: Returns, point: Point) -> None:
    point.mail(messages.ReturnCancelled("R1"), messages.ReturnCancelled("R9"))
    assert point.outcomes()[-2:] == [("applied", ""), ("rejected", "not_here")]
    assert why(back.find(CODE)) is Reason.WRONG_STATE
    assert ok(back.board()).expected == ()


# -- silly clerks --------------------------------------------------------------------------------

WISHES = st.lists(
    st.one_of(
        st.tuples(st.just("find"), st.sampled_from([CODE, OTHER])),
        st.tuples(st.just("open"), st.integers(0, 3)),
        st.tuples(st.just("tick"), st.integers(0, 3), st.sampled_from(["same", "tags", "x"])),
        st.tuples(st.just("tick_all"), st.integers(0, 3)),
        st.tuples(st.just("accept"), st.integers(0, 3)),
        st.tuples(st.just("accept"), st.integers(0, 3)),
        st.tuples(st.just("reject"), st.integers(0, 3), st.sampled_from(RejectReason)),
        st.tuples(st.just("announce"), st.integers(0, 3)),
        st.tuples(
            st.just("restart"),
        ),
    ),
    min_size=6,
    max_size=20,
)


def wish(point: Point, act: str, *more: object) -> None:
    back = point.desk.returns
    names = [*dict.fromkeys(e.facts.return_ for e in point.events("return.")), "R9"]  # type: ignore[attr-defined]
    name = names[int(str(more[0])) % len(names)] if more and isinstance(more[0], int) else ""
    match act:
        case "find":
            back.find(str(more[0]))
        case "open":
            back.open(name)
        case "tick":
            back.tick(name, str(more[1]), on=True)
        case "tick_all" if not isinstance(back.card(name), Refused):
            tick_all(back, name)
        case "accept":
            back.accept(name)
        case "reject":
            back.reject(name, RejectReason(str(more[1])))
        case "announce":
            code = f"ii52752103{more[0]:02d}"
            point.mail(msgspec.structs.replace(LETTER, return_=f"R{more[0]}", code=code))
        case "restart":
            point.restart()
        case _:
            pass


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wishes=WISHES)
def test_whatever_a_silly_clerk_does_the_books_hold(
    wishes: list[tuple[object, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    point = Point(tmp_path_factory.mktemp("silly"))
    point.counter.ensure_cell_map(CELLS)
    body = msgspec.json.encode(POLICY | {"no_request": "keep"})
    point.mail(messages.PolicySet(1, msgspec.Raw(body)))
    point.mail(messages.StaffUpsert("anna", "Anna K.", "clerk"), LETTER)  # type: ignore[arg-type]
    point.sign_in("anna")
    for act, *more in wishes:
        wish(point, str(act), *more)
    accepted = [e.facts for e in point.events("return.accepted")]
    made = {p.parcel for p in point.store.parcels.in_state(ParcelState.TO_RETURN)}
    assert made == {fact.parcel for fact in accepted if isinstance(fact, ReturnAccepted)}
    for fact in accepted:
        assert isinstance(fact, ReturnAccepted)
        known = point.store.returns.get(fact.return_)
        assert known
        assert known.state is ReturnState.ACCEPTED
        assert {"complete", "tags", "unused"} <= set(fact.checks)
    names = [fact.return_ for fact in accepted if isinstance(fact, ReturnAccepted)]
    assert len(names) == len(set(names))
    audit = point.store.journal.audit()
    assert (audit.broken_at, audit.differing) == (None, ())
    point.close()


def test_a_taken_parcel_is_told_by_its_return(back: Returns) -> None:
    ok(back.find(CODE))
    tick_all(back, "R1")
    taken = back.accept("R1")
    assert isinstance(taken, Taken)
    assert ok(back.card("R1")).known.parcel == taken.parcel.parcel
