"""The life of a print job: nothing is printed twice by itself."""

import pytest

from kiosk.core.prints import (
    STALE_AFTER_MS,
    JobState,
    after,
    is_discardable,
    is_for_labels,
    is_stale,
)


@pytest.mark.parametrize(
    ("outcome", "attempts", "state"),
    [
        ("printed", 1, JobState.SENT),
        ("not_started", 1, JobState.QUEUED),
        ("not_started", 9, JobState.QUEUED),
        ("cut_short", 2, JobState.QUEUED),
        ("cut_short", 3, JobState.FAILED),
        ("uncertain", 1, JobState.UNCERTAIN),
        ("something new", 1, JobState.UNCERTAIN),
    ],
)
def test_a_job_ends_as_the_printer_says(outcome: str, attempts: int, state: JobState) -> None:
    assert after(outcome, attempts) is state


@pytest.mark.parametrize("state", JobState)
@pytest.mark.parametrize("kind", ["receipt", "act", "label", "card", "slip", "ticket", ""])
def test_only_receipts_that_wait_may_be_discarded(kind: str, state: JobState) -> None:
    assert is_discardable(kind, state) == (kind == "receipt" and state is JobState.QUEUED)


def test_only_receipts_go_stale() -> None:
    assert not is_stale("receipt", 0, STALE_AFTER_MS)
    assert is_stale("receipt", 0, STALE_AFTER_MS + 1)
    assert not is_stale("act", 0, 10**12)


def test_labels_and_cards_belong_on_the_label_printer() -> None:
    kinds = [kind for kind in ("receipt", "act", "label", "card", "slip") if is_for_labels(kind)]
    assert kinds == ["label", "card"]
