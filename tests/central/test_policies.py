"""Which rules each point works by, and the choice of others."""

import msgspec
import pytest

from kiosk.central.policies import NoPolicy, changes, in_force_of, mark_of
from kiosk.central.profiles import profiles
from kiosk.core.facts.box import MessageDone, PolicyApplied
from kiosk.core.messages import PolicySet, decode
from kiosk.core.words import Outcome
from tests.central.conftest import T0, Box, Central


def _choose(central: Central, policy: str) -> PolicySet:
    book = central.store.policies
    one = book.get("p1")
    assert one is not None
    with central.store.unit():
        letter = book.choose("p1", policy, mark_of(one))
        central.store.queue("p1", [letter], T0, "anna")
    return letter


def test_a_point_is_told_other_rules_once(central: Central, box: Box) -> None:
    box.tell(PolicyApplied("ozon_like", 1))
    central.take(box.hello(), box.batch(1))
    letter = _choose(central, "wb_like")
    assert msgspec.json.decode(letter.policy)["policy"] == "wb_like"
    one = central.store.policies.get("p1")
    assert one is not None
    assert one.in_force is not None
    assert (one.wanted, one.in_force.policy) == ("wb_like", "ozon_like")
    (sent,) = one.sent
    assert (sent.policy, sent.version, sent.state, sent.by) == ("wb_like", 1, "queued", "anna")
    assert in_force_of(one) == profiles()["ozon_like"]


def test_a_refusal_is_told_in_the_boxs_word(central: Central, box: Box) -> None:
    central.take(box.hello())
    _choose(central, "wb_like")
    raw = central.store.above("box-1", 0, 100, 10**6)[1][-1]
    box.tell(MessageDone(decode(raw).id, Outcome.REJECTED, "stale"))
    central.take(box.batch(1))
    one = central.store.policies.get("p1")
    assert one is not None
    assert [(sent.state, sent.reason) for sent in one.sent] == [("rejected", "stale")]


def test_the_rules_of_the_last_applied_count(central: Central, box: Box) -> None:
    box.tell(PolicyApplied("wb_like", 1), PolicyApplied("pudo_eu", 7))
    central.take(box.hello(), box.batch(1))
    one = central.store.policies.get("p1")
    assert one is not None
    assert one.in_force is not None
    assert (one.in_force.policy, one.in_force.version) == ("pudo_eu", 7)
    assert in_force_of(one) is None  # a version of somebody else's


def test_what_differs_is_told_setting_by_setting() -> None:
    before, after = profiles()["ozon_like"], profiles()["wb_like"]
    told = changes(before, after)
    assert ("policy", "ozon_like", "wb_like") in told
    assert changes(after, after) == []
    assert len(changes(None, after)) > len(told)


@pytest.mark.input
@pytest.mark.parametrize(
    ("point", "policy", "mark", "why"),
    [
        ("p1", "none", None, "unknown"),
        ("nowhere", "wb_like", "", "no_point"),
        ("p1", "wb_like", "stale", "changed"),
        ("p1", "ozon_like", None, "same"),
    ],
)
def test_what_makes_no_sense_is_not_sent(
    central: Central, box: Box, point: str, policy: str, mark: str | None, why: str
) -> None:
    box.tell(PolicyApplied("ozon_like", 1))
    central.take(box.hello(), box.batch(1))
    one = central.store.policies.get("p1")
    assert one is not None
    with central.store.unit(), pytest.raises(NoPolicy, match=why):
        central.store.policies.choose(point, policy, mark_of(one) if mark is None else mark)
    assert central.rows("SELECT policy FROM point") == [("ozon_like",)]
