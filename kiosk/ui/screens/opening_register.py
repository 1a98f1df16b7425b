"""Who opens the point: a form with checked fields, kept until it is whole."""

from collections.abc import Mapping

from kiosk.core.refusals import Reason, Refused
from kiosk.ui.kit.widget import Back, Move, Say, Widget
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.opening_words import field_word
from kiosk.ui.screens.register_form import RegisterForm
from kiosk.workflows.opening import APPLICANT


class OpeningRegisterScreen(Framed):
    """The registration of a partner; what is typed is kept whenever a field is left.

    Args:
        office: the counter.
    """

    name = "opening_register"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        kept = office.desk.opening.draft(APPLICANT)
        told = {} if isinstance(kept, Refused) else kept
        self.form = RegisterForm(told, lambda: self.skin, self.renew, self._kept)

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Registration")

    def content(self) -> Widget:
        """Return the form."""
        return self.form.content(self._send, self.phrases.text("Send"))

    def over(self) -> Widget | None:
        """Return the keyboard while a field is typed, or the text that is agreed to."""
        return self.form.over()

    def _kept(self, fields: Mapping[str, str]) -> Move:
        no = self.desk.opening.keep_draft(APPLICANT, fields)
        return self.refused(no) if no else None

    def _send(self) -> Move:
        self.form.was_sent = True
        told = self.desk.opening.register(self.form.fields())
        self.renew()
        if not isinstance(told, Refused):
            return Back()
        if told.reason is Reason.BAD_VALUE:
            field = field_word(str(told.facts.get("field", "name")), self.phrases)
            return Say(self.phrases.text("Look at: {field}", field=field), "no")
        return self.refused(told)
