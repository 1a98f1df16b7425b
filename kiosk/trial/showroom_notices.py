"""Notices in several kinds, a line of the network, and what is new in a version."""

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from kiosk.core.facts.stockroom import DeliveryAnnounced, StorageExtended
from kiosk.core.notice_words import Level, NoticeKind
from kiosk.core.parcels import Parcel
from kiosk.core.posts import MessagePosted
from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.trial.showroom_team import View
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.news import NewsScreen
from kiosk.ui.screens.notices import NoticesScreen
from kiosk.ui.screens.office import Office
from kiosk.workflows.news import FallCause, Release, RolledBack

_HOUR_MS = 3_600_000
VERSION = "0.1.0"
_POST = MessagePosted(
    "m1",
    Level.ACT,
    0,
    ru=(
        "Склад забирает возвраты в пятницу, 27 ноября, в 18:00, на два часа раньше.",
        "Запломбируйте короба до 17:30. Что не успеете, уедет в понедельник.",
    ),
    pt=(
        "Na sexta-feira, 27 de novembro, o armazém busca as devoluções às 18:00, duas horas antes.",
        "Lacrem as caixas até 17:30. O que faltar vai na segunda-feira.",
    ),
    en=(
        "On Friday, 27 November, the warehouse fetches returns at 18:00, two hours early.",
        "Seal the boxes by 17:30. What is not ready goes on Monday.",
    ),
)


def notice_views(office: Office, stored: tuple[Parcel, ...]) -> Iterator[View]:
    """Yield the names and the screens; each changes the counter for the next.

    Args:
        office: the counter; its owner is signed in.
        stored: parcels on the shelf, four at least.
    """
    doors, news = office.doors, office.desk.news
    news.release = Release(VERSION)
    yield "notices_empty", partial(_quiet, office)
    _happen(office, stored)
    yield "notices", doors.notices
    yield "notices_act", partial(_chosen, office, Level.ACT.value)
    yield "lock_notices", partial(_locked, office)
    yield "post", partial(doors.post, "m1")
    yield "notices_read", partial(_read, office)
    yield "post_gone", partial(doors.post, "m9")
    yield "news", doors.news
    yield "news_first", partial(NewsScreen, office, first=True)
    news.release = Release(VERSION, lambda: RolledBack("0.2.0", FallCause.CRASHED))
    yield "news_rolled_back", doors.news
    news.release = Release()
    yield "news_none", partial(_unwritten, office)


def _quiet(office: Office) -> Screen:
    """A point that has nothing to tell: nothing was looked at yet."""
    return NoticesScreen(office)


def _happen(office: Office, stored: tuple[Parcel, ...]) -> None:
    counter = office.desk.counter
    at = counter.clock().at
    with counter.unit():
        counter.record(
            DeliveryAnnounced("M-118", "Meridian", at - 2 * _HOUR_MS, (), 1),
            DeliveryAnnounced("M-119", "Meridian", at + 3 * _HOUR_MS, (), 1),
            *(StorageExtended(one.parcel, at - _HOUR_MS) for one in stored[:2]),
            *(StorageExtended(one.parcel, at + 5 * _HOUR_MS) for one in stored[2:3]),
            actor="central",
        )
        post = replace(_POST, until=at + 72 * _HOUR_MS)
        counter.store.notices.keep_post(post, at - _HOUR_MS // 2)
    _printer(office, DeviceState.DEGRADED, "paper_low")
    office.desk.notices.look()


def _printer(office: Office, state: DeviceState, what: str) -> None:
    office.desk.health.note(DeviceHealth("printer", "printer", state, what, "", 0.0))


def _chosen(office: Office, key: str) -> Screen:
    screen = NoticesScreen(office)
    screen.filter = key
    return screen


def _locked(office: Office) -> Screen:
    return office.doors.lock()


def _read(office: Office) -> Screen:
    """One is seen, the others are new; then the printer has paper again."""
    office.desk.notices.read(NoticeKind.MESSAGE, "m1")
    office.desk.notices.read_all(Level.INFO)
    return NoticesScreen(office)


def _unwritten(office: Office) -> Screen:
    """A version nobody wrote about; all is seen, and the printer has paper."""
    _printer(office, DeviceState.READY, "")
    office.desk.notices.read_all()
    screen = NewsScreen(office)
    screen.shown = None
    return screen
