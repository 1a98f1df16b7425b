"""The slip of an erasure says what was done, or that it waits and until when; it names nobody."""

import pytest

from kiosk.core.erasure import Held
from kiosk.core.papers import Wording
from kiosk.core.papers_privacy import Outcome, Slip, erasure_slip
from kiosk.core.receipts import Doc, Text

WORDING = Wording("7731", str, lambda n, c: f"{n} {c}", lambda at: f"moment {at}")
REQUEST = "01900000-0000-7000-8000-00000000aaaa"


def lines(doc: Doc) -> list[str]:
    return [one.left for one in doc.elements if isinstance(one, Text)]


def test_one_that_is_done_says_so_and_has_no_date() -> None:
    said = lines(erasure_slip(Slip(REQUEST, 7, "OK", Outcome.ERASED, due_at=99), WORDING))
    assert said[0] == "Your data is erased"
    assert not any("moment 99" in line or "First" in line for line in said)
    assert said[-1] == "Request …00000000aaaa"


def test_one_that_waits_says_what_for_and_until_when() -> None:
    doc = erasure_slip(Slip(REQUEST, 7, "OK", Outcome.WAITS, due_at=99), WORDING)
    assert lines(doc)[0] == "Your data will be erased"
    assert "At the latest moment 99" in lines(doc)
    assert doc.kind == "slip"


def test_without_a_date_none_is_promised() -> None:
    said = lines(erasure_slip(Slip(REQUEST, 7, "OK", Outcome.WAITS), WORDING))
    assert not any("latest" in line for line in said)


def test_a_printers_commands_in_initials_do_not_get_through() -> None:
    said = lines(erasure_slip(Slip(REQUEST, 7, "A\x1b@B", Outcome.ERASED), WORDING))
    assert not any("\x1b" in line for line in said)


def test_one_that_was_taken_back_promises_no_erasure() -> None:
    said = lines(erasure_slip(Slip(REQUEST, 7, "OK", Outcome.KEPT, due_at=99), WORDING))
    assert said[0] == "Your data is kept"
    assert not any("gone" in line or "latest" in line for line in said)
    assert said[-1] == "Request …00000000aaaa"


@pytest.mark.parametrize("is_ours", [True, False])
def test_until_it_is_done_what_was_asked_here_may_be_taken_back_here(*, is_ours: bool) -> None:
    back = "Until then you may take it back at this counter."
    for outcome in Outcome:
        slip = Slip(REQUEST, 7, "OK", outcome, is_ours=is_ours)
        said = lines(erasure_slip(slip, WORDING))
        assert (back in said) is (is_ours and outcome is Outcome.WAITS)


@pytest.mark.parametrize(
    ("held", "first"),
    [
        (Held.PARCELS, "First your open order"),
        (Held.VISIT, "First your open order"),
        (Held.RETURN, "First your return"),
        (Held.CLAIM, "First you get the money back"),
        (None, "Nothing holds it up"),
    ],
)
def test_the_slip_says_what_comes_first(held: Held | None, first: str) -> None:
    said = lines(erasure_slip(Slip(REQUEST, 7, "OK", Outcome.WAITS, held=held), WORDING))
    assert [line for line in said if line.startswith(("First", "Nothing"))] == [
        line for line in said if line.startswith(first)
    ]
    assert any(line.startswith(first) for line in said)
