"""The set-up of a box that is nobody's yet: kept at each step, until the central lets it in."""

from collections.abc import Callable, Mapping
from typing import Protocol

from msgspec.structs import replace

from kiosk.core import applicants, setup
from kiosk.core.setup import Draft, Invitation, Step, Way

MISTYPED = "mistyped"


class Keeps(Protocol):
    """Where the set-up lies, for good."""

    def load(self) -> Draft:
        """Return how far it is; a fresh one if there is none that can be read."""

    def save(self, draft: Draft) -> None:
        """Keep it over a pulled plug, or go on without."""

    def forget(self) -> None:
        """Let nothing of it stay."""


class Setup:
    """Asks for the language, who opens a point, and the code that lets the box in.

    Nobody is signed in and there is no journal: both begin with the point.

    Args:
        keeps: where it lies.
        ask: shows an invitation to the central, for a counter in a language; returns a word for
            why not, empty once it is in.
        server: the central's door that the settings know, empty for none.
    """

    def __init__(
        self, keeps: Keeps, ask: Callable[[Invitation, str], str], server: str = ""
    ) -> None:
        self._keeps, self._ask = keeps, ask
        self.has_server = bool(server)
        self.draft = keeps.load()

    def _keep(self, draft: Draft) -> None:
        self.draft = draft
        self._keeps.save(draft)

    def speak(self, language: str) -> None:
        """Choose the language, and go on."""
        self._keep(replace(self.draft, language=language, step=Step.WAY))

    def choose(self, way: Way) -> None:
        """Choose how it goes on."""
        step = Step.FORM if way is Way.NEW else Step.CODE
        self._keep(replace(self.draft, way=way, step=step))

    def back(self) -> None:
        """Go back one step; what was typed stays."""
        self._keep(replace(self.draft, step=setup.before(self.draft)))

    def fill(self, fields: Mapping[str, str]) -> None:
        """Keep the registration as far as it is typed."""
        self._keep(replace(self.draft, form=dict(fields)))

    def register(self) -> dict[str, str]:
        """Go on to the code with a registration that is whole; else say what is wrong with it.

        Returns:
            A word by field, as `applicants.faults` has them; empty when all is well.
        """
        wrong = applicants.faults(self.draft.form)
        if not wrong:
            self._keep(replace(self.draft, step=Step.CODE))
        return wrong

    def write(self, field: str, text: str) -> None:
        """Keep a field of the invitation: `code`, `server` or `fingerprint`."""
        typed = replace(self.draft.invitation, **{field: text.strip()})
        self._keep(replace(self.draft, invitation=typed))

    def scan(self, text: str) -> bool:
        """Take a scanned code as the invitation; whether it is one."""
        found = setup.read(text, self.draft.invitation)
        if found is None:
            return False
        way = self.draft.way or Way.CODE
        self._keep(replace(self.draft, invitation=found, way=way))
        return True

    def faults(self) -> tuple[str, ...]:
        """Return the fields of the invitation that cannot be right."""
        return setup.faults(self.draft.invitation, has_server=self.has_server)

    def enrol(self) -> str:
        """Ask the central to let this box in; takes seconds, so it suits a worker.

        Returns:
            Why not, in a word; empty once the box is in.
        """
        if self.faults():
            return MISTYPED
        return self._ask(self.draft.invitation, self.draft.language)

    def begin_anew(self) -> None:
        """Forget who was here, but for the language."""
        self.draft = Draft(language=self.draft.language)

    def let_in(self) -> None:
        """Forget the code, which is used up; a registration waits for the opening."""
        if self.draft.form:
            self._keep(replace(self.draft, invitation=Invitation()))
        else:
            self._keeps.forget()
