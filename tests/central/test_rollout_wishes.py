"""What is wished of roll-outs over the spool: granted, or refused in a sentence."""

import pytest

from kiosk.central.rollout_wishes import NO, NoRollout, RingWish, RolloutStartWish, RolloutWish
from kiosk.core.update_words import Ring
from tests.central.rolling import release
from tests.central.test_wishes import Spool, spool

__all__ = ["spool"]


def test_a_release_is_made_known_and_rolled_out(spool: Spool) -> None:
    assert spool.ask(release()).lines == ("release 2.0.0 (serial 20) is known",)
    assert spool.ask(RingWish("p1", Ring.CANARY), "w2").lines == ("point p1 is in the ring canary",)
    assert spool.ask(RolloutStartWish("r1", "2.0.0"), "w3").ok
    assert spool.ask(RolloutWish("r1", "pause"), "w4").ok
    again = spool.ask(RolloutWish("r1", "pause"), "w5")
    assert (again.ok, again.lines) == (False, ("roll-out r1 waits already",))


UNREAD = "the wish cannot be read"
START = {"type": "rollout_start", "rollout": "r1", "version": "2.0.0"}
RELEASE = {
    "type": "release",
    "manifest": "{}",
    "signature": "5" * 128,
    "sha256": "b" * 64,
    "size": 1,
    "url": "https://mail.example/x",
}


@pytest.mark.input
@pytest.mark.parametrize(
    "wish",
    [
        START | {"rollout": "a b"},
        START | {"version": "2 0"},
        START | {"ring": "some"},
        START | {"halt_at": 0},
        START | {"soak_h": -1},
        START | {"enough": 101},
        START | {"from_min": 1441},
        START | {"more": 1},
        RELEASE | {"signature": "5" * 127},
        RELEASE | {"signature": "G" * 128},
        RELEASE | {"sha256": "b"},
        RELEASE | {"size": 0},
        RELEASE | {"size": 64 * 1024 * 1024 + 1},
        RELEASE | {"url": "http://mail.example/x"},
        RELEASE | {"url": "https://mail.example/x\n"},
        RELEASE | {"manifest": "x" * (64 * 1024 + 1)},
        {"type": "ring", "point": "p1", "ring": ""},
        {"type": "rollout", "rollout": "r1", "action": "stop"},
        {"type": "rollout", "rollout": "r1", "action": "advance", "to": "nobody"},
        {"type": "rollout", "rollout": "r1", "action": "pause", "seen": -1},
    ],
)
def test_what_cannot_be_meant_is_refused(spool: Spool, wish: dict[str, object]) -> None:
    answer = spool.ask(wish)
    assert (answer.ok, answer.lines[0].startswith(UNREAD)) == (False, True)


@pytest.mark.parametrize("why", NO)
def test_each_refusal_is_a_sentence(why: str) -> None:
    no = NoRollout(why, "r1")
    assert (no.why, no.what) == (why, "r1")
    assert "{" not in str(no)
