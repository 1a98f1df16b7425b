"""What is wrong with a parcel that came damaged: the kinds a network asks for, and their words."""

from collections.abc import Callable, Sequence

from kiosk.core.policy import Check, Policy
from kiosk.core.refusals import Reason, Refused


def not_said(kind: str, policy: Policy) -> Refused | None:
    """Return why a parcel cannot be called damaged yet: nobody said how; None goes on.

    Args:
        kind: the key of what is wrong with it, empty where nobody said.
        policy: the network's rules; with no kinds of damage it asks for none.
    """
    keys = {known.key for known in policy.damage_kinds} or {""}
    return None if kind in keys else Refused(Reason.DAMAGE_KIND_NEEDED)


def word(key: str, kinds: Sequence[Check], say: Callable[[str], str], language: str) -> str:
    """Return what is wrong with a parcel, in words: the network's own, ours, or else the key.

    Args:
        key: as the event names it; the network may have dropped it from its list since.
        kinds: those of the network's rules in force.
        say: a sentence in `language`.
        language: two letters.
    """
    own = next((kind.words for kind in kinds if kind.key == key), {})
    usual = {
        "torn": say("The packing is torn"),
        "wet": say("It is wet"),
        "crushed": say("It is crushed"),
        "opened": say("It was opened"),
        "broken": say("The goods are broken"),
        "other": say("Something else"),
    }
    return own.get(language) or own.get("en") or usual.get(key) or key
