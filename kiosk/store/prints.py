"""Questions about print jobs; their life is told in core.prints."""

from msgspec import Struct
from sqlite_utils import Database


class JobRow(Struct, frozen=True):
    """One print job.

    Args:
        doc: the document as JSON; blob: the printer's bytes once drawn, never changed after.
        subject: the visit or the parcel a receipt is of, else empty.
        language: a receipt is written in, empty for the point's own.
    """

    id: str
    kind: str
    doc: bytes
    state: str
    created_at: int
    blob: bytes | None = None
    sha256: str | None = None
    attempts: int = 0
    detail: str = ""
    copy_of: str | None = None
    ended_at: int | None = None
    subject: str = ""
    language: str = ""


class Prints:
    """Finds and keeps print jobs."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, job: str) -> JobRow | None:
        """Return the job with this id."""
        sql = (
            "SELECT id, kind, doc, state, created_at, blob, sha256, attempts, detail, copy_of,"
            " ended_at, subject, language FROM print_job WHERE id = ?"
        )
        row = self._db.execute(sql, [job]).fetchone()
        return JobRow(*row) if row else None

    def of_act(self, act_no: str) -> JobRow | None:
        """Return the first job of an act, by its number."""
        # an act carries its number as a code; the quotes tell 1 from 10
        sql = (
            "SELECT id, kind, doc, state, created_at, blob, sha256, attempts, detail, copy_of,"
            " ended_at, subject, language FROM print_job WHERE kind = 'act' AND copy_of IS NULL"
            " AND instr(doc, ?) > 0 ORDER BY created_at, id LIMIT 1"
        )
        row = self._db.execute(sql, [f'"text":"{act_no}"'.encode()]).fetchone()
        return JobRow(*row) if row else None

    def of_subject(self, subject: str) -> JobRow | None:
        """Return the newest receipt of a visit or of a parcel that was brought; never a copy."""
        sql = (
            "SELECT id, kind, doc, state, created_at, blob, sha256, attempts, detail, copy_of,"
            " ended_at, subject, language FROM print_job WHERE subject = ? AND subject != ''"
            " AND copy_of IS NULL ORDER BY created_at DESC, id DESC LIMIT 1"
        )
        row = self._db.execute(sql, [subject]).fetchone()
        return JobRow(*row) if row else None

    def in_state(self, state: str) -> tuple[JobRow, ...]:
        """Return the jobs in a state, the oldest first."""
        sql = (
            "SELECT id, kind, doc, state, created_at, blob, sha256, attempts, detail, copy_of,"
            " ended_at, subject, language FROM print_job WHERE state = ? ORDER BY created_at, id"
        )
        return tuple(JobRow(*row) for row in self._db.execute(sql, [state]).fetchall())

    def keep(self, job: JobRow) -> None:
        """Keep a job as given; within a unit."""
        self._db.execute(
            "INSERT INTO print_job (id, kind, doc, state, created_at, blob, sha256, attempts,"
            " detail, copy_of, ended_at, subject, language)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state, blob = excluded.blob,"
            " sha256 = excluded.sha256, attempts = excluded.attempts, detail = excluded.detail,"
            " ended_at = excluded.ended_at",
            [
                job.id,
                job.kind,
                job.doc,
                job.state,
                job.created_at,
                job.blob,
                job.sha256,
                job.attempts,
                job.detail,
                job.copy_of,
                job.ended_at,
                job.subject,
                job.language,
            ],
        )
