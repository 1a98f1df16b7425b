"""The central in a scenario: who is who there, what it is let say, and how its books stand."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import msgspec

from kiosk.central.announcements import Announcements, ExpectWish, ReturnLine
from kiosk.central.post_wishes import PostWish
from kiosk.central.questions import Questions
from kiosk.central.second_words import DueWish, ExtendWish
from kiosk.central.wish_forms import CancelWish, PointWish, SellerWish
from kiosk.core.books import KINDS
from kiosk.core.cells import Cell
from kiosk.core.facts.fact import Item
from kiosk.core.messages import CustomerLine
from kiosk.core.notice_words import Level
from kiosk.core.parcels import Parcel
from kiosk.core.words import ParcelState
from kiosk.trial.passers import tell_elsewhere
from kiosk.trial.scenario import Step
from kiosk.trial.stage import DEVICE, POINT, Stage

MAIL_PATIENCE_S = 60.0  # mail pauses up to 18 s after a short outage
CURRENCY, MINOR = "RUB", 100
_DAY_MS = 86_400_000
_TELLING = {"parcel", "return", "box", "shipment", "cell"}  # books with a word for how it stands


class Cast:
    """Who plays a part: each name of a scenario, and the id it has in the books."""

    def __init__(self) -> None:
        self._refs: dict[str, str] = {}

    def known(self, name: str) -> str | None:
        """Return the id of somebody who was named before."""
        return self._refs.get(name)

    def ref(self, name: str) -> str:
        """Return somebody's id; who is new gets one."""
        return self._refs.setdefault(name, f"c{len(self._refs) + 1}")

    def line(self, name: str) -> CustomerLine:
        """Return somebody as a manifest tells of them."""
        ref = self.ref(name)
        return CustomerLine(ref, f"{name} S.", f"{int(ref[1:]):04d}")


class CentralPart:
    """Lets the central say what a step tells, and waits until the point has heard it.

    Args:
        stage: with an open point.
        cast: who is who.
    """

    def __init__(self, stage: Stage, cast: Cast) -> None:
        self._stage, self._cast = stage, cast
        self.doings: Mapping[str, Callable[[Step], None]] = {
            "cancel": self._cancel,
            "extend": self._extend,
            "due": self._due,
            "rules": self._rules,
            "seller": self._seller,
            "return": self._return,
            "elsewhere": self._elsewhere,
            "message": self._message,
            "unsay": self._unsay,
        }

    def _until(self, met: Callable[[], object], what: str) -> None:
        self._stage.until(met, what, MAIL_PATIENCE_S)

    def _rules(self, step: Step) -> None:
        stage, policy = self._stage, step.args["policy"]
        stage.wish(PointWish(POINT, "Point 7731", DEVICE, stage.point_key, policy))
        rules = partial(getattr, stage.app.desk.counter, "policy")
        self._until(lambda: rules().policy == policy, f"the rules are {policy}")

    def _cancel(self, step: Step) -> None:
        parcel = step.args["parcel"]
        self._stage.wish(CancelWish(POINT, f"o-{parcel}", (parcel,)))
        self._until(
            lambda: self._has(parcel, lambda p: p.state is ParcelState.TO_RETURN),
            f"{parcel} goes back",
        )

    def _extend(self, step: Step) -> None:
        parcel = step.args["parcel"]
        until = self._stage.clock.wall() + int(step.args["n"]) * _DAY_MS
        self._stage.wish(ExtendWish(POINT, (parcel,), until))
        self._until(
            lambda: self._has(parcel, lambda p: p.store_until == until), f"{parcel} may wait longer"
        )

    def _due(self, step: Step) -> None:
        parcel, due = step.args["parcel"], MINOR * int(step.args["sum"])
        self._stage.wish(DueWish(POINT, parcel, due, CURRENCY))
        self._until(
            lambda: self._has(parcel, lambda p: p.due_minor == due), f"{parcel} costs another sum"
        )

    def _seller(self, step: Step) -> None:
        name, file = step.args["name"], self._stage.app.file
        ref = self._cast.ref(name)
        known = file.sellers.get(ref)
        self._stage.wish(SellerWish(POINT, ref, name, step.args["code"]))
        self._until(lambda: file.sellers.get(ref) != known, f"the code of {name} arrives")

    def _return(self, step: Step) -> None:
        stage, code = self._stage, step.args["code"]
        person = self._cast.line(step.args["customer"])
        told = ReturnLine(code, code, person.customer_ref, (Item("Vento"),), person)
        stage.wish(ExpectWish(POINT, Announcements(returns=(told,))))
        self._until(lambda: stage.app.file.returns.get(code), f"{code} is announced")

    def _elsewhere(self, step: Step) -> None:
        ref = self._cast.ref(step.args["customer"])
        tell_elsewhere(self._stage, ref, step.args["parcel"], step.args["point"])

    def _message(self, step: Step) -> None:
        post, until = step.args["post"], self._stage.clock.wall() + _DAY_MS
        told = (step.args["text"],)
        self._stage.wish(PostWish(POINT, post, level=Level.ACT, until=until, en=told))
        self._until(lambda: post in self._posts(), f"{post} arrives")

    def _unsay(self, step: Step) -> None:
        post = step.args["post"]
        self._stage.wish(PostWish(POINT, post, withdraw=True))
        self._until(lambda: post not in self._posts(), f"{post} is withdrawn")

    def _posts(self) -> frozenset[str]:
        return frozenset(one.letter.post for one in self._stage.app.file.notices.posts())

    def _has(self, parcel: str, so: Callable[[Parcel], bool]) -> bool:
        found = self._stage.app.file.parcels.get(parcel)
        return found is not None and so(found)


def standing(books: Questions, subject: str) -> frozenset[str]:
    """Return how something stands in the central's books, in their own words.

    Args:
        books: the central's.
        subject: its id: a parcel, a return, a box, a shipment or a cell.
    """
    return frozenset(
        word
        for kind, id_, body in books.books(POINT)
        if id_ == subject and kind in _TELLING
        for word in _words(msgspec.json.decode(body, type=KINDS[kind]))
    )


def _words(state: object) -> Iterator[str]:
    if not isinstance(state, Cell):
        yield str(getattr(state, "state", ""))
        return
    if state.blocked:
        yield "blocked"
    if state.full:
        yield "full"
    if not (state.blocked or state.full):
        yield "free"
