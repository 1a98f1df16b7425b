"""One person of the team: role, grants, PIN, badge, block, and the way to what they did."""

from functools import partial

from kiosk.core.refusals import Refused
from kiosk.core.team import GRANTABLE
from kiosk.core.words import Right, Role
from kiosk.hw.ports import PrintDone, PrintOutcome, Signal
from kiosk.ui.kit.buttons import Button
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.ui.kit.sheets import Dialog, Toast
from kiosk.ui.kit.widget import Back, Do, Instead, Move, Say, Widget
from kiosk.ui.screens.person_view import PersonView
from kiosk.workflows.team import Member

_UNDO_S = 20.0


class PersonScreen(PersonView):
    """What may be done about one person; `person_view` draws it.

    Args:
        office: the counter.
        staff: who.
    """

    def leave(self) -> Move:
        """Go back; ask first while something is not saved."""
        if self.changes() and self.sheet != "leave":
            return self.open_sheet("leave")
        return Back()

    # -- sheets ------------------------------------------------------------------------------------

    def over(self) -> Widget | None:
        """Return the sheet that is open."""
        match self.sheet:
            case "role":
                return self.roles()
            case "name":
                return self._keyboard()
            case "leave":
                say = self.phrases.text
                return self._asks(say("Leave without saving?"),
                                  say("What was changed here does not count yet."),
                                  say("Leave"), self._leave)  # fmt: skip
            case "pin":
                say = self.phrases.text
                return self._asks(say("Take the PIN away?"),
                                  say("The old one opens nothing any more; they choose another."),
                                  say("Take it away"), self._reset_pin)  # fmt: skip
            case "badge":
                say = self.phrases.text
                words = say("It opens nothing any more, wherever it is.")
                if self._pin_needs_badge():
                    words += " " + say("The PIN goes with it; they choose another.")
                return self._asks(say("Take the badge away?"), words,
                                  say("Take it away"), self._revoke_badge)  # fmt: skip
            case _:
                return None

    def _asks(self, title: str, words: str, yes: str, do: Do) -> Dialog:
        say = self.phrases.text
        no = say("Stay") if self.sheet == "leave" else say("Keep it as it is")
        keep = Button(id="ask.no", label=no, rank="outline", do=self.shut)
        return Dialog(
            id="ask", title=title, words=words,
            actions=(keep, Button(id="ask.yes", label=yes, rank="danger", do=do)),
        )  # fmt: skip

    def _keyboard(self) -> Widget:
        return Keyboard(
            id="person.keys",
            typing=self.typing,
            title=self.phrases.text("First name and initial"),
            language=self.phrases.language,
            enter=self._rename,
            close=self.shut,
            typed=self.typed,
            personal=True,
        )

    def toast(self) -> Widget | None:
        """Offer to take the last change of role and grants back."""
        if self.before is None or self.sheet:
            return None
        undo = Button(id="person.undo", label=self.phrases.text("Undo"), icon="undo",
                      rank="dark_key", style="button", do=self._undo)  # fmt: skip
        return Toast(label=self.phrases.text("Saved"), action=undo)

    # -- what it does ------------------------------------------------------------------------------

    def choose_role(self, role: Role) -> Move:
        """Draft another role; what it cannot be granted goes."""
        self.role, self.sheet = role, ""
        self.granted = (self.granted or frozenset()) & GRANTABLE.get(role, frozenset())
        self.renew()
        return None

    def turn(self, right: Right) -> Move:
        """Draft a grant, or its end."""
        self.granted = (self.granted or frozenset()) ^ {right}
        self.renew()
        return None

    def save(self) -> Move:
        """Make role and grants true."""
        member = self.member()
        if isinstance(member, Refused) or self.role is None or self.granted is None:
            return None
        return self._save(self.role, self.granted, (member.role, member.granted))

    def _undo(self) -> Move:
        if self.before is None:
            return None
        return self._save(*self.before, None)

    def _save(
        self, role: Role, granted: frozenset[Right], before: tuple[Role, frozenset[Right]] | None
    ) -> Move:
        saved = self.desk.team.change(self.staff, role, granted)
        self.renew()
        if isinstance(saved, Refused):
            return self.refused(saved)
        self.take(saved)
        self.before = before
        if before is not None:
            self.stage.after(_UNDO_S, partial(self._too_late, before))
        say = self.phrases.text
        step = "" if saved.has_pin else say("They choose a PIN next")
        return Say(say("It counts from now on"), "ok", step=step)

    def _too_late(self, before: tuple[Role, frozenset[Right]]) -> Move:
        if self.before == before:
            self.before = None
            self.renew()
        return None

    def _rename(self) -> Move:
        renamed = self.desk.team.rename(self.staff, self.typing.text)
        if not isinstance(renamed, Refused):
            self.shut()
        self.renew()
        return self.refused(renamed) if isinstance(renamed, Refused) else None

    def block(self) -> Move:
        """Keep the person from working here."""
        return self._told(self.desk.team.block(self.staff), self.phrases.text("Blocked"))

    def unblock(self) -> Move:
        """Let the person work here again."""
        words = self.phrases.text("They may work here again")
        return self._told(self.desk.team.unblock(self.staff), words)

    def unlock(self) -> Move:
        """Let the person try again."""
        return self._told(
            self.desk.team.unlock(self.staff), self.phrases.text("They may try again")
        )

    def _reset_pin(self) -> Move:
        self.shut()
        reset = self.desk.team.reset_pin(self.staff)
        if isinstance(reset, Refused):
            return self.refused(reset)
        return self.pin()

    def pin(self) -> Move:
        """Let the person choose a PIN."""
        return Instead(self.office.doors.person_pin(self.staff))

    def _revoke_badge(self) -> Move:
        self.shut()
        say = self.phrases.text
        step = say("They choose a PIN next") if self._pin_needs_badge() else ""
        left = self.desk.team.revoke_badge(self.staff)
        return self._told(left, say("The badge opens nothing any more"), step)

    def _pin_needs_badge(self) -> bool:
        member = self.member()
        return isinstance(member, Member) and member.needs_badge

    def print_badge(self) -> Move:
        """Print a badge in the place of the one they had."""
        job = self.desk.team.print_badge(self.staff)
        self.renew()
        if isinstance(job, Refused):
            return self.refused(job)
        self.job = job
        return Say(self.phrases.text("The badge is being printed"), "ok")

    def on(self, signal: Signal) -> Move:
        """Say when a badge did not come out of the printer whole."""
        if isinstance(signal, PrintDone) and signal.job_id == self.job:
            self.job = ""
            if signal.outcome is not PrintOutcome.PRINTED:
                say = self.phrases.text
                return Say(say("The badge may not be whole"), "no", step=say("Print another one"))
        return super().on(signal)

    def _told(self, answer: Member | Refused, words: str, step: str = "") -> Move:
        self.renew()
        if isinstance(answer, Refused):
            return self.refused(answer)
        self.take(answer)
        return Say(words, "ok", step=step)

    def _leave(self) -> Move:
        return Back()
