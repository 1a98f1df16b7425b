"""Why things came back, were turned away or differed: the reasons behind the figures.

A reason is a word of the rules, of the network's list, or of the central; here it has its name in
English, which is what the catalogues translate.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from kiosk.core.day_counts import Counts
from kiosk.core.papers_visit import refuse_word
from kiosk.core.policy import Check


class Why(StrEnum):
    """What reasons are counted for, by the name it has in exports."""

    REFUSED = "refused"
    RETURNED = "returned"
    NOT_RETURNED = "not_returned"
    DIFFERENCE = "difference"
    CANCELLED = "cancelled"
    TURNED_AWAY = "turned_away"


NAMES: Mapping[Why, str] = {
    Why.REFUSED: "Things that customers refused",
    Why.RETURNED: "Returns, by condition",
    Why.NOT_RETURNED: "Returns not taken",
    Why.DIFFERENCE: "Discrepancies",
    Why.CANCELLED: "Parcels sent back unissued",
    Why.TURNED_AWAY: "Refusals at the counter",
}
_BEGINS: Mapping[Why, str] = {
    Why.REFUSED: "refused_why:",
    Why.RETURNED: "returned_as:",
    Why.NOT_RETURNED: "not_returned:",
    Why.CANCELLED: "cancelled:",
    Why.TURNED_AWAY: "turned_away_why:",
}
_DIFFERENCES = ("missing", "surplus", "damaged", "not_found")
_WORDS: Mapping[Why, Mapping[str, str]] = {
    Why.REFUSED: {"other": "No reason told"},
    Why.RETURNED: {"whole": "As new", "faulty": "With a fault"},
    Why.NOT_RETURNED: {
        "mismatch": "Other goods",
        "incomplete": "Something is missing",
        "used": "It was used",
        "damaged": "The customer damaged it",
        "no_tags": "Tags or seals are gone",
        "changed_mind": "The customer keeps it",
        "withdrawn": "The network withdrew it",
        "denied": "The network does not take it",
    },
    Why.DIFFERENCE: {
        "missing": "Missing in deliveries",
        "surplus": "Surplus in deliveries",
        "damaged": "Damaged in deliveries",
        "not_found": "Not found in its cell",
    },
    Why.CANCELLED: {
        "unclaimed": "Nobody came for it",
        "surplus": "Nobody had announced it",
        "by_customer": "The customer cancelled it",
        "by_central": "The network cancelled it",
        "by_point": "The point cancelled it",
    },
}


def reasons(counts: Mapping[str, int]) -> dict[Why, Counts]:
    """Return how often each reason was told, the most frequent first; groups without any are none.

    Args:
        counts: of days, added up.
    """
    found = {why: _told(why, counts) for why in Why}
    return {why: told for why, told in found.items() if told}


def _told(why: Why, counts: Mapping[str, int]) -> Counts:
    if why is Why.DIFFERENCE:
        told = {key: counts[key] for key in _DIFFERENCES if counts.get(key, 0) > 0}
    else:
        begin = _BEGINS[why]
        told = {
            k.removeprefix(begin): n for k, n in counts.items() if k.startswith(begin) and n > 0
        }
    return dict(sorted(told.items(), key=lambda one: (-one[1], one[0])))


def word(
    why: Why, reason: str, own: tuple[Check, ...], say: Callable[[str], str], language: str
) -> str:
    """Return what a reason is called; its key where nobody has words for it.

    Args:
        why: what it is a reason of.
        reason: its key.
        own: the network's reasons to refuse, with its words for them.
        say: a sentence in `language`.
        language: two letters.
    """
    usual = _WORDS.get(why, {}).get(reason)
    if usual is not None:
        return say(usual)
    return refuse_word(reason, own, say, language) if why is Why.REFUSED else reason
