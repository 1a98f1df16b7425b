"""Print jobs: kept whole, found by state, oldest first."""

import pytest
from msgspec.structs import replace

from kiosk.store.prints import JobRow
from tests.store.conftest import T0, Ledger

JOB = JobRow("j1", "receipt", b"{}", "queued", T0)


@pytest.fixture
def queue(ledger: Ledger) -> Ledger:
    with ledger.file.unit():
        for job, at in (("j2", 2), ("j1", 1), ("j3", 3)):
            ledger.file.prints.keep(replace(JOB, id=job, created_at=T0 + at))
    return ledger


def test_a_job_is_kept_whole(ledger: Ledger) -> None:
    job = JobRow("j9", "label", b"{}", "done", T0, b"\x1b@\x00", "f" * 64, 2, "jam", "j1", T0 + 9)
    with ledger.file.unit():
        ledger.file.prints.keep(job)
    assert ledger.file.prints.get("j9") == job
    assert ledger.file.prints.get("j8") is None


def test_jobs_in_a_state_come_oldest_first(queue: Ledger) -> None:
    assert [job.id for job in queue.file.prints.in_state("queued")] == ["j1", "j2", "j3"]
    assert queue.file.prints.in_state("done") == ()


def test_a_job_that_went_on_has_one_row(queue: Ledger) -> None:
    with queue.file.unit():
        queue.file.prints.keep(replace(JOB, state="done", attempts=1, ended_at=T0 + 7))
    assert [job.id for job in queue.file.prints.in_state("queued")] == ["j2", "j3"]
    assert [job.attempts for job in queue.file.prints.in_state("done")] == [1]


def test_the_document_of_a_job_never_changes(queue: Ledger) -> None:
    with queue.file.unit():
        queue.file.prints.keep(replace(JOB, doc=b"another", kind="other", created_at=0))
    kept = queue.file.prints.get("j1")
    assert kept is not None
    assert (kept.doc, kept.kind, kept.created_at) == (b"{}", "receipt", T0 + 1)


def test_the_newest_receipt_of_a_subject_is_found_and_never_a_copy(queue: Ledger) -> None:
    rows = (("r1", 1, None), ("r2", 2, None), ("r3", 3, "r2"))
    with queue.file.unit():
        for job, at, of in rows:
            row = replace(JOB, id=job, created_at=T0 + at, copy_of=of, subject="s1", language="pt")
            queue.file.prints.keep(row)
    found = queue.file.prints.of_subject("s1")
    assert found
    assert (found.id, found.language) == ("r2", "pt")
    assert queue.file.prints.of_subject("") is queue.file.prints.of_subject("s2") is None


def test_an_act_is_found_by_its_whole_number_and_never_a_copy_of_it(queue: Ledger) -> None:
    def act(job: str, number: str, copy_of: str | None = None) -> JobRow:
        doc = f'{{"kind":"act","elements":[{{"type":"qr","text":"{number}"}}]}}'
        return JobRow(job, "act", doc.encode(), "sent", T0, copy_of=copy_of)

    with queue.file.unit():
        for job in (act("a0", "7731-1", "a1"), act("a1", "7731-1"), act("a2", "7731-10")):
            queue.file.prints.keep(job)
    found = [queue.file.prints.of_act(number) for number in ("7731-1", "7731-10", "7731", "%")]
    assert [job and job.id for job in found] == ["a1", "a2", None, None]
