"""How fast a search answers among a million parcels of a million customers."""

import platform
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from statistics import median, quantiles

from kiosk.core.facts.fact import Item
from kiosk.core.parcels import Parcel
from kiosk.core.words import ParcelKind, ParcelState, Place
from kiosk.store import numbers, rows
from kiosk.store.counter_file import CounterFile
from kiosk.trial.figures import Row, at_most, seconds

PARCELS = 1_000_000
_OPEN, _WORDS, _ASKED, _TYPED, _READINGS = 20_000, 4_000, 300, 40, 5
_MS = 100.0  # from a key to the list, all in all
_PART = 1 / 10
_NAMES, _PRODUCTS = 500, 50_000
_INITIALS = "abcdefghijklmnopqrstuvwxyz"
_SYLLABLES = ["ka", "lo", "mi", "re", "tu", "so", "ni", "va", "pe", "dy", "zor", "fen"]
# most of the time it takes to fill the file, and built in a fraction of it once that is done
_ASIDE = (
    "DROP INDEX parcel_state",
    "DROP INDEX parcel_cell",
    "DROP INDEX parcel_delivery",
    "DROP INDEX parcel_box",
    "DROP INDEX parcel_seller",
)
_AGAIN = (
    "CREATE INDEX parcel_state ON parcel(state, kind, store_until)",
    "CREATE INDEX parcel_cell ON parcel(cell, size, customer_ref) WHERE cell NOT NULL",
    "CREATE INDEX parcel_delivery ON parcel(delivery, state)",
    "CREATE INDEX parcel_box ON parcel(box, state) WHERE box IS NOT NULL",
    "CREATE INDEX parcel_seller ON parcel(seller_ref) WHERE seller_ref IS NOT NULL",
)
_NUMBERED = (
    "CREATE TEMP TABLE made AS WITH RECURSIVE step(n) AS"
    " (SELECT 0 UNION ALL SELECT n + 1 FROM step WHERE n + 1 < ?)"
    " SELECT n, printf('%08d-%04d', 10000000 + n * 7919 % 90000000, n * 31337 % 10000) AS code,"
    " 'Headphones ' || a.word || ' ' || b.word AS title,"
    " printf('46%011d', n % ? * 17) AS barcode,"
    " c.word || ' ' || char(97 + n * 7 % 26) || '.' AS name, printf('%04d', n * 31 % 10000) AS tail"
    " FROM step JOIN word AS a ON a.k = n % ? JOIN word AS b ON b.k = n * 31 % ?"
    " JOIN word AS c ON c.k = ? + n * 13 % ?"
)
_PARCEL_ROWS = (
    "INSERT INTO parcel (parcel, state, kind, place, size, order_no, customer_ref, changed_at,"
    " body) SELECT code || '-1', iif(n < ?, 'issued', 'stored'), 'order', 'cell', 'S', code,"
    " 'c' || n, n, CAST(replace(replace(replace(?, '@code', code), '@title', title),"
    " '@barcode', barcode) AS BLOB) FROM made"
)
_FINDABLE = "INSERT INTO findable (n, kind, id) SELECT n + 1, 'parcel', code || '-1' FROM made"
_FOUND = "INSERT INTO found (rowid, words) SELECT n + 1, lower(title) FROM made ORDER BY n"
_CUSTOMER_ROWS = (
    "INSERT INTO customer (customer_ref, masked_name, last_four) SELECT 'c' || n, name, tail"
    " FROM made"
)
_FINDABLE_NAMES = "INSERT INTO findable (n, kind, id) SELECT n + ?, 'customer', 'c' || n FROM made"
_FOUND_NAMES = "INSERT INTO found (rowid, words) SELECT n + ?, name FROM made ORDER BY n"
_GOODS = (
    "INSERT INTO item_code (code, done, n) SELECT barcode, n < ?, n + 1 FROM made ORDER BY 1, 2, 3"
)
_READ_ALL = (
    "SELECT body FROM parcel WHERE instr(parcel, ?) > 0 OR instr(order_no, ?) > 0"
    " ORDER BY state IN ('issued', 'shipped', 'given_back', 'lost', 'disposed'), parcel LIMIT 50"
)


def fill(file: CounterFile, parcels: int) -> None:
    """Put so many parcels and their index straight into the tables, without their journal."""
    for sql in _ASIDE:
        file.db.execute(sql)
    file.db.execute("PRAGMA cache_size = -500000")
    file.db.execute("PRAGMA temp_store = MEMORY")
    file.db.execute("CREATE TEMP TABLE word (k INTEGER PRIMARY KEY, word TEXT NOT NULL)")
    like = Parcel(
        "@code-1",
        ParcelKind.ORDER,
        ParcelState.STORED,
        Place.CELL,
        items=(Item("@title", barcode="@barcode"),),
    )
    body, over = rows.body_of(like).decode(), max(0, parcels - _OPEN)
    with file.unit():
        for k, word in enumerate(_goods() + _people()):
            file.db.execute("INSERT INTO word (k, word) VALUES (?, ?)", [k, word])
        file.db.execute(_NUMBERED, [parcels, _PRODUCTS, _WORDS, _WORDS, _WORDS, _NAMES])
        file.db.execute(_PARCEL_ROWS, [over, body])
        file.db.execute(_FINDABLE)
        file.db.execute(_FOUND)
        file.db.execute(_GOODS, [over])
        numbers.fill(file.db)
        file.db.execute(_CUSTOMER_ROWS)
        file.db.execute(_FINDABLE_NAMES, [parcels + 1])
        file.db.execute(_FOUND_NAMES, [parcels + 1])
        for sql in _AGAIN:
            file.db.execute(sql)


def figures(file: CounterFile, search: Callable[[str], object]) -> tuple[Row, ...]:
    """Measure searches of a filled file: by digits, words, goods' codes, names and phones.

    Args:
        file: a filled one.
        search: what a screen calls.
    """
    chance = Random(1)
    codes = [numbers.bare(code) for (code,) in file.db.execute("SELECT code FROM made").fetchall()]
    size = f"at {len(codes):,} parcels"
    digits = [_part(chance.choice(codes), chance.choice((4, 4, 5, 6, 8)), chance) for _ in _asked()]
    goods = _goods()
    words = [chance.choice(goods)[: chance.randint(3, 8)] for _ in _asked()]
    words[::10] = ["headphones"] * len(words[::10])  # each of them has it
    slips = [_slip(chance.choice(goods), chance) for _ in _asked()]
    by_digits = _times_ms(search, digits)

    def read_all(asked: str) -> object:
        return file.db.execute(_READ_ALL, [asked, asked]).fetchall()

    part = median(by_digits) / median(_times_ms(read_all, digits[:_READINGS]))
    return (
        at_most(f"search by digits {size} / reading all of them", part, _PART),
        at_most(f"search by digits {size}, p50 ms", median(by_digits), _MS),
        at_most(f"search by digits {size}, {processor()}, p99 ms", _p99(by_digits), _MS),
        at_most(f"search by words {size}, p99 ms", _p99(_times_ms(search, words)), _MS),
        at_most(f"search with a slip {size}, p99 ms", _p99(_times_ms(search, slips)), _MS),
        *_by_goods_and_names(search, size, chance),
    )


def _by_goods_and_names(
    search: Callable[[str], object], size: str, chance: Random
) -> tuple[Row, ...]:
    """Measure what stands on the goods, and what a customer says: a name, the end of a number."""
    barcodes = [f"46{chance.randrange(_PRODUCTS) * 17:011d}" for _ in _asked()]
    people = [chance.choice(_people()) for _ in _asked()]
    names = [
        f"{name} {chance.choice(_INITIALS)}" if len(name) > chance.randint(4, 8) else name[:4]
        for name in people
    ]
    phones = [f"{chance.randrange(10_000):04d}" for _ in _asked()]
    return (
        at_most(
            f"search by the goods' code {size}, p99 ms", _p99(_times_ms(search, barcodes)), _MS
        ),
        at_most(f"search by a customer's name {size}, p99 ms", _p99(_times_ms(search, names)), _MS),
        at_most(f"search by a phone's end {size}, p99 ms", _p99(_times_ms(search, phones)), _MS),
    )


def typed(file: CounterFile) -> tuple[list[str], list[str]]:
    """Return numbers and names that somebody types on the screen, all of a filled file."""
    chance = Random(4)
    codes = [numbers.bare(code) for (code,) in file.db.execute("SELECT code FROM made").fetchall()]
    parts = [_part(chance.choice(codes), chance.choice((4, 6, 8)), chance) for _ in range(_TYPED)]
    return parts, [f"{name[:8]} {chance.choice(_INITIALS)}" for name in _people()[:_TYPED]]


def processor(told: Path = Path("/proc/cpuinfo")) -> str:
    """Return the processor's name, the kind of machine where it has none."""
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _goods() -> list[str]:
    chance = Random(2)
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) for _ in range(_WORDS)]


def _people() -> list[str]:
    chance = Random(3)
    return ["".join(chance.choices(_SYLLABLES, k=3)) + "ia" for _ in range(_NAMES)]


def _asked() -> range:
    return range(_ASKED)


def _part(code: str, length: int, chance: Random) -> str:
    start = chance.randint(0, len(code) - length)
    return code[start : start + length]


def _slip(word: str, chance: Random) -> str:
    at = chance.randrange(len(word))
    return f"{word[:at]}{chance.choice('qwxbgh')}{word[at + 1 :]}"


def _times_ms(work: Callable[[str], object], asked: Iterable[str]) -> list[float]:
    return [seconds(lambda text=text: work(text)) * 1000 for text in asked]  # type: ignore[misc]


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100)[-1]
