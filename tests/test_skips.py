"""The rule against skipped tests, tried on small suites of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PASSES = "def test_a(): pass\n"
SKIPS = "import pytest\ndef test_b(): pytest.skip('no broker here')\n"
SKIPS_WHOLE = "import pytest\npytest.skip('no libzbar0', allow_module_level=True)\n"
NEEDS_METAL = "import pytest\n@pytest.mark.device\ndef test_c(): pytest.skip('no camera')\n"
FAILS_AS_EXPECTED = "import pytest\n@pytest.mark.xfail\ndef test_d(): assert False\n"
CONFTEST = """
import os
from tests.skips import NoSkips

def pytest_configure(config):
    config.addinivalue_line("markers", "device: metal")
    if os.environ.get("CI"):
        config.pluginmanager.register(NoSkips())
"""


def _run(folder: Path, text: str, ci: str) -> int:
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_passes.py").write_text(PASSES, encoding="utf-8")
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "CI": ci}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    return ran.returncode


@pytest.mark.parametrize("text", [SKIPS, SKIPS_WHOLE])
def test_a_skipped_test_fails_the_run_on_the_build_machine(tmp_path: Path, text: str) -> None:
    assert _run(tmp_path, text, "true") == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("text", [NEEDS_METAL, FAILS_AS_EXPECTED])
def test_what_needs_metal_may_be_skipped(tmp_path: Path, text: str) -> None:
    assert _run(tmp_path, text, "true") == pytest.ExitCode.OK


def test_at_home_a_test_may_be_skipped(tmp_path: Path) -> None:
    assert _run(tmp_path, SKIPS, "") == pytest.ExitCode.OK
