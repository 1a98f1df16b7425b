"""Pickup codes at the counter: tries are counted before codes are compared, and locks hold."""

from collections.abc import Callable

import pytest

from kiosk.core import messages
from kiosk.core.codes import Code, CodeKind
from kiosk.core.facts.visits import CodeRejected
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import ClockQuality
from kiosk.workflows import proof
from kiosk.workflows.views import CustomerCard
from tests.workflows.conftest import DAY_MS, HOUR_MS, Point

MINUTE_MS = 60_000


def _code(text: str) -> Code:
    return Code(CodeKind.PICKUP, text, "typed")


def _reason(answer: object) -> Reason:
    assert isinstance(answer, Refused), answer
    return answer.reason


@pytest.fixture
def short(point: Point, policy_letter: Callable[..., messages.PolicySet]) -> Point:
    """A point of a network with six-digit codes; c1's is 123456, phone ends in 0001."""
    point.mail(policy_letter(pickup_code="last4+6"))
    point.stock("c1", "P1")
    point.mail(messages.CodesSet("c1", (point.window("123456", "c1"),)))
    return point


def test_a_wrong_code_is_journaled_and_counted(point: Point) -> None:
    point.stock("c1", "P1")
    answer = point.desk.issue.open(_code("99999999*0000"))
    assert answer == Refused(Reason.CODE_WRONG, {"left": 19})
    assert point.events("code.rejected")[0].facts == CodeRejected(1)
    assert isinstance(point.desk.issue.open(point.shown("c1")), CustomerCard)


def test_twenty_wrong_codes_an_hour_lock_the_counter(point: Point) -> None:
    point.stock("c1", "P1")
    for _ in range(20):
        point.desk.issue.open(_code("99999999*0000"))
    assert _reason(point.desk.issue.open(point.shown("c1"))) is Reason.CODE_LOCKED
    point.clock.pass_ms(HOUR_MS + 1)
    assert isinstance(point.desk.issue.open(point.shown("c1")), CustomerCard)


def test_right_codes_do_not_add_up(point: Point) -> None:
    point.stock("c1", "P1")
    for _ in range(30):
        assert isinstance(point.desk.issue.open(point.shown("c1")), CustomerCard)


def test_six_digits_count_for_a_chosen_customer_only(short: Point) -> None:
    assert _reason(short.desk.issue.open(_code("123456"))) is Reason.CUSTOMER_FIRST
    assert isinstance(short.desk.issue.open(_code("123456"), "c1"), CustomerCard)
    short.stock("c2", "P2", cell="A-02")
    assert _reason(short.desk.issue.open(_code("123456"), "c2")) is Reason.CODE_WRONG


def test_last_four_and_six_digits_in_one_go_find_the_customer(short: Point) -> None:
    assert isinstance(short.desk.issue.open(_code("0001123456")), CustomerCard)
    assert _reason(short.desk.issue.open(_code("0001654321"))) is Reason.CODE_WRONG
    assert _reason(short.desk.issue.open(_code("7777123456"))) is Reason.NOT_KNOWN_HERE


def test_a_right_code_costs_nobody_a_try_whose_phone_ends_alike(short: Point) -> None:
    short.stock("b1", "P0", cell="A-02")  # ends in 0001 as well, and is tried first
    for _ in range(6):
        assert isinstance(short.desk.issue.open(_code("0001123456")), CustomerCard)
    assert short.events("code.rejected") == []


def test_five_wrong_codes_lock_the_customer_for_ten_minutes(short: Point) -> None:
    left = []
    for _ in range(5):
        answer = short.desk.issue.open(_code("000000"), "c1")
        assert isinstance(answer, Refused)
        left.append(answer.facts["left"])
    assert left == [4, 3, 2, 1, 0]
    assert _reason(short.desk.issue.open(_code("123456"), "c1")) is Reason.CODE_LOCKED
    short.clock.pass_ms(10 * MINUTE_MS + 1)
    assert isinstance(short.desk.issue.open(_code("123456"), "c1"), CustomerCard)


def test_a_reboot_does_not_shorten_a_lock(short: Point) -> None:
    for _ in range(5):
        short.desk.issue.open(_code("000000"), "c1")
    short.clock.pass_ms(9 * MINUTE_MS)
    short.clock.reboot()
    short.restart()
    short.clock.pass_ms(9 * MINUTE_MS)
    assert _reason(short.desk.issue.open(_code("123456"), "c1")) is Reason.CODE_LOCKED
    short.clock.pass_ms(MINUTE_MS + 1)
    assert isinstance(short.desk.issue.open(_code("123456"), "c1"), CustomerCard)


def test_a_plug_pulled_during_the_comparison_leaves_the_try_counted(
    short: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unplugged(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(proof, "fits", unplugged)
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                short.desk.issue.open(_code("000000"), "c1")
            short.restart()
    assert _reason(short.desk.issue.open(_code("123456"), "c1")) is Reason.CODE_LOCKED


def test_a_code_is_stale_after_its_last_window(point: Point) -> None:
    point.stock("c1", "P1")
    point.clock.pass_ms(2 * DAY_MS)
    assert _reason(point.desk.issue.open(point.shown("c1"))) is Reason.CODE_STALE


def test_a_code_that_was_right_once_costs_no_try_and_a_wrong_one_does(point: Point) -> None:
    point.stock("c1", "P1")
    point.clock.pass_ms(2 * DAY_MS)
    policy = point.counter.policy
    assert policy
    for _ in range(policy.counter_tries + 1):
        assert _reason(point.desk.issue.open(point.shown("c1"))) is Reason.CODE_STALE
    standing = point.desk.entitle.standing(None)
    assert isinstance(standing, proof.Standing)
    assert standing.left == policy.counter_tries
    assert _reason(point.desk.issue.open(_code("99999999*1111"))) is Reason.CODE_WRONG
    standing = point.desk.entitle.standing(None)
    assert isinstance(standing, proof.Standing)
    assert standing.left == policy.counter_tries - 1


def test_an_unsure_clock_takes_any_stored_window(point: Point) -> None:
    point.stock("c1", "P1")
    point.clock.pass_ms(2 * DAY_MS)
    point.clock.doubt(ClockQuality.UNSURE)
    assert isinstance(point.desk.issue.open(point.shown("c1")), CustomerCard)


def test_new_codes_replace_the_old_ones(point: Point) -> None:
    point.stock("c1", "P1")
    point.mail(messages.CodesSet("c1", (point.window("11111111*2222"),)))
    assert _reason(point.desk.issue.open(point.shown("c1"))) is Reason.CODE_WRONG
    assert isinstance(point.desk.issue.open(_code("11111111*2222")), CustomerCard)


def test_no_code_stands_in_the_file(point: Point) -> None:
    point.stock("c1", "P1")
    point.desk.issue.open(point.shown("c1"))
    point.desk.issue.open(_code("77777777*0000"))
    point.store.close()
    raw = (point.folder / "counter.db").read_bytes()
    for code in (point.code_of("c1"), "77777777*0000"):
        assert code.encode() not in raw
