"""Which events name a parcel, a box, a visit: found in quiet moments, so that a history is quick.

Taking mail in pays nothing for it. What is not indexed yet lies behind a mark and is read through;
what an older version kept is caught up with little by little.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import msgspec
from msgspec import Struct

from kiosk.central.sql import Sql
from kiosk.core.events import FACTS
from kiosk.core.words import REF, Ref

_AT_ONCE, _GROUPS = 1000, 5  # a quiet moment stays a short one
# An event with a smaller number may still come in from another process; none lasts so long.
_SETTLED_MS = 120_000


class _Body(Struct):
    facts: Any = None


_decoder = msgspec.json.Decoder(_Body)
_is_id = re.compile(f"[{REF}]{{1,64}}").fullmatch


@cache
def _names() -> frozenset[str]:
    """Return the fields of facts that hold an id, or several."""
    return frozenset(
        field.encode_name
        for fact in FACTS.values()
        for field in msgspec.structs.fields(fact)
        if field.type == Ref or Ref in get_args(field.type)
    )


def ids_in(body: bytes) -> Iterator[str]:
    """Yield what an event names, each once; nothing for one that this program cannot read."""
    try:
        facts = _decoder.decode(body).facts
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    if not isinstance(facts, dict):
        return
    seen: dict[str, None] = {}
    for name in _names() & facts.keys():
        value = facts[name]
        told = value if isinstance(value, list) else [value]
        seen |= dict.fromkeys(one for one in told if isinstance(one, str) and _is_id(one))
    yield from seen


class About:
    """The tables `about` and `about_upto`.

    Args:
        conn: of the store.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def catch_up(self) -> None:
        """Index some of what is not yet; outside a unit."""
        for _ in range(_GROUPS):
            if not self._is_due():
                return
            with self._conn.unit():
                self._group()

    def _is_due(self) -> bool:
        """Whether there is anything to index, so that a quiet moment writes nothing for nothing."""
        row = self._conn.execute(
            "SELECT taken_at FROM event WHERE n > (SELECT coalesce(max(n), 0) FROM about_upto)"
            " ORDER BY n LIMIT 1"
        ).fetchone()
        return row is not None and int(row[0]) <= self._settled()

    def _settled(self) -> int:
        """Return up to when nothing with a smaller number can come in any more, ms UTC."""
        last = self._conn.execute("SELECT taken_at FROM event ORDER BY n DESC LIMIT 1").fetchone()
        return int(last[0]) - _SETTLED_MS if last else 0

    def _group(self) -> None:
        # Of several workers one at a time: the others wait here, and find the mark moved.
        self._conn.execute(
            "INSERT INTO about_upto (one, n) VALUES (1, 0)"
            " ON CONFLICT (one) DO UPDATE SET n = about_upto.n"
        )
        upto = int(self._conn.execute("SELECT n FROM about_upto").fetchone()[0])
        settled = self._settled()
        rows = self._conn.execute(
            "SELECT n, body, taken_at FROM event WHERE n > ? ORDER BY n LIMIT ?", [upto, _AT_ONCE]
        ).fetchall()
        named: list[tuple[str, int]] = []
        for n, body, taken_at in rows:
            if int(taken_at) > settled:
                break
            named += [(one, int(n)) for one in ids_in(bytes(body))]
            upto = int(n)
        self._conn.executemany("INSERT INTO about (id, event) VALUES (?, ?)", named)
        self._conn.execute("UPDATE about_upto SET n = ? WHERE one = 1", [upto])
