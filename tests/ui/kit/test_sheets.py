from collections.abc import Callable

from kiosk.trial.gallery import OverSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.sheets import Progress, Sheet
from kiosk.ui.kit.widget import Back, Kind, Rect, Touch


def test_a_tap_beside_the_panel_closes_and_one_on_it_does_not(stand: Callable[..., Stand]) -> None:
    skin = stand().skin
    sheet = Sheet(id="s", title="Title", close=Back)
    sheet.layout(skin, Rect(104, 72, 1176, 728))
    inside = sheet._panel.center
    assert sheet.on(Touch(Kind.TAP, *inside)) is None
    assert isinstance(sheet.on(Touch(Kind.TAP, 110, 80)), Back)


def test_a_dialog_is_not_closed_by_a_tap_beside_it(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(OverSample("dialog"))
    dialog = loop.screen.find("ask")
    assert dialog.on(Touch(Kind.TAP, dialog.rect.x + 1, dialog.rect.y + 1)) is None


def test_progress_is_counted() -> None:
    assert Progress(done=18, of=24).text == "18/24"
