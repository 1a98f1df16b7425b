"""The settings: one's own, and the counter's; each change counts, is told, and can be undone."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from kiosk.core import settings
from kiosk.core.refusals import Refused
from kiosk.core.settings import THEME, THEMES, ZOOM, Offer
from kiosk.core.words import Right
from kiosk.ui.kit.boxes import Card, Row, Stack
from kiosk.ui.kit.buttons import Button, Tabs
from kiosk.ui.kit.lists import ScrollList
from kiosk.ui.kit.undo import Undoing
from kiosk.ui.kit.widget import Move, Say, Widget
from kiosk.ui.kit.words import Chip, Label
from kiosk.ui.screens.framed import Framed
from kiosk.ui.screens.lock import LANGUAGES
from kiosk.ui.screens.office import Office
from kiosk.ui.screens.setting_tests import row_of_tests, with_a_test
from kiosk.ui.screens.setting_words import (
    LANGUAGE,
    device_word,
    section_word,
    setting_word,
    value_word,
)
from kiosk.workflows.settings import Change

_FEW = 4  # values that stand beside each other; more are stepped through
_OWN = "own"
_BEFORE = "before"


class _Now(Struct, frozen=True):
    """A setting as it stands: rows are drawn once for equal values."""

    offer: Offer
    value: str
    waits: bool


class SettingsScreen(Framed):
    """Pages of settings; the counter's are for those who may change its devices.

    Args:
        office: the counter.
        section: the page it begins with.
    """

    name = "settings"
    section = "menu"

    def __init__(self, office: Office, section: str = _OWN) -> None:
        super().__init__(office)
        self.page = section
        self._undoing = Undoing(self, "settings")

    def title(self) -> str:
        """Return what this is."""
        return self.phrases.text("Settings")

    def content(self) -> Widget:
        """Return the pages, and the settings of the one that is open."""
        lay = self.skin.layout
        body = Card(child=self._list(), padding=lay.dense, grow=1, least=120)
        pages = self._pages()
        if len(pages) == 1:
            return body
        tabs = Tabs(
            id="settings.page",
            choices=tuple((key, section_word(key, self.phrases)) for key in pages),
            chosen=self.page,
            pick=self._turn,
            fill_width=True,
        )
        return Stack(children=[tabs, body], gap=lay.dense)

    def _pages(self) -> list[str]:
        if not self.desk.counter.may(Right.HARDWARE):
            return [_OWN]
        sections = dict.fromkeys(offer.section for offer in self.desk.settings.offers())
        return [_OWN, *sections, _BEFORE]

    def _turn(self, page: str) -> Move:
        self.page = page
        self._undoing.clear()
        return None

    def _list(self) -> Widget:
        row_px = max(72, self.skin.px(76))
        if self.page == _BEFORE:
            told = self.desk.settings.history()
            return ScrollList(
                id="settings.changes",
                items=() if isinstance(told, Refused) else told,
                key=repr,
                row=self._change,
                row_px=row_px,
                empty=self.phrases.text("Nothing was changed here yet."),
                grow=1,
            )
        items: tuple[object, ...] = (LANGUAGE, THEME, ZOOM)
        if self.page != _OWN:
            now = self.desk.settings
            tests = with_a_test(self, self.page)
            values = (
                _Now(offer, now.value(offer.key), waits=now.waits(offer.key))
                for offer in now.offers()
                if offer.section == self.page
            )
            items = (*([tests] if tests else ()), *values)
        return ScrollList(
            id="settings.list", items=items, key=repr, row=self._row, row_px=row_px, grow=1
        )

    # -- rows ------------------------------------------------------------------------------------

    def _row(self, item: object) -> Widget:
        if isinstance(item, str):
            return self._line(item, self._own(item), "")
        if isinstance(item, tuple):
            return row_of_tests(self, self.page, item)
        now: _Now = item  # type: ignore[assignment]
        note = self.phrases.text("After a restart") if now.waits else ""
        return self._line(now.offer.key, self._control(now.offer, now.value), note)

    def _line(self, key: str, control: Widget, note: str) -> Widget:
        words: list[Widget] = [
            Label(label=setting_word(key, self.phrases), style="row_title", lines=2)
        ]
        device = device_word(key, self.phrases)
        if device:
            words.append(Label(label=device, colour="ink2", cuts=True))
        chip = [Chip(label=note, tone="soft")] if note else []
        return Row(
            gap=self.skin.layout.dense,
            children=[Stack(children=words, grow=1, least=100), *chip, control],
        )

    def _control(self, offer: Offer, value: str) -> Widget:
        if len(offer.values) <= _FEW:
            return self._tabs(offer.key, offer.values, value, partial(self._set, offer.key))
        steps = [
            self._step(offer, value, -1, "remove", self.phrases.text("Less")),
            Label(
                label=value_word(offer.key, value, self.phrases),
                style="section",
                align="centre",
                wide=self.skin.px(112),
            ),
            self._step(offer, value, 1, "add", self.phrases.text("More")),
        ]
        return Row(children=steps, gap=8)

    def _step(self, offer: Offer, value: str, step: int, icon: str, label: str) -> Widget:
        there = settings.beside(offer, value, step)
        name = "less" if step < 0 else "more"
        return Button(
            id=f"settings.{offer.key}.{name}",
            label=label,
            icon=icon,
            rank="outline",
            bare=True,
            enabled=there is not None,
            reason=self.phrases.text("That is the last one"),
            do=partial(self._set, offer.key, there or value),
        )

    def _tabs(
        self, key: str, values: tuple[str, ...], value: str, pick: Callable[[str], Move]
    ) -> Widget:
        return Tabs(
            id=f"settings.{key}",
            choices=tuple((one, value_word(key, one, self.phrases)) for one in values),
            chosen=value,
            pick=pick,
        )

    def _own(self, key: str) -> Widget:
        if key == LANGUAGE:
            every = tuple(one for one, _ in LANGUAGES)
            return self._tabs(key, every, self.phrases.language, self._speak)
        if key == THEME:
            return self._tabs(key, THEMES, self.skin.theme.name, partial(self._wear, key))
        zooms = tuple(map(str, self.skin.layout.zooms))
        return self._tabs(key, zooms, str(self.skin.zoom), partial(self._wear, key))

    def _change(self, item: object) -> Widget:
        change: Change = item  # type: ignore[assignment]
        phrases = self.phrases
        by = change.by or phrases.text("the settings file")
        words = [setting_word(change.key, phrases), device_word(change.key, phrases)]
        was = value_word(change.key, change.old, phrases)
        now = value_word(change.key, change.new, phrases)
        told = f"{phrases.date(change.at)} {phrases.time(change.at)} · {by}"
        line: list[Widget] = [
            Stack(
                grow=1,
                least=100,
                children=[
                    Label(label=" · ".join(w for w in words if w), style="row_title", cuts=True),
                    Label(label=told, colour="ink2", cuts=True),
                ],
            ),
            Label(label=f"{was} \u2192 {now}", style="strong", cuts=True),
        ]
        if change.can_go_back:
            line.append(
                Button(
                    id=f"settings.back.{change.at}.{change.key}",
                    label=phrases.text("As before"),
                    rank="outline",
                    do=partial(self._set, change.key, change.old),
                )
            )
        return Row(children=line, gap=self.skin.layout.dense)

    # -- changing --------------------------------------------------------------------------------

    def _set(self, key: str, value: str) -> Move:
        old = self.desk.settings.value(key)
        refused = self.desk.settings.change(key, value)
        if refused is not None:
            return self.refused(refused)
        self._changed(key, old)
        if key.startswith("sound."):
            return Say(self.phrases.text("It sounds like this now"), "ok")
        return None

    def _speak(self, language: str) -> Move:
        old = self.phrases.language
        refused = self.desk.access.set_language(language)
        if refused is not None:
            return self.refused(refused)
        self.stage.speak(language)
        self._changed(LANGUAGE, old)
        return None

    def _wear(self, key: str, value: str) -> Move:
        old = self.skin.theme.name if key == THEME else str(self.skin.zoom)
        refused = self.desk.settings.choose_own(key, value)
        if refused is not None:
            return self.refused(refused)
        if key == THEME:
            self.stage.wear(value, self.skin.zoom)
        else:
            self.stage.wear(self.skin.theme.name, int(value))
        self._changed(key, old)
        return None

    def _changed(self, key: str, old: str) -> None:
        self._undoing.offer(partial(self._was, key, old), partial(self._back, key, old))

    def _was(self, key: str, old: str) -> str:
        was = value_word(key, old, self.phrases)
        return self.phrases.text("{what}, before: {was}",
                                 what=setting_word(key, self.phrases), was=was)  # fmt: skip

    def _back(self, key: str, old: str) -> Move:
        match key:
            case "own.language":
                return self._speak(old)
            case "own.theme" | "own.zoom":
                return self._wear(key, old)
            case _:
                return self._set(key, old)

    def toast(self) -> Widget | None:
        """Offer to undo the change that was made last."""
        return self._undoing.toast()
