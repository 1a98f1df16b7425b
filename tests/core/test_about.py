"""What a box tells of itself, before anybody asked it."""

from kiosk.core.about import About, Papers


def test_a_box_that_was_not_asked_tells_nothing() -> None:
    assert About() == About("", "", "", None, ())
    assert Papers("0" * 16, None).certificate_ends_at is None
