"""The settings of the person who is signed in: language, look, text size."""

from kiosk.ui.kit.boxes import Card, Row, Spacer, Stack
from kiosk.ui.kit.buttons import Tabs
from kiosk.ui.kit.widget import Move, Widget
from kiosk.ui.kit.words import Label, Line
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.lock import LANGUAGES

_NAMES = {"ru": "Русский", "pt": "Português", "en": "English"}


class SettingsScreen(Framed):
    """Settings of the person and of this screen."""

    name = "settings"
    section = "menu"

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Settings")

    def content(self) -> Widget:
        """Return the settings, one line each."""
        lay, say = self.skin.layout, self.phrases.text
        language = Tabs(
            id="settings.language",
            choices=tuple((key, _NAMES[key]) for key, _ in LANGUAGES),
            chosen=self.phrases.language,
            pick=self._speak,
        )
        theme = Tabs(
            id="settings.theme",
            choices=(
                ("light", say("Light")),
                ("dark", say("Dark")),
                ("contrast", say("High contrast")),
            ),
            chosen=self.skin.theme.name,
            pick=self._wear,
        )
        zoom = Tabs(
            id="settings.zoom",
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
            Spacer(),
        ]
        return Card(child=Stack(children=lines, gap=lay.gap))

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
