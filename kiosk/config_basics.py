"""What every table of kiosk.toml is made of."""

from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

Clash: TypeAlias = tuple[tuple[str | int, ...], str]  # where in the file, and what is wrong there
Port = Annotated[int, Meta(ge=1, le=65535)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,20}$(?!\n)")]


class Table(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file: a key it does not have is a fault."""
