"""Places on the earth: Web Mercator both ways, distances, and coordinates as people type them."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

TILE_PX = 256
MOST_LAT = 85.05112878  # where Web Mercator's square ends
_EARTH_M = 6_371_008.8  # mean radius
_ROUND_M = 2 * math.pi * 6_378_137.0  # the equator of Web Mercator
_MILLIONTHS = 1_000_000
_POLE, _ROUND = 90.0, 180.0
_SIXTY = 60


class Spot(Struct, frozen=True):
    """A place, in degrees of WGS 84.

    Args:
        lat: north is positive, -90 to 90.
        lon: east is positive, -180 to 180.
    """

    lat: float
    lon: float

    @property
    def millionths(self) -> tuple[int, int]:
        """Latitude and longitude in millionths of a degree, as they travel."""
        return (round(self.lat * _MILLIONTHS), round(self.lon * _MILLIONTHS))


def of_millionths(lat: int, lon: int) -> Spot:
    """Return the place that travelled as millionths of a degree."""
    return Spot(lat / _MILLIONTHS, lon / _MILLIONTHS)


# -- the map's plane -------------------------------------------------------------------------------


def to_plane(spot: Spot) -> tuple[float, float]:
    """Return where a place lies on Web Mercator's square: 0 to 1 from the west and the north."""
    lat = math.radians(max(-MOST_LAT, min(MOST_LAT, spot.lat)))
    y = 0.5 - math.asinh(math.tan(lat)) / (2 * math.pi)
    return ((spot.lon + _ROUND) / 360, min(1.0, max(0.0, y)))


def from_plane(x: float, y: float) -> Spot:
    """Return the place at a point of the square; x goes round the earth, y stops at its ends."""
    y = min(1.0, max(0.0, y))
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))
    return Spot(lat, (x % 1.0) * 360 - _ROUND)


def metres_per_px(lat: float, world_px: float) -> float:
    """Return how many metres a pixel shows.

    Args:
        lat: of the place looked at.
        world_px: width of the whole square; 256 px at zoom 0, twice that a zoom further.
    """
    return _ROUND_M * math.cos(math.radians(lat)) / world_px


def distance_m(a: Spot, b: Spot) -> float:
    """Return the metres between two places, as the crow flies."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, math.radians(b.lon - a.lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, h)))


# -- coordinates as people type them ---------------------------------------------------------------

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u00ba\u02da", "\u00b0"),
        **dict.fromkeys("\u2019\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201d\u201c\u2033", '"'),
        **dict.fromkeys("\u2212\u2013\u2014", "-"),
        **dict.fromkeys("\u00a0\u202f\t", " "),
    }
)
# hemispheres in English, Portuguese (leste, oeste) and Russian, where "sh." or "d." may follow
_SIDES = {"n": (0, 1), "s": (0, -1), "e": (1, 1), "w": (1, -1), "l": (1, 1), "o": (1, -1)}
_SIDES |= {"\u0441": (0, 1), "\u044e": (0, -1), "\u0432": (1, 1), "\u0437": (1, -1)}
_LONG_SIDE = re.compile(r"([\u0441\u044e])\.? ?\u0448\.?|([\u0432\u0437])\.? ?\u0434\.?")
_URI = re.compile(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?=[,;?]|$)", re.ASCII)
_TOKEN = re.compile(r" *([-+]?\d+(?:\.\d+)?|[;\u00b0'\"]|[nsewlo\u0441\u044e\u0432\u0437]) *")
_MOST_LETTERS = 100


def read(text: str) -> Spot | None:
    """Return the place a text tells, None when it tells none.

    Decimal degrees with point or comma, degrees with minutes and seconds, a hemisphere's letter in
    English, Russian or Portuguese before or after, or a `geo:` address. Two whole numbers are no
    place: they may be a house and a flat.

    Args:
        text: as it was typed or pasted.
    """
    said = text.translate(_SIGNS).strip().lower()
    if len(said) > _MOST_LETTERS:
        return None
    uri = _URI.match(said)
    if uri:
        return _spot(float(uri[1]), float(uri[2]))
    tokens = _tokens(_LONG_SIDE.sub(lambda m: m[1] or m[2], said.replace("''", '"')))
    parts = _halves(tokens)
    if parts is None or not _is_meant(tokens):
        return None
    angles = [_angle(part) for part in parts]
    if angles[0] is None or angles[1] is None:
        return None
    return _ordered(angles[0], angles[1])


def written(spot: Spot) -> str:
    """Return a place as `read` takes it, to a metre."""
    return f"{spot.lat:.5f}, {spot.lon:.5f}"


def _tokens(said: str) -> tuple[str, ...]:
    """Return numbers, marks and `;` between two angles; nothing if there is anything else."""
    plain, found, at = _pointed(said), list[str](), 0
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if match is None:
            return ()
        found.append(match[1])
        at = match.end()
    return tuple(found)


def _pointed(said: str) -> str:
    """Write every fraction with a point, and `;` where a comma parts two angles."""
    said = re.sub(r"(?<!\d),|,(?!\d)", ";", said)
    if ";" in said:
        return said.replace(",", ".")
    if re.search(r"\d\.\d", said):
        return said.replace(",", ";")
    commas = said.count(",")
    if commas == 3:  # noqa: PLR2004  # 55,75,37,61
        first, second, rest = said.split(",", 2)
        return f"{first}.{second};{rest.replace(',', '.')}"
    parts_them = commas == 1 and not re.search(r"\d [\d+-]", said)
    return said.replace(",", ";" if parts_them else ".")


def _is_meant(tokens: Sequence[str]) -> bool:
    """Tell coordinates from two numbers of an address: something in them says so."""
    return any("." in one or one[0] in "+-\u00b0'\"" or one in _SIDES for one in tokens)


def _halves(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Part the tokens of latitude and longitude."""
    if ";" in tokens:
        at = tokens.index(";")
        return (tokens[:at], tokens[at + 1 :])
    sides = [n for n, one in enumerate(tokens) if one in _SIDES]
    numbers = [n for n, one in enumerate(tokens) if one[-1].isdigit()]
    if len(sides) == 2:  # noqa: PLR2004
        at = sides[1] if sides[0] == 0 else sides[0] + 1
    elif len(sides) == 1 and 0 < sides[0] < len(tokens) - 1:
        at = sides[0] + 1
    elif tokens.count("\u00b0") == 2:  # noqa: PLR2004
        at = len(tokens) - 1 - tokens[::-1].index("\u00b0") - 1
    elif numbers and len(numbers) % 2 == 0:
        at = numbers[len(numbers) // 2]
    else:
        return None
    return (tokens[:at], tokens[at:])


_MARKS = ("\u00b0", "'", '"')


def _angle(tokens: Sequence[str]) -> tuple[float, int | None] | None:
    """Return degrees, and 0 for a latitude, 1 for a longitude, None where nothing says which."""
    sides = [one for one in tokens if one in _SIDES]
    rest = [one for one in tokens if one not in _SIDES]
    if len(sides) > 1 or (sides and sides[0] not in (tokens[0], tokens[-1])):
        return None
    numbers = [one for one in rest if one[-1].isdigit()]
    marks = [one for one in rest if one in _MARKS]
    if not 1 <= len(numbers) <= len(_MARKS) or not _in_turn(rest, marks):
        return None
    size = _degrees(numbers)
    if size is None or (sides and numbers[0][0] in "+-"):
        return None
    which, sign = _SIDES[sides[0]] if sides else (None, 1)
    return (sign * (-size if numbers[0][0] == "-" else size), which)


def _in_turn(rest: Sequence[str], marks: Sequence[str]) -> bool:
    """Tell whether degrees, minutes and seconds follow each other, each mark after its number."""
    if not marks:
        return True
    wanted = _MARKS[: len(marks)]
    follow = all(b not in _MARKS or a not in _MARKS for a, b in pairwise(rest))
    return tuple(marks) == wanted and rest[0] not in _MARKS and follow


def _degrees(numbers: Sequence[str]) -> float | None:
    """Return degrees without their sign; only the finest number may have a fraction."""
    finer = numbers[1:]
    if any("." in one for one in numbers[:-1]) or any(one[0] in "+-" for one in finer):
        return None
    if any(float(one) >= _SIXTY for one in finer):
        return None
    return sum(abs(float(one)) / float(_SIXTY**n) for n, one in enumerate(numbers))


def _ordered(a: tuple[float, int | None], b: tuple[float, int | None]) -> Spot | None:
    """Return the place of two angles; without letters the latitude comes first."""
    first = a[1] if a[1] is not None else (0 if b[1] is None else 1 - b[1])
    second = b[1] if b[1] is not None else 1 - first
    if first == second:
        return None
    return _spot(*((a[0], b[0]) if first == 0 else (b[0], a[0])))


def _spot(lat: float, lon: float) -> Spot | None:
    return Spot(lat, lon) if abs(lat) <= _POLE and abs(lon) <= _ROUND else None
