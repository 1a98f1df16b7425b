"""The life of a print job: what may follow what, so that no paper comes out twice by itself."""

from enum import StrEnum

STALE_AFTER_MS = 30 * 60_000  # a receipt is of no use to anybody half an hour later (HARDWARE.md 6)
MOST_ATTEMPTS = 3
LABEL_SLIP = "label_slip"  # a test slip for the label printer
_ON_LABELS = {"label", "card", LABEL_SLIP}
# who stands in line has been called by then
_STALE_AFTER_MS = {
    "receipt": STALE_AFTER_MS,
    "slip": STALE_AFTER_MS,
    LABEL_SLIP: STALE_AFTER_MS,
    "ticket": 5 * 60_000,
}


class JobState(StrEnum):
    """Where a print job stands (HARDWARE.md 6); sent, failed and discarded are final."""

    QUEUED = "queued"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    FAILED = "failed"
    DISCARDED = "discarded"


FINAL = frozenset({JobState.SENT, JobState.FAILED, JobState.DISCARDED})


def is_for_labels(kind: str) -> bool:
    """Whether a paper belongs on the label printer, if there is one."""
    return kind in _ON_LABELS


def is_stale(kind: str, created_at: int, at: int) -> bool:
    """Whether a queued paper is no use any more; acts and labels wait."""
    return kind in _STALE_AFTER_MS and at - created_at > _STALE_AFTER_MS[kind]


def is_discardable(kind: str, state: str) -> bool:
    """Whether a person may throw a paper away: receipts that wait, never acts nor labels."""
    return kind == "receipt" and state == JobState.QUEUED


def after(outcome: str, attempts: int) -> JobState:
    """Return where a job that was being sent stands now.

    Args:
        outcome: printed, not_started, cut_short or uncertain, as the printer's driver says.
        attempts: how often it was sent, this time counted.
    """
    match outcome:
        case "printed":
            return JobState.SENT
        case "not_started":
            return JobState.QUEUED
        case "cut_short" if attempts < MOST_ATTEMPTS:
            return JobState.QUEUED
        case "cut_short":
            return JobState.FAILED
        case _:
            return JobState.UNCERTAIN
