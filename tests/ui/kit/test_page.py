from collections.abc import Callable

import pytest

from kiosk.trial.gallery import OverSample
from kiosk.trial.samples import HomeSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.widget import Rect


@pytest.mark.parametrize("size", ["L", "M", "S"])
def test_a_banner_shrinks_the_content_and_no_button(stand: Callable[..., Stand], size: str) -> None:
    s = stand(size)
    loop = s.open(HomeSample())
    plain = loop.screen.find("home.camera").rect
    loop.go(HomeSample(trouble=True))
    s.turn()
    camera, banner = (loop.screen.find(i) for i in ("home.camera", "banner"))
    assert banner.rect.top >= camera.rect.bottom + 8
    assert banner.rect.bottom <= loop.skin.layout.height
    if size != "L":
        assert camera.rect.h < plain.h
    assert all(loop.screen.find(f"home.code.{k}").rect.h >= 56 for k in "0159")


def test_a_sheet_never_covers_rail_or_bar(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(OverSample("sheet"))
    sheet = loop.screen.find("sheet")
    assert not sheet.rect.colliderect(loop.screen.find("rail.issue").rect)
    assert not sheet.rect.colliderect(loop.screen.find("bar.lock").rect)
    assert Rect(0, 0, 1280, 800).contains(sheet.rect)
