"""What a person did, the newest first; a part of the work, a page at a time."""

from functools import partial

from kiosk.core.deeds import Work
from kiosk.core.refusals import Refused
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Button, Tabs, Tile
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label
from kiosk.ui.screens.deed_words import deed_word, subject_words, work_word
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.ui.sentences import refusal
from kiosk.workflows.team import Deed, Deeds, Member

_ALL = "all"


class PersonHistoryScreen(Framed):
    """The journal as one person wrote it.

    Args:
        office: the counter.
        staff: who.
    """

    name = "person_history"
    section = "menu"
    title_is_personal = True

    def __init__(self, office: Office, staff: str) -> None:
        super().__init__(office)
        self.staff = staff
        self.work: Work | None = None
        self.deeds: Deeds | Refused = Deeds(())

    def title(self) -> str:
        """Return whose history it is."""
        member = self.desk.team.member(self.staff)
        return "" if isinstance(member, Refused) else member.name

    def subtitle(self) -> str:
        """Return what stands here."""
        return self.phrases.text("What they did, the newest first")

    def entered(self) -> None:
        """Look at the newest page."""
        self.deeds = self.desk.team.history(self.staff, self.work)

    def content(self) -> Widget:
        """Return the filter and the list."""
        lay, say = self.skin.layout, self.phrases.text
        if isinstance(self.deeds, Refused):
            return Card(child=Label(label=refusal(self.deeds, self.phrases)[0], lines=2))
        works = tuple((work.value, work_word(work, self.phrases)) for work in Work)
        parts = Tabs(
            id="history.work",
            choices=((_ALL, say("All")), *works),
            chosen=self.work.value if self.work else _ALL,
            pick=self._filter,
            fill_width=True,
        )
        rows = ScrollList(
            id="history.list",
            items=self.deeds.rows,
            key=lambda row: row.seq,  # type: ignore[attr-defined]
            row=self._row,
            row_px=max(56, self.skin.px(60)),
            gap=8,
            empty=say("Nothing yet.") if self.deeds.before is None else say("Nothing lately."),
            grow=1,
            least=80,
        )
        more = Button(id="history.more", label=say("Show older ones"), rank="outline",
                      do=self._older)  # fmt: skip
        foot = [more] if self.deeds.before is not None else []
        body = Card(grow=1, least=120, padding=lay.dense,
                    child=Stack(children=[rows, *foot], gap=8))  # fmt: skip
        return Stack(children=[parts, body], gap=lay.dense)

    def _row(self, item: object) -> Widget:
        row: Deed = item  # type: ignore[assignment]
        phrases, event = self.phrases, row.event
        at = f"{phrases.date(event.recorded_at)} {phrases.time(event.recorded_at)}"
        what = deed_word(event.type, phrases)
        if event.witness == self.staff and event.actor != self.staff:
            what = phrases.text("Confirmed: {what}", what=what)
        parcel = getattr(event.facts, "parcel", None)
        words = Row(
            gap=16,
            children=[
                Label(label=at, style="caption", colour="ink3"),
                Label(label=what, grow=1, least=60, cuts=True),
                Label(label=subject_words(event, self._name, phrases), style="strong", cuts=True),
            ],
        )
        return Tile(
            id=f"history.{row.seq}",
            label=what,
            padding=8,
            shadow=False,
            do=partial(self._open, parcel) if parcel else None,
            child=words,
        )

    def _name(self, staff: str) -> str:
        """Return by which letters a colleague is known; nothing for the person themselves."""
        member = self.desk.team.member(staff) if staff != self.staff else None
        return member.initials if isinstance(member, Member) else ""

    def _open(self, parcel: str) -> Move:
        return self.office.doors.parcel(parcel)

    def _filter(self, work: str) -> Move:
        self.work = None if work == _ALL else Work(work)
        self.entered()
        self.renew()
        return None

    def _older(self) -> Move:
        if isinstance(self.deeds, Refused):
            return None
        older = self.desk.team.history(self.staff, self.work, self.deeds.before)
        if isinstance(older, Refused):
            return self.refused(older)
        self.deeds = Deeds((*self.deeds.rows, *older.rows), older.before)
        self.renew()
        return None
