"""The words for a connection that TLS ends; tests/faults/test_impostors.py hears them on a wire."""

import errno
import ssl
from pathlib import Path

import pytest

from kiosk.sync import tls
from tests.network import Network, key_pem, new_key


@pytest.fixture
def network(tmp_path: Path) -> Network:
    made = Network(tmp_path)
    made.admit("box-1")
    return made


def test_a_context_asks_for_the_brokers_name_and_for_tls_1_2(network: Network) -> None:
    made = tls.context(str(network.keys / "ca.pem"))
    assert made.check_hostname
    assert made.verify_mode is ssl.CERT_REQUIRED
    assert made.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_file_that_is_not_there_is_a_word(network: Network) -> None:
    with pytest.raises(tls.NoCertificate) as told:
        tls.context(str(network.folder / "no.pem"))
    assert tls.word_of(told.value) == "no_certificate"


def test_a_file_that_holds_something_else_is_a_word(network: Network) -> None:
    (network.folder / "bad.pem").write_text("nonsense", encoding="ascii")
    with pytest.raises(ssl.SSLError) as told:
        tls.context(str(network.folder / "bad.pem"))
    assert tls.word_of(told.value) == "tls"


def test_a_fault_of_the_network_keeps_its_name() -> None:
    assert tls.word_of(ConnectionRefusedError(errno.ECONNREFUSED, "")) == "ConnectionRefusedError"


def test_a_pair_fits_or_it_does_not(network: Network) -> None:
    cert, key = network.folder / "box-1.pem", network.folder / "box-1.key"
    assert tls.fits(cert, key)
    assert not tls.fits(cert, network.folder / "none")
    key.write_bytes(key_pem(new_key()))
    assert not tls.fits(cert, key)
