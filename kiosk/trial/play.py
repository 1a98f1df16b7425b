"""Plays a written scenario through the real counter: `kiosk play`, and the tests."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import takewhile
from pathlib import Path

from kiosk import evidence_pack
from kiosk.central.manifests import Manifest
from kiosk.central.wish_forms import DeliveryWish
from kiosk.config import load
from kiosk.core.facts.fact import Item
from kiosk.core.messages import CustomerLine, ManifestLine
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelKind, type_word
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.printer import Condition
from kiosk.postal import pictures_of
from kiosk.store.counter_file import CounterFile
from kiosk.trial import journeys
from kiosk.trial.brokers import NoBroker
from kiosk.trial.english import english_of
from kiosk.trial.goods import GOODS, item_of
from kiosk.trial.item_pictures import render
from kiosk.trial.play_central import MAIL_PATIENCE_S, MINOR, Cast, CentralPart, standing
from kiosk.trial.play_console import ConsolePart
from kiosk.trial.play_hands import camera, holds, lights, settle, show, snap, update, write
from kiosk.trial.play_network import NetworkPart
from kiosk.trial.play_opening import OpeningPart
from kiosk.trial.racks import cell_map
from kiosk.trial.scenario import ScenarioFault, Step, read
from kiosk.trial.stage import POINT, TEAM, Setting, Stage, Unmet
from kiosk.trial.tidy import clear

_PATIENCE_S = 30.0
_MS = {"s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_GOODS = {good.subject: good for good in GOODS}
_YESTERDAY = "D-0"
_CARDS = {"declines": "decline", "holds": "hold", "is late": "late", "breaks": "cut", "works": ""}
_OURS = ("broker", "camera", "central", "counter", "receipts", "central.log", "sync.log")


def play_file(  # noqa: PLR0913
    path: Path,
    *,
    language: str,
    size: tuple[int, int],
    show: bool,
    out: Path,
    broker: str = "auto",
    tell: Callable[[str], object] | None = None,
) -> str | None:
    """Play a scenario; return what stopped it, or None when all of it was met.

    Args:
        path: of the scenario.
        language: of the screen.
        size: of the screen, px.
        show: in a window.
        out: for pictures; `failed.png` shows the screen where it stopped.
        broker: auto, mosquitto or amqtt.
        tell: is given the way into the console, where there is one, for who watches.

    Raises:
        StorageReadOnly: the folder cannot be made or written.
    """
    try:
        steps = read(path)
    except ScenarioFault as fault:
        return str(fault)
    work = (out / "work" / path.name).absolute()  # not the stem: that of `...txt` is `..`
    clear(work, _OURS)  # what an earlier run of this scenario left
    setting = Setting(
        folder=work,
        cells=cell_map(),
        language=language,
        size=size,
        headless=not show,
        broker=broker,
        shows=any(step.word == "console" for step in steps),
        by_link=False,
    )
    try:
        stage = Stage(setting)
    except NoBroker as missing:
        return str(missing)
    player = Player(stage, out)
    try:
        if tell is not None and (link := stage.office.invite()):
            tell(link)
        player.play(steps)
    except (ScenarioFault, Unmet) as fault:
        stage.picture(out / "failed.png")
        return str(fault)
    finally:
        player.close()
        stage.close()
    return None


class Player:
    """Plays steps on a stage.

    Args:
        stage: with an open point.
        out: for pictures.
    """

    def __init__(self, stage: Stage, out: Path) -> None:
        self._stage, self._out, self._papers_before = stage, out, 0
        self._cast, self._heard = Cast(), ""
        self._opening = OpeningPart(stage)
        self._console = ConsolePart(stage, self._cast, out)
        self._doings: dict[str, Callable[[Step], None]] = {
            "parcel": lambda _: None,  # made before everything else
            **CentralPart(stage, self._cast).doings,
            **self._opening.doings,
            **self._console.doings,
            **NetworkPart(stage).doings,
            "sign": self._sign,
            "scan": lambda step: stage.scan(self._text(step)),
            "door": lambda step: stage.at_door(self._text(step)),
            "show": self._show,
            "tap": lambda step: stage.tap(step.args["widget"]),
            "hold": lambda step: stage.hold(step.args["widget"]),
            "type": lambda step: stage.type(step.args["pad"], self._text(step)),
            "snap": lambda step: snap(stage, step),
            "write": lambda step: write(stage, step),
            "button": self._button,
            "printer": self._printer,
            "scanner": self._scanner,
            "camera": lambda step: camera(stage, step),
            "lights": lambda step: lights(stage, step),
            "terminal": self._terminal,
            "plug": self._plug,
            "update": lambda _: update(stage),
            "expect": self._expect,
            "evidence": self._evidence,
            "picture": self._picture,
            "pass": self._pass,
        }

    def play(self, steps: tuple[Step, ...]) -> None:
        """Set the parcels up, then do every step.

        Raises:
            ScenarioFault: the first step that could not be done, or was not met.
        """
        if self._stage.setting.headless is False:
            self._stage.pace_s = 0.5
        self._stage.open_point()
        settle(self._stage)
        rules = tuple(takewhile(lambda step: step.word == "rules", steps))
        for step in rules:  # those it begins with, before codes are told by them
            self._do(step)
        self._set_up([step for step in steps if step.word == "parcel"])
        for step in steps[len(rules) :]:
            self._do(step)

    def close(self) -> None:
        """Leave what was opened for it."""
        self._console.close()

    def _do(self, step: Step) -> None:
        try:
            self._doings[step.word](step)
        except Unmet as unmet:
            raise ScenarioFault(step.file, step.line, f"{unmet}{self._heard}") from unmet

    # -- setting up ------------------------------------------------------------------------------

    def _ref(self, step: Step, name: str) -> str:
        ref = self._cast.known(name)
        if ref is None:
            raise ScenarioFault(step.file, step.line, f"nobody is called {name!r} here")
        return ref

    def _set_up(self, steps: list[Step]) -> None:
        lines: dict[str, list[ManifestLine]] = {}
        customers: dict[str, CustomerLine] = {}
        pictures = self._draw([step for step in steps if "good" in step.args])
        for step in steps:
            if "customer" in step.args:
                person = self._cast.line(step.args["customer"])
                customers[person.customer_ref] = person
            lines.setdefault(step.args.get("delivery", _YESTERDAY), []).append(
                self._line(step, pictures)
            )
        for delivery, parcels in lines.items():
            self._announce(delivery, parcels, customers)
        file = self._stage.app.file
        for good, photo in pictures.items():
            self._stage.until(
                partial(_is_cut, file, photo), f"the picture of a {good} arrives", MAIL_PATIENCE_S
            )
        self._put_away(steps)
        prints = self._stage.app.desk.prints
        self._stage.until(lambda: not prints.waiting(), "yesterday's acts are printed")
        self._papers_before = len(self._stage.printer.papers)

    def _draw(self, steps: list[Step]) -> dict[str, str]:
        """Lay pictures of goods in at the central; return the digest of each."""
        folder, seed = self._stage.central_folder, self._stage.setting.seed
        shelf = pictures_of(load(folder / "kiosk.toml"), folder)
        for step in steps:
            if step.args["good"] not in _GOODS:
                raise ScenarioFault(step.file, step.line, f"the goods are {', '.join(_GOODS)}")
        goods = dict.fromkeys(step.args["good"] for step in steps)
        return {good: shelf.put(render(good, seed)) for good in goods}

    def _line(self, step: Step, pictures: Mapping[str, str]) -> ManifestLine:
        args, rules = step.args, self._stage.app.desk.counter.policy
        seller = args.get("seller")
        due, barcode = MINOR * int(args.get("due", 0)), args.get("barcode", "")
        count = int(args.get("items", bool(barcode)))
        # what is due is spread evenly over what is in it
        items = tuple(Item(f"Vento {n + 1}", due // count, barcode=_one_of(barcode, n))
                      for n in range(count))  # fmt: skip
        if "good" in args:
            good, language = _GOODS[args["good"]], self._stage.setting.language
            items = (item_of(good, language, pictures[args["good"]], barcode),)
        return ManifestLine(
            args["parcel"],
            kind=ParcelKind.SELLER if seller else ParcelKind.ORDER,
            box=args.get("box"),
            customer_ref=None if seller else self._cast.ref(args["customer"]),
            items=items,
            age_limit=int(args.get("age", 0)),
            due_minor=due,
            store_until=self._stage.clock.wall() + (rules.storage_days if rules else 7) * _MS["d"],
            seller_ref=self._cast.ref(seller) if seller else None,
        )

    def _announce(
        self, delivery: str, parcels: list[ManifestLine], known: Mapping[str, CustomerLine]
    ) -> None:
        stage, file = self._stage, self._stage.app.file
        refs = dict.fromkeys(p.customer_ref for p in parcels if p.customer_ref)
        customers = tuple(known[ref] for ref in refs)
        at = stage.clock.wall()
        manifest = Manifest(delivery, "Meridian", at, tuple(parcels), customers)
        stage.wish(DeliveryWish(POINT, manifest))
        stage.until(lambda: file.parcels.get(parcels[-1].parcel), "the manifest arrives")
        for ref in refs:
            stage.until(partial(file.codes.windows, ref), "the codes arrive")

    def _put_away(self, steps: list[Step]) -> None:
        here = [step for step in steps if "cell" in step.args]
        if not here:
            return
        desk = self._stage.app.desk
        desk.access.sign_in(TEAM[0].staff, TEAM[0].pin)
        desk.accept.arrive(_YESTERDAY)
        for step in here:
            parcel, cell = step.args["parcel"], step.args["cell"]
            desk.accept.receive(_YESTERDAY, parcel)
            stored = desk.place.store(parcel, cell)
            if isinstance(stored, Refused):  # another cell than proposed: asked once
                stored = desk.place.store(parcel, cell)
            if isinstance(stored, Refused):
                raise ScenarioFault(step.file, step.line, f"cannot lie in {cell}: {stored.reason}")
        desk.accept.close(_YESTERDAY, seen=True)
        desk.access.sign_out()

    # -- steps -----------------------------------------------------------------------------------

    def _sign(self, step: Step) -> None:
        member = self._opening.team.get(step.args["name"])
        if member is None:
            known = ", ".join(self._opening.team)
            raise ScenarioFault(step.file, step.line, f"the team is {known}")
        self._stage.sign_in(member)

    def _evidence(self, step: Step) -> None:
        stage, wanted = self._stage, int(step.args["photos"])
        settings, path = stage.counter_folder / "kiosk.toml", self._out / "evidence.zip"
        packed = evidence_pack.pack_of(settings, step.args["parcel"], path)
        faults = evidence_pack.faults_of(path) if packed else ("the parcel is not known here",)
        if faults or packed is None or packed.photos != wanted:
            said = "; ".join(faults) or f"{packed.photos if packed else 0} photos were packed"
            raise ScenarioFault(step.file, step.line, said)

    def _plug(self, _: Step) -> None:
        self._stage.pull_plug()
        settle(self._stage)

    def _picture(self, step: Step) -> None:
        path = self._out / step.args["file"]
        settle(self._stage)
        self._stage.picture(path)
        tree = self._stage.app.loop.screen.tree()
        path.with_suffix(".txt").write_text(journeys.told(tree), encoding="utf-8")

    def _text(self, step: Step) -> str:
        text = step.args["text"]
        if text.startswith("code of "):
            text = self._stage.code_of(self._ref(step, text.removeprefix("code of ")))
        return text.replace("\\x1d", "\x1d")

    def _button(self, step: Step) -> None:
        names = self._stage.buttons.names
        if step.args["name"] not in names:
            raise ScenarioFault(step.file, step.line, f"the buttons are {', '.join(names)}")
        self._stage.buttons.press(step.args["name"])

    def _printer(self, step: Step) -> None:
        conditions = {
            "runs out": Condition(paper=False),
            "has paper": Condition(),
            "goes": Condition(refuse=True),
            "comes back": Condition(),
        }
        self._stage.printer.set(conditions[step.args["fault"]])
        self._stage.app.devices.retry("printer")  # a well one is asked every half minute only

    def _scanner(self, step: Step) -> None:
        self._stage.scanner.plugged = step.args["fault"] == "comes back"

    def _terminal(self, step: Step) -> None:
        effect = _CARDS[step.args["fault"]]
        self._stage.terminal.befall([Fault(1, "charge", effect)] if effect else [])

    def _show(self, step: Step) -> None:
        code = step.args.get("code")
        show(self._stage, code or self._stage.code_of(self._ref(step, step.args["customer"])))

    def _pass(self, step: Step) -> None:
        self._stage.app.desk.tick(0.0)  # what was done last is seen before the time since then
        self._stage.clock.pass_by(int(step.args["n"]) * _MS[step.args["unit"]])
        self._stage.quiet()

    def _expect(self, step: Step) -> None:
        args = step.args
        is_far = args.get("book") == "central" or args.get("what") == "console"
        patience_s = MAIL_PATIENCE_S if is_far else _PATIENCE_S
        if "book" in args:
            met = partial(self._in_book, args["book"], args["fact"], args["subject"])
            told = f"{args['book']} has {args['fact']} of {args['subject']}"
        else:
            self._heard = ""
            met = partial(self._is_so, args["what"], args["value"])
            told = f"{args['what']} {args['value']}"
        self._stage.until(met, told, patience_s)

    def _is_so(self, what: str, value: str) -> bool:
        stage = self._stage
        match what:
            case "light":
                return value in stage.lit()
            case "dark":
                return value not in stage.lit()
            case "screen":
                return stage.screen == value
            case "answer":
                return self._says(value)
            case "here" | "gone":
                return (stage.app.loop.screen.find(value) is not None) is (what == "here")
            case "words":
                return any(value in str(row["text"]) for row in stage.app.loop.screen.tree())
            case "stage":
                return self._opening.stand == value
            case "console":
                self._heard = f"; the console said {self._console.alerts()!r}"
                return self._console.says(value)
            case "receipts":
                return len(stage.printer.papers) - self._papers_before == int(value)
            case _:
                words = {d.what for d in stage.app.desk.health.devices()}
                words |= set() if stage.app.desk.health.mail().linked else {"no_network"}
                return value in words

    def _says(self, value: str) -> bool:
        spoken = self._stage.app.loop.spoken
        if spoken is None:
            return False
        self._heard = f"; it said {spoken.text!r}, {spoken.step!r}"
        english = english_of(self._stage.app.loop.skin.phrases.language)
        return english.says(spoken.text, spoken.step, value)

    def _in_book(self, book: str, fact: str, subject: str) -> bool:
        if book == "file":
            return holds(self._stage, fact, subject)
        if book == "journal":
            rows = self._stage.app.file.journal.since(0, 10**9)
            return any(row.type == type_word(fact) and subject.encode() in row.body for row in rows)
        books = self._stage.books()
        try:
            return fact in standing(books, subject)
        finally:
            books.close()


def _is_cut(file: CounterFile, photo: str) -> bool:
    """Whether the picture has come and been looked at, for better or worse."""
    return file.photos.picture(photo) in {"ready", "unfit"}


def _one_of(barcode: str, n: int) -> str:
    """Return the bar code of the `n`th thing in a parcel, from 0; none where none is told."""
    return str(int(barcode) + n).zfill(len(barcode)) if barcode else ""
