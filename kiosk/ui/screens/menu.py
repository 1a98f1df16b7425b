"""The menu: language, look, and the way to the devices."""

from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label, Line
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.lock import LANGUAGES
from kiosk.ui.screens.office import Office

_NAMES = {"ru": "Русский", "pt": "Português", "en": "English"}


class MenuScreen(Framed):
    """Settings of the person and of this screen.

    Args:
        office: the counter.
    """

    name = "menu"
    section = "menu"
    has_back = False

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.zoom = ""

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Settings")

    def content(self) -> Widget:
        """Return the settings, one line each."""
        lay, say = self.skin.layout, self.phrases.text
        language = Tabs(
            id="menu.language",
            choices=tuple((key, _NAMES[key]) for key, _ in LANGUAGES),
            chosen=self.phrases.language,
            pick=self._speak,
        )
        theme = Tabs(
            id="menu.theme",
            choices=(
                ("light", say("Light")),
                ("dark", say("Dark")),
                ("contrast", say("High contrast")),
            ),
            chosen=self.skin.theme.name,
            pick=self._wear,
        )
        zoom = Tabs(
            id="menu.zoom",
            choices=tuple((str(z), f"{z} %") for z in lay.zooms),
            chosen=str(self.skin.zoom),
            pick=self._enlarge,
        )
        lines = [
            self._line(say("Language"), language),
            Line(),
            self._line(say("Look"), theme),
            Line(),
            self._line(say("Text size"), zoom),
            Line(),
            self._doors(),
            Spacer(),
        ]
        return Card(child=Stack(children=lines, gap=lay.gap))

    def _doors(self) -> Widget:
        say, doors, may = self.phrases.text, self.office.doors, self.desk.counter.may
        entries = (
            (None, "health", say("Devices and mail"), "verified", doors.health),
            (None, "badge", say("My badge"), "badge", doors.my_badge),
            (Right.OVERRIDE, "team", say("Team"), "person", doors.team),
            (Right.COUNT, "count", say("Count the shelves"), "task_alt", doors.count),
            (Right.MAP, "map", say("Change the shelf map"), "shelves", doors.map_edit),
        )
        buttons = [
            Button(id=f"menu.{key}", label=label, icon=icon, rank="outline", do=do)
            for right, key, label, icon, do in entries
            if right is None or may(right)
        ]
        buttons += [] if may(Right.ANALYTICS) else [self._barred()]
        row = self.skin.layout.button
        return Grid(columns=2, gap=self.skin.layout.gap, row=row, children=buttons)

    def _barred(self) -> Button:
        """Say who may grant the figures, to whoever may not see them."""
        return Button(
            id="menu.analytics",
            label=self.phrases.text("Analytics"),
            icon="bar_chart",
            rank="outline",
            enabled=False,
            reason=self.phrases.text("The owner grants it: Menu, Team, your name"),
        )

    def _line(self, name: str, choice: Widget) -> Widget:
        label = Label(label=name, style="section", grow=1, least=100, cuts=True)
        return Row(children=[label, choice], gap=self.skin.layout.gap)

    def _speak(self, language: str) -> Move:
        self.desk.access.set_language(language)
        self.stage.speak(language)
        return None

    def _wear(self, theme: str) -> Move:
        self.stage.wear(theme, self.skin.zoom)
        return None

    def _enlarge(self, zoom: str) -> Move:
        self.stage.wear(self.skin.theme.name, int(zoom))
        return None
