"""Whom a code lets in: a counter its point has, or a shelf node, which a code registers."""

import pytest

from kiosk.central.certificates import Certificates, Code
from kiosk.central.enrol_codes import CodeWish, NoCode, keep_code
from kiosk.core.enrolment import BoxRole
from kiosk.core.messages import DeliveryCancelled
from kiosk.sync.protocol import Action
from tests.central.conftest import DAY_MS, T0, Box, Central, fresh_epoch, life

SHELF = BoxRole.SHELF


@pytest.fixture
def kept(central: Central) -> Certificates:
    return central.store.certificates


def ask(central: Central, digest: str, device: str = "", role: BoxRole = SHELF) -> str:
    with central.store.unit():
        wish = CodeWish("p1", digest * 32, device, role)
        return keep_code(central.store.certificates, wish, T0).said()


def test_a_code_registers_a_shelf_node(central: Central, kept: Certificates) -> None:
    said = ask(central, "d0", "left")
    assert said == "shelf node left of point p1 may enrol within 24 hours"
    assert kept.code("d0" * 32) == Code("p1", "left", T0 + DAY_MS, "", SHELF)
    assert (kept.boxes("p1"), kept.boxes("p1", SHELF)) == (("box-1",), ("left",))


def test_the_only_node_of_a_point_needs_no_name(central: Central, kept: Certificates) -> None:
    with pytest.raises(NoCode, match="point p1 has no shelf node yet, name it"):
        ask(central, "d0")
    ask(central, "d0", "left")
    assert "left" in ask(central, "d1")
    ask(central, "d2", "right")
    assert "left" in ask(central, "d3", "left"), "a known one may enrol anew"
    with pytest.raises(NoCode, match="several shelf nodes, name one: left, right"):
        ask(central, "d4")
    assert kept.code("d4" * 32) is None


def test_a_node_is_no_box_that_a_counters_code_is_for(central: Central) -> None:
    ask(central, "d0", "left")
    assert "box-1" in ask(central, "d1", "", BoxRole.COUNTER)
    with pytest.raises(NoCode, match="left is no box of point p1: box-1"):
        ask(central, "d2", "left", BoxRole.COUNTER)


def test_a_nodes_name_is_one_of_the_whole_network(central: Central, kept: Certificates) -> None:
    central.register("box-2", "p2")
    for device, point in (("box-1", "p1"), ("box-2", "p2")):
        with pytest.raises(NoCode, match=f"{device} is a box of point {point} already"):
            ask(central, "d0", device)
    with central.store.unit():
        kept.add_node("p2", "left")
    with pytest.raises(NoCode, match="left is a shelf node of point p2 already"):
        ask(central, "d0", "left")


@pytest.mark.input
@pytest.mark.parametrize("name", ["ab", "a" * 21, "Left", "left/1", "left\n"])
def test_a_name_that_no_settings_take_is_refused(
    central: Central, kept: Certificates, name: str
) -> None:
    with pytest.raises(NoCode, match="3 to 20 of a-z, 0-9 and -"):
        ask(central, "d0", name)
    assert kept.boxes("p1", SHELF) == ()


# -- a shelf node is no counter --------------------------------------------------------------------


@pytest.mark.parametrize("block", ["", "replaced", "revoked"])
def test_a_shelf_nodes_certificate_does_not_speak_as_a_counter(
    central: Central, box: Box, block: str
) -> None:
    ask(central, "d0", "left")
    with central.store.unit():
        central.store.block("left", block)
    node = Box("left", fresh_epoch())
    node.tell(*life("P1"))
    welcome = central.welcome(node.hello())
    assert (welcome.action, welcome.reason) == (Action.BLOCKED, "role")
    assert central.take(node.batch(1)).replies == ()  # dropped unread
    assert central.state_of("P1") is None
    box.tell(*life("P2"))
    assert central.ack(box.batch(1)).upto == box.head, "its counter is heard as ever"


def test_a_shelf_node_is_not_counted_told_or_replaced(central: Central, kept: Certificates) -> None:
    ask(central, "d0", "left")
    assert central.queue(DeliveryCancelled("D-1")) == 1
    assert central.store.waiting() == ("box-1",)
    assert [one.device for one in central.store.questions.boxes(T0)] == ["box-1"]
    assert central.store.questions.network(T0).devices == 1
    central.register("box-2")
    standing = kept.standing("left")
    assert standing is not None
    assert standing.blocked == ""
    assert kept.boxes("p1") == ("box-2",)


def test_a_first_greeting_beside_a_shelf_node_is_a_first_one(central: Central) -> None:
    ask(central, "d0", "left")
    assert central.welcome(Box().hello()).action is Action.NONE
    assert central.rows("SELECT why FROM snapshot_due") == []


def test_what_boxes_of_a_shared_point_do_is_not_relayed_to_a_shelf_node(
    central: Central, box: Box
) -> None:
    central.share()
    ask(central, "d0", "left")
    box.tell(*life("P1"))
    central.take(box.batch(1))
    assert central.rows("SELECT device FROM message") == []
