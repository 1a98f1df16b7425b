"""How soon the list stands on the screen after a key, in a file with a great many parcels."""

from collections.abc import Iterator, Sequence
from statistics import quantiles
from time import perf_counter

from kiosk.trial.figures import Row, at_most
from kiosk.trial.showroom import NOON
from kiosk.trial.stand import Stand
from kiosk.ui.screens.doors import AllDoors
from kiosk.ui.screens.office import Office, Sights
from kiosk.workflows.desk import Desk

KEY_MS = 100.0
_A_MOMENT = 1.0  # s between two texts, so that no touch is taken for the last one's second


def rows(desk: Desk, numbers: Sequence[str], names: Sequence[str], size: str) -> tuple[Row, ...]:
    """Measure from a key on home to what is found so far, drawn: on the keypad, on the keyboard.

    Args:
        desk: of a filled file, with somebody signed in.
        numbers: digits to type, one text after the other.
        names: small Latin letters and blanks to type.
        size: what stands in the rows' names.
    """
    stand = Stand("L")
    office = Office(desk, Sights(lambda: NOON, lambda _: None, lambda _: None, lambda _: None),
                    "7731", "42 Harbour Street", "en")  # fmt: skip
    office.doors = AllDoors(office)
    stand.open(office.doors.home(), office.home)
    by_digits = [ms for text in numbers for ms in _typed(stand, text, "home.code.")]
    _ms(stand, "home.code.abc")
    by_letters = [ms for text in names for ms in _typed(stand, text, "home.keys.")]
    return (
        at_most(f"key to list on the screen {size}, p99 ms", _p99(by_digits), KEY_MS),
        at_most(f"letter to list on the screen {size}, p99 ms", _p99(by_letters), KEY_MS),
    )


def _typed(stand: Stand, text: str, keys: str) -> Iterator[float]:
    """Type a text and take it back, sign by sign; yield the milliseconds of each key."""
    for sign in text:
        key = sign if sign.isdigit() else "space" if sign == " " else f"key.{sign}"
        yield _ms(stand, keys + key)
    for _ in text:
        yield _ms(stand, f"{keys}back")


def _ms(stand: Stand, key: str) -> float:
    stand.wait(_A_MOMENT)
    begun = perf_counter()
    if not stand.loop.tap(key):
        raise LookupError(f"home has no {key}")
    stand.turn()
    return (perf_counter() - begun) * 1000


def _p99(times: Sequence[float]) -> float:
    return quantiles(times, n=100)[-1]
