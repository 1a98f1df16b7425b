"""The release that the network offers this box, and how far it is; at most one."""

import msgspec
from sqlite_utils import Database

from kiosk.core.update_words import Step
from kiosk.core.updates import Offer, UpdateAvailable
from kiosk.store.rows import body_of

_letter_of = msgspec.json.Decoder(UpdateAvailable).decode


def begin(db: Database) -> None:
    """Make the table; in a migration."""
    db.execute(
        "CREATE TABLE offer (one INTEGER PRIMARY KEY CHECK (one = 1), step TEXT NOT NULL,"
        " cause TEXT NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL) STRICT"
    )


class Updates:
    """Keeps and finds it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def offer(self) -> Offer | None:
        """Return the release that was offered last."""
        row = self._db.execute("SELECT body, at, step, cause FROM offer").fetchone()
        return Offer(_letter_of(row[0]), int(row[1]), Step(row[2]), row[3]) if row else None

    def keep(self, offer: Offer) -> None:
        """Keep an offer, in place of what stood; within a unit."""
        self._db.execute(
            "INSERT INTO offer (one, step, cause, at, body) VALUES (1, ?, ?, ?, ?)"
            " ON CONFLICT (one) DO UPDATE SET step = excluded.step, cause = excluded.cause,"
            " at = excluded.at, body = excluded.body",
            [offer.step.value, offer.cause, offer.at, body_of(offer.letter)],
        )

    def drop(self) -> None:
        """Forget it; within a unit."""
        self._db.execute("DELETE FROM offer")
