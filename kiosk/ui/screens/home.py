"""Home: the camera, the keypad, who is being served, and the four figures."""

from collections.abc import Mapping
from functools import partial

from kiosk.core.codes import CodeKind
from kiosk.core.refusals import Refused
from kiosk.core.words import Right
from kiosk.hw.ports import DeviceState
from kiosk.ui.kit.boxes import Card, Grid, Row, Spacer, Split, Stack
from kiosk.ui.kit.buttons import Button, Tile, Typing
from kiosk.ui.kit.eye import CameraView
from kiosk.ui.kit.keyboard import Keyboard
from kiosk.ui.kit.keys import CodeEntry
from kiosk.ui.kit.widget import Do, Move, Widget
from kiosk.ui.kit.words import IconBox, Label, NumText
from kiosk.ui.screens.framed import short_codes
from kiosk.ui.screens.hits import HitScreen
from kiosk.ui.screens.in_line import line_words, numbered
from kiosk.ui.screens.office import Office
from kiosk.workflows.doorline import Place
from kiosk.workflows.returns import tail
from kiosk.workflows.views import Hit, SessionChip

_LAST_FOUR = 4
_CODE_SIGN = "*"  # stands in pickup codes only, which nothing is searched by
_MOST_CHIPS = 4  # as many as fit beside each other


class HomeScreen(HitScreen):
    """The first screen of a signed-in person."""

    name = "home"
    section = "issue"
    has_back = False

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.typing = Typing()
        self.writing = False
        self.hits: tuple[Hit, ...] | None = None  # of what is typed so far; None: nothing asked

    def title(self) -> str:
        """Return what the counter does here."""
        return self.phrases.text("Issue parcels")

    def subtitle(self) -> str:
        """Return which point this is, while somebody types how many are found so far."""
        if self.hits:
            return self.phrases.text("Found: {n}", n=self.phrases.number(len(self.hits)))
        point = self.phrases.text("Point {point}", point=self.office.point)
        return f"{point} · {self.office.address}" if self.office.address else point

    def entered(self) -> None:
        """Begin with an empty field; six digits are a pickup code where the network's are short."""
        self.in_issue = short_codes(self.desk.counter.policy)
        self._done()

    # -- content ---------------------------------------------------------------------------------

    def content(self) -> Widget:
        """Return camera, keypad and what waits."""
        if self.writing and self.hits is not None:
            return self._above_the_keys(self.hits)
        lay, say = self.skin.layout, self.phrases.text
        entry = CodeEntry(
            id="home.code",
            label=say("Or type it"),
            typing=self.typing,
            hint=say("code, order, last four"),
            enter=self._enter,
            letters=self._write,
            typed=self.seek,
            grow=1,
        )
        main = Split(
            left=self._camera() if self.hits is None else self._found(self.hits),
            right=Card(child=entry, padding=lay.padding if lay.size == "L" else lay.dense),
            right_wide=lay.right["home"],
            gap=lay.gap,
            grow=1,
            least=240,
        )
        waiting, banner = self._waiting(), self._banner() is not None
        crowded = lay.size != "L" and bool(waiting) and banner
        figures = self._figures(banner=banner, waiting=bool(waiting))
        return Stack(children=[main, *waiting, *figures], gap=8 if crowded else lay.gap)

    def _found(self, hits: tuple[Hit, ...]) -> Widget:
        """Return the hits in the camera's place, which goes on reading."""
        rows = self.hit_list("home.found", hits, self._none_yet())
        return Card(child=Stack(children=[rows]), padding=self.skin.layout.dense)

    def _above_the_keys(self, hits: tuple[Hit, ...]) -> Widget:
        """Return as many hits as the keyboard leaves room for; Enter shows all."""
        lay = self.skin.layout
        tall = Keyboard.needs(self.skin, lay.height - lay.bar, self._leaves())[0]
        room = lay.height - tall - lay.content[1] - lay.dense
        row = min(self.hit_px(), room)
        lines = max(1, (room + lay.dense) // (row + lay.dense))
        tiles = [self.hit_row(hit) for hit in hits[: 2 * lines]]
        if not tiles:
            words = Label(label=self._none_yet(), colour="ink2", lines=2, align="centre")
            return Stack(children=[Card(child=words, padding=lay.dense), Spacer()])
        return Stack(children=[Grid(columns=2, gap=lay.dense, row=row, children=tiles), Spacer()])

    def _leaves(self) -> int:
        """Return the height the keyboard leaves below the bar: one row of hits, px."""
        lay = self.skin.layout
        return lay.content[1] - lay.bar + self.hit_px() + lay.dense

    def _none_yet(self) -> str:
        return self.phrases.text("Nothing found so far. Go on typing, or press the arrow.")

    def _camera(self) -> Widget:
        say = self.phrases.text
        cameras = [d for d in self.desk.health.devices() if d.kind == "camera"]
        lost = ""
        if not cameras:
            lost = say("No camera. Scan the code, or type it.")
        elif cameras[0].state in {DeviceState.ABSENT, DeviceState.FAILED}:
            lost = say("The camera does not answer. Scan the code, or type it.")
        return CameraView(
            id="home.camera",
            newest=self.office.preview,
            prompt=say("Show the pickup code, it is read by itself"),
            lost=lost,
            state=say("Camera"),
            grow=1,
        )

    def _waiting(self) -> list[Widget]:
        """Return the live sessions, or the last issue with its Undo."""
        lay = self.skin.layout
        line = self.desk.doorline.line()
        numbers = {place.session: place.number for place in line if place.session}
        chips: list[Widget] = [self._session(chip, numbers) for chip in self.desk.issue.live()]
        chips += self._in_line_after(line)
        chips += self._day()
        chips += self._to_put_back()
        chips += self._count()
        chips += [self._seller(chip) for chip in self.desk.give_back.live()]
        chips += self._returns(_MOST_CHIPS - len(chips))
        last = self.desk.issue.last()
        if last is not None and len(chips) < _MOST_CHIPS:
            undo = Button(
                id="home.undo",
                label=self.phrases.text("Undo the issue"),
                icon="undo",
                rank="outline",
                do=partial(self._undo, last.session.session),
            )
            chips.append(undo)
        columns = max(2, len(chips))
        return [Grid(columns=columns, gap=lay.dense, row=56, children=chips)] if chips else []

    def _day(self) -> list[Widget]:
        """Return the way to open the day, where days are opened; nothing waits for it."""
        if not self.desk.counter.may(Right.ISSUE) or not self.desk.days.reminds():
            return []
        words = self.phrases.text("The day is not open")
        go = self.office.doors.day
        return [Button(id="home.day", label=words, icon="calendar_today", rank="outline", do=go)]

    def _to_put_back(self) -> list[Widget]:
        """Return the way to what visits left on the counter."""
        left = self.desk.left.count() if self.desk.counter.may(Right.ISSUE) else 0
        if not left:
            return []
        words = self.phrases.text("To put back: {n}", n=left)
        go = self.office.doors.put_back
        return [Button(id="home.putback", label=words, icon="inventory_2", do=go)]

    def _count(self) -> list[Widget]:
        """Return the way back to a count that waits, also after a restart."""
        open_ = self.desk.count.under_way()
        if open_ is None or not self.desk.counter.may(Right.COUNT):
            return []
        words = self.phrases.text("Stocktake {n}/{m}", n=open_.done, m=len(open_.cells))
        return [Button(id="home.count", label=words, icon="shelves", do=self.office.doors.count)]

    def _returns(self, most: int) -> list[Widget]:
        """Return the ways back to returns that were begun, as many as fit."""
        if not self.desk.counter.may(Right.RETURN):
            return []
        return [
            Button(
                id=f"home.return.{known.return_}",
                label=f"…{tail(known)}",
                icon="assignment_return",
                do=partial(self.office.doors.customer_return, known.return_),
            )
            for known in self.desk.returns.under_way()[: max(0, most)]
        ]

    def _in_line_after(self, line: tuple[Place, ...]) -> list[Widget]:
        """Return who waits without a lamp, and whether somebody at the door needs help."""
        say = self.phrases.text
        found: list[Widget] = []
        unlit = line_words(tuple(p for p in line if p.session is None), self.phrases)
        if unlit:
            why = say("Its cells light up as soon as a visit ends")
            found.append(Button(id="home.line", label=unlit, icon="hourglass_bottom",
                                rank="outline", enabled=False, reason=why))  # fmt: skip
        if self.desk.doorline.needs_help():
            found.append(Button(id="home.door", label=say("Help at the door"), icon="help",
                                rank="outline", do=self._helped))  # fmt: skip
        return found

    def _helped(self) -> Move:
        self.desk.doorline.helped()
        self.renew()
        return None

    def _session(self, chip: SessionChip, numbers: Mapping[str, int]) -> Widget:
        number = numbers.get(chip.session.session)
        name = f"{chip.name} {chip.picked}/{chip.ready}"
        return Button(
            id=f"home.session.{chip.session.session}",
            label=f"{numbered(number, self.phrases)} · {name}" if number else name,
            personal=True,
            do=partial(self._resume, chip.session.session),
        )

    def _seller(self, chip: SessionChip) -> Widget:
        return Button(
            id=f"home.session.{chip.session.session}",
            label=f"{chip.name} {chip.picked}/{chip.ready}",
            icon="store",
            do=partial(self._resume_seller, chip.session.session),
        )

    def _resume_seller(self, session: str) -> Move:
        card = self.desk.give_back.resume(session)
        if isinstance(card, Refused):
            return self.refused(card)
        return self.office.doors.give_back(card)

    def _resume(self, session: str) -> Move:
        card = self.desk.issue.resume(session)
        if isinstance(card, Refused):
            return self.refused(card)
        return self.office.doors.customer(card)

    def _undo(self, session: str) -> Move:
        card = self.desk.issue.undo(session)
        self.renew()
        if isinstance(card, Refused):
            return self.refused(card)
        return self.office.doors.customer(card)

    def _figures(self, *, banner: bool, waiting: bool) -> list[Widget]:
        lay = self.skin.layout
        if lay.size == "S" or banner + waiting + (lay.size == "M") > 1:
            return []
        tall = lay.size == "L" and not banner and not waiting
        tiles = self._tall_tiles() if tall else self._flat_tiles()
        row = self.skin.px(180) if tall else 80
        return [Grid(columns=4, gap=lay.dense, row=row, children=tiles)]

    def _four(self) -> list[tuple[str, str, str, int, str, str, Do | None]]:
        say, count = self.phrases.text, self.phrases.count
        f = self.desk.find.figures()
        deliveries = count(
            "{n} delivery on its way", "{n} deliveries on their way", f.deliveries_waiting
        )
        cells = count("{n} free cell", "{n} free cells", f.free_cells)
        unpacked = count("{n} parcel to pack", "{n} parcels to pack", f.returns_unpacked)
        accepts = self.office.doors.deliveries if self.desk.counter.may(Right.ACCEPT) else None
        ships = self.office.doors.ship if self.desk.counter.may(Right.SHIP) else None
        return [
            ("accept", "move_to_inbox", "soft", f.to_accept, say("To accept"), deliveries,
             accepts),
            ("ready", "shelves", "ok", f.ready, say("Ready to issue"), cells, None),
            ("expiring", "hourglass_bottom", "warn", f.expiring, say("Term ends"),
             say("within a day"), None),
            ("back", "assignment_return", "plain", f.to_return, say("Going back"), unpacked,
             ships),
        ]  # fmt: skip

    def _tall_tiles(self) -> list[Widget]:
        return [
            self._tile(
                key,
                label,
                go,
                Stack(
                    children=[
                        Row(children=[IconBox(icon=icon, tone=tone), Spacer()]),
                        Spacer(),
                        NumText(label=self.phrases.number(number), style="kpi"),
                        Label(label=label, style="row_title", cuts=True),
                        Label(label=detail, style="caption", colour="ink3", cuts=True),
                    ]
                ),
                padding=20,
            )
            for key, icon, tone, number, label, detail, go in self._four()
        ]

    def _flat_tiles(self) -> list[Widget]:
        return [
            self._tile(
                key,
                label,
                go,
                Row(
                    gap=12,
                    children=[
                        IconBox(icon=icon, tone=tone),
                        Stack(
                            grow=1,
                            least=60,
                            children=[
                                NumText(label=self.phrases.number(number), style="title"),
                                Label(label=label, style="caption", colour="ink2", cuts=True),
                            ],
                        ),
                    ],
                ),
                padding=14,
            )
            for key, icon, tone, number, label, _, go in self._four()
        ]

    def _tile(self, key: str, label: str, go: Do | None, child: Widget, padding: int) -> Widget:
        if go is None:
            return Card(child=child, padding=padding)
        return Tile(id=f"home.{key}", label=label, do=go, child=child, padding=padding)

    def cards(self) -> dict[str, str]:
        """Return the command cards of this screen."""
        return {"undo": "home.undo"}

    def over(self) -> Widget | None:
        """Return the keyboard while letters are typed."""
        if not self.writing:
            return None
        return Keyboard(
            id="home.keys",
            typing=self.typing,
            title=self.phrases.text("Name, code or goods"),
            language=self.phrases.language,
            enter=self._enter,
            close=self._write,
            typed=self.seek,
            leaves=self._leaves(),
        )

    # -- what is typed ---------------------------------------------------------------------------

    def _write(self) -> Move:
        self.writing = not self.writing
        self.renew()
        return None

    def seek(self) -> Move:
        """Show what the text finds so far, in place of what the last key found."""
        text = self.typing.text.strip()
        found = None if _CODE_SIGN in text else self.desk.find.search(text)
        hits = None if isinstance(found, Refused) else found
        if hits != self.hits:
            self.hits = hits
            self.renew()
        return None

    def _done(self) -> None:
        self.writing, self.hits = False, None
        self.typing.clear()

    def _enter(self) -> Move:
        text = self.typing.text.strip()
        if not text:
            return None
        self._done()
        self.renew()
        if len(text) == _LAST_FOUR and text.isdigit():
            hits = self.desk.issue.customers_by_tail(text)
            if hits and not isinstance(hits, Refused):
                return self.office.doors.results(hits)
        code = self._read(text, "typed")
        if code.kind is CodeKind.UNKNOWN:
            return self.search(text)
        return self.coded(code, "typed")
