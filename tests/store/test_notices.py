"""Who has seen what, lines of the central, and the notes of versions, kept and found again."""

from kiosk.core.notice_words import Level, NoticeKind
from kiosk.core.posts import MessagePosted, Posted
from kiosk.store.notices import Mark
from tests.store.conftest import Ledger

ANNA = Mark("anna", NoticeKind.PUT_BACK, "counter")


def test_a_mark_is_made_once_and_taken_away(ledger: Ledger) -> None:
    store = ledger.file
    notices = store.notices
    with store.unit():
        notices.mark(ANNA)
        notices.mark(ANNA)
        notices.mark(Mark("igor", NoticeKind.PUT_BACK, "counter"))
    assert len(notices.marks()) == 2
    with store.unit():
        notices.unmark([ANNA])
    assert {mark.staff for mark in notices.marks()} == {"igor"}


def test_lines_are_kept_by_name_the_newest_first(ledger: Ledger) -> None:
    store = ledger.file
    first, second = (MessagePosted(n, Level.ACT, 9, en=(n,)) for n in ("m1", "m2"))
    with store.unit():
        store.notices.keep_post(first, 1)
        store.notices.keep_post(second, 2)
        store.notices.keep_post(first, 3)
    assert store.notices.posts() == (Posted(first, 3), Posted(second, 2))
    with store.unit():
        assert store.notices.drop_post("m1")
        assert not store.notices.drop_post("m1")
    assert store.notices.posts() == (Posted(second, 2),)


def test_the_first_version_is_nobodys_and_each_person_reads_for_themselves(
    ledger: Ledger,
) -> None:
    store = ledger.file
    assert store.notices.first_version() is None
    with store.unit():
        store.notices.note_read("", "0.1.0")
        store.notices.note_read("anna", "0.2.0")
        store.notices.note_read("anna", "0.2.0")
    assert store.notices.first_version() == "0.1.0"
    assert store.notices.has_read("anna", "0.2.0")
    assert not store.notices.has_read("anna", "0.1.0")
    assert not store.notices.has_read("igor", "0.2.0")
    assert not store.notices.anybody_worked()
