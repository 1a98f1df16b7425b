"""The policies a network can begin with, as data (WORKFLOWS.md 6)."""

from functools import cache
from importlib.resources import files

import msgspec

from kiosk.core.policy import Policy


@cache
def profiles() -> dict[str, Policy]:
    """Return every policy by its name."""
    raw = files("kiosk.central").joinpath("profiles.json").read_bytes()
    return msgspec.json.decode(raw, type=dict[str, Policy])


def profile(name: str) -> Policy | None:
    """Return the policy of a profile, None if there is none of that name."""
    return profiles().get(name)
