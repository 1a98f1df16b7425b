"""Questions about the team: roles from the journal, names and PINs beside it."""

from msgspec import Struct
from sqlite_utils import Database

from kiosk.core.books import Subject
from kiosk.core.team import Staff
from kiosk.store import rows


class PersonRow(Struct, frozen=True):
    """What is kept of a person beside role and rights.

    Args:
        pin_hash: argon2id, None until the person chose a PIN here.
        wrong: wrong PINs in a row.
        wait_boot, wait_until: no try before this monotonic ms of this boot; another waits anew.
    """

    staff: str
    name: str
    initials: str
    language: str = ""
    pin_hash: str | None = None
    wrong: int = 0
    wait_boot: str = ""
    wait_until: int = 0


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
            "SELECT staff, name, initials, language, pin_hash, wrong, wait_boot, wait_until"
            " FROM person WHERE staff = ?"
        )
        row = self._db.execute(sql, [staff]).fetchone()
        return PersonRow(*row) if row else None

    def active(self) -> tuple[tuple[Staff, PersonRow], ...]:
        """Return everybody who may work here, by name."""
        sql = (
            "SELECT staff.body, person.staff, name, initials, language, pin_hash, wrong,"
            " wait_boot, wait_until FROM staff JOIN person USING (staff) ORDER BY name"
        )
        found = (
            (rows.staff_of(b), PersonRow(*rest)) for b, *rest in self._db.execute(sql).fetchall()
        )
        return tuple((staff, person) for staff, person in found if not staff.blocked)

    def keep(self, person: PersonRow) -> None:
        """Keep a person as given; within a unit."""
        self._db.execute(
            "INSERT INTO person (staff, name, initials, language, pin_hash, wrong, wait_boot,"
            " wait_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (staff) DO UPDATE SET"
            " name = excluded.name, initials = excluded.initials, language = excluded.language,"
            " pin_hash = excluded.pin_hash, wrong = excluded.wrong,"
            " wait_boot = excluded.wait_boot, wait_until = excluded.wait_until",
            [
                person.staff,
                person.name,
                person.initials,
                person.language,
                person.pin_hash,
                person.wrong,
                person.wait_boot,
                person.wait_until,
            ],
        )

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
