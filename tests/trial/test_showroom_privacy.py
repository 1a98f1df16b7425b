"""The exhibits of the erasures."""

from pathlib import Path

from kiosk.trial.showroom import Showroom
from kiosk.trial.showroom_privacy import privacy_views
from kiosk.ui.screens.privacy import PrivacyScreen


def test_erasures_are_shown_in_every_state_and_the_owner_is_there_after(tmp_path: Path) -> None:
    show = Showroom(tmp_path, "en", lambda _: b"")
    waits = show.plan.customers[0].customer_ref
    made = {name: make() for name, make in privacy_views(show.office, show.code_of, waits)}
    asking = made["privacy_asking"]
    assert isinstance(asking, PrivacyScreen)
    assert asking.asking is not None
    assert [one.request for one in show.desk.privacy.waiting()] == ["er-2026-000118"]
    assert show.desk.counter.signed_in == "anna"
    show.close()
