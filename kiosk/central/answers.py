"""What came of a wish: a key and its values, said in whatever language.

The verbs say it in English; the console has the same sentences in its catalogue.
"""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.central.faults import Say, english

ANSWERS: Mapping[str, str] = {
    "block": "box %(device)s: it is turned away from now on",
    "trust": "box %(device)s: it is let in again, with the board it has now",
    "resync": "box %(device)s: the whole of its point is sent to it anew",
    "revoked": "%(device)s is revoked: %(n)s certificates are taken back",
    "dropped": "its packets are dropped; a new code lets it in again",
    "no_box": "there is no box '%(device)s'",
    "no_point": "there is no point '%(point)s'",
    "not_counter": "%(device)s is no box of point %(point)s: %(boxes)s",
    "no_counter": "point %(point)s has no box yet, name it",
    "several_counters": "point %(point)s has several boxes, name one: %(boxes)s",
    "no_shelf": "point %(point)s has no shelf node yet, name it",
    "several_shelves": "point %(point)s has several shelf nodes, name one: %(boxes)s",
    "odd_name": "%(device)s is no name of a shelf node: 3 to 20 of a-z, 0-9 and -",
    "is_counter": "%(device)s is a box of point %(point)s already, take another name",
    "is_shelf": "%(device)s is a shelf node of point %(point)s already, take another name",
}


class Answer(Struct, frozen=True):
    """One sentence.

    Args:
        key: of `ANSWERS`.
        values: for its sentence.
    """

    key: str
    values: Mapping[str, str | int] = {}

    def said(self, say: Say = english) -> str:
        """Return it as a sentence."""
        return say(ANSWERS[self.key], **self.values)
