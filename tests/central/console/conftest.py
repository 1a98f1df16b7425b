"""A console over fresh books for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central.console.stand import Stand, opened


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    """A console on this machine, over HTTP."""
    with opened(tmp_path) as made:
        yield made
