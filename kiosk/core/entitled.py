"""Who may collect: by which proof, in whose place, and which document must be looked at."""

from msgspec.structs import replace

from kiosk.core.facts.visits import DocumentChecked, SessionDelegated, SessionOpened
from kiosk.core.policy import DelegateRule, DocumentRule, Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CodelessReason, Collector, How

CODE = "code"  # the pickup code was right
DELEGATE = "delegate"  # it was, and somebody to whom it was forwarded showed it
_OVERRIDE = "override."
AGE, IDENTITY, IN_PLACE, INSTEAD = "age", "identity", "delegate", "override"


def is_codeless(proof: str) -> bool:
    """Whether a document took the code's place."""
    return proof.startswith(_OVERRIDE)


def proof_of(proof: str, collector: Collector) -> str:
    """Return what entitled whoever got a parcel, as `parcel.issued` tells it.

    Args:
        proof: of the visit.
        collector: who stood there.
    """
    return DELEGATE if proof == CODE and collector is Collector.DELEGATE else proof


def delegated(
    session: str, proof: str, collector: Collector, policy: Policy
) -> tuple[SessionDelegated] | Refused:
    """Decide whether somebody else may collect; without a code only the customer may."""
    forbidden = policy.delegate is DelegateRule.NO or is_codeless(proof)
    if collector is Collector.DELEGATE and forbidden:
        return Refused(Reason.DELEGATE_FORBIDDEN)
    return (SessionDelegated(session, collector),)


def codeless(opened: SessionOpened, why: CodelessReason) -> tuple[SessionOpened, DocumentChecked]:
    """Return the visit of somebody whose document took the code's place.

    Args:
        opened: as the right code would have opened it.
        why: there was no code.
    """
    by_document = replace(opened, proof=f"{_OVERRIDE}{why.value}", how=How.OVERRIDE)
    return (by_document, DocumentChecked(opened.session, INSTEAD, "document", ok=True))


def is_for_age(policy: Policy, age: int) -> bool:
    """Whether the document is asked for an age.

    Args:
        policy: the network's rules.
        age: the highest limit among the parcels, years; 0 for none.
    """
    return age > 0 and policy.document is not DocumentRule.NEVER


def document_asked(policy: Policy, proof: str, collector: Collector, age: int) -> bool:
    """Whether a document must be looked at before parcels are handed over.

    The one that took the code's place told the name, not the age.

    Args:
        policy: the network's rules.
        proof: of the visit.
        collector: who stands there.
        age: the highest limit among the parcels, years; 0 for none.
    """
    if is_for_age(policy, age):
        return True
    if collector is Collector.DELEGATE and policy.delegate is DelegateRule.DOCUMENT:
        return True
    return policy.document is DocumentRule.ALWAYS and not is_codeless(proof)


def purpose_of(collector: Collector, age: int) -> str:
    """Return what a document is looked at for, as `document.checked` tells it."""
    if age:
        return AGE
    return IN_PLACE if collector is Collector.DELEGATE else IDENTITY


def counts(fact: DocumentChecked) -> bool:
    """Whether a check answers what is asked before parcels are handed over."""
    return fact.ok and fact.purpose != INSTEAD
