"""Facts of who has seen what: a notice, and the notes of a version."""

from typing import Annotated

from msgspec import Meta

from kiosk.core.facts.fact import Fact
from kiosk.core.notice_words import NoticeKind
from kiosk.core.words import Ref

Version = Annotated[str, Meta(pattern=r"^[0-9A-Za-z.+-]{1,32}$(?!\n)")]


class NoticeRead(Fact, frozen=True):
    """The person behind this has seen a notice; what it tells of goes on until its cause ends."""

    kind: NoticeKind
    subject: Ref


class NotesRead(Fact, frozen=True):
    """The person behind this has seen what is new in a version."""

    version: Version
