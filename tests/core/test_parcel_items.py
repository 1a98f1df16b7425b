"""The things in a parcel: one is said of at a time, or all of them, and nothing is lost."""

from kiosk.core.facts.fact import Item
from kiosk.core.parcel_items import is_left, kept, left, said, unsaid
from kiosk.core.words import Decision

LAMP, MUG = Item("Lamp"), Item("Mug")


def test_one_thing_is_decided_on_or_all_of_them() -> None:
    one = said((LAMP, MUG), 1, Decision.REFUSE, "size")
    assert (kept(one), [i.title for i in left(one)]) == ((LAMP,), ["Mug"])
    every = said((LAMP, MUG), None, Decision.DEFECT, "")
    assert (kept(every), len(left(every))) == ((), 2)
    assert unsaid(one) == unsaid(every) == (LAMP, MUG)


def test_what_is_accepted_or_not_spoken_of_is_taken() -> None:
    assert not is_left(None)
    assert not is_left(Decision.ACCEPT)
    assert kept((LAMP,)) == unsaid((LAMP,)) == (LAMP,)
