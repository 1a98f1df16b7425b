"""What `kiosk doctor` says of one thing it looked at."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from kiosk.core.receipts import clean


class Verdict(StrEnum):
    """How a check ended: a warning is a word, a failure is something configured that fails."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


class Finding(Struct, frozen=True):
    """One line of the doctor's.

    Args:
        verdict: how it is.
        name: what was looked at.
        detail: what was found.
        todo: what a person does about it; empty when there is nothing to do.
    """

    verdict: Verdict
    name: str
    detail: str
    todo: str = ""

    def __str__(self) -> str:
        """Say it in one line, whatever a device or a file put into it."""
        end = f". Do: {clean(self.todo)}" if self.todo else ""
        return f"{self.verdict.value:<5} {clean(self.name):<14} {clean(self.detail)}{end}"


def fine(name: str, detail: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(Verdict.OK, name, detail)


def worth_a_word(name: str, detail: str, todo: str) -> Finding:
    """Return that something works and is not as it should be."""
    return Finding(Verdict.WARN, name, detail, todo)


def broken(name: str, detail: str, todo: str) -> Finding:
    """Return that something configured does not work."""
    return Finding(Verdict.FAIL, name, detail, todo)


def all_work(findings: Iterable[Finding]) -> bool:
    """Whether everything that is configured works."""
    return all(finding.verdict is not Verdict.FAIL for finding in findings)
