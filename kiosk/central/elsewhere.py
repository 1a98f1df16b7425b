"""What waits for customers at other points, told to a point from a file.

The file is JSON, all of it or nothing:

```
{"points": [{"point": "7802", "address": "Gdansk, Dluga 12", "lat": 54.348291, "lon": 18.654023,
             "hours": "10-21"}],
 "customers": [{"customer_ref": "c1", "language": "ru",
                "parcels": [{"parcel": "48210031-0931-1", "point": "7802", "is_ready": true,
                             "order": "48210031-0931", "until": 1780604800000}]}]}
```

Degrees are WGS 84, moments milliseconds UTC; all but `point`, `address`, `customer_ref` and
`parcel` may be left out. A customer without parcels has nothing elsewhere any more. Whoever may be
sent on is told apart by the pickup code, so the point gets the codes of these customers, too.
"""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.central.manifests import json_file
from kiosk.core import messages
from kiosk.core.elsewhere import believe
from kiosk.core.letter import Letter
from kiosk.core.messages import ElsewhereSet, OtherPoint
from kiosk.core.words import Line, Ref, Word

_MAX_BYTES = 5 * 1024 * 1024
_MOST = 2000
_MILLIONTHS = 1_000_000


class PointLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A point in a file; degrees as people write them."""

    point: Ref
    address: Annotated[Line, Meta(min_length=1)]
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    hours: Word = ""

    def told(self) -> OtherPoint:
        """Return it as a letter tells it."""
        lat, lon = map(_millionths, (self.lat, self.lon))
        return OtherPoint(self.point, self.address, lat, lon, self.hours)


class ParcelLine(messages.ElsewhereLine, frozen=True, forbid_unknown_fields=True):
    """A parcel in a file."""


class CustomerLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A customer in a file."""

    customer_ref: Ref
    parcels: Annotated[tuple[ParcelLine, ...], Meta(max_length=100)] = ()
    language: Word = ""


class Elsewheres(Struct, frozen=True, forbid_unknown_fields=True):
    """What waits elsewhere: the points, and whose parcels are there."""

    customers: Annotated[tuple[CustomerLine, ...], Meta(min_length=1, max_length=_MOST)]
    points: Annotated[tuple[PointLine, ...], Meta(max_length=_MOST)] = ()

    def letters(self, at: int) -> list[ElsewhereSet]:
        """Return a letter a customer, each with the points it names.

        Args:
            at: when it is so, ms UTC.
        """
        return [self._letter(customer, at) for customer in self.customers]

    def _letter(self, customer: CustomerLine, at: int) -> ElsewhereSet:
        named = {line.point for line in customer.parcels}
        return ElsewhereSet(
            customer.customer_ref,
            at,
            tuple(_line(parcel) for parcel in customer.parcels),
            tuple(point.told() for point in self.points if point.point in named),
            customer.language,
        )


class ElsewhereWish(Struct, frozen=True, tag="elsewhere", forbid_unknown_fields=True):
    """Tell a point what waits for customers at others."""

    point: Ref
    told: Elsewheres

    def faults(self) -> list[str]:
        """Return what is wrong with it as a whole; a point does not send people to itself."""
        own = [one for one in self.told.points if one.point == self.point]
        return [*faults_of(self.told), *(f"point {one.point} is told of itself" for one in own)]

    def customers(self) -> tuple[str, ...]:
        """Return who needs a pickup code there: whoever is to be sent on."""
        return tuple(one.customer_ref for one in self.told.customers if one.parcels)

    def letters(self, at: int) -> list[Letter]:
        """Return the letters that tell it."""
        return [*self.told.letters(at)]

    def said(self) -> str:
        """Say what is done, in one line."""
        return f"{len(self.told.customers)} customers: the point is told what waits elsewhere"


def faults_of(told: Elsewheres) -> list[str]:
    """Return what is wrong with a file as a whole; empty when nothing is."""
    refs = [one.customer_ref for one in told.customers]
    faults = [
        f"customer {ref} stands there twice" for ref in dict.fromkeys(refs) if refs.count(ref) > 1
    ]
    faults += [
        f"customer {letter.customer_ref}: a parcel stands there twice, or its point once or never"
        for letter in told.letters(0)
        if believe(None, letter) is not None
    ]
    return faults


def read(path: Path) -> Elsewheres:
    """Return what a file tells.

    Raises:
        ManifestFaults: it cannot be read, or not used as it is.
    """
    return json_file(path, _MAX_BYTES, Elsewheres, faults_of)


def _line(line: ParcelLine) -> messages.ElsewhereLine:
    return messages.ElsewhereLine(line.parcel, line.point, line.is_ready, line.order, line.until)


def _millionths(degrees: float | None) -> int | None:
    return None if degrees is None else round(degrees * _MILLIONTHS)
