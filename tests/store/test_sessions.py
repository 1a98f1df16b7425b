"""Sessions: who is being served, and who was served last."""

from kiosk.core.facts import visits
from kiosk.core.words import How, SessionKind, SessionState
from tests.store.conftest import T0, Ledger


def visit(ledger: Ledger, session: str, at: int) -> None:
    fact = visits.SessionOpened(session, SessionKind.CUSTOMER, "c1", "code", How.CODE, "blue")
    ledger.tell(fact, at=at)


def test_a_session_is_found_by_its_id(ledger: Ledger) -> None:
    visit(ledger, "s1", T0)
    found = ledger.file.sessions.get("s1")
    assert found is not None
    assert (found.state, found.opened_at) == (SessionState.OPEN, T0)
    assert ledger.file.sessions.get("s2") is None


def test_live_sessions_come_oldest_first_and_parked_ones_live(ledger: Ledger) -> None:
    visit(ledger, "s2", T0 + 2)
    visit(ledger, "s1", T0 + 1)
    visit(ledger, "s3", T0 + 3)
    ledger.tell(visits.SessionParked("s2"))
    ledger.tell(visits.SessionCancelled("s3"))
    assert [session.session for session in ledger.file.sessions.live()] == ["s1", "s2"]


def test_the_session_completed_last_is_known(ledger: Ledger) -> None:
    assert ledger.file.sessions.last_completed() is None
    for session in ("s1", "s2", "s3"):
        visit(ledger, session, T0)
    ledger.tell(visits.SessionCompleted("s2", 1), at=T0 + 5)
    ledger.tell(visits.SessionCompleted("s1", 1), at=T0 + 9)
    ledger.tell(visits.SessionCancelled("s3"), at=T0 + 10)
    last = ledger.file.sessions.last_completed()
    assert last is not None
    assert last.session == "s1"
