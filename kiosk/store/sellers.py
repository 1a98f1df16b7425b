"""Sellers who collect here, and the digests of their give-out codes."""

from msgspec import Struct
from sqlite_utils import Database


class Seller(Struct, frozen=True):
    """A seller: what the shop is called, and when the newest code was made, ms UTC."""

    seller_ref: str
    name: str
    made_at: int


class CodeFound(Struct, frozen=True):
    """Whose code it is, and whether it is still the newest."""

    seller: Seller
    is_newest: bool


class Sellers:
    """Finds sellers by code; keeps what the central tells of them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, seller_ref: str) -> Seller | None:
        """Return a seller."""
        sql = "SELECT seller_ref, name, made_at FROM seller WHERE seller_ref = ?"
        row = self._db.execute(sql, [seller_ref]).fetchone()
        return Seller(*row) if row else None

    def by_code(self, digest: str) -> CodeFound | None:
        """Return whose code has this digest, new or old."""
        sql = "SELECT seller_ref, made_at FROM seller_code WHERE digest = ?"
        row = self._db.execute(sql, [digest]).fetchone()
        seller = self.get(str(row[0])) if row else None
        return CodeFound(seller, is_newest=row[1] == seller.made_at) if seller else None

    def keep(self, seller: Seller, digest: str) -> None:
        """Keep a seller with a newer code; within a unit."""
        self._db.execute(
            "INSERT INTO seller (seller_ref, name, made_at) VALUES (?, ?, ?)"
            " ON CONFLICT (seller_ref) DO UPDATE SET name = excluded.name,"
            " made_at = excluded.made_at",
            [seller.seller_ref, seller.name, seller.made_at],
        )
        self._db.execute(
            "INSERT INTO seller_code (digest, seller_ref, made_at) VALUES (?, ?, ?)"
            " ON CONFLICT (digest) DO UPDATE SET seller_ref = excluded.seller_ref,"
            " made_at = excluded.made_at",
            [digest, seller.seller_ref, seller.made_at],
        )
