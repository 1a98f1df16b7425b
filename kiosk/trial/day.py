"""A day at a point as a plan: who comes when, for what, and what goes wrong (WORKFLOWS.md 8).

The plan is pure: the same seed gives the same day. `trial.demo` plays it.
"""

from random import Random

from msgspec import Struct
from msgspec.structs import replace

from kiosk.core.facts.fact import CellSpec
from kiosk.core.messages import CustomerLine, ManifestLine
from kiosk.core.words import Size, Zone
from kiosk.trial.callers import DropOff, Return, drop_offs_of, returns_of
from kiosk.trial.goods import GOODS, Good, item_of, masked_name
from kiosk.trial.racks import cell_map
from kiosk.trial.sizes import Hitch, Sizes, Twist

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS


class Visit(Struct, frozen=True):
    """A customer comes to the counter.

    Args:
        minute: of the day.
        parcels: handed over.
        missed: called not found, for a visit with that twist.
        refused: taken from the shelf, and left here.
        split: of `parcels`, those of which only the first thing is taken.
    """

    minute: int
    customer_ref: str
    parcels: tuple[str, ...]
    twist: Twist = Twist.PLAIN
    missed: str = ""
    refused: tuple[str, ...] = ()
    split: tuple[str, ...] = ()


class Truck(Struct, frozen=True):
    """A delivery: what the manifest says and what the driver really brings.

    Args:
        minute: of the day when the driver is here.
        lines: the manifest.
        missing: parcels of the manifest that are not on the truck.
        surplus: parcels on the truck that the manifest does not name.
        damaged: arrive broken.
        unreadable: arrive with a label that must be typed.
        broken: boxes that arrive with a broken seal.
    """

    delivery: str
    minute: int
    carrier: str
    lines: tuple[ManifestLine, ...]
    missing: frozenset[str] = frozenset()
    surplus: tuple[str, ...] = ()
    damaged: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()

    @property
    def boxes(self) -> tuple[str, ...]:
        """The boxes that are on the truck, in the order of the manifest."""
        here = (line.box for line in self.lines if line.parcel not in self.missing)
        return tuple(dict.fromkeys(box for box in here if box))

    def inside(self, box: str | None) -> tuple[str, ...]:
        """Return the parcels that arrive in a box; those that arrive in none for None."""
        here = (line for line in self.lines if line.parcel not in self.missing)
        return tuple(line.parcel for line in here if line.box == box)


class Day(Struct, frozen=True):
    """The whole plan.

    Args:
        cells: the shelf map.
        blocked: cells that may not be used; dark: cells whose lamp is dead.
        stock: yesterday's delivery, on the shelves in the morning.
        trucks, visits, hitches: by minute of the day.
        unclaimed: parcels of the stock that nobody comes for; their term ends today.
        counted: cells that are counted in the evening.
        returns, dropoffs: what customers bring back and senders drop off, by minute of the day.
    """

    cells: tuple[CellSpec, ...]
    blocked: tuple[str, ...]
    dark: tuple[str, ...]
    customers: tuple[CustomerLine, ...]
    stock: Truck
    trucks: tuple[Truck, ...]
    visits: tuple[Visit, ...]
    hitches: tuple[Hitch, ...]
    unclaimed: frozenset[str] = frozenset()
    counted: tuple[str, ...] = ()
    returns: tuple[Return, ...] = ()
    dropoffs: tuple[DropOff, ...] = ()

    @property
    def issued(self) -> int:
        """How many parcels the day hands over."""
        return sum(len(visit.parcels) for visit in self.visits)

    @property
    def taken_in(self) -> int:
        """How many parcels the day takes in."""
        return sum(len(t.lines) - len(t.missing) + len(t.surplus) for t in self.trucks)


_OPEN, _CLOSE = 10 * 60, 21 * 60
_FIRST_BOX, _LOOSE_EVERY = 4411, 5


def plan(sizes: Sizes, seed: int, language: str, photos: dict[str, str]) -> Day:
    """Return the day.

    Args:
        sizes: FULL or SHORT.
        seed: the same seed gives the same day.
        language: of names and titles.
        photos: subject -> sha256 of its picture.
    """
    random = Random(seed)
    customers = tuple(
        CustomerLine(
            f"c{7731000 + i}", masked_name(language, random), f"{random.randrange(10000):04d}"
        )
        for i in range(sizes.customers)
    )
    maker = _Maker(random, language, photos, customers)
    stock = Truck("D-0", 0, "Meridian", tuple(maker.line(i) for i in range(sizes.stock)))
    trucks = tuple(maker.truck(i + 1, minute, n) for i, (minute, n) in enumerate(sizes.trucks))
    trucks = _spoil(trucks, sizes, random)
    visits = _visits(stock, trucks, sizes, random)
    stock, *coming = fuller((stock, *trucks), {code for visit in visits for code in visit.split})
    stock, *coming = _priced((stock, *coming), _paying(visits, sizes.paying))
    trucks = tuple(coming)
    specs = cell_map()
    main = [c.cell for c in specs if c.zone is Zone.MAIN]
    blocked = tuple(random.sample(main, 4))
    unclaimed = _unclaimed(stock, visits, sizes.unclaimed, random)
    hours = range(_OPEN, _CLOSE)
    return Day(
        specs,
        blocked=blocked,
        dark=("A-03",),
        customers=customers,
        stock=stock,
        trucks=trucks,
        visits=visits,
        hitches=sizes.hitches,
        unclaimed=unclaimed,
        counted=tuple(main[: sizes.counted]),
        returns=returns_of(customers, sizes.returns, hours, language, photos, random),
        dropoffs=drop_offs_of(sizes.dropoffs, hours, random),
    )


def _paying(visits: tuple[Visit, ...], wanted: int) -> frozenset[str]:
    """Return the first parcel of visits spread evenly over the day."""
    step = max(1, len(visits) // wanted) if wanted else 1
    return frozenset(visit.parcels[0] for visit in visits[::step][:wanted] if visit.parcels)


def _priced(trucks: tuple[Truck, ...], due: frozenset[str]) -> tuple[Truck, ...]:
    """Let what lies in some parcels be paid for at the counter."""
    return tuple(replace(t, lines=tuple(_owed(line, due) for line in t.lines)) for t in trucks)


def _owed(line: ManifestLine, due: frozenset[str]) -> ManifestLine:
    price = sum(item.price_minor for item in line.items)
    return replace(line, due_minor=price) if line.parcel in due else line


def _unclaimed(
    stock: Truck, visits: tuple[Visit, ...], wanted: int, random: Random
) -> frozenset[str]:
    """Choose among what lies here all day; what is its own box is left for another day."""
    asked = {p for visit in visits for p in (*visit.parcels, *visit.refused, visit.missed)}
    here = [
        line.parcel for line in stock.lines if line.parcel not in asked and line.size is not Size.XL
    ]
    return frozenset(random.sample(here, wanted))


class _Maker:
    """Makes manifest lines with running numbers."""

    def __init__(
        self,
        random: Random,
        language: str,
        photos: dict[str, str],
        customers: tuple[CustomerLine, ...],
    ) -> None:
        self._random, self._language, self._photos = random, language, photos
        self._customers = customers
        self._number = 0

    def line(self, turn: int) -> ManifestLine:
        """Return one parcel; the first `len(customers)` go round so that everybody has one."""
        if turn < len(self._customers):
            customer = self._customers[turn]
        else:
            customer = self._random.choice(self._customers)
        self._number += 1
        order = f"{48210000 + self._number}-{self._random.randrange(10000):04d}"
        good = self._good()
        item = item_of(
            good, self._language, self._photos.get(good.subject), f"460{self._number:010d}"
        )
        return ManifestLine(
            f"{order}-1",
            order=order,
            customer_ref=customer.customer_ref,
            items=(item,),
            size=good.size,
        )

    def _good(self) -> Good:
        # S 75 %, M 20 %, L 4 %, XL 1 % as at the point of WORKFLOWS.md 8
        size = self._random.choices(list(Size), weights=(450, 120, 26, 4))[0]
        fitting = [good for good in GOODS if good.size is size]
        return replace(self._random.choice(fitting or GOODS), size=size)

    def truck(self, number: int, minute: int, parcels: int) -> Truck:
        """Return a delivery of `parcels` parcels."""
        lines = tuple(self.line(10**6) for _ in range(parcels))
        return Truck(f"D-{number}", minute, "Meridian", lines)


def _spoil(trucks: tuple[Truck, ...], sizes: Sizes, random: Random) -> tuple[Truck, ...]:
    first = trucks[0]
    wanted = sizes.missing + sizes.damaged + sizes.unreadable
    codes = random.sample([line.parcel for line in first.lines], wanted)
    missing, rest = codes[: sizes.missing], codes[sizes.missing :]
    spoiled = replace(
        first,
        missing=frozenset(missing),
        damaged=frozenset(rest[: sizes.damaged]),
        unreadable=frozenset(rest[sizes.damaged :]),
        surplus=tuple(f"9900{i:04d}-0001-1" for i in range(sizes.surplus)),
    )
    return (_boxed(spoiled, sizes.boxes), *trucks[1:])


def _boxed(truck: Truck, count: int) -> Truck:
    """Put most of a truck into boxes; the last one is not on it, and with it all that is missing.

    The seal of the first box is broken.
    """
    if not count:
        return truck
    codes = [f"WB-MP-{_FIRST_BOX + n}" for n in range(count)]
    here = [line.parcel for line in truck.lines if line.parcel not in truck.missing]
    inside = [parcel for n, parcel in enumerate(here) if n % _LOOSE_EVERY]
    a_box = -(-len(inside) // (count - 1))
    whose = {parcel: codes[n // a_box] for n, parcel in enumerate(inside)}
    whose |= dict.fromkeys(truck.missing, codes[-1])
    lines = tuple(replace(line, box=whose.get(line.parcel)) for line in truck.lines)
    return replace(truck, lines=lines, broken=frozenset(codes[:1]))


def _visits(
    stock: Truck, trucks: tuple[Truck, ...], sizes: Sizes, random: Random
) -> tuple[Visit, ...]:
    """Spread visits over the day so that they hand over `issued` parcels in all."""
    on_hand: dict[str, list[tuple[int, str]]] = {}
    for truck in (stock, *trucks):
        ready = truck.minute + 60
        for line in truck.lines:
            if line.parcel not in truck.missing | truck.damaged and line.customer_ref:
                on_hand.setdefault(line.customer_ref, []).append((ready, line.parcel))
    minutes = sorted(random.sample(range(_OPEN * 60, _CLOSE * 60), sizes.visits))
    visits: list[Visit] = []
    waiting = list(on_hand)
    random.shuffle(waiting)
    left = sizes.issued
    for turn, second in enumerate(minutes):
        after_this = sizes.visits - turn - 1
        visit = _next_visit(second // 60, waiting, on_hand, left - after_this, random)
        left -= len(visit.parcels)
        visits.append(visit)
    twisted = _twisted(_topped_up(visits, on_hand, left), sizes.twists, on_hand)
    lines = {line.parcel: line for truck in (stock, *trucks) for line in truck.lines}
    return _deciding(twisted, on_hand, lines, sizes)


def _deciding(
    visits: tuple[Visit, ...],
    staying: dict[str, list[tuple[int, str]]],
    lines: dict[str, ManifestLine],
    sizes: Sizes,
) -> tuple[Visit, ...]:
    """Let some customers leave a parcel here, and others some of one; what is its own box is taken.

    Args:
        visits: by minute of the day.
        staying: customer -> what nobody fetches today, and since when it lies here.
        lines: every parcel of the day.
        sizes: how many of both.
    """
    decided, refused, split = list(visits), sizes.refused, sizes.split
    gone = {visit.missed for visit in visits}
    for place, visit in enumerate(visits):
        if visit.twist is not Twist.PLAIN:
            continue
        here = [p for ready, p in staying[visit.customer_ref] if ready <= visit.minute]
        fit = [p for p in here if p not in gone and lines[p].size is not Size.XL][: refused > 0]
        parts = [p for p in visit.parcels if lines[p].size is not Size.XL][: split > 0]
        decided[place] = replace(visit, refused=tuple(fit), split=tuple(parts))
        gone.update(fit)
        refused, split = refused - len(fit), split - len(parts)
    return tuple(decided)


def fuller(trucks: tuple[Truck, ...], codes: set[str]) -> tuple[Truck, ...]:
    """Return the trucks with a second thing, that of the line before, in each of these parcels."""
    made, before = [], trucks[0].lines[-1].items
    for truck in trucks:
        lines = []
        for line in truck.lines:
            more = (*line.items, *before) if line.parcel in codes else line.items
            lines.append(replace(line, items=more))
            before = line.items[:1]
        made.append(replace(truck, lines=tuple(lines)))
    return tuple(made)


def _next_visit(
    minute: int,
    waiting: list[str],
    on_hand: dict[str, list[tuple[int, str]]],
    most: int,
    random: Random,
) -> Visit:
    for turn in range(len(waiting)):
        customer = waiting[turn]
        here = [parcel for ready, parcel in on_hand[customer] if ready <= minute]
        if here:
            taken = tuple(here[: min(max(1, most), random.choice((1, 1, 2, 2, 3)))])
            on_hand[customer] = [(r, p) for r, p in on_hand[customer] if p not in taken]
            waiting.append(waiting.pop(turn))
            return Visit(minute, customer, taken)
    raise ValueError("the day has more visits than parcels")


def _topped_up(
    visits: list[Visit], on_hand: dict[str, list[tuple[int, str]]], left: int
) -> list[Visit]:
    """Hand the parcels still owed to the last visits of customers who have more here."""
    for turn in range(len(visits) - 1, -1, -1):
        if left <= 0:
            break
        visit = visits[turn]
        if any(v.customer_ref == visit.customer_ref for v in visits[turn + 1 :]):
            continue
        more = [p for ready, p in on_hand[visit.customer_ref] if ready <= visit.minute][:left]
        on_hand[visit.customer_ref] = [
            (r, p) for r, p in on_hand[visit.customer_ref] if p not in more
        ]
        visits[turn] = replace(visit, parcels=(*visit.parcels, *more))
        left -= len(more)
    return visits


def _twisted(
    visits: list[Visit], twists: tuple[Twist, ...], staying: dict[str, list[tuple[int, str]]]
) -> tuple[Visit, ...]:
    """Spread the twists evenly over the visits; `staying` is what nobody fetches today."""
    step = max(1, len(visits) // (len(twists) + 1))
    for turn, twist in enumerate(twists):
        place = min((turn + 1) * step, len(visits) - 1)
        missed = ""
        if twist is Twist.NOT_FOUND:
            place, missed = _place_to_miss(visits, place, staying)
        elif twist is Twist.FOUND_AGAIN:
            missed = visits[place].parcels[0]
        visits[place] = replace(visits[place], twist=twist, missed=missed)
    return tuple(visits)


def _place_to_miss(
    visits: list[Visit], first: int, staying: dict[str, list[tuple[int, str]]]
) -> tuple[int, str]:
    """Return the first plain visit from `first` on of somebody with a parcel that stays here."""
    for place in range(first, len(visits)):
        visit = visits[place]
        here = [parcel for ready, parcel in staying[visit.customer_ref] if ready <= visit.minute]
        if here and visit.twist is Twist.PLAIN:
            return place, here[0]
    raise ValueError("nobody has a parcel that stays")
