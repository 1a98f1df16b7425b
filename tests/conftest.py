"""What every test may use: the golden files, and the switch that writes them anew."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import SKIP, Cluster, programs
from tests.skips import NoSkips
from tests.terminal import POINT, RACKS, lay_settings

# No test looks at a clock: a busy machine, or the first run in a clone, is no failure. In CI the
# examples are the same each time, so that no change is refused for what an older one brought in;
# at a desk, and in `make faults`, they are new ones each time, and find what the fixed ones miss.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
    derandomize="CI" in os.environ,
)
settings.load_profile("house")

GOLDEN = Path(__file__).parent / "golden"

gc.disable()  # until all tests are collected: they stay, and would be gone through again and again


def pytest_collection_finish() -> None:
    """Let the collector of garbage look at what the tests make, and no more at the tests."""
    gc.freeze()
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--golden`: write the golden files anew, for review with git."""
    parser.addoption("--golden", action="store_true", help="write the golden files anew")


def pytest_configure(config: pytest.Config) -> None:
    """Allow no skipped test where CI says that everything is there."""
    if os.environ.get("CI"):
        config.pluginmanager.register(NoSkips())


@pytest.fixture(name="settings")
def short_settings(tmp_path: Path) -> Path:
    """A point's kiosk.toml with nothing but its name, and its key beside it."""
    return lay_settings(tmp_path)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of our own, started by the first test that asks."""
    found = programs()
    if found is None:
        pytest.skip(SKIP)
    cluster = Cluster(found)
    yield cluster
    cluster.remove()


@pytest.fixture
def shelved(settings: Path) -> Path:
    """The same with a rack of twelve cells."""
    settings.write_text(POINT + RACKS, encoding="utf-8")
    return settings


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its golden file, or write it with `--golden`."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"{name}: look, then pytest --golden"

    return compare
