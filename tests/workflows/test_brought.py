"""The plain values of returns: a card knows how much of its checklist is open."""

from kiosk.core.policy import Check
from kiosk.core.returns import Return
from kiosk.workflows.brought import Draft, ReturnCard


def test_what_is_left_is_what_nobody_ticked() -> None:
    checks = (Check("same"), Check("tags"))
    for ticked, left in ((frozenset[str](), 2), (frozenset({"tags"}), 1), (frozenset({"x"}), 2)):
        assert ReturnCard(Return("R1"), "", checks, Draft(checks=ticked)).left == left
    assert ReturnCard(Return("R1"), "").left == 0


def test_a_card_of_a_list_can_be_told_from_another() -> None:
    assert len({ReturnCard(Return("R1"), ""), ReturnCard(Return("R2"), "")}) == 2
