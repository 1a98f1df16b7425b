"""Who asked to be forgotten: the customer shows the code, a second person vouches, a slip comes."""

from collections.abc import Callable
from functools import partial

from kiosk.core.codes import Code
from kiosk.core.erasure import Held
from kiosk.core.papers_privacy import Outcome
from kiosk.core.refusals import Refused
from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.sheets import Sheet
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.lock import LANGUAGES
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.witness import Witness
from kiosk.ui.sentences import refusal
from kiosk.workflows.erasing import Asking, Request

_NAMES = {"ru": "Русский", "pt": "Português", "en": "English"}

_TONES = {Outcome.ERASED: "ok", Outcome.WAITS: "warn", Outcome.KEPT: "plain"}


class PrivacyScreen(Framed):
    """Erasures: asked for here, and how each stands.

    Args:
        office: the counter.
    """

    name = "privacy"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.asking: Asking | None = None
        self.language = office.language
        self.requests: tuple[Request, ...] | Refused = ()

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Erase data")

    def subtitle(self) -> str:
        """Return what stands here."""
        return self.phrases.text("Customers who asked to be forgotten")

    def entered(self) -> None:
        """Look how everything stands."""
        self.requests = self.desk.privacy.requests()

    def left(self) -> None:
        """Forget who stood there."""
        self._shut()

    # -- what it looks like ----------------------------------------------------------------------

    def content(self) -> Widget:
        """Return what to do, and the list."""
        lay = self.skin.layout
        if isinstance(self.requests, Refused):
            return Card(child=Label(label=refusal(self.requests, self.phrases)[0], lines=2))
        how = Card(child=Stack(children=self._how(), gap=lay.dense))
        return Split(left=self._list(), right=how, right_wide=lay.right["home"], gap=lay.gap)

    def _how(self) -> list[Widget]:
        say = self.phrases.text
        lines = (
            say("Gone: name, digits, codes, photos, what receipts said."),
            say("Stays: the number of the parcel and that it was handed over."),
            say("A second person confirms it. The customer gets a slip."),
        )
        return [
            Spacer(),
            Row(children=[Spacer(), IconBox(icon="qr_code_scanner", edge_px=96), Spacer()]),
            Label(label=say("The customer shows the pickup code"), style="title", align="centre",
                  lines=3),
            *(Label(label=line, colour="ink2", align="centre", lines=3) for line in lines),
            Spacer(),
        ]  # fmt: skip

    def _list(self) -> Widget:
        return Card(
            padding=self.skin.layout.dense,
            child=ScrollList(
                id="privacy.list",
                items=self.requests if not isinstance(self.requests, Refused) else (),
                key=lambda one: one.request,  # type: ignore[attr-defined]
                row=self._row,
                row_px=max(72, self.skin.px(76)),
                gap=8,
                empty=self.phrases.text("Nobody has asked yet."),
                grow=1,
                least=80,
            ),
        )

    def _row(self, item: object) -> Widget:
        one: Request = item  # type: ignore[assignment]
        phrases, say = self.phrases, self.phrases.text
        at = f"{phrases.date(one.at)} {phrases.time(one.at)}" if one.at else ""
        why = _over(one.outcome, at, say) or _first(one.held, say)
        if one.due_at:
            why = f"{why} {say('Until {date}', date=phrases.date(one.due_at))}"
        name = say("Request …{tail}", tail=one.request[-6:])
        words = Stack(
            gap=2,
            grow=1,
            least=120,
            children=[
                Label(label=name, style="strong", cuts=True),
                Label(label=why, style="caption", colour="ink2", lines=2),
            ],
        )
        slip = Button(
            id=f"privacy.slip.{one.request}",
            label=say("Print the slip"),
            icon="print",
            rank="outline",
            do=partial(self._reprint, one.request),
        )
        chip = Chip(label=_state(one.outcome, say), tone=_TONES[one.outcome])
        return Row(children=[words, chip, slip], gap=12)

    def over(self) -> Widget | None:
        """Return who stands there, or who vouches."""
        if self._witness is not None:
            return self._witness.sheet()
        return self._question(self.asking) if self.asking is not None else None

    def _question(self, asking: Asking) -> Widget:
        say = self.phrases.text
        who = say("{name}, phone …{tail}", name=asking.name, tail=asking.last_four)
        languages = Tabs(
            id="privacy.language",
            choices=tuple((key, _NAMES[key]) for key, _ in LANGUAGES),
            chosen=self.language,
            pick=self._speaks,
            fill_width=True,
        )
        body = Stack(
            gap=12,
            children=[
                Label(label=who, style="title", cuts=True),
                *(Label(label=line, colour="ink2", lines=3) for line in self._lines(asking)),
                Label(label=say("Language of the slip"), style="caption", colour="ink3"),
                languages,
            ],
        )
        title = say("Asked before") if asking.is_asked else say("Forget this customer?")
        return Sheet(id="privacy.sheet", title=title, child=body, actions=self._actions(asking),
                     close=self._shut)  # fmt: skip

    def _lines(self, asking: Asking) -> tuple[str, ...]:
        say = self.phrases.text
        if asking.is_ours:
            back = say("It was asked here, and may be taken back here until it is done.")
            return held_words(asking.held, say), back
        if asking.is_asked:
            return held_words(asking.held, say), say("Only the network can take it back.")
        if asking.held is None:
            return (say("The data goes at once, and nothing brings it back."),)
        return (held_words(asking.held, say),)

    def _actions(self, asking: Asking) -> tuple[Button, ...]:
        say = self.phrases.text
        again = Button(id="privacy.again", label=say("Slip once more"), icon="print",
                       rank="outline", do=self._again)  # fmt: skip
        back = Button(id="privacy.back", label=say("Keep the data"), icon="undo", rank="second",
                      do=self._take_back)  # fmt: skip
        if asking.is_asked:
            return (again, back) if asking.is_ours else (again,)
        verb = say("Erase now") if asking.held is None else say("Erase when it is over")
        go = Button(id="privacy.go", label=verb, rank="danger", do=self.ask_witness)
        return Button(id="privacy.no", label=say("No"), rank="outline", do=self._shut), go

    # -- what it does ------------------------------------------------------------------------------

    def pickup(self, code: Code, customer_ref: str | None = None) -> Move:  # noqa: ARG002
        """Ask about the customer who shows the code."""
        asking = self.desk.privacy.show(code)
        if isinstance(asking, Refused):
            self._shut()
            return self.refused(asking)
        self.asking = asking
        self.renew()
        return None

    def _speaks(self, language: str) -> Move:
        self.language = language
        self.renew()
        return None

    def ask_witness(self) -> Move:
        """Ask who confirms it."""
        self._witness = Witness(
            self, self.desk.access, Right.OVERRIDE, self._ask, self._without_witness
        )
        self.renew()
        return None

    def _without_witness(self) -> Move:
        self._witness = None
        self.renew()
        return None

    def _ask(self, witness: str) -> Move:
        done = self.desk.privacy.ask_shown(self.language, witness)
        self._shut()
        self.entered()
        self.renew()
        if isinstance(done, Refused):
            return self.refused(done)
        say = self.phrases.text
        said = say("Erased") if done.held is None else say("It will be erased")
        return Say(said, "ok", step=say("Give the customer the slip"))

    def _take_back(self) -> Move:
        no = self.desk.privacy.take_back_shown(self.language)
        self._shut()
        self.entered()
        self.renew()
        if isinstance(no, Refused):
            return self.refused(no)
        say = self.phrases.text
        return Say(say("The data stays"), "ok", step=say("Give the customer the slip"))

    def _reprint(self, request: str) -> Move:
        return self._printed(self.desk.privacy.reprint(request, self.language))

    def _again(self) -> Move:
        no = self.desk.privacy.reprint_shown(self.language)
        self._shut()
        return self._printed(no)

    def _printed(self, no: Refused | None) -> Move:
        if no is not None:
            return self.refused(no)
        return Say(self.phrases.text("The slip is being printed"), "ok")

    def _shut(self) -> Move:
        self.asking, self._witness = None, None
        self.desk.privacy.leave()
        self.renew()
        return None


def _state(outcome: Outcome, say: Callable[[str], str]) -> str:
    """Return how an erasure stands, in a word."""
    match outcome:
        case Outcome.ERASED:
            return say("Erased")
        case Outcome.WAITS:
            return say("Waiting")
        case Outcome.KEPT:
            return say("Called off")


def _over(outcome: Outcome, at: str, say: Callable[..., str]) -> str:
    """Return when an erasure came to its end, and to which; empty while it waits."""
    match outcome:
        case Outcome.ERASED:
            return say("Done {at}", at=at)
        case Outcome.KEPT:
            return say("Taken back {at}", at=at)
        case Outcome.WAITS:
            return ""


def _first(held: Held | None, say: Callable[[str], str]) -> str:
    """Return the same in few words, for the list."""
    match held:
        case Held.PARCELS:
            return say("The parcels come first.")
        case Held.VISIT:
            return say("The visit comes first.")
        case Held.RETURN:
            return say("The return comes first.")
        case Held.CLAIM:
            return say("The money owed comes first.")
        case None:
            return say("Done within a minute.")


def held_words(held: Held | None, say: Callable[[str], str]) -> str:
    """Return what an erasure waits for, as people say it."""
    match held:
        case Held.PARCELS:
            return say("First the parcels that are here or on their way are collected or go back.")
        case Held.VISIT:
            return say("First the visit that is open ends.")
        case Held.RETURN:
            return say("First the return that is announced comes to its end.")
        case Held.CLAIM:
            return say("First the network settles the money that could not go back to the card.")
        case None:
            return say("Nothing holds it up; it is done within a minute.")
