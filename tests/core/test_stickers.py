"""Which parcels get a sticker, and the codes of those that came without any."""

import pytest

from kiosk.core import codes
from kiosk.core.codes import CodeKind
from kiosk.core.stickers import StickerRules, StickersOn, fresh_code
from kiosk.core.words import Size, Zone


@pytest.mark.parametrize(
    ("rules", "size", "zone", "wanted"),
    [
        (StickerRules(), Size.S, Zone.MAIN, True),
        (StickerRules(StickersOn.ANY_PRINTER), Size.XL, Zone.FLOOR, True),
        (StickerRules(StickersOn.NONE), Size.S, Zone.MAIN, False),
        (StickerRules(skip_zones=(Zone.FLOOR,)), Size.S, Zone.FLOOR, False),
        (StickerRules(skip_zones=(Zone.FLOOR,)), Size.S, Zone.MAIN, True),
        (StickerRules(skip_zones=(Zone.FLOOR,)), Size.S, None, True),
        (StickerRules(skip_sizes=(Size.XL,)), Size.XL, Zone.MAIN, False),
        (StickerRules(skip_sizes=(Size.XL,)), Size.L, Zone.MAIN, True),
    ],
)
def test_a_point_chooses_what_needs_no_sticker(
    *, rules: StickerRules, size: Size, zone: Zone | None, wanted: bool
) -> None:
    assert rules.wants(size, zone) is wanted


def test_a_fresh_code_is_one_of_our_parcel_codes() -> None:
    fresh = fresh_code("01900000-0000-7000-8abc-00ff12345678")
    assert fresh == "P:8ABC00FF12345678"
    assert codes.read(fresh, "qr", lambda _: None).kind is CodeKind.PARCEL
