from collections.abc import Callable

from kiosk.core.refusals import Reason, Refused
from kiosk.trial.samples import HomeSample, ListSample
from kiosk.trial.stand import Stand
from kiosk.ui.kit.widget import Back, Dirt, Say


def test_a_refusal_becomes_a_sentence_and_a_step(stand: Callable[..., Stand]) -> None:
    s = stand("L", "ru")
    loop = s.open(HomeSample())
    said = loop.screen.refused(Refused(Reason.CELL_FULL, {"cell": "B-03"}))
    assert isinstance(said, Say)
    assert (said.text, said.step, said.tone) == (
        "Ячейка B-03 заполнена",
        "Выберите другую ячейку",
        "wrong",
    )
    plain = loop.screen.refused(Refused(Reason.STALE))
    assert isinstance(plain, Say)
    assert plain.tone == "no"


def test_the_primary_button_is_pressed_by_enter_or_card(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(ListSample())
    loop.go(loop.screen.primary())
    assert loop.screen.taps == ["issue.confirm"]


def test_a_screen_that_is_not_stale_is_not_built(stand: Callable[..., Stand]) -> None:
    s = stand()
    loop = s.open(ListSample())
    assert not loop.screen.settle(Dirt())
    loop.screen.renew()
    dirt = Dirt()
    assert loop.screen.settle(dirt)
    assert dirt.rects == []


def test_a_screen_comes_back_as_true_as_it_is_now(stand: Callable[..., Stand]) -> None:
    s = stand()
    first = ListSample()
    loop = s.open(first)
    loop.go(HomeSample())
    s.turn()
    first.goods = first.goods[:1]
    loop.go(Back())
    s.turn()
    assert len(loop.screen.find("list").items) == 1
