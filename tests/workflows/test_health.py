"""How the box is: devices, mail and storage."""

import pytest
from msgspec.structs import replace

from kiosk.core import messages
from kiosk.core.words import ClockQuality
from kiosk.hw.ports import DeviceHealth, DeviceState
from kiosk.sync.mailbox import Mark
from kiosk.workflows.views import MailState
from tests.workflows.conftest import DAY_MS, T0, Point


def _health(device: str, state: DeviceState) -> DeviceHealth:
    return DeviceHealth(device, "printer", state, "", "fine", 1.0, facts={"model": "X"})


def test_the_last_word_of_every_device_is_kept(point: Point) -> None:
    point.desk.health.note(_health("printer", DeviceState.ABSENT))
    point.desk.health.note(_health("camera", DeviceState.READY))
    ready = _health("printer", DeviceState.READY)
    assert point.desk.health.note(ready) is None
    assert [h.device for h in point.desk.health.devices()] == ["camera", "printer"]
    assert point.desk.health.devices()[1] == ready
    rows = {row.device: (row.state, row.facts) for row in point.store.devices.all()}
    assert rows["printer"] == ("ready", {"model": "X"})


def test_without_sync_the_mail_waits(point: Point) -> None:
    mail = point.desk.health.mail()
    rows = point.store.journal.head().seq
    assert mail == MailState(
        linked=False, unsent=rows, oldest_at=T0, last_mail_at=None, fault="no_network"
    )


def test_the_link_and_what_is_not_acknowledged_are_told(point: Point) -> None:
    point.mailbox.note({"connected": "1", "welcomed": "1", "last_ack_at": str(T0 + 5)})
    head = point.store.journal.head().seq
    point.mailbox.save_up(Mark("0" * 16, head - 1))
    assert point.desk.health.mail() == MailState(True, 1, T0, T0 + 5)  # noqa: FBT003
    point.mailbox.save_up(Mark("0" * 16, head))
    assert point.desk.health.mail() == MailState(True, 0, None, T0 + 5)  # noqa: FBT003


def test_a_broken_link_says_why(point: Point) -> None:
    point.mailbox.note({"welcomed": "0", "fault": "refused"})
    assert point.desk.health.mail().fault == "refused"
    point.mailbox.note({"fault": "", "reason": "blocked"})
    assert point.desk.health.mail().fault == "blocked"


def test_storage_is_normal_until_a_write_fails(point: Point) -> None:
    assert point.desk.health.storage() == "normal"
    point.mail(messages.DeliveryAnnounced("D1", "Meridian", T0))
    point.read_only()
    point.desk.accept.arrive("D1")
    assert point.desk.health.storage() == "read_only"


def test_a_dead_carrier_is_no_link_whatever_it_noted_last(point: Point) -> None:
    point.mailbox.note({"connected": "1", "welcomed": "1"})
    assert point.desk.health.mail().linked
    assert point.desk.health.is_linked()
    point.mailbox.close()
    assert point.desk.health.mail().linked is False
    assert not point.desk.health.is_linked()


def test_whether_it_is_linked_is_told_without_reading_what_is_unsent(point: Point) -> None:
    point.mailbox.note({"connected": "1", "welcomed": "1"})
    spoken: list[str] = []
    point.store.db.conn.set_trace_callback(spoken.append)
    assert point.desk.health.is_linked()
    point.mailbox.note({"welcomed": "0"})
    assert not point.desk.health.is_linked()
    assert spoken == [], "it is asked each second"
    point.desk.health.mail()
    point.store.db.conn.set_trace_callback(None)
    assert spoken, "else it is blind"


def test_a_box_that_is_turned_away_says_why_until_it_is_let_in(point: Point) -> None:
    point.mailbox.note({"welcomed": "0", "action": "blocked", "reason": "clone"})
    assert point.desk.health.mail().blocked == "clone"
    point.mailbox.note({"reason": ""})
    assert point.desk.health.mail().blocked == "blocked", "whatever the reason, it is told"
    point.mailbox.note({"welcomed": "1", "action": "none"})
    assert point.desk.health.mail().blocked == ""


@pytest.mark.parametrize(
    ("ends_at", "days"),
    [(T0 + 15 * DAY_MS, None), (T0 + 14 * DAY_MS + 9, 14), (T0 + 5, 0), (T0 - DAY_MS, 0)],
)
def test_a_certificate_that_was_not_renewed_is_told_in_time(
    point: Point, ends_at: int, days: int | None
) -> None:
    point.mailbox.note({"certificate_ends_at": str(ends_at)})
    assert point.desk.health.mail().certificate_days == days
    point.clock.stamp = replace(point.clock.stamp, clock=ClockQuality.UNSURE)
    assert point.desk.health.mail().certificate_days is None, "by a clock nobody is sure of"


def test_a_note_of_the_certificate_that_is_no_number_says_nothing(point: Point) -> None:
    point.mailbox.note({"certificate_ends_at": "soon"})
    assert point.desk.health.mail().certificate_days is None


def test_a_box_whose_letters_wait_for_an_update_is_outdated(point: Point) -> None:
    point.mailbox.note({"connected": "1", "welcomed": "1", "action": "upgrade"})
    mail = point.desk.health.mail()
    assert (mail.linked, mail.outdated, mail.blocked) == (True, True, "")
    point.mailbox.note({"action": "none"})
    assert not point.desk.health.mail().outdated


def test_a_start_forgets_devices_that_may_be_there_no_more(point: Point) -> None:
    point.desk.health.note(_health("printer", DeviceState.FAILED))
    point.desk.start()
    assert point.store.devices.all() == ()
