"""The showroom of the set-up shows each question once."""

from kiosk.core.setup import Step
from kiosk.trial.showroom_setup import setup_views
from kiosk.ui.screens.setup import SetupScreen
from kiosk.ui.screens.setup_network import SetupNetworkScreen


def test_each_question_is_seen() -> None:
    seen = {}
    for name, make in setup_views(lambda _: None):
        screen = make()
        if isinstance(screen, SetupNetworkScreen):
            continue
        assert isinstance(screen, SetupScreen)
        seen[name] = screen.setup.draft.step
    assert set(seen.values()) == set(Step)
