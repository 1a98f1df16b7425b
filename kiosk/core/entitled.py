"""Who may collect: by which proof, in whose place, and which document must be looked at."""

from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.facts.visits import DocumentChecked, SessionDelegated, SessionOpened
from kiosk.core.policy import DelegateRule, DocumentRule, Policy
from kiosk.core.refusals import Reason, Refused
from kiosk.core.words import CodelessReason, Collector, How

CODE = "code"  # the pickup code was right
DELEGATE = "delegate"  # it was, and somebody to whom it was forwarded showed it
_OVERRIDE = "override."
AGE, IDENTITY, IN_PLACE, INSTEAD = "age", "identity", "delegate", "override"


NAME = 0  # among what is asked of a document: whose it is; any other number is an age


class Shown(Protocol):
    """Who stands there, by what, and what a document has told so far."""

    @property
    def proof(self) -> str:
        """What entitles them."""

    @property
    def collector(self) -> Collector:
        """The customer, or somebody in their place."""

    @property
    def document_ok(self) -> bool:
        """Whether a document was theirs."""

    @property
    def age_ok(self) -> int:
        """How old at least it showed them, years."""


class ByCode(Struct, frozen=True):
    """A customer with a code, of whom nobody has seen a document: Shown before any visit."""

    proof: str = CODE
    collector: Collector = Collector.SELF
    document_ok: bool = False
    age_ok: int = 0


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


def is_for_name(policy: Policy, shown: Shown) -> bool:
    """Whether the document is asked whose it is; one that took the code's place has told that."""
    if shown.collector is Collector.DELEGATE and policy.delegate is DelegateRule.DOCUMENT:
        return True
    return policy.document is DocumentRule.ALWAYS and not is_codeless(shown.proof)


def still_asked(policy: Policy, shown: Shown, age: int) -> tuple[int, ...]:
    """Return what a document must be looked at for before parcels are handed over.

    Args:
        policy: the network's rules.
        shown: who stands there.
        age: the highest limit among the parcels, years; 0 for none.

    Returns:
        NAME, then an age, of those that are not answered yet.
    """
    name = (NAME,) if is_for_name(policy, shown) and not shown.document_ok else ()
    return (*name, age) if is_for_age(policy, age) and shown.age_ok < age else name


def purpose_of(collector: Collector, age: int) -> str:
    """Return what a document is looked at for, as `document.checked` tells it."""
    if age:
        return AGE
    return IN_PLACE if collector is Collector.DELEGATE else IDENTITY


def told(fact: DocumentChecked, shown: Shown) -> tuple[bool, int]:
    """Return what documents have told after one more: whether one was theirs, and their age.

    Args:
        fact: the check; one without its years, as they were once, answered both at a time.
        shown: who stands there, before it.
    """
    if fact.purpose == INSTEAD:
        return shown.document_ok, shown.age_ok
    if not fact.age:
        return fact.ok, shown.age_ok
    if fact.ok:
        return shown.document_ok, max(fact.age, shown.age_ok)
    return shown.document_ok, shown.age_ok if shown.age_ok < fact.age else 0
