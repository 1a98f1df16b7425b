"""About this box: what it is, where it stands, and whose work is in it, each licence in full."""

from functools import partial

from kiosk.core.about import About, Part
from kiosk.core.update_words import Step
from kiosk.core.updates import Offer
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tile
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office

_TEXT = "row_meta"
_FONTS_END = "\u0180"  # of Latin Extended-A; licences are written in Latin letters


class AboutScreen(Framed):
    """The box, and the list of what it is made of.

    Args:
        office: the counter.
    """

    name = "about"
    section = "menu"

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.box: About | None = None
        self.reading = ""  # whose licence is open
        self._lines: tuple[str, ...] = ()

    def entered(self) -> None:
        """Ask what the box is, once; packages and disk take their time."""
        if self.box is None:
            self.stage.later(self.office.about, self._told)

    def _told(self, box: About) -> Move:
        self.box = box
        self.renew()
        return None

    def title(self) -> str:
        """Return what this is."""
        return self.reading or self.phrases.text("About")

    def subtitle(self) -> str:
        """Return the licence's short name, while it is read."""
        parts = self.box.parts if self.box else ()
        return next((part.licence for part in parts if part.name == self.reading), "")

    def leave(self) -> Move:
        """Go back to the list, or to the Menu."""
        if not self.reading:
            return super().leave()
        self.reading = ""
        self.renew()
        return None

    def content(self) -> Widget:
        """Return the list of parts and the box, or the licence that is read."""
        lay = self.skin.layout
        if self.reading:
            return Card(child=Stack(children=[self._text()]))
        return Split(
            left=Card(child=self._parts(), padding=lay.dense),
            right=self._side(),
            right_wide=lay.right["customer"],
            gap=lay.gap,
        )

    # -- what it is made of ----------------------------------------------------------------------

    def _parts(self) -> Widget:
        say = self.phrases.text
        rows = ScrollList(
            id="about.parts",
            items=self.box.parts if self.box else (),
            key=repr,
            row=self._part,
            row_px=max(56, self.skin.px(60)),
            empty=say("One moment.") if self.box is None else say("Nothing is told here."),
            grow=1,
            least=80,
        )
        head = Label(label=say("Made with the work of others"), style="section", cuts=True)
        return Stack(children=[head, rows], gap=8)

    def _part(self, item: object) -> Widget:
        part: Part = item  # type: ignore[assignment]
        name = f"{part.name} {part.version}".strip()
        words = [
            Label(label=name, style="row_title", grow=3, least=120, cuts=True),
            Label(label=part.licence, colour="ink2", align="right", grow=1, least=60, cuts=True),
        ]
        return Tile(
            id=f"about.{part.name}",
            label=part.name,
            padding=8,
            shadow=False,
            do=partial(self._open, part.name),
            child=Row(children=words, gap=12),
        )

    def _open(self, part: str) -> Move:
        self.stage.later(partial(self.office.licence, part), partial(self._opened, part))
        return None

    def _opened(self, part: str, text: str) -> Move:
        self.reading = part
        self._lines = tuple(line.rstrip() for line in text.splitlines())
        self.renew()
        return None

    def _text(self) -> Widget:
        lay = self.skin.layout
        room = lay.content[2] - 2 * lay.padding - 96  # the list's page buttons
        # as long as it takes: a licence is read whole or not at all
        lines = [
            (at, line)
            for at, line in enumerate(
                row for line in self._lines for row in self.skin.wrap(_shown(line), _TEXT, room, 40)
            )
        ]
        empty = self.phrases.text("Its authors name the licence and give no text.")
        return ScrollList(
            id="about.text",
            items=tuple(lines),
            key=lambda item: item[0],  # type: ignore[index]
            row=lambda item: Label(label=item[1] or " ", style=_TEXT, cuts=True),  # type: ignore[index]
            row_px=self.skin.line(_TEXT),
            gap=0,
            empty=empty,
            grow=1,
            least=80,
        )

    # -- the box ---------------------------------------------------------------------------------

    def _side(self) -> Widget:
        say, lay = self.phrases.text, self.skin.layout
        box, papers = self.box or About(), self.desk.health.papers()
        ends = papers.certificate_ends_at
        free = "" if box.free_mb is None else say("{n} MB free", n=self.phrases.number(box.free_mb))
        facts = (
            (say("Version"), box.version),
            (say("Update"), self._update()),
            (say("Point"), self.office.point),
            (say("This box"), box.device),
            (say("Board"), box.serial),
            (say("Certificate until"), "" if ends is None else self.phrases.date(ends)),
            (say("Disk"), free),
            (say("Journal"), papers.epoch),
        )
        lines = [self._fact(name, value) for name, value in facts if value]
        news = Button(
            id="about.news", label=say("What's new"), rank="outline", do=self.office.doors.news
        )
        mark = Row(children=[IconBox(icon="package_2", tone="soft", edge_px=64), Spacer(), news])
        return Card(child=Stack(children=[mark, *lines, Spacer()], gap=lay.dense))

    def offer(self) -> Offer | None:
        """Return the release that the network offers this box."""
        return self.desk.updates.offer()

    def _update(self) -> str:
        """Return how the release stands that the network offers; empty for none, or a done one."""
        offer = self.offer()
        if offer is None:
            return ""
        say, version = self.phrases.text, offer.letter.version
        match offer.step:
            case Step.ACCEPTED:
                return say("Version {version} waits", version=version)
            case Step.BEGUN:
                return say("Version {version} is being fetched", version=version)
            case Step.INSTALLED:
                return say("Version {version} is on trial", version=version)
            case Step.ROLLED_BACK:
                return say("Version {version} was taken back", version=version)
            case Step.FAILED:
                return say("Version {version} could not be installed", version=version)
            case _:
                return ""

    def _fact(self, name: str, value: str) -> Widget:
        return Stack(
            children=[
                Label(label=name, style="caption", colour="ink3", cuts=True),
                Label(label=value, style="strong", cuts=True),
            ]
        )


def _shown(line: str) -> str:
    """Return a line with a question mark for each sign that the fonts do not have."""
    return "".join(sign if sign.isprintable() and sign < _FONTS_END else "?" for sign in line)
