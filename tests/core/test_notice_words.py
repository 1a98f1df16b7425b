"""Every kind of notice has somebody who is told of it."""

from kiosk.core.notice_words import HOLDERS, NoticeKind
from kiosk.core.team import RIGHTS
from kiosk.core.words import Role


def test_every_kind_has_its_holders() -> None:
    assert list(HOLDERS) == list(NoticeKind)
    assert all(HOLDERS.values())


def test_the_owner_is_told_everything_and_the_technician_nothing_of_parcels() -> None:
    told = {role: {k for k, of in HOLDERS.items() if of & RIGHTS[role]} for role in Role}
    assert told[Role.OWNER] == set(NoticeKind)
    assert told[Role.TECHNICIAN] == {
        *(NoticeKind.DEVICE_DOWN, NoticeKind.PAPER_LOW, NoticeKind.OFFLINE_LONG),
        *(NoticeKind.QUEUE_OLD, NoticeKind.DISK_LOW, NoticeKind.CLOCK_UNSURE),
        *(NoticeKind.UPDATE_READY, NoticeKind.MESSAGE),
    }
