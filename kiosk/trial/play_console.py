"""The network's people in a scenario: they sign in to the console and decide there, in pages."""

import csv
import io
import re
import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from kiosk import moments
from kiosk.central.wish_forms import PointWish
from kiosk.core.trials import TRIAL
from kiosk.trial import journeys
from kiosk.trial.console_browser import BrowserHand, find_browser
from kiosk.trial.console_hand import STEP_S, Hand, NoPage, Page, Sent, Upload, second_factor
from kiosk.trial.console_http import HttpHand
from kiosk.trial.play_central import MAIL_PATIENCE_S, Cast
from kiosk.trial.scenario import Step
from kiosk.trial.stage import POINT, Stage, Unmet

USER = "vera"  # who works at the console
_AGAIN_S = 2.5  # between two looks at the same page: the console answers 8 requests a second
_KEY = re.compile(r'class="key">([A-Z2-7 ]+)<')
_COLUMNS = ("delivery", "carrier", "due_at", "parcel", "customer_ref", "name", "last_four")


class ConsolePart:
    """Does at the console what a step tells.

    Args:
        stage: whose central has its console.
        cast: who is who.
        out: for pictures.
    """

    def __init__(self, stage: Stage, cast: Cast, out: Path) -> None:
        self._stage, self._cast, self._out = stage, cast, out
        self._hand: Hand | None = None
        self._path, self._looked_at = "/", 0.0
        self.doings: Mapping[str, Callable[[Step], None]] = {
            "console": self._do,
            "deliver": self._deliver,
            "page": self._picture,
            "site": self._site,
        }

    def close(self) -> None:
        """Leave the console."""
        if self._hand is not None:
            self._hand.close()

    def says(self, words: str) -> bool:
        """Whether words stand on the page, as it is or loaded anew."""
        return any(words in line for line in (*self._page().lines, *self._anew().lines))

    def alerts(self) -> str:
        """Return what the page warns of, for who looked for something else."""
        return "; ".join(self._page().alerts) if self._hand else ""

    # -- hands -------------------------------------------------------------------------------------

    @property
    def _mine(self) -> Hand:
        if self._hand is None:
            raise Unmet("nobody has signed in at the console")
        return self._hand

    def _page(self) -> Page:
        return Page(self._mine.html())

    def _go(self, path: str) -> Page:
        self._path, self._looked_at = path, time.monotonic()
        self._mine.go(path)
        self._stay()
        return self._page()

    def _stay(self) -> None:
        """Keep whoever waits at the counter from being locked out: a finger that only lifts."""
        self._stage.app.loop.lift()

    def _anew(self) -> Page:
        """Load the page anew, not too often; a busy console need not be asked all the time."""
        self._stay()
        if time.monotonic() - self._looked_at < _AGAIN_S:
            return self._page()
        return self._go(self._path)

    def _send(self, field: str, fields: Mapping[str, str], button: str = "") -> Page:
        """Fill in the first form that has a field, and press its button."""
        page = self._page()
        at = next((n for n, form in enumerate(page.forms) if field in form.kinds), None)
        if at is None:
            raise Unmet(f"the console's page has no {field!r}: {'; '.join(page.lines[:12])}")
        self._mine.send(page, Sent(at, fields, button))
        self._stay()
        return self._page()

    # -- signing in --------------------------------------------------------------------------------

    def _sign_in(self) -> None:
        """Come as somebody new: a one-time code, a password, a second factor; then with both."""
        link = self._stage.office.invite(USER)
        if not link:
            raise Unmet("the central has no console: it takes the extra [central]")
        way = urlsplit(link)
        self._hand = self._open(f"{way.scheme}://{way.netloc}")
        self._go(f"{way.path}?{way.query}")
        password = " ".join(secrets.token_hex(3) for _ in range(4))
        self._send("code", {})
        self._send("password", {"password": password, "again": password})
        found = _KEY.search(self._mine.html())
        if found is None:
            raise Unmet(f"no second factor is offered: {self.alerts()}")
        key = found[1]
        self._send("code", {"code": second_factor(key, _now_s())})
        self._leave()
        self._send("user", {"user": USER, "password": password})
        self._send("code", {"code": second_factor(key, _now_s() + STEP_S)})  # each counts once
        if self._go("/openings").form(action="/sign-out") is None:
            raise Unmet(f"the console lets nobody in: {self.alerts()}")

    def _open(self, address: str) -> Hand:
        setting, browser = self._stage.setting, find_browser()
        if browser is None:
            return HttpHand(address, setting.language)
        return BrowserHand(browser, address, setting.language, headless=setting.headless)

    def _leave(self) -> None:
        page = self._go("/")
        at = page.form(action="/sign-out")
        if at is None:
            raise Unmet(f"nobody is signed in: {self.alerts()}")
        self._mine.send(page, Sent(at, {}))

    # -- deeds -------------------------------------------------------------------------------------

    def _do(self, step: Step) -> None:
        deed, text = step.args["deed"], step.args.get("text", "")
        try:
            match deed:
                case "sign in":
                    self._sign_in()
                case "invite":
                    self._invite()
                case "say":
                    self._opening()
                    self._send("text", {"text": text})
                case _:
                    self._decide(deed, step.args.get("shot", ""), text)
        except NoPage as gone:
            raise Unmet(str(gone)) from gone
        self._stage.quiet()

    def _until(self, met: Callable[[], object], what: str) -> None:
        self._stage.until(met, what, MAIL_PATIENCE_S)

    def _invite(self) -> None:
        self._go("/openings")
        self._send("point", {"point": POINT})
        openings = self._stage.app.file.openings
        self._until(openings.all, f"the invitation arrives; {self.alerts()}")

    def _site(self, step: Step) -> None:
        """Put a point on the map; another one than the staged is registered first."""
        point, lat, lon = (step.args[name] for name in ("point", "lat", "lon"))
        if point != POINT:
            key = secrets.token_hex(32)
            self._stage.wish(PointWish(point, f"Point {point}", f"kiosk-{point}", key))
        self._go(f"/points/{point}")
        self._send("lat", {"lat": lat, "lon": lon})

    def _opening(self) -> None:
        """Go to the opening, once the console knows of it."""
        self._go("/openings")
        found: list[str] = []

        def is_there() -> bool:
            ways = self._anew().ways
            found.extend(way for way in ways if way.startswith("/openings/"))
            return bool(found)

        self._until(is_there, "the console knows an opening")
        self._go(found[0])

    def _decide(self, action: str, shot: str, comment: str) -> None:
        """Press the button of a decision, once the page has it and all pictures to decide on."""
        self._opening()
        self._until(
            lambda: _may_decide(self._anew(), action, self._mine.html()),
            f"somebody may {action} in the console",
        )
        fields = {"comment": comment}
        if shot:
            fields |= {f"shot:{shot}": "rework", f"text:{shot}": comment}
        self._send("comment", fields, action)

    def _deliver(self, step: Step) -> None:
        """Upload a list of parcels, look it through, and send it."""
        args = step.args
        person, due = self._cast.line(args["customer"]), datetime.fromtimestamp(_now_s(), UTC)
        head = (args["delivery"], args.get("carrier", TRIAL), due.isoformat(timespec="seconds"))
        told = io.StringIO()
        rows = csv.writer(told)
        rows.writerow(_COLUMNS)
        for n in range(int(args["count"])):
            parcel = f"{args['first']}-{n + 1:04}-1"
            rows.writerow((*head, parcel, person.customer_ref, person.masked_name,
                           person.last_four))  # fmt: skip
        page = self._go("/deliveries")
        at = page.form(action="/deliveries/look")
        if at is None:
            raise Unmet("the console takes no lists of parcels")
        upload = Upload("file", f"{args['delivery']}.csv", told.getvalue().encode())
        self._mine.send(page, Sent(at, {"point": POINT}, upload=upload))
        self._send("draft", {})
        file = self._stage.app.file
        last = f"{args['first']}-{int(args['count']):04}-1"
        self._until(lambda: file.parcels.get(last), f"the list arrives; {self.alerts()}")
        self._until(lambda: file.codes.windows(person.customer_ref), "the codes arrive")

    def _picture(self, step: Step) -> None:
        """Save the opening's page once it shows what the point shows, decisions taken and all."""
        self._opening()
        openings = self._stage.app.file.openings
        self._until(
            lambda: _is_told(self._anew(), self._mine.html(), openings.all()[-1].version),
            "the console shows what the point shows",
        )
        path = self._out / step.args["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        self._mine.picture(path, step.args.get("part", ""))
        path.with_suffix(".txt").write_text(journeys.read_off(self._page().lines), "utf-8")


def _is_told(page: Page, html: str, version: int) -> bool:
    """Whether a page is about this version of an opening, with its pictures, and none decided."""
    return f'seen={version}"' in html and _has_pictures(page, html)


def _may_decide(page: Page, action: str, html: str) -> bool:
    return page.form(button=action) is not None and _has_pictures(page, html)


def _has_pictures(page: Page, html: str) -> bool:
    """Whether every picture that is to be decided on has come."""
    asked = sum(name.startswith("shot:") for form in page.forms for name in form.kinds)
    return html.count('class="photo"') >= asked


def _now_s() -> float:
    return moments.wall_ms() / 1000
