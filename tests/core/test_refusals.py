"""Refusals: a closed set of reasons, and values that carry what the sentence needs."""

from kiosk.core.refusals import Reason, Refused


def test_every_reason_is_named_by_its_word() -> None:
    assert all(reason.name == reason.value.upper() for reason in Reason)


def test_a_refusal_is_a_value() -> None:
    assert Refused(Reason.UNPAID, {"amount_minor": 5}) == Refused(
        Reason.UNPAID, {"amount_minor": 5}
    )
    assert Refused(Reason.UNPAID) != Refused(Reason.CANCELLED)
