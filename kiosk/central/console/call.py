"""One request as a page sees it: who asks, what was sent, and the ways to answer."""

from collections.abc import Callable
from urllib.parse import quote

from msgspec import Struct
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kiosk.central.answers import Answer, Value
from kiosk.central.console.answer_words import answers_words
from kiosk.central.console.desk import Desk
from kiosk.central.console.phrases import LANGUAGES, N_, Phrases, preferred
from kiosk.central.console.sessions import Session, Stage
from kiosk.central.store import Store
from kiosk.central.users import Deed, Role, User
from kiosk.central.wish_forms import Wish

DONE = "done"
ENDED = N_("Your visit has ended. Sign in again.")
MOST_BACK = 2000  # characters of an address
THEMES = ("auto", "light", "dark")
_MOST_TYPED = 4000
_YEAR_S = 365 * 24 * 3600


class Said(Struct, frozen=True):
    """What came of something somebody did.

    Args:
        ok: it was done; else nothing was.
        words: for them, and for the audit.
        told: the same for other languages, so that the audit is read in each.
    """

    ok: bool
    words: str
    told: tuple[Answer, ...] = ()


class VisitEnded(Exception):
    """Who asked was blocked, or let in anew, after the page knew them; nothing was done."""


class Call:
    """A request.

    Args:
        desk: what pages reach.
        request: as it came.
    """

    def __init__(self, desk: Desk, request: Request) -> None:
        self.desk, self.request = desk, request
        self.session: Session | None = None
        self.user: User | None = None
        self.form = FormData()
        self.cookies: dict[str, str | None] = {}  # to be set; None is taken away
        self.wait_csrf = ""  # of a form before a visit

    # -- who asks --------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """Where the request comes from."""
        return self.request.client.host if self.request.client else ""

    @property
    def language(self) -> str:
        """The language chosen, else the one the browser likes best."""
        chosen = self.request.cookies.get("language", "")
        if chosen in LANGUAGES:
            return chosen
        return preferred(self.request.headers.get("accept-language", ""))

    @property
    def theme(self) -> str:
        """The colours chosen: `auto` are the browser's."""
        chosen = self.request.cookies.get("theme", "")
        return chosen if chosen in THEMES else "auto"

    @property
    def phrases(self) -> Phrases:
        """How this person's language says things."""
        return self.desk.pages.phrases[self.language]

    @property
    def back(self) -> str:
        """Where a form that stands on every page leads back to: here, if here can be asked for."""
        scope = self.request.scope
        raw = scope.get("raw_path") or quote(self.request.url.path).encode()
        asked = scope.get("query_string", b"")
        here = (raw + b"?" + asked if asked else raw).decode("latin-1")
        return here if self.request.method == "GET" and len(here) <= MOST_BACK else "/"

    def say(self, msgid: str, **values: object) -> str:
        """Translate a sentence."""
        return self.phrases.text(msgid, **values)

    def told(self, *answers: Answer, ok: bool) -> Said:
        """Return what came of something, in this person's language, and for the audit in any."""
        return Said(ok, answers_words(answers, self.phrases), answers)

    def no(self, msgid: str, **values: Value) -> Said:
        """Return why nothing was done: a sentence that `N_` marks, and its values."""
        return self.told(Answer(msgid, values), ok=False)

    def granted(self, wish: Wish, at: int) -> Said:
        """Grant a wish as the verbs' wishes are; in the thread that writes.

        Args:
            wish: what is asked for.
            at: now, ms UTC.
        """
        answer = self.desk.wishes(self.user.name if self.user else "").answer(wish, at)
        if answer.told:
            return self.told(*answer.told, ok=answer.ok)
        return Said(answer.ok, "; ".join(answer.lines))

    def may(self, role: str) -> bool:
        """Whether who asks is signed in and may do what a role may."""
        full = self.session is not None and self.session.stage is Stage.FULL
        return full and self.user is not None and self.user.role.covers(Role(role))

    # -- what was sent ---------------------------------------------------------------------------

    def typed(self, name: str, most: int) -> str:
        """Return a field of the form as it was typed; empty if it is not text."""
        value = self.form.get(name)
        if not isinstance(value, str):
            return ""
        return value.encode("utf-8", "ignore").decode()[:most]  # half a letter is none

    def field(self, name: str, most: int = 200) -> str:
        """Return a field of the form, without spaces round it; empty if it is not text."""
        return self.typed(name, _MOST_TYPED).strip()[:most]

    def asked(self, name: str, most: int = 200) -> str:
        """Return a word of the address's question."""
        return self.request.query_params.get(name, "").strip()[:most]

    # -- what is done ----------------------------------------------------------------------------

    async def do(self, action: str, subject: str, work: Callable[[Store], Said]) -> Said:
        """Have something done and noted, in one transaction; what was refused is noted, too.

        Args:
            action: a word, such as `device.block`.
            subject: what it is about; never a secret.
            work: does it, in the thread that writes.

        Raises:
            Later: nothing was done.
            VisitEnded: nothing was done but a note.
        """
        who = self.user.name if self.user else ""
        at, address = self.desk.means.wall(), self.address
        session, ended = self.session, self.no(ENDED)

        def both(store: Store) -> Said:
            goes_on = session is None or session.is_of(store.users.get(session.user))
            said = work(store) if goes_on else ended
            outcome = (DONE, ()) if said.ok else (said.words, said.told)
            store.users.note(Deed(at, who, address, action, subject, *outcome))
            return said

        said = await self.desk.write(both)
        if said is ended:
            raise VisitEnded
        return said

    async def grant(self, action: str, subject: str, wish: Wish) -> Said:
        """Have a wish granted as the verbs' wishes are, and noted.

        Args:
            action: a word, as in `do`.
            subject: what it is about, as in `do`.
            wish: what is asked for.
        """
        at = self.desk.means.wall()
        return await self.do(action, subject, lambda _store: self.granted(wish, at))

    async def note(
        self,
        action: str,
        subject: str,
        outcome: str,
        who: str = "",
        told: tuple[Answer, ...] = (),
    ) -> None:
        """Write down what was tried; by `who` where nobody is signed in."""
        name = self.user.name if self.user else who
        deed = Deed(self.desk.means.wall(), name, self.address, action, subject, outcome, told)
        await self.desk.write(lambda store: store.users.note(deed))

    # -- answers ---------------------------------------------------------------------------------

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """Return a page."""
        told = self.session.told if self.session else None
        if self.session and told and status == 200:  # noqa: PLR2004 what a page is
            self.session.told = None
        known: dict[str, object] = {
            "call": self,
            "user": self.user if self.session and self.session.stage is Stage.FULL else None,
            "csrf": self.session.csrf if self.session else self.wait_csrf,
            "path": self.request.url.path,
            "theme": self.theme,
            "told": told,
            "now": self.desk.means.wall(),
        }
        return HTMLResponse(self.part(template, known | values), status)

    def part(self, template: str, values: dict[str, object]) -> str:
        """Return a piece of a page."""
        return self.desk.pages.render(self.language, template, values)

    def go(self, path: str, said: Said | None = None) -> Response:
        """Send the browser on, and say there what came of it."""
        if said is not None and self.session is not None:
            self.session.told = (said.ok, said.words)
        return RedirectResponse(path, 303)

    def end(self, path: str) -> Response:
        """End the visit and send the browser on."""
        if self.session is not None:
            self.desk.sessions.end(self.session)
        self.sign(None)
        return self.go(path)

    def error(self, status: int, words: str) -> Response:
        """Return a page that says why not."""
        return self.page("error.html", status, code=status, words=words)

    # -- cookies ---------------------------------------------------------------------------------

    def cookie(self, name: str) -> str:
        """The full name of a secret cookie; a browser takes the prefix over HTTPS alone."""
        return name if self.desk.manner.is_plain else f"__Host-{name}"

    def sign(self, token: str | None) -> None:
        """Hand the browser a visit's token, or take it away."""
        self.cookies[self.cookie("visit")] = token

    def dress(self, response: Response) -> Response:
        """Set the cookies that were asked for."""
        secure = not self.desk.manner.is_plain
        for name, value in self.cookies.items():
            lasts = _YEAR_S if name in {"language", "theme"} else None
            if value is None:
                response.delete_cookie(name, secure=secure, httponly=True, samesite="strict")
            else:
                response.set_cookie(
                    name, value, max_age=lasts, secure=secure, httponly=True, samesite="strict"
                )
        return response
