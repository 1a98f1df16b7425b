"""How fast a search answers among a million parcels, beside reading all of them."""

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
_OPEN, _WORDS, _ASKED, _READINGS = 20_000, 4_000, 300, 5
_MS = 100.0  # from a key to the list, all in all
_PART = 1 / 10
_SYLLABLES = ["ka", "lo", "mi", "re", "tu", "so", "ni", "va", "pe", "dy", "zor", "fen"]
# no question of a search asks these, and they are most of the time it takes to fill the file
_ASIDE = (
    "DROP INDEX parcel_state",
    "DROP INDEX parcel_cell",
    "DROP INDEX parcel_customer",
    "DROP INDEX parcel_delivery",
    "DROP INDEX parcel_box",
    "DROP INDEX parcel_seller",
)
_NUMBERED = (
    "CREATE TEMP TABLE made AS WITH RECURSIVE step(n) AS"
    " (SELECT 0 UNION ALL SELECT n + 1 FROM step WHERE n + 1 < ?)"
    " SELECT n, printf('%08d-%04d', 10000000 + n * 7919 % 90000000, n * 31337 % 10000) AS code,"
    " 'Headphones ' || a.word || ' ' || b.word AS title FROM step"
    " JOIN word AS a ON a.k = n % ? JOIN word AS b ON b.k = n * 31 % ?"
)
_PARCEL_ROWS = (
    "INSERT INTO parcel (parcel, state, kind, place, size, order_no, customer_ref, changed_at,"
    " body) SELECT code || '-1', iif(n < ?, 'issued', 'stored'), 'order', 'cell', 'S', code,"
    " 'c' || n / 3, n, CAST(replace(replace(?, '@code', code), '@title', title) AS BLOB) FROM made"
)
_FINDABLE = "INSERT INTO findable (n, kind, id) SELECT n + 1, 'parcel', code || '-1' FROM made"
_FOUND = "INSERT INTO found (rowid, words) SELECT n + 1, lower(title) FROM made ORDER BY n"
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
        "@code-1", ParcelKind.ORDER, ParcelState.STORED, Place.CELL, items=(Item("@title"),)
    )
    body = rows.body_of(like).decode()
    with file.unit():
        for k, word in enumerate(_goods()):
            file.db.execute("INSERT INTO word (k, word) VALUES (?, ?)", [k, word])
        file.db.execute(_NUMBERED, [parcels, _WORDS, _WORDS])
        file.db.execute(_PARCEL_ROWS, [max(0, parcels - _OPEN), body])
        file.db.execute(_FINDABLE)
        file.db.execute(_FOUND)
        numbers.fill(file.db)


def figures(file: CounterFile, search: Callable[[str], object]) -> tuple[Row, ...]:
    """Measure searches of a filled file: by digits, by words, and with a slip.

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
    )


def processor(told: Path = Path("/proc/cpuinfo")) -> str:
    """Return the processor's name, the kind of machine where it has none."""
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _goods() -> list[str]:
    chance = Random(2)
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) for _ in range(_WORDS)]


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
