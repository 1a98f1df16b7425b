from kiosk.trial import samples
from kiosk.ui.kit.cells import CellBadge
from kiosk.ui.kit.widget import walk


def test_only_cells_that_are_lit_shine_in_the_samples() -> None:
    badges = [
        w
        for goods in samples.GOODS
        for w in walk(samples.goods_row({}, goods))
        if isinstance(w, CellBadge)
    ]
    assert len(badges) == len(samples.GOODS)
    assert {b.lit for b in badges} - {""} <= samples.LIT
