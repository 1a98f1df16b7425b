"""The console without a browser: pages are asked for and forms are sent over plain HTTP."""

import secrets
from collections.abc import Mapping
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from kiosk.trial.console_hand import NoPage, Page, Sent, Upload

_PATIENCE_S = 30.0


class HttpHand:
    """Implements Hand.

    Args:
        address: of the console, such as `http://127.0.0.1:8480`.
        language: in which it is read.
    """

    def __init__(self, address: str, language: str) -> None:
        self._address, self._at, self._html = address, address, ""
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self._opener.addheaders = [("Accept", "text/html"), ("Accept-Language", language)]

    def go(self, path: str) -> None:
        """Open a page (see Hand)."""
        self._ask(Request(urljoin(self._address, path)))  # noqa: S310 the console of this stage

    def send(self, page: Page, sent: Sent) -> None:
        """Send a form (see Hand)."""
        form = page.forms[sent.at]
        names = (name for name, kind in form.kinds.items() if kind != "file")
        fields = {name: form.fields[name] for name in names if name in form.fields}
        fields |= sent.fields
        fields |= {name: value for name, value in form.buttons if name and value == sent.button}
        body, kind = _written(fields, sent.upload)
        where = urljoin(self._at, form.action or self._at)
        self._ask(Request(where, body, {"Content-Type": kind}))  # noqa: S310 as above

    def html(self) -> str:
        """Return the page (see Hand)."""
        return self._html

    def picture(self, path: Path, part: str) -> None:
        """Save nothing: there is no window (see Hand)."""

    def close(self) -> None:
        """Leave (see Hand)."""
        self._opener.close()

    def _ask(self, request: Request) -> None:
        try:
            with self._opener.open(request, timeout=_PATIENCE_S) as answer:
                self._at, raw = answer.geturl(), answer.read()
        except HTTPError as no:  # a page that refuses has its words, too
            with no:
                raw = no.read()
        except (URLError, OSError) as gone:
            raise NoPage(f"the console does not answer: {gone}") from gone
        self._html = raw.decode("utf-8", "replace")


def _written(fields: Mapping[str, str], upload: Upload | None) -> tuple[bytes, str]:
    """Return a form as it is sent, and what kind of body that is."""
    if upload is None:
        return urlencode(fields).encode(), "application/x-www-form-urlencoded"
    mark = secrets.token_hex(16)
    head = f'--{mark}\r\nContent-Disposition: form-data; name="'
    parts = [f'{head}{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    named = f'{head}{upload.field}"; filename="{upload.name}"\r\n'
    parts += [f"{named}Content-Type: application/octet-stream\r\n\r\n".encode(), upload.raw]
    parts.append(f"\r\n--{mark}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
