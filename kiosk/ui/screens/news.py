"""What's new: the notes of a version, once after unlocking and for ever in the Menu."""

from kiosk.ui import news_files
from kiosk.ui.kit.boxes import Card, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.plate import Plate
from kiosk.ui.kit.widget import Back, Home, Move, Widget
from kiosk.ui.kit.words import IconBox, Label
from kiosk.ui.news_files import Notes
from kiosk.ui.phrases import Phrases
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.office import Office
from kiosk.workflows.news import FallCause, RolledBack

_MOST_VERSIONS = 4  # that have a tab of their own


class NewsScreen(Framed):
    """The notes of the version that runs, and of those before it.

    Args:
        office: the counter.
        first: it comes by itself after unlocking; one tap leads home.
    """

    name = "news"
    section = "menu"

    def __init__(self, office: Office, *, first: bool = False) -> None:
        super().__init__(office)
        self._first = first
        self.has_back = not first
        known, running = news_files.notes(), office.desk.news.release.version
        of_this = news_files.of_version(running)
        self.shown: Notes | None = of_this or (known[0] if known else None)

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("What's new")

    def subtitle(self) -> str:
        """Return which version's notes these are."""
        version = self.shown.version if self.shown else self.desk.news.release.version
        return self.phrases.text("Version {version}", version=version) if version else ""

    def content(self) -> Widget:
        """Return the picture at the left, the lines at the right."""
        lay, say = self.skin.layout, self.phrases.text
        if self.shown is None:
            said = say("Nothing was written about this version.")
            return Card(child=Label(label=said, style="section", colour="ink2", lines=2))
        picture = Plate(key=f"news.{self.shown.version}", jpeg=self.shown.jpeg,
                        label=say("What's new"), icon="info")  # fmt: skip
        left = Stack(children=[Spacer(), picture, Spacer()], gap=lay.dense)
        lines = [self._line(line) for line in self.shown.lines(self.phrases.language)]
        right = Stack(children=[*self._versions(), *lines, Spacer(), self._foot()], gap=lay.dense)
        split = Split(left=left, right=right, right_wide=self._right(), gap=lay.gap, grow=1)
        fallen = self._fallen()
        return Card(child=Stack(children=[*fallen, split], gap=lay.dense))

    def _right(self) -> int:
        return round(self.skin.layout.width * 0.46)

    def _line(self, line: str) -> Widget:
        return Row(
            gap=12,
            children=[
                IconBox(icon="check", tone="soft", edge_px=36),
                Label(label=line, style="row_meta", lines=3, grow=1, least=80),
            ],
        )

    def _versions(self) -> list[Widget]:
        known = news_files.notes()[:_MOST_VERSIONS]
        if self._first or self.shown is None or len(known) < 2:  # noqa: PLR2004  to choose from
            return []
        choices = tuple((one.version, one.version) for one in known)
        return [
            Tabs(id="news.version", choices=choices, chosen=self.shown.version, pick=self._pick)
        ]

    def _pick(self, version: str) -> Move:
        self.shown = news_files.of_version(version) or self.shown
        self.renew()
        return None

    def _foot(self) -> Widget:
        label = self.phrases.text("Go on") if self._first else self.phrases.text("Seen")
        done = Button(id="news.done", label=label, rank="primary", do=self._done)
        return Row(children=[Spacer(), done])

    def _done(self) -> Move:
        """Note that it was seen; a disk that takes no writes shows it once more, no worse."""
        if self.shown is not None and self.shown.version == self.desk.news.release.version:
            self.desk.news.read(self.shown.version)
        return Home() if self._first else Back()

    def _fallen(self) -> list[Widget]:
        """Say which version runs after an update that was taken back, and why."""
        fallen = self.desk.news.release.rolled_back()
        if fallen is None:
            return []
        told = fallen_words(fallen, self.desk.news.release.version, self.phrases)
        return [
            Row(
                gap=12,
                children=[
                    IconBox(icon="warning", tone="warn", edge_px=44),
                    Stack(
                        grow=1,
                        least=80,
                        children=[
                            Label(label=told[0], style="row_title", cuts=True),
                            Label(label=told[1], colour="ink2", cuts=True),
                        ],
                    ),
                ],
            )
        ]


def fallen_words(fallen: RolledBack, runs: str, phrases: Phrases) -> tuple[str, str]:
    """Return what is said of an update that was taken back: which version runs, and why.

    Args:
        fallen: which one, and why.
        runs: the version that does.
        phrases: the language.
    """
    say = phrases.text
    why = {
        FallCause.NOT_READY: say("It did not start in time."),
        FallCause.CRASHED: say("It stopped right after its start."),
        FallCause.HUNG: say("It did not answer."),
        FallCause.POWER: say("The power went three times while it started."),
    }[fallen.cause]
    what = say("Version {runs} runs again; {failed} was taken back", runs=runs,
               failed=fallen.failed)  # fmt: skip
    return what, f"{why} {say('The network knows of it.')}"


def is_due(office: Office) -> bool:
    """Whether who has just unlocked is to see the notes of the version that runs."""
    news = office.desk.news
    return news_files.of_version(news.release.version) is not None and news.is_due()
