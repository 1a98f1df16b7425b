from collections.abc import Callable

import pytest

from kiosk.trial.stand import Stand
from kiosk.ui.kit.bar import Spoken, TopBar
from kiosk.ui.kit.widget import Back, Rect, find, walk

LONG = Spoken("Unknown code, please look at the label once more now", "no", "Scan another code")


@pytest.mark.parametrize("size", ["L", "M", "S"])
def test_an_answer_takes_the_titles_place_rather_than_overlap(
    stand: Callable[..., Stand], size: str
) -> None:
    skin = stand(size).skin
    layout = skin.layout
    bar = TopBar(title="A rather long title here", back=Back, spoken=LONG, clock="14:32",
                 initials="AK")  # fmt: skip
    bar.layout(skin, Rect(layout.content[0], 0, layout.content[2], layout.bar))
    answer = find(bar, "bar.answer")
    for w in walk(bar):
        if w is not answer and w is not bar and w.rect.w and not w.parts():
            assert not w.rect.colliderect(answer.rect), w.text
    assert bar.rect.contains(answer.rect)


def test_an_answer_tells_its_step_too() -> None:
    bar = TopBar(title="T", spoken=LONG)
    assert bar.spoken.step == "Scan another code"


def test_a_subtitle_gives_way_whole_to_an_answer(stand: Callable[..., Stand]) -> None:
    skin = stand("M").skin
    layout = skin.layout
    bar = TopBar(
        title="Anna K.", subtitle="The code was confirmed " * 3, spoken=Spoken("Done", "ok")
    )
    bar.layout(skin, Rect(layout.content[0], 0, 420, layout.bar))
    assert [w.text for w in walk(bar) if w.text] == ["Done", "Anna K."]
