"""The first screen of a box that is nobody's yet: language, who comes, and the code."""

from collections.abc import Callable, Mapping
from functools import partial

from kiosk.core.setup import PREFIX, Step, Way
from kiosk.core.wifi import is_wifi
from kiosk.hw.ports import Picture, Scan, Signal
from kiosk.ui.kit.bar import answers
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tile
from kiosk.ui.kit.eye import CameraView
from kiosk.ui.kit.page import Page
from kiosk.ui.kit.screen import Screen
from kiosk.ui.kit.typed_line import TypedLine
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.register_form import RegisterForm
from kiosk.ui.screens.setup_words import field_of_setup, not_let_in
from kiosk.workflows.setup import MISTYPED, Setup

LANGUAGES = (("ru", "Русский"), ("pt", "Português"), ("en", "English"))
_LINES = {"code": 16, "server": 120, "fingerprint": 64}  # signs at most
_LATIN = ("en", "signs")


class SetupScreen(Screen):
    """One question after the other; what is answered is there again after a pulled plug.

    Args:
        setup: keeps the answers, and asks the central.
        preview: the camera's newest picture above a number; None where there is no camera.
        done: called once the box is let in.
        network: opens the networks, and joins a Wi-Fi code that was scanned; None for no way there.
    """

    name = "setup"

    def __init__(
        self,
        setup: Setup,
        preview: Callable[[int], Picture | None] | None,
        done: Callable[[], None],
        network: Callable[[str], Screen] | None = None,
    ) -> None:
        self.setup, self._preview, self._done = setup, preview, done
        self._network = network
        self.lines = {
            field: TypedLine(field, most, self.renew, layouts=_LATIN)
            for field, most in _LINES.items()
        }
        self._read_lines()
        self.form = RegisterForm(setup.draft.form, lambda: self.skin, self.renew, self._fill)
        self.asking = False
        self.said = ""  # what went wrong last, in words

    def begin_anew(self) -> None:
        """Show the first question: nobody came back to what was typed."""
        self.setup.begin_anew()
        self._read_lines()
        self.form = RegisterForm(self.setup.draft.form, lambda: self.skin, self.renew, self._fill)
        self.said = ""
        self.renew()

    def entered(self) -> None:
        """Speak the language that was chosen."""
        if self.setup.draft.language:
            self.stage.speak(self.setup.draft.language)

    # -- what it looks like ----------------------------------------------------------------------

    def build(self) -> Widget:
        """Make the tree."""
        lay = self.skin.layout
        step = {
            Step.LANGUAGE: self._languages,
            Step.WAY: self._ways,
            Step.FORM: self._form,
            Step.CODE: self._code,
        }[self.setup.draft.step]
        body = Stack(children=[self._head(), step()], gap=lay.dense)
        frame = Card(fill="rail", radius="cell", shadow=False, padding=lay.gap, child=body)
        return Page(ground="rail", content=frame, over=self._over())

    def _head(self) -> Widget:
        say, parts = self.phrases.text, []
        if self.setup.draft.step is not Step.LANGUAGE:
            parts.append(
                Button(
                    id="setup.back",
                    label=say("Back"),
                    icon="arrow_back",
                    bare=True,
                    rank="dark_key",
                    enabled=not self.asking,
                    do=self._back,
                )
            )
        title = {
            Step.LANGUAGE: "Язык · Idioma · Language",
            Step.WAY: say("A new counter"),
            Step.FORM: say("Registration"),
            Step.CODE: say("Let this box in"),
        }[self.setup.draft.step]
        words = Label(label=title, style="title", colour="rail_mark", grow=1, least=80, cuts=True)
        return Row(
            children=[*parts, words, *answers(self.stage.spoken), *self._way_to_network()], gap=16
        )

    def _way_to_network(self) -> list[Widget]:
        """Return the button to the networks: a new box has none, and may need one for its code."""
        if self._network is None or self.setup.draft.step is Step.LANGUAGE:
            return []
        button = Button(
            id="setup.network",
            label=self.phrases.text("Network"),
            icon="language",
            rank="dark_key",
            style="button",
            enabled=not self.asking,
            do=partial(self._network, ""),
        )
        return [button]

    def _languages(self) -> Widget:
        tiles = [self._tile(f"setup.{key}", "language", name, "", partial(self._speak, key))
                 for key, name in LANGUAGES]  # fmt: skip
        return Stack(children=tiles, gap=12, grow=1, least=200)

    def _ways(self) -> Widget:
        say = self.phrases.text
        code = self._tile(
            "setup.code", "qr_code_scanner", say("I have an enrolment code"),
            say("The network gave it to you: typed, or as a picture to hold before the camera."),
            partial(self._choose, Way.CODE),
        )  # fmt: skip
        new = self._tile(
            "setup.new", "store", say("I open a new point"),
            say("Say who you are. It is kept here, and sent when the network lets this box in."),
            partial(self._choose, Way.NEW),
        )  # fmt: skip
        return Stack(children=[code, new], gap=12, grow=1, least=200)

    def _tile(self, key: str, icon: str, name: str, hint: str, do: Callable[[], Move]) -> Widget:
        words: list[Widget] = [Label(label=name, style="section", cuts=True)]
        if hint:
            words.append(Label(label=hint, colour="ink2", lines=2))
        lines = Stack(grow=1, least=80, gap=4, children=[Spacer(), *words, Spacer()])
        child = Row(gap=20, children=[IconBox(icon=icon, tone="soft", edge_px=64), lines])
        return Tile(id=key, label=name, padding=20, grow=1, least=72, child=child, do=do)

    def _form(self) -> Widget:
        card = self.form.content(self._register, self.phrases.text("Go on"))
        card.grow, card.least = 1, 200
        return card

    def _code(self) -> Widget:
        lay = self.skin.layout
        return Split(
            left=self._eye(),
            right=Stack(children=self._fields(), gap=12),
            right_wide=lay.right["home"],
            gap=lay.gap,
            grow=1,
            least=200,
        )

    def _eye(self) -> Widget:
        say = self.phrases.text
        lost = "" if self._preview else say("There is no camera here. Scan the code, or type it.")
        prompt = say("Hold the code's picture before the camera")
        return CameraView(
            id="setup.camera", newest=self._preview, prompt=prompt, lost=lost, grow=1, least=120
        )

    def _fields(self) -> list[Widget]:
        say = self.phrases.text
        asked = ("code",) if self.setup.has_server else tuple(_LINES)
        fields: list[Widget] = [
            self.lines[field].field(f"setup.{field}.line", field_of_setup(field, self.phrases))
            for field in asked
        ]
        colour = "bad" if self.said else "rail_text"
        hint = Label(label=self.said or self._hint(), style="row_title", colour=colour, lines=5)
        words = Card(
            fill="surface" if self.said else "rail",
            shadow=False,
            grow=1,
            least=72,
            child=Stack(children=[Spacer(), hint, Spacer()]),
        )
        ask = Button(
            id="setup.ask",
            label=say("One moment.") if self.asking else say("Let this box in"),
            icon="arrow_forward",
            rank="primary",
            enabled=bool(self.setup.draft.invitation.code) and not self.asking,
            reason=say("Type the code first"),
            do=self._ask,
        )
        return [*fields, words, ask]

    def _hint(self) -> str:
        say = self.phrases.text
        if self.setup.draft.way is Way.NEW:
            return say("Your registration is kept. Now ask the network for a code for this box.")
        return say("The code counts once and for a day. Its check finds a mistyped sign.")

    def _over(self) -> Widget | None:
        if self.setup.draft.step is Step.FORM:
            return self.form.over()
        if self.setup.draft.step is not Step.CODE:
            return None
        for field, line in self.lines.items():
            if line.writing:
                title = field_of_setup(field, self.phrases)
                return line.keyboard(title, "en", partial(self._written, field))
        return None

    # -- what a touch does -----------------------------------------------------------------------

    def _speak(self, language: str) -> Move:
        self.setup.speak(language)
        self.stage.speak(language)
        return self._renewed()

    def _choose(self, way: Way) -> Move:
        self.setup.choose(way)
        return self._renewed()

    def _back(self) -> Move:
        self.said = ""
        self.setup.back()
        return self._renewed()

    def _fill(self, fields: Mapping[str, str]) -> Move:
        self.setup.fill(fields)
        return None

    def _register(self) -> Move:
        self.form.was_sent = True
        self.setup.fill(self.form.fields())
        self.setup.register()
        return self._renewed()

    def _written(self, field: str) -> Move:
        self.lines[field].turn()
        return self._take(field)

    def _take(self, field: str) -> Move:
        self.said = ""
        self.setup.write(field, self.lines[field].typing.text)
        return self._renewed()

    def _ask(self) -> Move:
        for field, line in self.lines.items():
            self.setup.write(field, line.typing.text)
        if self.setup.faults():
            return self._told(MISTYPED)
        self.asking, self.said = True, ""
        self.stage.later(self.setup.enrol, self._told, slow=True)
        return self._renewed()

    def _told(self, word: str) -> Move:
        self.asking = False
        if not word:
            self.setup.let_in()
            self._done()
            return self._renewed()
        self.said = not_let_in(word, self.phrases)
        return self._renewed()

    def _renewed(self) -> Move:
        self.renew()
        return None

    def on(self, signal: Signal) -> Move:
        """Take a scanned code where the box may be let in; elsewhere say that it is too early."""
        if not isinstance(signal, Scan) or self.asking:
            return None
        has_language = self.setup.draft.step is not Step.LANGUAGE
        if self._network is not None and has_language and is_wifi(signal.text):
            return self._network(signal.text)
        if self.setup.draft.step is not Step.CODE:
            say = self.phrases.text
            return Say(say("Answer this first"), "no", step=say("The code is scanned later"))
        if self.setup.scan(signal.text):
            self._read_lines()
            return self._ask()
        kind = self.phrases.text("This is no enrolment code.")
        self.said = not_let_in(MISTYPED, self.phrases) if signal.text.startswith(PREFIX) else kind
        return self._renewed()

    def _read_lines(self) -> None:
        told = self.setup.draft.invitation
        for field, line in self.lines.items():
            line.typing.clear()
            line.typing.add(getattr(told, field))
