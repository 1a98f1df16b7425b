"""What came of a wish: a key and its values, said in whatever language.

The verbs say it in English; the console has the same sentences in its catalogue, and its own words
for stages, roles and the like.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias, Union

from msgspec import Struct

from kiosk.central.faults import Say, english

_BOXES: Mapping[str, str] = {
    "block": "box %(device)s: it is turned away from now on",
    "trust": "box %(device)s: it is let in again, with the board it has now",
    "resync": "box %(device)s: the whole of its point is sent to it anew",
    "revoked": "%(device)s is revoked: %(n)s certificates are taken back",
    "dropped": "its packets are dropped; a new code lets it in again",
    "no_box": "there is no box '%(device)s'",
    "no_point": "there is no point '%(point)s'",
    "may_enrol": "%(device)s of point %(point)s may enrol within 24 hours",
    "node_may_enrol": "shelf node %(device)s of point %(point)s may enrol within 24 hours",
    "not_counter": "%(device)s is no box of point %(point)s: %(boxes)s",
    "no_counter": "point %(point)s has no box yet, name it",
    "several_counters": "point %(point)s has several boxes, name one: %(boxes)s",
    "no_shelf": "point %(point)s has no shelf node yet, name it",
    "several_shelves": "point %(point)s has several shelf nodes, name one: %(boxes)s",
    "odd_name": "%(device)s is no name of a shelf node: 3 to 20 of a-z, 0-9 and -",
    "is_counter": "%(device)s is a box of point %(point)s already, take another name",
    "is_shelf": "%(device)s is a shelf node of point %(point)s already, take another name",
}
_OPENINGS: Mapping[str, str] = {
    "invited": "opening %(opening)s: point %(point)s is invited",
    "point_works": "point %(point)s works already",
    "point_opens": "point %(point)s is being opened already",
    "no_opening": "point %(point)s has no opening '%(opening)s'",
    "said": "opening %(opening)s: the point is told so",
    "stage_told": "opening %(opening)s: the point is told '%(stage)s'",
    "decided": "%(who)s has decided '%(stage)s'; the point has not taken it yet",
    "not_now": "opening %(opening)s is '%(stage)s': no '%(action)s' now",
    "opening_changed": "opening %(opening)s has changed since it was looked at; look again",
    "no_comment": "the partner must be told why: give a comment",
    "in_term": "its term is not over yet",
    "trial_open": "the trial delivery has not gone well yet",
    "no_picture": "no picture '%(shot)s' waits to be looked at",
    "which_picture": "say which picture is to be taken again, and why",
    "words_on_picture": "words on a picture ask for rework, not for '%(action)s'",
}
_STAFF: Mapping[str, str] = {
    "person": "%(name)s (%(staff)s) of point %(point)s: %(how)s",
    "person_pin": "%(name)s (%(staff)s) of point %(point)s: %(how)s; the PIN is chosen anew",
    "role_with": "%(role)s with %(rights)s",
    "kept_out": "kept out from now on",
    "new_person": "nobody is called %(staff)s there; somebody new needs a name and a role",
    "no_person": "nobody is called %(staff)s there",
    "no_name": "the name of %(staff)s is not known here; say it, too",
    "right_of_role": "every %(role)s has the right '%(right)s' by the role",
    "not_for_role": "the right '%(right)s' cannot be given to a %(role)s",
    "last_owner": "%(staff)s is the last owner; make somebody else one first",
    "same_person": "%(staff)s is so already",
}
_ERASURES: Mapping[str, str] = {
    "erase_nowhere": "%(request)s: no box that works knows the customer; nothing is kept here",
    "erase_asked": "%(request)s: %(n)s boxes are asked to forget the customer",
    "erase_back": "%(request)s: %(n)s boxes are told that it is taken back",
    "erase_unknown": "%(request)s: there is no such erasure",
    "erase_done": "%(request)s: it is done, and nothing brings the data back",
    "erase_before": "%(request)s: it was taken back before",
}
_QUARANTINE: Mapping[str, str] = {
    "aside_taken": "number %(n)s of %(device)s is taken in",
    "aside_overtaken": (
        "number %(n)s of %(device)s is taken in, but what was told later of the same stands;"
        " it is a conflict to be looked at"
    ),
    "aside_clash": (
        "number %(n)s of %(device)s is taken in, but it stands against something else that was"
        " told; it is a conflict to be looked at"
    ),
    "aside_left": "%(n)s is left in quarantine",
    "aside_not": "%(n)s: %(why)s",
    "aside_none": "there is nothing of this number in quarantine",
    "aside_no_event": "it is no event that was kept whole; there is nothing to take in",
    "aside_blocked": "its box is not let in, or is gone",
    "aside_unreadable": "this version cannot read it either",
    "aside_known": "it was taken in already",
    "aside_blanked": "its bytes are past their term, and gone",
    "aside_broke": "the central could not take it in; its log says why",
    "aside_decided": "somebody has said what becomes of it",
    "aside_no_words": "say in a few words why it is left",
}
_GOODS: Mapping[str, str] = {
    "delivery": "delivery %(delivery)s: %(n)s parcels are announced",
}
ANSWERS: Mapping[str, str] = {
    **_BOXES, **_OPENINGS, **_STAFF, **_ERASURES, **_QUARANTINE, **_GOODS,
}  # fmt: skip


class Words(NamedTuple):
    """Words as messages have them, such as a stage; people of the console read others.

    Args:
        kind: `stage`, `action`, `role`, `right`, or `when` for moments in ms UTC.
        words: one, or several in a row.
    """

    kind: str
    words: tuple[str, ...]


Value: TypeAlias = Union[str, int, Words, "Answer"]
Read: TypeAlias = Callable[[str, str], str]  # a kind and its word -> that in a language


def as_told(kind: str, word: str) -> str:
    """Return a word as it stands in messages."""
    del kind
    return word


class Answer(Struct, frozen=True):
    """One sentence.

    Args:
        key: of `ANSWERS`; a sentence of the console's own stands for itself.
        values: for its sentence; another answer stands within it.
    """

    key: str
    values: Mapping[str, Value] = {}

    def said(self, say: Say = english, read: Read = as_told) -> str:
        """Return it as a sentence.

        Args:
            say: puts a sentence and its values into a language.
            read: puts a word of messages into it.
        """

        def shown(value: Value) -> str | int:
            if isinstance(value, Words):
                return ", ".join(read(value.kind, word) for word in value.words)
            return value.said(say, read) if isinstance(value, Answer) else value

        values = {name: shown(one) for name, one in self.values.items()}
        return say(ANSWERS.get(self.key, self.key), **values)


class NotDone(Exception):
    """Nothing was done.

    Args:
        key: of `ANSWERS`: why.
        values: for its sentence.
    """

    def __init__(self, key: str, **values: Value) -> None:
        self.told = Answer(key, values)
        super().__init__(self.told.said())
