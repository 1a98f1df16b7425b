"""TLS as both ends of the mail speak it: 1.2 at least, both sides known, faults as words."""

import ssl
from contextlib import suppress
from pathlib import Path
from select import select

_VERDICT_S = 1.0  # a round trip as a rule; brokers that send no tickets cost as much
_EXPIRED, _NOT_YET, _WRONG_HOST, _WRONG_ADDRESS = 10, 9, 62, 64  # OpenSSL's X509_V_ERR_*
_VERIFY = {
    _EXPIRED: "broker_expired",
    _NOT_YET: "clock",  # ours is behind the day the certificate begins
    _WRONG_HOST: "broker_name",
    _WRONG_ADDRESS: "broker_name",
}
_REASONS = {
    "CERTIFICATE_VERIFY_FAILED": "broker_unknown",
    "SSLV3_ALERT_CERTIFICATE_REVOKED": "certificate_revoked",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "certificate_expired",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "certificate_refused",
    "SSLV3_ALERT_BAD_CERTIFICATE": "certificate_refused",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "certificate_refused",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "certificate_refused",
    "TLSV1_ALERT_UNKNOWN_CA": "certificate_refused",
    "TLSV1_ALERT_ACCESS_DENIED": "certificate_refused",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "certificate_missing",
    "TLSV1_ALERT_PROTOCOL_VERSION": "tls_version",
    "UNSUPPORTED_PROTOCOL": "tls_version",
    "NO_PROTOCOLS_AVAILABLE": "tls_version",
    "WRONG_VERSION_NUMBER": "not_tls",
    "HTTP_REQUEST": "not_tls",
    "KEY_VALUES_MISMATCH": "key_mismatch",
}


class NoCertificate(OSError):
    """A file of ours is not there, or cannot be read."""


class _Socket(ssl.SSLSocket):
    """Hears a refusal while it still connects.

    With TLS 1.3 our side of the handshake is over before the broker has looked at our certificate.
    Whoever writes at once finds a dead connection and never reads why; so we wait for the first
    bytes after it, which are a refusal or tickets for a later session (a broker speaks second).
    """

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002  ssl's own shape
        """Shake hands.

        Raises:
            ssl.SSLError: they do not trust us, or we them.
        """
        try:
            super().do_handshake(block)
            self._await_verdict()
        except OSError:
            self.close()  # paho would leave it open
            raise

    def _await_verdict(self) -> None:
        if self.version() != "TLSv1.3" or not select([self], [], [], _VERDICT_S)[0]:
            return
        patience = self.gettimeout()
        self.settimeout(0.0)
        with suppress(ssl.SSLWantReadError):
            self.recv(1)
        self.settimeout(patience)


class _Context(ssl.SSLContext):
    sslsocket_class = _Socket


def context(cafile: str, certfile: str | None = None, keyfile: str | None = None) -> ssl.SSLContext:
    """Return the context of one connection to a broker.

    Args:
        cafile: who may have signed the broker's certificate.
        certfile: who we are.
        keyfile: the certificate's key.

    Raises:
        NoCertificate: a file is not there.
        ssl.SSLError: it is none of that kind, or the key is another's.
    """
    made = _Context(ssl.PROTOCOL_TLS_CLIENT)  # host name and certificate are checked
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        made.load_verify_locations(cafile)
        if certfile:
            made.load_cert_chain(certfile, keyfile)
    except ssl.SSLError:
        raise
    except OSError as error:
        raise NoCertificate(error.errno, error.strerror) from error
    return made


def word_of(error: OSError) -> str:
    """Return one word for what went wrong while connecting, for the link note."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _VERIFY.get(error.verify_code, "broker_unknown")
    if isinstance(error, NoCertificate):
        return "no_certificate"
    if isinstance(error, ssl.SSLError):
        return _REASONS.get(error.reason or "", "tls")
    return type(error).__name__


def fits(certfile: Path, keyfile: Path) -> bool:
    """Return whether both files are there, and the certificate is that of the key."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(certfile, keyfile)
    except OSError:
        return False
    return True
