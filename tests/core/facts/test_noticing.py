"""Who has seen what is told, and changes no row."""

import msgspec
import pytest

from kiosk.core.books import subjects
from kiosk.core.events import type_of
from kiosk.core.facts.noticing import NotesRead, NoticeRead
from kiosk.core.notice_words import NoticeKind


def test_they_are_told_and_change_no_row() -> None:
    facts = (NoticeRead(NoticeKind.PUT_BACK, "counter"), NotesRead("0.1.0"))
    assert [type_of(fact) for fact in facts] == ["notice.read", "notes.read"]
    assert [subjects(fact) for fact in facts] == [(), ()]


@pytest.mark.input
@pytest.mark.parametrize("version", ["", "x" * 33, "1 0", "1\n", "../x"])
def test_a_version_is_a_short_word(version: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"version": version}, NotesRead)
