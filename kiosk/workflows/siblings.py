"""The other counters of the same point: what they did is recorded here too, as an echo.

An echo keeps the original's actor and time and names it in `via`; the central knows it already.
Where both did something to one parcel, `core.conflicts` settles it here as there.
"""

import logging

import msgspec
from msgspec.structs import replace

from kiosk.core import events
from kiosk.core.conflicts_openings import is_for_all
from kiosk.core.events import CENTRAL, MAX_EVENT_BYTES, Event, UnknownFact
from kiosk.core.facts.box import ConfigApplied
from kiosk.core.messages import SETTINGS, SIBLINGS, ConfigSet, Message, SiblingEvents
from kiosk.core.refusals import Reason
from kiosk.workflows.counter import Counter
from kiosk.workflows.outcome import Done, rejected
from kiosk.workflows.rights import Activity, anybody

log = logging.getLogger(__name__)

OFF, BAD_KEY = "siblings_off", "bad_key"
_BAD = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class Siblings(Activity):
    """Takes the central's settings, and what other counters did.

    Args:
        counter: what all activities share.
    """

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self._settings = counter.store.snapshots

    @anybody
    def configure(self, letter: ConfigSet, message: Message) -> Done:
        """Take settings of the central, all or none; within a unit."""
        if not set(letter.settings) <= SETTINGS:
            return rejected(BAD_KEY)
        if letter.version <= self._settings.settings_version():
            return rejected(Reason.STALE)
        self._settings.keep_settings(letter)
        self.counter.record(ConfigApplied(letter.version), actor=CENTRAL, cause=message.id)
        return Done()

    @anybody
    def hear(self, letter: SiblingEvents, message: Message) -> Done:
        """Record what another counter did, all of the letter or none; within a unit."""
        if not self._settings.setting(SIBLINGS):
            return rejected(OFF)
        heard: list[Event] = []
        unknown = ""
        for raw in letter.events:
            try:
                event = events.decode(raw)
            except UnknownFact as fact:  # of a newer version; a snapshot brings what it changed
                log.warning("a sibling's event is not known here: %s", fact)
                unknown = "unknown_type"
                continue
            except _BAD:
                return rejected("bad_data")
            if event.via or (event.actor == CENTRAL and not is_for_all(event.facts)):
                return rejected("bad_data")  # nobody relays those
            heard.append(self._echo(event, message))
        if any(len(events.encode(echo)) > MAX_EVENT_BYTES for echo in heard):
            return rejected("bad_data")
        self.counter.store.journal.record(heard)
        return Done(reason=unknown)

    def _echo(self, event: Event, message: Message) -> Event:
        moment = self.counter.clock()
        return replace(
            event,
            id=self.counter.new_id(),
            mono=moment.mono,
            boot=moment.boot,
            seen=self.counter.store.letters.seen(),
            cause=message.id,
            via=event.id,
        )
