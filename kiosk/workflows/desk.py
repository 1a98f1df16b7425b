"""The desk: every activity of the counter in one bundle, as the screens hold it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, tzinfo
from pathlib import Path

from msgspec import Struct

from kiosk.core.papers import Wording
from kiosk.core.stickers import StickerRules
from kiosk.hw.ports import Lights, Picture
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.store.letters import MailReader
from kiosk.workflows.accept import Accept
from kiosk.workflows.access import Access
from kiosk.workflows.analytics import Analytics
from kiosk.workflows.attachments import Attachments, Pouch
from kiosk.workflows.buttons import ShelfButtons
from kiosk.workflows.callout import Callout, Say
from kiosk.workflows.cellcare import CellCare
from kiosk.workflows.checks import Checks
from kiosk.workflows.claims import Claims
from kiosk.workflows.count import Count
from kiosk.workflows.counter import Counter
from kiosk.workflows.days import Days
from kiosk.workflows.deciding import Deciding
from kiosk.workflows.disposal import Disposal
from kiosk.workflows.doorline import DoorLine, Slips
from kiosk.workflows.dropoffs import DropOffs
from kiosk.workflows.elsewhere import Elsewhere
from kiosk.workflows.entitle import Entitle
from kiosk.workflows.erasing import Erasing
from kiosk.workflows.find import Find
from kiosk.workflows.give_back import GiveBack
from kiosk.workflows.health import Health
from kiosk.workflows.inbound import Inbound
from kiosk.workflows.inquiries import OpenBooks, Save
from kiosk.workflows.issue import Issue
from kiosk.workflows.lampmaps import LampMaps
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.left import PutBack
from kiosk.workflows.leftovers import Leftovers
from kiosk.workflows.linkwatch import LinkWatch
from kiosk.workflows.lookup import Lookup
from kiosk.workflows.mailroom import Mailroom
from kiosk.workflows.maps import Maps
from kiosk.workflows.networks import Network, Networks
from kiosk.workflows.news import News, Release
from kiosk.workflows.notices import Notices
from kiosk.workflows.opening import Opens, Typed
from kiosk.workflows.papers import Papers
from kiosk.workflows.pepper import Pepper
from kiosk.workflows.photos import Album, Photos
from kiosk.workflows.place import Place
from kiosk.workflows.prints import Press, Prints
from kiosk.workflows.privacy import Archive
from kiosk.workflows.receipts import Receipts
from kiosk.workflows.receiving import Receiving
from kiosk.workflows.recovery import Recovery
from kiosk.workflows.resync import Resync
from kiosk.workflows.retention import Retention
from kiosk.workflows.returns import Returns
from kiosk.workflows.selftest import SelfTest
from kiosk.workflows.settings import FiledSettings, Settings
from kiosk.workflows.shelfmaps import ShelfMaps
from kiosk.workflows.ship import Ship
from kiosk.workflows.slotting import Slotting
from kiosk.workflows.space import Disk, Space
from kiosk.workflows.stickers import Stickers
from kiosk.workflows.stills import Stills
from kiosk.workflows.team import Team
from kiosk.workflows.till import TerminalLine, Till
from kiosk.workflows.tries import Hasher
from kiosk.workflows.unclaimed import Unclaimed
from kiosk.workflows.unfinished import Unfinished
from kiosk.workflows.updates import Updater, Updates


class Around(Struct, frozen=True):
    """What stands around the desk.

    Args:
        mail: reads mail.db.
        wording: how this point writes its papers.
        hasher: argon2id with its parameters (`tries.pin_hasher()`).
        lights: the lamps, None for a point without any.
        press: the way to the printer, None for a point without one.
        label_press: the way to the label printer, None where labels go to the printer, too.
        runtime: the folder where find requests come, None for none.
        buttons: the cells each shelf button stands for.
        sound: plays a tone at a device of this name; False when it has none.
        preview: the camera's newest picture above a number.
        album: the camera's stills and the folders of pictures, None for a box without.
        stickers: what this point wants to stick on its parcels.
        speaks: how papers are written for those who read another language.
        terminal: the way to the card terminal, None for a point that takes cash only.
        slips: when whoever shows a code at the door gets its number on paper.
        say: calls cells out, None for a point without a voice.
        language: of the point.
        pouch: where personal fields wait for the central, None for a box without.
        archive: what of customers lies in files, None for a box without.
        disk: whose room is watched, None for nobody's.
        badge_code: draws the letters of a badge, None for a box that prints none.
        zone: of the point; by it a day of the figures begins.
        save: writes a file for people to take along, None for a box that may write none.
        books: opens the counter's file for reading in another thread, None to ask it in its own.
        release: which version runs.
        map_file: tells where the map of tiles lies, None where there is none.
        filed: what may be set at the counter, None for a box without a settings file.
        network: whatever manages the network of the machine, None for nobody.
        updater: whatever updates this box, None for nobody.
        typed: the registration from before this box had a point, None where none can be.
    """

    mail: MailReader
    wording: Wording
    hasher: Hasher
    lights: Lights | None = None
    press: Press | None = None
    runtime: Path | None = None
    buttons: Mapping[str, tuple[str, ...]] = {}
    label_press: Press | None = None
    sound: Callable[[str], bool] = lambda _: False
    preview: Callable[[int], Picture | None] = lambda _: None
    album: Album | None = None
    stickers: StickerRules = StickerRules()
    speaks: Mapping[str, Wording] = {}
    terminal: TerminalLine | None = None
    slips: Slips = Slips.REQUEST
    say: Say | None = None
    language: str = "en"
    pouch: Pouch | None = None
    archive: Archive | None = None
    disk: Disk | None = None
    badge_code: Callable[[], str] | None = None
    zone: tzinfo = UTC
    save: Save | None = None
    books: OpenBooks | None = None
    release: Release = Release()
    map_file: Callable[[], Path | None] = lambda: None
    filed: FiledSettings | None = None
    network: Network | None = None
    updater: Updater | None = None
    typed: Typed | None = None


class Desk(Struct, frozen=True):
    """The activities; each asks core, records in one unit, then tells the devices."""

    counter: Counter
    access: Access
    find: Find
    issue: Issue
    deciding: Deciding
    accept: Accept
    inbound: Inbound
    claims: Claims
    place: Place
    cellcare: CellCare
    unclaimed: Unclaimed
    disposal: Disposal
    mailroom: Mailroom
    resync: Resync
    prints: Prints
    receipts: Receipts
    health: Health
    lamps: Lamps
    lampmaps: LampMaps
    shelfmaps: ShelfMaps
    lookup: Lookup
    buttons: ShelfButtons
    checks: Checks
    selftest: SelfTest
    photos: Photos
    stills: Stills
    count: Count
    ship: Ship
    give_back: GiveBack
    returns: Returns
    dropoffs: DropOffs
    slotting: Slotting
    till: Till
    doorline: DoorLine
    callout: Callout
    left: PutBack
    elsewhere: Elsewhere
    entitle: Entitle
    recovery: Recovery
    attachments: Attachments
    privacy: Erasing
    retention: Retention
    space: Space
    team: Team
    analytics: Analytics
    linkwatch: LinkWatch
    opening: Opens
    notices: Notices
    news: News
    maps: Maps
    settings: Settings
    networks: Networks
    days: Days
    updates: Updates

    def start(self) -> None:
        """Take up the work where it was left: prints in doubt, waits, lamps of open visits."""
        moment = self.counter.clock()
        self.prints.recover()
        with suppress(StorageFull, StorageReadOnly):
            Pepper(self.counter).look()
        # a disk that takes no writes still lets the staff find, and the lamps shine
        with suppress(StorageFull, StorageReadOnly), self.counter.unit():
            self.counter.store.devices.forget()
            self.counter.store.codes.carry_tries_over(moment.boot, moment.mono)
            self.counter.store.people.carry_tries_over(moment.boot, moment.mono)
            self.stills.recover()
            self.attachments.start()
            self.news.start()
        self.settings.start()
        self.left.start()
        self.lampmaps.restore()
        self.lamps.refresh()

    def tick(self, at: float) -> bool:  # noqa: ARG002
        """Do what is due once a second.

        Args:
            at: monotonic seconds of the Tick; the activities ask their own clock.

        Returns:
            Whether the line at the door has moved.
        """
        self.lamps.tick()
        self.left.tick()
        self.lookup.tick()
        self.resync.tick()
        self.selftest.tick()
        self.till.tick()
        self.space.tick()
        with suppress(StorageFull, StorageReadOnly):
            self.photos.tick()
            self.slotting.tick()
            self.privacy.tick()
            self.retention.tick()
            self.linkwatch.tick()
            self.updates.tick()
            self.analytics.tick()
            self.notices.tick()
            self.days.tick()
            self.networks.tick()
        return self.doorline.tick() is True


def _elsewhere(counter: Counter, around: Around) -> Elsewhere:
    return Elsewhere(counter, Papers(counter), around.wording, around.speaks)


def _doorline(counter: Counter, find: Find, lamps: Lamps, around: Around) -> DoorLine:
    way = _elsewhere(counter, around)
    return DoorLine(counter, find, lamps, around.wording, around.slips, elsewhere=way)


def desk_of(counter: Counter, around: Around) -> Desk:
    """Put the activities together around one counter."""
    callout, lamps, health, photos, checks = _first(counter, around)
    resync, prints, stickers, attachments = _outgoing(counter, around)
    find, left, access, stills, receiving = _hands(counter, around, lamps, photos, stickers)
    return Desk(
        *(counter, access, find),
        issue=_issue(counter, lamps, around, stills, stickers, receiving),
        deciding=Deciding(counter, lamps, receiving),
        accept=_accept(counter, lamps, stickers, around, stills),
        inbound=Inbound(counter),
        claims=Claims(counter),
        place=Place(counter, lamps),
        cellcare=CellCare(counter, lamps, Papers(counter)),
        unclaimed=Unclaimed(counter, lamps),
        disposal=Disposal(counter, lamps),
        mailroom=Mailroom(counter, around.mail, lamps, resync, around.release.version),
        resync=resync,
        prints=prints,
        receipts=Receipts(counter, around.wording, around.speaks),
        health=health,
        lamps=lamps,
        lampmaps=LampMaps(counter, lamps, around.lights),
        shelfmaps=ShelfMaps(counter, lamps, around.lights, Papers(counter)),
        lookup=Lookup(counter, find, lamps, around.runtime),
        buttons=ShelfButtons(counter, lamps, around.buttons),
        checks=checks,
        selftest=SelfTest(counter, health, checks, prints, lamps, around.preview),
        photos=photos,
        stills=stills,
        count=Count(counter, lamps),
        ship=Ship(counter, lamps, Papers(counter), around.wording, stills),
        give_back=GiveBack(counter, lamps, Papers(counter), around.wording, stills),
        returns=Returns(counter, receiving),
        dropoffs=DropOffs(counter, receiving, stills),
        slotting=Slotting(counter, lamps, around.wording),
        till=Till(counter, around.terminal),
        callout=callout,
        doorline=_doorline(counter, find, lamps, around),
        left=left,
        elsewhere=_elsewhere(counter, around),
        entitle=Entitle(counter, lamps),
        recovery=Recovery(counter),
        attachments=attachments,
        space=Space(counter, around.disk),
        retention=Retention(counter, around.wording, around.typed),
        privacy=Erasing(counter, around.archive, around.wording, around.speaks),
        team=_team(counter, around, attachments, prints),
        analytics=_analytics(counter, health, around),
        linkwatch=LinkWatch(counter, health),
        opening=Opens(counter, attachments, around.typed),
        notices=Notices(counter, health, photos, around.wording),
        news=News(counter, around.release),
        maps=Maps(counter, around.map_file),
        settings=Settings(counter, around.filed),
        networks=Networks(counter, around.network),
        days=_days(counter, around, access, Unfinished(counter, health, left)),
        updates=Updates(counter, around.updater, around.zone),
    )


def _analytics(counter: Counter, health: Health, around: Around) -> Analytics:
    saved_and_read = (around.save, around.books)
    return Analytics(counter, health, around.wording, around.zone, *saved_and_read)


def _first(counter: Counter, around: Around) -> tuple[Callout, Lamps, Health, Photos, Checks]:
    """Return what nearly all others are made with."""
    callout, health = _callout(counter, around), Health(counter, around.mail)
    lamps, photos = Lamps(counter, around.lights, callout), _photos(counter, around, health)
    return callout, lamps, health, photos, Checks(counter, health, around.sound)


def _hands(
    counter: Counter, around: Around, lamps: Lamps, photos: Photos, stickers: Stickers
) -> tuple[Find, PutBack, Access, Stills, Receiving]:
    """Return what people at the counter begin nearly everything with."""
    find, left = Find(counter, lamps), PutBack(counter, lamps)
    access = Access(counter, around.hasher)
    return find, left, access, Stills(counter, photos), _receiving(counter, around, lamps, stickers)


def _issue(
    counter: Counter,
    lamps: Lamps,
    around: Around,
    stills: Stills,
    stickers: Stickers,
    receiving: Receiving,
) -> Issue:
    leftovers = Leftovers(counter, stickers, receiving, around.wording, around.speaks)
    return Issue(counter, lamps, Papers(counter), around.wording, stills, leftovers)


def _photos(counter: Counter, around: Around, health: Health) -> Photos:
    return Photos(counter, around.mail, health, around.album)


def _outgoing(counter: Counter, around: Around) -> tuple[Resync, Prints, Stickers, Attachments]:
    return (
        Resync(counter, around.runtime),
        Prints(counter, around.press, around.label_press, around.wording),
        _stickers(counter, around),
        Attachments(counter, around.mail, around.pouch),
    )


def _callout(counter: Counter, around: Around) -> Callout:
    return Callout(counter, around.say, around.language)


def _receiving(counter: Counter, around: Around, lamps: Lamps, stickers: Stickers) -> Receiving:
    return Receiving(counter, lamps, stickers, around.wording, around.speaks)


def _stickers(counter: Counter, around: Around) -> Stickers:
    return Stickers(
        counter,
        around.stickers,
        label_printer=around.label_press is not None,
        printer=around.press is not None,
    )


def _team(counter: Counter, around: Around, attachments: Attachments, prints: Prints) -> Team:
    return Team(counter, around.hasher, attachments, prints, around.wording, around.badge_code)


def _days(counter: Counter, around: Around, access: Access, unfinished: Unfinished) -> Days:
    return Days(counter, access, unfinished, around.wording, around.speaks, around.zone)


def _accept(
    counter: Counter, lamps: Lamps, stickers: Stickers, around: Around, stills: Stills
) -> Accept:
    has_printer = around.press is not None
    return Accept(counter, lamps, stickers, around.wording, stills, has_printer=has_printer)
