"""What is answered to a code of the wrong kind: why not, and what to do here instead."""

from collections.abc import Mapping

from kiosk.core.codes import Code, CodeKind
from kiosk.ui.phrases import Phrases
from kiosk.ui.sentence import n_

_PARCEL = n_("Scan a parcel's label")
_SHELF = n_("Scan the label on the shelf")
_DELIVERY = n_("Scan the label of a box or a parcel")
_TAKE = n_("Take a parcel from its cell and scan it")
_RETURN = n_("Scan the return code, or the goods")

# (screen, kind of the code) -> what to do; no kind: whatever the code is, no screen: on any other
STEPS: Mapping[tuple[str, CodeKind | None], str] = {
    ("home", None): n_("Show the pickup code, or type it"),
    ("customer", None): _TAKE,
    ("accept", None): _DELIVERY,
    ("deliveries", None): _DELIVERY,
    ("deliveries", CodeKind.BOX): _DELIVERY,  # it comes in: none is to be begun
    ("accept", CodeKind.BOX): _DELIVERY,
    ("give_back", None): _TAKE,
    ("give_back.code", None): n_("Scan the seller's code"),
    ("ship", None): n_("Scan the label of a box"),
    ("ship_box", None): n_("Scan a parcel for this box, or its seal"),
    ("handover", None): n_("Scan the label of each box"),
    ("count", None): n_("Scan everything in this cell"),
    ("count_review", None): _SHELF,
    ("cell", None): _SHELF,
    ("shelves", None): _SHELF,
    ("map_edit", None): _SHELF,
    ("light_map", None): _SHELF,
    ("returns", None): _RETURN,
    ("customer_return", None): _RETURN,
    ("drop_off", None): _PARCEL,
    ("parcel", None): _PARCEL,
    ("put_away", None): _PARCEL,
    ("put_back", None): _PARCEL,
    ("dispose", None): _PARCEL,
    ("slotting", None): _PARCEL,
    ("unclaimed", None): _PARCEL,
    ("", CodeKind.BOX): n_("A new box is begun under Ship"),
    ("", CodeKind.PARCEL): n_("Look at the address, or accept it as surplus"),
    ("", CodeKind.RETURN): n_("Ask for the code once more, or scan the goods"),
    ("", None): n_("Scan another code on the label"),
}
_WHY: Mapping[str, str] = {
    "too_long": n_("It is longer than any code we use"),
    "control": n_("It holds signs that no code has"),
    "foreign": n_("It is not a code of this network"),
}


def step(wanted: str, kind: CodeKind, phrases: Phrases) -> str:
    """Return what to do where a code of this kind leads nowhere.

    Args:
        wanted: the screen, by what it waits for.
        kind: of the code.
        phrases: the language.
    """
    keys: tuple[tuple[str, CodeKind | None], ...] = (
        (wanted, kind), ("", kind), (wanted, None), ("", None)
    )  # fmt: skip
    return phrases.text(next(STEPS[key] for key in keys if key in STEPS))


def why_not(code: Code, phrases: Phrases) -> str:
    """Return why nobody can act on an unknown code."""
    return phrases.text(_WHY.get(code.why, n_("Unknown code")))
