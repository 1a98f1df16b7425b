"""The broker's folder: as shipped, as documented, and never more than the broker may have."""

import os
import signal
import stat
from pathlib import Path

import pytest

from kiosk.central import broker_files
from tests.network import Network
from tests.waiting import eventually

DOCS = Path(__file__).parents[2] / "docs" / "central"


@pytest.fixture
def network(tmp_path: Path) -> Network:
    return Network(tmp_path)


@pytest.mark.parametrize("name", broker_files.SETTINGS)
def test_the_papers_show_what_is_shipped(name: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden"):
        (DOCS / name).write_text(broker_files.shipped(name), encoding="utf-8")
    assert (DOCS / name).read_text(encoding="utf-8") == broker_files.shipped(name)


def test_settings_name_their_own_folder(tmp_path: Path) -> None:
    broker_files.settle(tmp_path / "b", {"listener 8883": "listener 9999"})
    text = (tmp_path / "b" / "mosquitto.conf").read_text(encoding="utf-8")
    assert f"cafile {tmp_path}/b/ca.pem" in text
    assert "listener 9999" in text
    assert broker_files.SHIPPED_FOLDER not in text


def test_what_an_operator_changed_stays(tmp_path: Path) -> None:
    broker_files.settle(tmp_path, {})
    (tmp_path / "mosquitto.conf").write_text("# mine\n", encoding="utf-8")
    broker_files.settle(tmp_path, {})
    assert (tmp_path / "mosquitto.conf").read_text(encoding="utf-8") == "# mine\n"


def test_no_listener_takes_a_name_without_a_certificate() -> None:
    """Each listener's lines, as mosquitto.conf(5) wants them after `per_listener_settings true`."""
    listeners = broker_files.shipped("mosquitto.conf").split("\nlistener ")[1:]
    assert len(listeners) == 2
    for lines in listeners:
        for line in ("require_certificate true", "tls_version tlsv1.2", "allow_anonymous false"):
            assert f"\n{line}\n" in lines
        assert "\nuse_identity_as_username true\n" in lines
        assert "\nacl_file " in lines


def test_the_broker_never_gets_a_key_that_signs(network: Network, tmp_path: Path) -> None:
    assert broker_files.publish(network.keys, tmp_path / "b")
    names = sorted(path.name for path in (tmp_path / "b").iterdir())
    assert names == ["ca.pem", "crl.pem", "server.key", "server.pem", "services-ca.pem"]
    assert stat.S_IMODE((tmp_path / "b" / "server.key").stat().st_mode) == 0o600


def test_only_news_are_published(network: Network, tmp_path: Path) -> None:
    assert broker_files.publish(network.keys, tmp_path / "b")
    assert not broker_files.publish(network.keys, tmp_path / "b")
    network.authority.publish(network.authority.revocations([("ab", 1)], 1_780_000_000_000))
    assert broker_files.publish(network.keys, tmp_path / "b")


def test_the_broker_is_told_by_its_pid_file(tmp_path: Path) -> None:
    told: list[int] = []
    old = signal.signal(signal.SIGHUP, lambda number, _: told.append(number))
    try:
        (tmp_path / "pid").write_text(f"{os.getpid()}\n", encoding="ascii")
        assert broker_files.tell(tmp_path / "pid")
        eventually(lambda: told == [signal.SIGHUP])
    finally:
        signal.signal(signal.SIGHUP, old)


@pytest.mark.parametrize("text", [None, "", "no number", "999999999"])
def test_a_broker_that_cannot_be_told_is_no_failure(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "pid").write_text(text, encoding="ascii")
    assert not broker_files.tell(tmp_path / "pid")
