"""Questions about the team: roles from the journal, names and PINs beside it."""

from msgspec import Struct
from sqlite_utils import Database

from kiosk.core.books import Subject
from kiosk.core.team import Staff, needs_badge
from kiosk.store import rows

LOST = "lost"  # in place of a hash that nothing can fit: its pepper is gone


class PersonRow(Struct, frozen=True):
    """What is kept of a person beside role and rights.

    Args:
        pin_hash: argon2id, None until the person chose a PIN here; `LOST` where none fits any more.
        wrong: wrong PINs in a row.
        wait_boot, wait_until: no try before this monotonic ms of this boot; another waits anew.
        wrong_day: days since 1970 of the last wrong one, by a clock that was sure; 0 for none.
    """

    staff: str
    name: str
    initials: str
    language: str = ""
    pin_hash: str | None = None
    wrong: int = 0
    wait_boot: str = ""
    wait_until: int = 0
    wrong_day: int = 0

    @property
    def has_lost_pin(self) -> bool:
        """Whether there was a PIN that nothing fits any more."""
        return (self.pin_hash or "").startswith(LOST)


def drop_short_pins(db: Database) -> None:
    """Drop the PINs that may be too short for people who have no badge to go with them."""
    sql = (
        "SELECT staff, staff.body FROM person JOIN staff USING (staff)"
        " LEFT JOIN badge USING (staff) WHERE pin_hash <> ? AND badge.staff IS NULL"
    )
    for name, body in db.execute(sql, [LOST]).fetchall():
        if needs_badge(rows.staff_of(body)):
            db.execute("UPDATE person SET pin_hash = NULL WHERE staff = ?", [name])


class People:
    """Finds and keeps people."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def staff(self, staff: str) -> Staff | None:
        """Return role and rights."""
        found = rows.load(self._db, Subject("staff", staff))
        return found if isinstance(found, Staff) else None

    def get(self, staff: str) -> PersonRow | None:
        """Return name and PIN."""
        sql = (
            "SELECT staff, name, initials, language, pin_hash, wrong, wait_boot, wait_until,"
            " wrong_day FROM person WHERE staff = ?"
        )
        row = self._db.execute(sql, [staff]).fetchone()
        return PersonRow(*row) if row else None

    def active(self) -> tuple[tuple[Staff, PersonRow], ...]:
        """Return everybody who may work here, by name."""
        return tuple((staff, person) for staff, person in self.everybody() if not staff.blocked)

    def everybody(self) -> tuple[tuple[Staff, PersonRow], ...]:
        """Return everybody who ever joined, by name; one whose name is not told yet by the id."""
        sql = (
            "SELECT staff.body, staff.staff, coalesce(name, staff.staff),"
            " coalesce(initials, upper(substr(staff.staff, 1, 2))), coalesce(language, ''),"
            " pin_hash, coalesce(wrong, 0), coalesce(wait_boot, ''), coalesce(wait_until, 0),"
            " coalesce(wrong_day, 0) FROM staff LEFT JOIN person USING (staff) ORDER BY 3"
        )
        return tuple(
            (rows.staff_of(b), PersonRow(*rest)) for b, *rest in self._db.execute(sql).fetchall()
        )

    def keep(self, person: PersonRow) -> None:
        """Keep a person as given; within a unit."""
        self._db.execute(
            "INSERT INTO person (staff, name, initials, language, pin_hash, wrong, wait_boot,"
            " wait_until, wrong_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (staff)"
            " DO UPDATE SET name = excluded.name, initials = excluded.initials,"
            " language = excluded.language, pin_hash = excluded.pin_hash, wrong = excluded.wrong,"
            " wait_boot = excluded.wait_boot, wait_until = excluded.wait_until,"
            " wrong_day = excluded.wrong_day",
            [
                person.staff,
                person.name,
                person.initials,
                person.language,
                person.pin_hash,
                person.wrong,
                person.wait_boot,
                person.wait_until,
                person.wrong_day,
            ],
        )

    def lose_pins(self) -> None:
        """Let no PIN and no badge fit any more; within a unit.

        A PIN that is lost is not one that was never chosen: not whoever comes first chooses it.
        """
        self._db.execute("UPDATE person SET pin_hash = ? WHERE pin_hash IS NOT NULL", [LOST])
        self._db.execute("DELETE FROM badge")

    def with_badge(self, digest: str) -> str | None:
        """Return whose badge has this keyed hash."""
        row = self._db.execute("SELECT staff FROM badge WHERE digest = ?", [digest]).fetchone()
        return str(row[0]) if row else None

    def has_badge(self, staff: str) -> bool:
        """Whether a person has a badge."""
        sql = "SELECT 1 FROM badge WHERE staff = ?"
        return self._db.execute(sql, [staff]).fetchone() is not None

    def bind_badge(self, staff: str, digest: str) -> None:
        """Make a badge a person's, in place of any other; within a unit."""
        self._db.execute(
            "INSERT INTO badge (staff, digest) VALUES (?, ?)"
            " ON CONFLICT (staff) DO UPDATE SET digest = excluded.digest",
            [staff, digest],
        )

    def revoke_badge(self, staff: str) -> bool:
        """Let a person's badge open nothing any more; within a unit; whether there was one."""
        return self._db.execute("DELETE FROM badge WHERE staff = ?", [staff]).rowcount > 0

    # -- wrong tries of whomever -------------------------------------------------------------------

    def note_try(self, boot: str, mono: int) -> None:
        """Count a try at this box before it is verified; within a unit.

        Args:
            boot: of the moment.
            mono: ms since that boot.
        """
        self._db.execute("INSERT INTO sign_in_try (boot, mono) VALUES (?, ?)", [boot, mono])

    def tries(self, boot: str, since: int) -> int:
        """Return how many tries failed since a moment of this boot; those of another all count."""
        sql = "SELECT count(*) FROM sign_in_try WHERE boot <> ? OR mono >= ?"
        return int(self._db.execute(sql, [boot, since]).fetchone()[0])

    def forget_last_try(self) -> None:
        """The PIN was right: the newest try does not count; within a unit."""
        sql = "DELETE FROM sign_in_try WHERE n = (SELECT max(n) FROM sign_in_try)"
        self._db.execute(sql)

    def forget_tries(self) -> None:
        """Somebody with power signed in: no try counts any more; within a unit."""
        self._db.execute("DELETE FROM sign_in_try")

    def carry_tries_over(self, boot: str, mono: int) -> None:
        """After a start: tries of earlier boots begin anew now, old ones go; within a unit.

        Args:
            boot: the present one.
            mono: ms since that boot.
        """
        sql = "UPDATE sign_in_try SET boot = ?, mono = ? WHERE boot <> ?"
        self._db.execute(sql, [boot, mono, boot])

    def drop_tries(self, before: int) -> None:
        """Drop tries that no lock looks at any more; within a unit."""
        self._db.execute("DELETE FROM sign_in_try WHERE mono < ?", [before])
