"""Who may collect: the proof that is told, somebody else, a document in the code's place."""

import pytest
from msgspec.structs import replace

from kiosk.core.entitled import (
    codeless,
    counts,
    delegated,
    document_asked,
    is_codeless,
    is_for_age,
    proof_of,
    purpose_of,
)
from kiosk.core.facts.visits import DocumentChecked, SessionDelegated, SessionOpened
from kiosk.core.policy import DelegateRule, DocumentRule
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CodelessReason, Collector, How, SessionKind
from tests.rules import POLICY

SELF, ELSE = Collector
OPENED = SessionOpened("s1", SessionKind.CUSTOMER, "c1", "code", How.CODE, "amber")
STALE = "override.stale"


def test_the_proof_tells_who_stood_there() -> None:
    assert proof_of("code", SELF) == "code"
    assert proof_of("code", ELSE) == "delegate"
    assert proof_of(STALE, SELF) == STALE


def test_a_document_takes_the_codes_place_and_both_are_told() -> None:
    opened, checked = codeless(OPENED, CodelessReason.NO_PHONE)
    assert (opened.proof, opened.how) == ("override.no_phone", How.OVERRIDE)
    assert replace(opened, proof="code", how=How.CODE) == OPENED
    assert checked == DocumentChecked("s1", "override", "document", ok=True)
    assert is_codeless(opened.proof)
    assert not is_codeless("code")


@pytest.mark.parametrize(
    ("rule", "proof", "may"),
    [
        (DelegateRule.YES, "code", True),
        (DelegateRule.DOCUMENT, "code", True),
        (DelegateRule.NO, "code", False),
        (DelegateRule.YES, STALE, False),
    ],
)
def test_the_network_says_whether_somebody_else_may_collect(
    rule: DelegateRule, proof: str, may: object
) -> None:
    policy = replace(POLICY, delegate=rule)
    no = Refused(Reason.DELEGATE_FORBIDDEN)
    wanted = (SessionDelegated("s1", ELSE),) if may else no
    assert delegated("s1", proof, ELSE, policy) == wanted
    assert delegated("s1", proof, SELF, policy) == (SessionDelegated("s1", SELF),)


@pytest.mark.parametrize(
    ("document", "delegate", "proof", "collector", "age", "asked"),
    [
        ("age", "yes", "code", SELF, 0, False),
        ("age", "yes", "code", SELF, 18, True),
        ("age", "yes", STALE, SELF, 18, True),
        ("age", "document", "code", SELF, 0, False),
        ("age", "document", "code", ELSE, 0, True),
        ("always", "yes", "code", SELF, 0, True),
        ("always", "yes", "code", ELSE, 0, True),
        ("always", "yes", STALE, SELF, 0, False),
        ("always", "yes", STALE, SELF, 18, True),
        ("never", "yes", "code", SELF, 18, False),
        ("never", "document", "code", ELSE, 18, True),
    ],
)
def test_a_document_is_asked_for_by_the_rules(
    document: str, delegate: str, proof: str, collector: Collector, age: int, asked: object
) -> None:
    policy = replace(POLICY, document=DocumentRule(document), delegate=DelegateRule(delegate))
    assert document_asked(policy, proof, collector, age) is asked


def test_an_age_is_asked_only_where_the_network_looks_at_it() -> None:
    assert is_for_age(replace(POLICY, document=DocumentRule.AGE), 18)
    assert not is_for_age(replace(POLICY, document=DocumentRule.NEVER), 18)
    assert not is_for_age(replace(POLICY, document=DocumentRule.ALWAYS), 0)


def test_a_check_says_what_for() -> None:
    assert [purpose_of(SELF, 0), purpose_of(ELSE, 0)] == ["identity", "delegate"]
    assert purpose_of(ELSE, 18) == "age"


@pytest.mark.parametrize(
    ("purpose", "ok", "answers"),
    [("age", True, True), ("age", False, False), ("override", True, False)],
)
def test_the_document_in_the_codes_place_tells_no_age(
    purpose: str,
    ok: bool,  # noqa: FBT001
    answers: object,
) -> None:
    assert counts(DocumentChecked("s1", purpose, "document", ok)) is answers
