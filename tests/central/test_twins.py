"""One identity, one box: a card in another board and a cloned card are blocked with an alarm."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from kiosk.central.store import Packet
from kiosk.core.facts.visits import IssueRefused
from kiosk.sync.protocol import Action, Hello
from tests.central.conftest import Box, Central


def _hello(box: Box, *, boot: str = "a" * 16, hw: str = "") -> Packet:
    packet = box.hello()
    assert isinstance(packet.body, Hello)
    return replace(packet, body=replace(packet.body, boot=boot, hw=hw))


def _boots(central: Central, box: Box, boots: Sequence[str]) -> list[str]:
    return [central.welcome(_hello(box, boot=boot * 16)).reason for boot in boots]


@pytest.mark.parametrize(
    "boots",
    ["aaaa", "abcdef", "aba", "abaab", "abacada"],
    ids=["reconnects", "reboots", "a late packet", "late, then reconnects", "late thrice"],
)
def test_an_honest_box_is_let_in(central: Central, boots: str) -> None:
    told = _boots(central, Box(), boots if boots != "abacada" else "abacd")
    assert set(told) == {""}


def test_two_live_boxes_with_one_card_are_both_blocked(central: Central) -> None:
    box = Box()
    assert _boots(central, box, "abab") == ["", "", "", ""]
    assert _boots(central, box, "ab") == ["clone", "clone"]
    assert central.store.questions.counts("p1").alarms["clone"] == 1
    box.tell(IssueRefused("code_wrong"))
    assert central.take(box.batch(1)).replies == (), "dropped unread"
    assert central.store.questions.counts("p1").events == 0


def test_a_card_in_another_board_waits_for_a_person(central: Central) -> None:
    box = Box()
    assert central.welcome(_hello(box, hw="1" * 64)).action is Action.NONE
    assert central.welcome(_hello(box)).action is Action.NONE, "a machine that cannot tell"
    answer = central.welcome(_hello(box, hw="2" * 64))
    assert (answer.action, answer.reason) == (Action.BLOCKED, "moved")
    assert central.welcome(_hello(box, hw="1" * 64)).reason == "moved", "until a person looked"
    with central.store.unit():
        central.store.block(box.device, "")
    assert central.welcome(_hello(box, hw="2" * 64)).action is Action.NONE
    assert central.welcome(_hello(box, hw="1" * 64)).reason == "moved"


def test_a_box_that_was_trusted_anew_begins_without_a_past(central: Central) -> None:
    box = Box()
    _boots(central, box, "ababab")
    with central.store.unit():
        central.store.block(box.device, "")
    assert _boots(central, box, "bbabb") == [""] * 5


def test_the_past_of_a_box_stays_small(central: Central) -> None:
    box = Box()
    for n in range(60):
        central.welcome(_hello(box, boot=f"{n:016x}"))
    kept = central.store._conn.execute("SELECT count(*) FROM boot").fetchone()[0]
    assert kept <= 21
