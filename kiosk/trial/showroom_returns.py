"""The screens of returns and drop-offs in every state that matters, after the morning's work."""

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.core import pickup
from kiosk.core.codes import Code, CodeKind
from kiosk.core.dropoffs import Declared
from kiosk.core.facts.returning import DropoffExpected, ReturnExpected, ReturnRejected
from kiosk.core.pickup import CodeWindow
from kiosk.core.refusals import Refused
from kiosk.core.words import Purpose, RejectReason
from kiosk.trial.day import Day
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.customer_return import CustomerReturnScreen
from kiosk.ui.screens.drop_off import DropOffScreen
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.returns import ReturnsScreen
from kiosk.ui.screens.taken import TakenScreen
from kiosk.workflows.brought import Taken

View = tuple[str, Callable[[], Screen]]
_CODES = tuple(f"ii52752103{n:02d}" for n in range(1, 8))
_UNKNOWN, _DROPPED, _ANNOUNCED = "ii9930017744", "48219001-0001-1", "48219002-0001-1"
_REASONS = {
    "ru": "Ожидался другой цвет",
    "pt": "Esperava outra cor",
    "en": "Another colour was expected",
}
_DAY_MS = 24 * 3600 * 1000
_HOUR_MS = 3_600_000


def return_views(office: Office, plan: Day) -> Iterator[View]:
    """Yield the names and the screens of returns; each changes the counter for the next.

    Args:
        office: the counter.
        plan: whose goods come back.
    """
    doors, returns = office.doors, office.desk.returns
    yield "returns_empty", doors.returns
    _announce(office, plan)
    yield "returns_none_of_customer", partial(_customer, office, plan, 5)
    yield "returns_type", partial(_typing, office)
    returns.find(_CODES[0])
    yield "customer_return", partial(doors.customer_return, _CODES[0])
    yield "customer_return_ticked", partial(_ticked, office, _CODES[0], 2)
    yield "customer_return_reject", partial(_sheet, office, _CODES[0], "reject")
    yield "customer_return_photos", partial(_photographing, office, _CODES[0])
    yield "customer_return_ready", partial(_ready, office, _CODES[0])
    returns.find(_CODES[1])
    unknown = returns.find(_UNKNOWN)
    if isinstance(unknown, Refused):
        raise TypeError(f"the unknown was refused: {unknown.reason}")
    name = unknown.known.return_
    yield "customer_return_unknown", partial(doors.customer_return, name)
    yield "returns", doors.returns
    yield "home_returns", doors.home
    yield "returns_customer", partial(_customer, office, plan, 1)
    yield "taken_return", partial(_taken_back, office, _CODES[0])
    yield "taken_return_put", partial(_put_away, office, _CODES[0])
    yield "customer_return_over", partial(_withdrawn, office, _CODES[1])
    returns.reject(name, RejectReason.MISMATCH)
    yield "customer_return_declined", partial(doors.customer_return, name)
    yield from _dropping_off(office)


def _dropping_off(office: Office) -> Iterator[View]:
    doors = office.doors
    yield "drop_off", partial(doors.drop_off, None)
    yield "drop_off_unknown", partial(_looked_at, office, _DROPPED)
    yield "drop_off_announced", partial(_looked_at, office, _ANNOUNCED, is_seen=True)
    yield "drop_off_weight", partial(_looked_at, office, _ANNOUNCED, sheet="weight")
    yield "taken_drop_off", partial(_taken_in, office)


def _announce(office: Office, plan: Day) -> None:
    counter, store = office.desk.counter, office.desk.counter.store
    at = counter.clock().at
    lines = plan.stock.lines[1 : len(_CODES) + 1]
    with counter.unit():
        for turn, (code, line) in enumerate(zip(_CODES, lines, strict=True)):
            until = at + (turn + 2) * _DAY_MS if turn % 2 == 0 else None
            words, ref = _REASONS[office.language], line.customer_ref
            told = ReturnExpected(code, code, ref, line.order, line.items, line.size, until)
            counter.record(told, actor="central")
            store.returns.keep_words(code, ref or "", words)
        expected = DropoffExpected(_ANNOUNCED, "s1", items=plan.stock.lines[0].items)
        counter.record(expected, actor="central")
        moment = counter.clock()
        store.codes.forget_tries(moment.boot, moment.mono)  # whoever looks round may have tried


def _customer(office: Office, plan: Day, turn: int) -> Screen:
    """A customer showed the pickup code to bring something back."""
    counter, ref = office.desk.counter, plan.customers[turn].customer_ref
    code, at = f"7123456{turn}*8302", counter.clock().at
    window = CodeWindow(pickup.digest(counter.keys.point, code), at - _HOUR_MS, at + _HOUR_MS)
    with counter.unit():
        counter.store.codes.replace(ref, [window])
    found = office.desk.returns.customer(Code(CodeKind.PICKUP, code, "qr"))
    if isinstance(found, Refused):
        raise TypeError(f"the customer was refused: {found.reason}")
    return office.doors.returns(found)


def _typing(office: Office) -> Screen:
    screen = ReturnsScreen(office)
    screen.typing_code = True
    screen.typing.text = "0303"
    return screen


def _opened(office: Office, return_: str) -> CustomerReturnScreen:
    card = office.desk.returns.card(return_)
    if isinstance(card, Refused):
        raise TypeError(f"no return: {card.reason}")
    return CustomerReturnScreen(office, card)


def _ticked(office: Office, return_: str, most: int) -> Screen:
    screen = _opened(office, return_)
    for check in screen.card.checks[:most]:
        office.desk.returns.tick(return_, check.key, on=True)
    return screen


def _sheet(office: Office, return_: str, sheet: str) -> Screen:
    screen = _opened(office, return_)
    screen.sheet = sheet
    return screen


def _photographing(office: Office, return_: str) -> Screen:
    """The camera's sheet with a photo taken, one to go."""
    office.desk.photos.take(return_, Purpose.RETURN)
    return _sheet(office, return_, "photos")


def _ready(office: Office, return_: str) -> Screen:
    office.desk.photos.take(return_, Purpose.RETURN)
    return _ticked(office, return_, 20)


def _taken_back(office: Office, return_: str) -> Screen:
    taken = office.desk.returns.accept(return_)
    return office.doors.taken(_right(taken))


def _right(taken: Taken | Refused) -> Taken:
    if isinstance(taken, Refused):
        raise TypeError(f"it was not taken: {taken.reason}")
    return taken


def _put_away(office: Office, return_: str) -> Screen:
    card = office.desk.returns.card(return_)
    code = "" if isinstance(card, Refused) else card.known.parcel or ""
    stored = office.desk.place.move(code, "R-01")
    if isinstance(stored, Refused):
        raise TypeError(f"it was not put away: {stored.reason}")
    return TakenScreen(office, Taken(stored.parcel, "R-01"))


def _withdrawn(office: Office, return_: str) -> Screen:
    """The central withdrew it while it was looked over."""
    screen, counter = _opened(office, return_), office.desk.counter
    with counter.unit():
        counter.record(ReturnRejected(return_, RejectReason.WITHDRAWN), actor="central")
    return screen


def _looked_at(office: Office, code: str, *, is_seen: bool = False, sheet: str = "") -> Screen:
    screen = DropOffScreen(office)
    card = office.desk.dropoffs.look(code)
    if isinstance(card, Refused):
        raise TypeError(f"it was refused: {card.reason}")
    screen.begin(card)
    screen.is_packed = screen.is_allowed = is_seen
    screen.weight_g, screen.sheet = 4_200 if is_seen else 0, sheet
    return screen


def _taken_in(office: Office) -> Screen:
    declared = Declared(is_packed=True, is_allowed=True)
    return office.doors.taken(_right(office.desk.dropoffs.accept(_DROPPED, declared)))
