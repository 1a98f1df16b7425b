"""What a point was told beside its books, for a box that takes it over."""

import msgspec

from kiosk.central.beside import Beside
from kiosk.core.messages import (
    CodesSet,
    ConfigSet,
    CustomerLine,
    DeliveryCancelled,
    DeliveryPart,
    ElsewhereSet,
    PolicySet,
    SellerSet,
    StaffUpsert,
)
from kiosk.core.words import Role
from tests.central.conftest import Central


def test_the_last_word_about_each_is_kept(central: Central) -> None:
    beside = Beside(central.store._conn)
    central.queue(
        DeliveryPart("D-1", 1, (), (CustomerLine("c1", "Maria S.", "0931"),)),
        CodesSet("c1", ()),
        PolicySet(1, msgspec.Raw(b'{"policy":"p"}')),
        StaffUpsert("anna", "Anna K.", Role.CLERK),
        ConfigSet(1, {"point.siblings": True}),
        SellerSet("s1", "Meridian Shoes", "ab" * 16, 5),
        DeliveryCancelled("D-9"),
        ElsewhereSet("c1", 5),
    )
    central.queue(DeliveryPart("D-2", 1, (), (CustomerLine("c1", "Maria T.", "0931"),)))
    assert beside.all("p1") == [
        ("codes", "c1", b'{"customer_ref":"c1","codes":[]}'),
        ("config", "", b'{"version":1,"settings":{"point.siblings":true}}'),
        ("customer", "c1", b'{"customer_ref":"c1","masked_name":"Maria T.","last_four":"0931"}'),
        ("elsewhere", "c1", b'{"customer_ref":"c1","as_of":5}'),
        ("person", "anna", b'{"staff":"anna","name":"Anna K."}'),
        ("rules", "", b'{"policy":"p"}'),
        ("seller", "s1", msgspec.json.encode(SellerSet("s1", "Meridian Shoes", "ab" * 16, 5))),
    ]
    assert beside.all("p2") == []
