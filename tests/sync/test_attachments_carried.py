"""Personal fields from the counter to the central, over a real broker: whole there, gone here."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.core.attachments import MIME, PURPOSE, fields_of, read
from kiosk.core.events import Stamp, decode
from kiosk.core.facts.evidence import PhotoTaken
from kiosk.core.words import ClockQuality, Purpose
from kiosk.store.letters import MailReader
from kiosk.store.photos import PhotoRow
from kiosk.sync.link import Link
from kiosk.sync.photo_packets import unpack_chunk
from kiosk.trial.brokers import Broker
from kiosk.workflows.attachments import Attachments, Pouch
from kiosk.workflows.counter import Counter as Desk
from kiosk.workflows.counter import Keys
from kiosk.workflows.health import Health
from kiosk.workflows.photos import Album, Photos
from tests.central.conftest import fresh_id
from tests.core.test_attachments import MARIA, SALT, OpeningApplicant
from tests.sync.conftest import T0, Counter, until
from tests.sync.photo_world import jpeg
from tests.sync.test_photo_carrier import TOPICS, Mail
from tests.workflows.test_attachments import personal


class Office:
    """What the counter does with a person's fields, at one end of a real road."""

    def __init__(self, mail: Mail) -> None:
        self.reader = MailReader(mail.folder / "mail.db")
        now = Stamp(T0, 1, "0123456789abcdef", ClockQuality.NTP)
        self.desk = Desk(mail.counter.file, lambda: now, fresh_id, Keys(b"p" * 32, b"s" * 32))
        album = Album(None, None, mail.photos, mail.arrived, lambda *_: None, 10**6)  # type: ignore[arg-type]
        self.photos = Photos(self.desk, self.reader, Health(self.desk, self.reader), album)
        self.attachments = Attachments(self.desk, self.reader, Pouch(mail.photos, lambda: SALT))

    def lay_down(self) -> str:
        name = self.attachments.lay_down(
            MARIA, "opening-1", lambda one: (PhotoTaken("r-1", one, "opening-1", Purpose.ACCEPT),)
        )
        assert isinstance(name, str)
        return name


@pytest.fixture
def mail(
    tmp_path: Path, counter: Counter, connect: Callable[..., Link], broker: Broker
) -> Iterator[Mail]:
    """Both ends, running."""
    made = Mail(tmp_path, counter, connect)
    made.start_central(broker)
    until(lambda: made.office.is_up, made.turn_central)
    made.start_box(broker)
    yield made
    made.loop.close()
    made.store.close()


@pytest.fixture
def office(mail: Mail) -> Iterator[Office]:
    """The counter at its end of the road."""
    made = Office(mail)
    yield made
    made.reader.close()


def test_fields_reach_the_central_before_any_photo_and_are_gone_at_the_counter(
    mail: Mail, office: Office
) -> None:
    photo = mail.snap(jpeg(700), -1, urgent=False)
    mail.is_calm = False  # by day
    name = office.lay_down()
    assert personal(mail.folder) == [mail.photos.place(name)]
    until(lambda: mail.apart.has(name) and mail.carrier.waiting() == 1, *mail.turns())
    until(lambda: mail.loop.sender.cursor == 1, *mail.turns())
    office.photos.tick()
    assert personal(mail.folder) == [mail.apart.place(name)], "there alone, and in no database"
    with closing(sqlite3.connect(mail.folder / "central.db")) as books:
        ((body,),) = books.execute("SELECT body FROM event").fetchall()
    fact = decode(body).facts
    assert isinstance(fact, PhotoTaken)
    kept = read(mail.apart.piece(fact.sha256, 0, 99_999))
    assert fields_of(kept, OpeningApplicant) == MARIA
    went = [unpack_chunk(payload).line for topic, payload in mail.log if topic == TOPICS.photo]
    assert [line.sha256 for line in went] == [name], "what can wait did"
    assert mail.photos.has(photo)
    assert not mail.theirs.has(name)


def test_a_refusal_for_good_takes_the_file_and_is_told(mail: Mail, office: Office) -> None:
    raw = b'{"name":"another program wrote this"}'
    name = mail.photos.put(raw)
    row = PhotoRow(name, len(raw), MIME, urgent=True, subject="o", purpose=PURPOSE, taken_at=T0)
    with mail.counter.file.unit():
        mail.counter.file.photos.keep(row)
    until(lambda: name in mail.mailbox.photos(), *mail.turns())
    office.photos.tick()
    assert not mail.photos.has(name)
    after = mail.counter.file.photos.get(name)
    assert after is not None
    assert after.refused == "not_an_attachment"
    assert list(mail.apart.names()) == []
