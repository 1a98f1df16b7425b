"""Who may collect: the proof that is told, somebody else, a document in the code's place."""

import pytest
from msgspec.structs import replace

from kiosk.core.entitled import (
    NAME,
    ByCode,
    codeless,
    delegated,
    is_codeless,
    is_for_age,
    proof_of,
    purpose_of,
    still_asked,
    told,
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
        ("age", "yes", "code", SELF, 0, ()),
        ("age", "yes", "code", SELF, 18, (18,)),
        ("age", "yes", STALE, SELF, 18, (18,)),
        ("age", "document", "code", SELF, 0, ()),
        ("age", "document", "code", ELSE, 0, (NAME,)),
        ("age", "document", "code", ELSE, 18, (NAME, 18)),
        ("always", "yes", "code", SELF, 0, (NAME,)),
        ("always", "yes", "code", SELF, 18, (NAME, 18)),
        ("always", "yes", "code", ELSE, 0, (NAME,)),
        ("always", "yes", STALE, SELF, 0, ()),
        ("always", "yes", STALE, SELF, 18, (18,)),
        ("never", "yes", "code", SELF, 18, ()),
        ("never", "document", "code", ELSE, 18, (NAME,)),
    ],
)
def test_a_document_is_asked_for_by_the_rules(
    document: str, delegate: str, proof: str, collector: Collector, age: int, asked: object
) -> None:
    policy = replace(POLICY, document=DocumentRule(document), delegate=DelegateRule(delegate))
    assert still_asked(policy, ByCode(proof, collector), age) == asked


@pytest.mark.parametrize(
    ("document_ok", "age_ok", "asked"),
    [(False, 0, (NAME, 18)), (True, 0, (18,)), (False, 18, (NAME,)), (True, 16, (18,)),
     (True, 18, ()), (True, 21, ())],
)  # fmt: skip
def test_a_name_answers_for_no_age_and_an_age_for_no_name(
    document_ok: bool,  # noqa: FBT001
    age_ok: int,
    asked: object,
) -> None:
    always = replace(POLICY, document=DocumentRule.ALWAYS)
    assert still_asked(always, ByCode(document_ok=document_ok, age_ok=age_ok), 18) == asked


def test_an_age_is_asked_only_where_the_network_looks_at_it() -> None:
    assert is_for_age(replace(POLICY, document=DocumentRule.AGE), 18)
    assert not is_for_age(replace(POLICY, document=DocumentRule.NEVER), 18)
    assert not is_for_age(replace(POLICY, document=DocumentRule.ALWAYS), 0)


def test_a_check_says_what_for() -> None:
    assert [purpose_of(SELF, NAME), purpose_of(ELSE, NAME)] == ["identity", "delegate"]
    assert purpose_of(ELSE, 18) == "age"


@pytest.mark.parametrize(
    ("purpose", "ok", "age", "before", "after"),
    [
        ("identity", True, 0, (False, 0), (True, 0)),
        ("identity", False, 0, (True, 18), (False, 18)),
        ("delegate", True, 0, (False, 18), (True, 18)),
        ("age", True, 18, (False, 0), (False, 18)),
        ("age", True, 16, (False, 18), (False, 18)),
        ("age", False, 18, (True, 18), (True, 0)),
        ("age", False, 18, (True, 16), (True, 16)),
        ("override", True, 0, (False, 0), (False, 0)),
        ("age", True, 0, (False, 0), (True, 0)),  # as it was told before both were apart
        ("age", False, 0, (True, 0), (False, 0)),
    ],
)
def test_each_check_answers_its_own_question(
    purpose: str,
    ok: bool,  # noqa: FBT001
    age: int,
    before: tuple[bool, int],
    after: tuple[bool, int],
) -> None:
    shown = ByCode(document_ok=before[0], age_ok=before[1])
    assert told(DocumentChecked("s1", purpose, "document", ok, age), shown) == after
