"""Personal fields for the central: the file first, for good, then the fact that names it."""

import logging
from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct

from kiosk.core import attachments
from kiosk.core.attachments import Written
from kiosk.core.facts.fact import Fact
from kiosk.core.refusals import Reason, Refused
from kiosk.store.db import StorageFull, StorageReadOnly
from kiosk.store.letters import MailReader
from kiosk.store.photos import PhotoRow
from kiosk.workflows.counter import Counter
from kiosk.workflows.photos import Files

NO_FILE = "no_file"  # why it was not delivered, in the place of the central's reason

log = logging.getLogger(__name__)


class Pouch(Struct, frozen=True):
    """Where personal fields wait for the central.

    Args:
        files: the folder of the photos; `Photos` takes away what was delivered.
        salt: draws 16 random bytes.
    """

    files: Files
    salt: Callable[[], bytes]


class Attachments:
    """Lays personal fields down for the central, the first of all that waits.

    The activity that asks has the right. They are small, so the room for photos holds up none.

    Args:
        counter: what all activities share.
        mail: knows what ended.
        pouch: where they wait, None for a box without.
    """

    def __init__(self, counter: Counter, mail: MailReader, pouch: Pouch | None) -> None:
        self._counter, self._mail, self._pouch = counter, mail, pouch

    def start(self) -> None:
        """After a start, within the open unit: what has no file any more waits no longer.

        A copy of the database from before its delivery was put back; the central has it.
        """
        if self._pouch is None:
            return
        photos, at = self._counter.store.photos, self._counter.clock().at
        ended = {one.sha256 for one in self._mail.photos_ended()}  # marked with their own reason
        for sha256 in photos.attachments_waiting():
            if sha256 not in ended and not self._pouch.files.size(sha256):
                photos.end(sha256, at, NO_FILE)

    def lay_down(
        self,
        fields: Struct,
        subject: str,
        told: Callable[[str], tuple[Fact, ...]],
        beside: Callable[[], None] = lambda: None,
    ) -> str | Refused:
        """Keep fields for the central and record what names them; both or neither.

        Args:
            fields: see `core.attachments.write`.
            subject: whose matter it is, an id that says nothing of a person.
            told: returns the facts that name the SHA-256 it is given.
            beside: keeps what no fact tells, in the same unit.

        Returns:
            The SHA-256; `store.photos` tells how it fares.

        Raises:
            BadAttachment: a field is out of bounds.
        """
        if self._pouch is None:
            return Refused(Reason.STORAGE_READ_ONLY)
        files, written = self._pouch.files, attachments.write(fields, self._pouch.salt())
        try:
            files.put(written.raw)
            self._record(written, subject, told(written.sha256), beside)
        except (OSError, StorageFull, StorageReadOnly) as trouble:
            log.error("an attachment could not be kept: %s", trouble)  # noqa: TRY400  it is told
            with suppress(OSError):  # else it is swept away at the next start
                files.remove(written.sha256)
            return Refused(Reason.STORAGE_READ_ONLY)
        return written.sha256

    def _record(
        self,
        written: Written,
        subject: str,
        facts: tuple[Fact, ...],
        beside: Callable[[], None],
    ) -> None:
        row = PhotoRow(
            written.sha256,
            len(written.raw),
            attachments.MIME,
            urgent=True,
            subject=subject,
            purpose=attachments.PURPOSE,
            taken_at=self._counter.clock().at,
        )
        with self._counter.unit():
            self._counter.store.photos.keep(row)
            beside()
            self._counter.record(*facts)
