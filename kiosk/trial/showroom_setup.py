"""The first screen of a box that is nobody's yet, at each of its questions."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from kiosk.core.applicants import CONSENT
from kiosk.core.enrolment import code_of
from kiosk.core.setup import Draft, Invitation, Step, Way
from kiosk.core.wifi import NetFault, Reach, Security, Spot, Standing
from kiosk.hw.ports import Picture, Scan, Symbology
from kiosk.ui.kit.screen import Screen
from kiosk.ui.screens.setup import SetupScreen
from kiosk.ui.screens.setup_network import SetupNetworkScreen
from kiosk.ui.screens.setup_words import not_let_in
from kiosk.workflows.first_network import FirstNetwork
from kiosk.workflows.networks import Sight
from kiosk.workflows.setup import Setup

View = tuple[str, Callable[[], Screen]]
_CODE = code_of(b"kiosk")
_FORM: Mapping[str, str] = {
    "country": "PT",
    "company": "Venta",
    "tax_id": "123456789",
    "name": "Ana Lima",
    "mail": "ana@example.org",
    "phone": "+351 900 000 000",
    "consent": CONSENT,
}


_SPOTS = (
    Spot("Point 7731", 84, Security.WPA),
    Spot("Кофейня на углу", 61, Security.WPA),
    Spot("Hotel Aurora Guests", 24, Security.OPEN),
)
_SIGHT = Sight(_SPOTS, Standing(reach=Reach.NONE))


class Shown:
    """A set-up as it stands, kept nowhere."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def load(self) -> Draft:
        """Return it."""
        return self._draft

    def save(self, draft: Draft) -> None:
        """Keep it until the picture is taken."""
        self._draft = draft

    def forget(self) -> None:
        """Begin anew."""
        self._draft = Draft()


def setup_views(preview: Callable[[int], Picture | None]) -> Iterator[View]:
    """Yield the names and the screens.

    Args:
        preview: the camera's newest picture above a number.
    """
    step = partial(_screen, preview)
    yield "setup_language", step(Draft())
    yield "setup_way", step(Draft(Step.WAY))
    yield "setup_early", _early
    yield "setup_early_form", partial(_early, Draft(Step.FORM, way=Way.NEW, form=_FORM))
    yield "setup_form", step(Draft(Step.FORM, way=Way.NEW, form=_FORM))
    yield "setup_form_faults", partial(_faulty, {**_FORM, "tax_id": "1", "phone": "1", "mail": ""})
    yield "setup_code", step(Draft(Step.CODE, way=Way.NEW))
    told = Invitation(_CODE)
    yield "setup_refused", step(Draft(Step.CODE, way=Way.CODE, invitation=told), "code_refused")
    yield "setup_server", step(Draft(Step.CODE, way=Way.CODE), server="")
    yield "setup_network", _air
    yield "setup_cable", partial(_Seen, FirstNetwork(None), Sight(fault=NetFault.ABSENT))
    yield "setup_password", partial(_Asked, FirstNetwork(None), _SIGHT)


def _screen(
    preview: Callable[[int], Picture | None],
    draft: Draft,
    said: str = "",
    server: str = "https://mail.example",
) -> Callable[[], Screen]:
    def make() -> Screen:
        setup = Setup(Shown(draft), lambda *_: said, server)
        screen = _Spoken(setup, preview if server else None, lambda: None, lambda _: _air())
        screen.word = said
        return screen

    return make


def _early(draft: Draft = Draft(Step.WAY)) -> Screen:  # noqa: B008  it never changes
    setup = Setup(Shown(draft), lambda *_: "", "https://mail.example")
    return _Scanned(setup, None, lambda: None, lambda _: _air())


def _faulty(form: Mapping[str, str]) -> Screen:
    draft = Draft(Step.FORM, way=Way.NEW, form=form)
    setup = Setup(Shown(draft), lambda *_: "", "https://mail.example")
    screen = SetupScreen(setup, None, lambda: None, lambda _: _air())
    screen.form.was_sent = True
    return screen


def _air() -> Screen:
    return _Seen(FirstNetwork(None), _SIGHT)


class _Seen(SetupNetworkScreen):
    """Shows networks that are made up."""

    def __init__(self, networks: FirstNetwork, sight: Sight) -> None:
        super().__init__(networks)
        self.sight = sight

    def entered(self) -> None:
        """Look at nothing."""


class _Asked(_Seen):
    """Shows a password being typed."""

    def entered(self) -> None:
        """Type some of it, and look at it."""
        self.choose(_SPOTS[0])
        self.typing.add("shelves-4")
        self.is_shown = True


class _Spoken(SetupScreen):
    """One that has just been told a word, in the language of whoever looks."""

    word = ""

    def entered(self) -> None:
        """Say it as the screen would have."""
        self.said = not_let_in(self.word, self.phrases) if self.word else ""


class _Scanned(SetupScreen):
    """One before which a code was held too early."""

    def entered(self) -> None:
        """Answer it."""
        scan = Scan(_CODE, Symbology.QR, "hand", 0.0)
        self.stage.after(0.0, lambda: self.on(scan))
