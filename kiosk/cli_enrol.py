"""`kiosk enrol`: get this box a certificate of its own, or a new one when it grows old."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from kiosk.cli_options import AS_JSON, CONFIG, NO
from kiosk.core.enrolment import BoxRole, Enrolled

_SAID = {
    "code_refused": "the central does not take it: a code counts once, for 24 hours and for one "
    "role; ask for a new one",
    "too_many": "there were too many wrong tries from this network; try again in an hour",
    "no_network": "the central cannot be reached; look at the network and at --server",
    "clock": "the date of this box, or of the central, is wrong; set the clock first",
    "not_trusted": "what answers there is not the central that was named; nothing was told to it",
    "bad_request": "the central does not understand this box; update both",
    "later": "the central is busy or away; try again in a minute, with the same code",
    "bad_answer": "what answers there is no central of this program",
}


@click.command()
@CONFIG
@click.option("--code", default="", help="The code from the central; asked for if it is not given.")
@click.option("--server", default="", help="The central's door, such as https://mail.example:8443.")
@click.option("--fingerprint", default="", help="Of the central's authority, told with the code.")
@click.option(
    "--cafile",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An authority to trust, instead of a fingerprint.",
)
@click.option(
    "--role",
    type=click.Choice([role.value for role in BoxRole]),
    help="What this box is; left out, what its settings say, or a counter.",
)
@click.option("--renew", is_flag=True, help="A new certificate, if the old one grew old.")
@click.option(
    "--show-request", is_flag=True, help="Print the request and its fingerprint; ask nobody."
)
@AS_JSON
def enrol(  # noqa: PLR0913  one argument an option
    config_path: Path,
    code: str,
    server: str,
    fingerprint: str,
    cafile: Path | None,
    role: str | None,
    *,
    renew: bool,
    show_request: bool,
    as_json: bool,
) -> None:
    """Enrol this box with a code of the central: key, certificate and settings."""
    from kiosk.enrolling import Box, EnrolWish, MistypedCode
    from kiosk.sync.doorbell import Unheard
    from kiosk.sync.identity import BadIdentity

    if renew and (code or role or show_request):
        raise click.UsageError("--renew goes alone: the old key signs, no code is needed")
    box = Box(config_path)
    try:
        if show_request:
            _show(box.identity.request(box.device), box.identity.fingerprint(), as_json=as_json)
            return
        if renew:
            done = box.renew()
        else:
            code = code or click.prompt("Code", hide_input=False, type=str)
            wish = EnrolWish(code, server, fingerprint, cafile, BoxRole(role) if role else None)
            done = box.enrol(wish)
    except MistypedCode:
        _failed("mistyped", "this is no code: a sign is wrong or missing", as_json=as_json)
    except Unheard as why:
        said = _SAID[why.word] + (f" ({why.detail})" if why.detail else "")
        _failed(why.word, said, as_json=as_json)
    except BadIdentity as why:
        _failed("bad_identity", str(why), as_json=as_json)
    else:
        _tell(done, as_json=as_json)


def _tell(done: Enrolled, *, as_json: bool) -> None:
    until, again = (_day(at) for at in (done.until_at, done.renew_at))
    if as_json:
        told = {"ok": True, "device": done.device, "point": done.point, "is_new": done.is_new}
        click.echo(json.dumps(told | {"until": until}))
    elif done.is_new:
        click.echo(f"{done.device} is enrolled for point {done.point} until {until}")
    else:
        click.echo(f"good until {until}; a new one is due from {again}")


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d}"


def _show(csr: str, fingerprint: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"fingerprint": fingerprint, "request": csr}))
        return
    click.echo(f"fingerprint {fingerprint}\n{csr}", nl=False)


def _failed(word: str, said: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"ok": False, "reason": word, "said": said}))
    else:
        click.echo(said, err=True)
    sys.exit(NO)
