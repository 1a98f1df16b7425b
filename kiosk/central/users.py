"""Who may use the console: names, roles, how they prove themselves, and what each of them did.

No password lies here, only its hash, and no key of a second factor: that one is derived from a salt
and a key outside the books, so that a copy of the books lets nobody in.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.central.answers import Answer
from kiosk.central.sql import Sql, plain

UserName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._-]{1,31}$(?!\n)")]
INVITE_LIFE_MS = 24 * 3600 * 1000
MOST_WRONG = 5  # tries before each further one has to wait
_FIRST_WAIT_MS, _LONGEST_WAIT_MS = 30_000, 900_000
_MOST_SUBJECT = 200  # characters of what an action was about
_MOST_TOLD = 4000


class Role(StrEnum):
    """What somebody may do: look; work for the points; turn boxes away, read the audit."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def covers(self, other: "Role") -> bool:
        """Whether it allows all that another one does."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class User(Struct, frozen=True):
    """Somebody who may use the console.

    Args:
        name, role: who, and what they may do.
        password: its hash; empty while none was chosen.
        salt: of the second factor's key; empty while none was set up.
        step: the last moment a code of the second factor was used for, so that none is used twice.
        wrong: tries since the last sign-in that went well.
        locked_until: no try counts before, ms UTC.
        is_active: whether they may sign in at all.
        invite_digest: of the code that lets them in once; empty when there is none.
        invite_until: when that code ends, ms UTC.
        version: changes whenever sessions of before must end.
    """

    name: str
    role: Role
    password: str
    salt: bytes
    step: int
    wrong: int
    locked_until: int
    is_active: bool
    invite_digest: str
    invite_until: int
    version: int


class Deed(Struct, frozen=True):
    """Something a person did at the console, or tried to.

    Args:
        at: ms UTC.
        user, address: who, from where; no name before a sign-in.
        action: a word, such as `device.block`.
        subject: what it was about; never a secret.
        outcome: `done`, or why not, as whoever did it was told.
        told: why not, for other languages; empty where nobody kept it so.
    """

    at: int
    user: str
    address: str
    action: str
    subject: str
    outcome: str
    told: tuple[Answer, ...] = ()


class Users:
    """The tables `console_user`, `recovery_code` and `user_audit`.

    Args:
        conn: what writes is called within a `unit`; a reader's does for questions.
    """

    def __init__(self, conn: Sql) -> None:
        self._conn = conn

    def get(self, name: str) -> User | None:
        """Return a user."""
        row = self._conn.execute(
            "SELECT user_name, role, password, salt, step, wrong, locked_until, active,"
            " invite, invite_until, version FROM console_user WHERE user_name = ?",
            [plain(name)],
        ).fetchone()
        return None if row is None else _user(row)

    def all(self) -> list[User]:
        """Return every user, by name."""
        rows = self._conn.execute(
            "SELECT user_name, role, password, salt, step, wrong, locked_until, active,"
            " invite, invite_until, version FROM console_user ORDER BY user_name"
        ).fetchall()
        return [_user(row) for row in rows]

    def invited(self, digest: str, at: int) -> User | None:
        """Return whom a one-time code lets in at a moment."""
        row = self._conn.execute(
            "SELECT user_name FROM console_user"
            " WHERE invite = ? AND invite <> '' AND invite_until > ? AND active = 1",
            [digest, at],
        ).fetchone()
        return None if row is None else self.get(str(row[0]))

    # -- who there is ----------------------------------------------------------------------------

    def invite(self, name: str, role: Role | None, digest: str, at: int) -> None:
        """Let somebody in once by a code, and forget how they proved themselves before.

        Args:
            name: who.
            role: what they may do; None leaves it as it was.
            digest: of the code.
            at: now, ms UTC.
        """
        self._conn.execute(
            "INSERT INTO console_user (user_name, role, invite, invite_until) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (user_name) DO UPDATE SET invite = excluded.invite,"
            " invite_until = excluded.invite_until, password = '', salt = '', step = 0,"
            " wrong = 0, locked_until = 0, active = 1, version = console_user.version + 1",
            [name, (role or Role.VIEWER).value, digest, at + INVITE_LIFE_MS],
        )
        if role is not None:
            self._conn.execute(
                "UPDATE console_user SET role = ? WHERE user_name = ?", [role.value, name]
            )
        self._conn.execute("DELETE FROM recovery_code WHERE user_name = ?", [name])

    def allow(self, name: str, *, active: bool) -> None:
        """Let somebody sign in from now on, or not; sessions of before end."""
        self._conn.execute(
            "UPDATE console_user SET active = ?, invite = '', version = version + 1"
            " WHERE user_name = ?",
            [int(active), name],
        )

    def set_role(self, name: str, role: Role) -> None:
        """Change what somebody may do; sessions of before end."""
        self._conn.execute(
            "UPDATE console_user SET role = ?, version = version + 1 WHERE user_name = ?",
            [role.value, name],
        )

    def admins(self) -> int:
        """Return how many there are who may do everything."""
        row = self._conn.execute(
            "SELECT count(*) FROM console_user WHERE role = 'admin' AND active = 1"
        ).fetchone()
        return int(row[0])

    # -- how they prove themselves ---------------------------------------------------------------

    def spend_invite(self, name: str) -> None:
        """A one-time code counts once."""
        self._conn.execute("UPDATE console_user SET invite = '' WHERE user_name = ?", [name])

    def set_password(self, name: str, hashed: str) -> None:
        """Keep the hash of a password; sessions of before end."""
        self._conn.execute(
            "UPDATE console_user SET password = ?, version = version + 1 WHERE user_name = ?",
            [hashed, name],
        )

    def set_second(self, name: str, salt: str, digests: Iterable[str]) -> None:
        """Keep a second factor; sessions of before end.

        Args:
            name: whose.
            salt: of its key, hex.
            digests: of codes for when it is lost.
        """
        self._conn.execute(
            "UPDATE console_user SET salt = ?, step = 0, version = version + 1 WHERE user_name = ?",
            [salt, name],
        )
        self._conn.execute("DELETE FROM recovery_code WHERE user_name = ?", [name])
        self._conn.executemany(
            "INSERT INTO recovery_code (user_name, digest) VALUES (?, ?)",
            [(name, digest) for digest in digests],
        )

    def begin_try(self, name: str, at: int) -> bool:
        """Count a try before it is looked at; return whether it counts at all.

        Counted first, so that pulling a plug in the middle gives no try back.
        """
        user = self.get(name)
        counts = user is not None and at >= user.locked_until
        wrong = (user.wrong if user is not None else 0) + 1
        over = wrong - MOST_WRONG
        wait = min(_FIRST_WAIT_MS << min(over, 10), _LONGEST_WAIT_MS) if over >= 0 else 0
        self._conn.execute(  # of nobody, too: how long it takes must not tell who there is
            "UPDATE console_user SET wrong = ?, locked_until = ? WHERE user_name = ? AND ? = 1",
            [wrong, at + wait if wait else 0, plain(name), int(counts)],
        )
        return counts

    def was_right(self, name: str) -> None:
        """Forget the tries before a sign-in that went well."""
        self._conn.execute(
            "UPDATE console_user SET wrong = 0, locked_until = 0 WHERE user_name = ?", [name]
        )

    def use_step(self, name: str, step: int) -> bool:
        """Use a code of the second factor up; return whether it, or a later one, was not yet."""
        done = self._conn.execute(
            "UPDATE console_user SET step = ? WHERE user_name = ? AND step < ?", [step, name, step]
        )
        return done.rowcount == 1

    def use_recovery(self, name: str, digest: str) -> bool:
        """Use a recovery code up; return whether there was such a one."""
        done = self._conn.execute(
            "DELETE FROM recovery_code WHERE user_name = ? AND digest = ?", [name, digest]
        )
        return done.rowcount == 1

    # -- what they did ---------------------------------------------------------------------------

    def note(self, deed: Deed) -> None:
        """Write down what somebody did."""
        self._conn.execute(
            "INSERT INTO user_audit (at, user_name, address, action, subject, outcome, told)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                *(deed.at, plain(deed.user), plain(deed.address), deed.action),
                *(plain(deed.subject)[:_MOST_SUBJECT], plain(deed.outcome)[:_MOST_SUBJECT]),
                _kept(deed.told),
            ],
        )

    def deeds(self, user: str, before: int, most: int) -> list[tuple[int, Deed]]:
        """Return (number, deed), the newest first.

        Args:
            user: whose; empty for everybody's.
            before: only those with smaller numbers; 0 for all.
            most: how many.
        """
        rows = self._conn.execute(
            "SELECT n, at, user_name, address, action, subject, outcome, told FROM user_audit"
            " WHERE (? = '' OR user_name = ?) AND (? = 0 OR n < ?) ORDER BY n DESC LIMIT ?",
            [user, user, before, before, most],
        ).fetchall()
        return [(int(row[0]), Deed(*[*row[1:7], _told(str(row[7]))])) for row in rows]


def _kept(told: tuple[Answer, ...]) -> str:
    raw = msgspec.json.encode(told).decode() if told else ""
    return raw if len(raw) <= _MOST_TOLD else ""


def _told(raw: str) -> tuple[Answer, ...]:
    try:
        return msgspec.json.decode(raw, type=tuple[Answer, ...]) if raw else ()
    except msgspec.MsgspecError:  # as another version has it: the outcome says it, too
        return ()


def _user(row: tuple[str, str, str, str, int, int, int, int, str, int, int]) -> User:
    name, role, password, salt, step, wrong, locked, active, invite, until, version = row
    salted = bytes.fromhex(salt)
    return User(
        *(name, Role(role), password, salted, step, wrong, locked, bool(active)),
        *(invite, until, version),
    )
