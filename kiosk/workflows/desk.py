"""The desk: every activity of the counter in one bundle, as the screens hold it."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from kiosk.core.papers import Wording
from kiosk.hw.ports import Lights
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.store.letters import MailReader
from kiosk.workflows.accept import Accept
from kiosk.workflows.access import Access, Hasher
from kiosk.workflows.buttons import ShelfButtons
from kiosk.workflows.counter import Counter
from kiosk.workflows.find import Find
from kiosk.workflows.health import Health
from kiosk.workflows.issue import Issue
from kiosk.workflows.lamps import Lamps
from kiosk.workflows.lookup import Lookup
from kiosk.workflows.mailroom import Mailroom
from kiosk.workflows.papers import Papers
from kiosk.workflows.place import Place
from kiosk.workflows.prints import Press, Prints
from kiosk.workflows.resync import Resync


class Around(Struct, frozen=True):
    """What stands around the desk.

    Args:
        mail: reads mail.db.
        wording: how this point writes its papers.
        hasher: argon2id with its parameters (`access.pin_hasher()`).
        lights: the lamps, None for a point without any.
        press: the way to the printer, None for a point without one.
        label_press: the way to the label printer, None where labels go to the printer, too.
        runtime: the folder where find requests come, None for none.
        dark: cells whose lamp is known not to shine; they are suggested last.
        buttons: the cells each shelf button stands for.
    """

    mail: MailReader
    wording: Wording
    hasher: Hasher
    lights: Lights | None = None
    press: Press | None = None
    runtime: Path | None = None
    dark: frozenset[str] = frozenset()
    buttons: Mapping[str, tuple[str, ...]] = {}
    label_press: Press | None = None


class Desk(Struct, frozen=True):
    """The activities; each asks core, records in one unit, then tells the devices."""

    counter: Counter
    access: Access
    find: Find
    issue: Issue
    accept: Accept
    place: Place
    mailroom: Mailroom
    resync: Resync
    prints: Prints
    health: Health
    lamps: Lamps
    lookup: Lookup
    buttons: ShelfButtons

    def start(self) -> None:
        """Take up the work where it was left: prints in doubt, waits, lamps of open visits."""
        moment = self.counter.clock()
        self.prints.recover()
        # a disk that takes no writes still lets the staff find, and the lamps shine
        with suppress(StorageFull, StorageReadOnly), self.counter.unit():
            self.counter.store.codes.carry_tries_over(moment.boot, moment.mono)
        self.lamps.refresh()

    def tick(self, at: float) -> None:  # noqa: ARG002
        """Do what is due once a second.

        Args:
            at: monotonic seconds of the Tick; the activities ask their own clock.
        """
        self.lamps.tick()
        self.lookup.tick()
        self.resync.tick()


def desk_of(counter: Counter, around: Around) -> Desk:
    """Put the activities together around one counter."""
    lamps, resync = Lamps(counter, around.lights), Resync(counter, around.runtime)
    find, health = Find(counter, lamps), Health(counter, around.mail)
    return Desk(
        counter=counter,
        access=Access(counter, around.hasher),
        find=find,
        issue=Issue(counter, lamps, Papers(counter), around.wording),
        accept=Accept(counter, lamps, around.dark),
        place=Place(counter, lamps),
        mailroom=Mailroom(counter, around.mail, lamps, resync),
        resync=resync,
        prints=Prints(counter, around.press, around.label_press),
        health=health,
        lamps=lamps,
        lookup=Lookup(counter, find, lamps, around.runtime),
        buttons=ShelfButtons(counter, lamps, around.buttons),
    )
