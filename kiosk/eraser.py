"""Erasing a customer beside a counter that is stopped, by a person with the right and the PIN."""

from pathlib import Path

from kiosk.config import load
from kiosk.core.papers import Wording
from kiosk.core.refusals import Refused
from kiosk.moments import new_id, nonce
from kiosk.places import place_of
from kiosk.store.counter_file import CounterFile
from kiosk.sync.photo_folder import PhotoFolder
from kiosk.workflows.access import Access
from kiosk.workflows.counter import Counter
from kiosk.workflows.pepper import Pepper
from kiosk.workflows.privacy import Archive, Erasure, Privacy
from kiosk.workflows.tries import pin_hasher


def erase(path: Path, customer_ref: str, staff: str, pin: str) -> Erasure | Refused:
    """Forget a customer, or let it wait until what is open has come to its end.

    Args:
        path: of kiosk.toml.
        customer_ref: whom.
        staff: who does it.
        pin: theirs; a try counts as one at the screen.

    Raises:
        Busy: the counter is running, and must be stopped first: no screen asks for it yet.
        CannotOpen, StorageFull, StorageReadOnly: the file cannot be written.
    """
    place = place_of(load(path), path.parent)
    file = CounterFile(
        place.data / "counter.db", place.point.device, epoch=nonce(), at=place.now().at
    )
    try:
        counter = Counter(file, place.now, lambda: new_id(lambda: place.now().at), place.keys)
        Pepper(counter).look()
        signed = Access(counter, pin_hasher()).sign_in(staff, pin)
        if isinstance(signed, Refused):
            return signed
        archive = Archive(PhotoFolder(place.photos), place.tombstones)
        privacy = Privacy(counter, archive, _wording(place.point.id), {}, prints=False)
        done = privacy.ask(customer_ref)
        while not file.sweep():  # no screen waits for us
            pass
        return done
    finally:
        file.close()


def _wording(point: str) -> Wording:
    """Return the words of papers; none is printed here."""
    return Wording(point, str, lambda amount, currency: f"{amount} {currency}", str)
