"""Sellers: the newest code counts, an older one is told from a wrong one."""

from kiosk.store.sellers import CodeFound, Seller
from tests.store.conftest import T0, Ledger

OLD, NEW = Seller("s1", "Meridian Shoes", T0), Seller("s1", "Meridian Shoes & Co", T0 + 1)


def test_a_seller_is_found_by_the_newest_code(ledger: Ledger) -> None:
    sellers = ledger.file.sellers
    assert (sellers.get("s1"), sellers.by_code("ab")) == (None, None)
    with ledger.file.unit():
        sellers.keep(OLD, "ab")
    assert sellers.by_code("ab") == CodeFound(OLD, is_newest=True)
    with ledger.file.unit():
        sellers.keep(NEW, "cd")
    assert sellers.by_code("cd") == CodeFound(NEW, is_newest=True)
    assert sellers.by_code("ab") == CodeFound(NEW, is_newest=False)
    assert sellers.by_code("ef") is None
