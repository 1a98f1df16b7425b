"""Plays a written scenario through the real counter: `kiosk play`, and the tests."""

import os
import signal
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import takewhile
from pathlib import Path

from kiosk import evidence_pack
from kiosk.central.announcements import Announcements, ExpectWish, ReturnLine
from kiosk.central.manifests import Manifest
from kiosk.central.wishes import CancelWish, DeliveryWish, PointWish
from kiosk.core.facts.fact import Item
from kiosk.core.messages import CustomerLine, ManifestLine
from kiosk.core.refusals import Refused
from kiosk.core.words import ParcelState, type_word
from kiosk.hw.ports import DeviceState
from kiosk.hw.sim.faults import Fault
from kiosk.hw.sim.printer import Condition
from kiosk.trial import journeys
from kiosk.trial.brokers import NoBroker
from kiosk.trial.english import english_of
from kiosk.trial.passers import tell_elsewhere
from kiosk.trial.racks import cell_map
from kiosk.trial.scenario import ScenarioFault, Step, read
from kiosk.trial.stage import DEVICE, POINT, TEAM, Setting, Stage, Unmet
from kiosk.trial.tidy import clear

_PATIENCE_S, _MAIL_PATIENCE_S = 30.0, 60.0  # mail pauses up to 18 s after a short outage
_SETTLE_S = 4.0  # shorter than an answer stays in sight
_MS = {"s": 1000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_YESTERDAY = "D-0"
_CARDS = {"declines": "decline", "holds": "hold", "is late": "late", "breaks": "cut", "works": ""}
_OURS = ("broker", "camera", "central", "counter", "receipts", "central.log", "sync.log")


def play_file(
    path: Path, *, language: str, size: tuple[int, int], show: bool, out: Path
) -> str | None:
    """Play a scenario; return what stopped it, or None when all of it was met.

    Args:
        path: of the scenario.
        language: of the screen.
        size: of the screen, px.
        show: in a window.
        out: for pictures; `failed.png` shows the screen where it stopped.

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
    )
    try:
        stage = Stage(setting)
    except NoBroker as missing:
        return str(missing)
    try:
        Player(stage, out).play(steps)
    except (ScenarioFault, Unmet) as fault:
        stage.picture(out / "failed.png")
        return str(fault)
    finally:
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
        self._names: dict[str, str] = {}
        self._doings: dict[str, Callable[[Step], None]] = {
            "parcel": lambda _: None,  # made before everything else
            "cancel": self._cancel,
            "rules": self._rules,
            "return": self._return,
            "elsewhere": self._elsewhere,
            "sign": self._sign,
            "scan": lambda step: stage.scan(self._text(step)),
            "door": lambda step: stage.at_door(self._text(step)),
            "show": lambda step: stage.show(stage.code_of(self._ref(step, step.args["customer"]))),
            "tap": lambda step: stage.tap(step.args["widget"]),
            "hold": lambda step: stage.hold(step.args["widget"]),
            "type": lambda step: stage.type(step.args["pad"], self._text(step)),
            "button": self._button,
            "printer": self._printer,
            "scanner": self._scanner,
            "camera": lambda step: _camera(stage, step),
            "lights": lambda step: _lights(stage, step),
            "terminal": self._terminal,
            "network": self._network,
            "plug": self._plug,
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
        _settle(self._stage)
        rules = tuple(takewhile(lambda step: step.word == "rules", steps))
        for step in rules:  # those it begins with, before codes are told by them
            self._do(step)
        self._set_up([step for step in steps if step.word == "parcel"])
        for step in steps[len(rules) :]:
            self._do(step)

    def _do(self, step: Step) -> None:
        try:
            self._doings[step.word](step)
        except Unmet as unmet:
            raise ScenarioFault(step.file, step.line, str(unmet)) from unmet

    # -- setting up ------------------------------------------------------------------------------

    def _ref(self, step: Step, name: str) -> str:
        if name not in self._names:
            raise ScenarioFault(step.file, step.line, f"nobody is called {name!r} here")
        return self._names[name]

    def _set_up(self, steps: list[Step]) -> None:
        lines: dict[str, list[ManifestLine]] = {}
        at = self._stage.clock.wall()
        rules = self._stage.app.desk.counter.policy
        until = at + (rules.storage_days if rules else 7) * _MS["d"]
        for step in steps:
            name = step.args["customer"]
            ref = self._names.setdefault(name, f"c{len(self._names) + 1}")
            line = _line(step.args, ref, until)
            lines.setdefault(step.args.get("delivery", _YESTERDAY), []).append(line)
        for delivery, parcels in lines.items():
            refs = {p.customer_ref: None for p in parcels}
            customers = tuple(
                CustomerLine(ref, f"{name} S.", f"{int(ref[1:]):04d}")
                for name, ref in self._names.items()
                if ref in refs
            )
            manifest = Manifest(delivery, "Meridian", at, tuple(parcels), customers)
            self._stage.wish(DeliveryWish(POINT, manifest))
            self._await(parcels[-1].parcel, customers[-1].customer_ref)
        self._put_away(steps)
        prints = self._stage.app.desk.prints
        self._stage.until(lambda: not prints.waiting(), "yesterday's acts are printed")
        self._papers_before = len(self._stage.printer.papers)

    def _await(self, parcel: str, customer: str) -> None:
        file = self._stage.app.file
        self._stage.until(lambda: file.parcels.get(parcel), "the manifest arrives")
        self._stage.until(lambda: file.codes.windows(customer), "the codes arrive")

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
        member = next((m for m in TEAM if m.staff == step.args["name"]), None)
        if member is None:
            known = ", ".join(m.staff for m in TEAM)
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
        _settle(self._stage)

    def _picture(self, step: Step) -> None:
        path = self._out / step.args["file"]
        _settle(self._stage)
        self._stage.picture(path)
        tree = self._stage.app.loop.screen.tree()
        path.with_suffix(".txt").write_text(journeys.told(tree), encoding="utf-8")

    def _rules(self, step: Step) -> None:
        stage, policy = self._stage, step.args["policy"]
        wish = PointWish(POINT, "Point 7731", DEVICE, stage.point_key, policy)
        stage.wish(wish)
        rules = partial(getattr, stage.app.desk.counter, "policy")
        stage.until(lambda: rules().policy == policy, f"the rules are {policy}", _MAIL_PATIENCE_S)

    def _cancel(self, step: Step) -> None:
        stage, parcel = self._stage, step.args["parcel"]
        stage.wish(CancelWish(POINT, f"o-{parcel}", (parcel,)))

        def goes_back() -> bool:
            found = stage.app.file.parcels.get(parcel)
            return found is not None and found.state is ParcelState.TO_RETURN

        stage.until(goes_back, f"{parcel} goes back", _MAIL_PATIENCE_S)

    def _elsewhere(self, step: Step) -> None:
        parcel, name = step.args["parcel"], step.args["customer"]
        ref = self._names.setdefault(name, f"c{len(self._names) + 1}")
        tell_elsewhere(self._stage, ref, parcel, step.args["point"])

    def _return(self, step: Step) -> None:
        stage, code, name = self._stage, step.args["code"], step.args["customer"]
        ref = self._names.setdefault(name, f"c{len(self._names) + 1}")
        person = CustomerLine(ref, f"{name} S.", f"{int(ref[1:]):04d}")
        told = ReturnLine(code, code, ref, (Item("Vento"),), person)
        stage.wish(ExpectWish(POINT, Announcements(returns=(told,))))
        stage.until(
            lambda: stage.app.file.returns.get(code), f"{code} is announced", _MAIL_PATIENCE_S
        )

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

    def _network(self, step: Step) -> None:
        if step.args["state"] == "down":
            self._stage.broker.kill()
        else:
            self._stage.broker.start()

    def _pass(self, step: Step) -> None:
        self._stage.clock.pass_by(int(step.args["n"]) * _MS[step.args["unit"]])
        self._stage.quiet()

    def _expect(self, step: Step) -> None:
        args = step.args
        patience_s = _MAIL_PATIENCE_S if args.get("book") == "central" else _PATIENCE_S
        if "book" in args:
            met = partial(self._in_book, args["book"], args["fact"], args["subject"])
            told = f"{args['book']} has {args['fact']} of {args['subject']}"
        else:
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
            case "words":
                return any(value in str(row["text"]) for row in stage.app.loop.screen.tree())
            case "answer":
                spoken = stage.app.loop.spoken
                english = english_of(stage.app.loop.skin.phrases.language)
                return spoken is not None and english.says(spoken.text, spoken.step, value)
            case "receipts":
                return len(stage.printer.papers) - self._papers_before == int(value)
            case _:
                words = {d.what for d in stage.app.desk.health.devices()}
                words |= set() if stage.app.desk.health.mail().linked else {"no_network"}
                return value in words

    def _in_book(self, book: str, fact: str, subject: str) -> bool:
        if book == "journal":
            wanted = type_word(fact)
            rows = self._stage.app.file.journal.since(0, 10**9)
            return any(row.type == wanted and subject.encode() in row.body for row in rows)
        books = self._stage.books()
        try:
            kinds = {"parcel", "return"}
            found = {id_: body for kind, id_, body in books.books(POINT) if kind in kinds}
        finally:
            books.close()
        return f'"state":"{fact}"'.encode() in found.get(subject, b"")


def _settle(stage: Stage) -> None:
    """Let everything arrive that needs no hand: paper, the camera's eye, a greeting.

    Not for long, and not in vain: what was broken on purpose stays so.
    """
    desk, deadline = stage.app.desk, time.monotonic() + _SETTLE_S

    def is_settled() -> bool:
        ready = {d.device for d in desk.health.devices() if d.state is DeviceState.READY}
        seen = "camera" in ready or not stage.camera_folder.exists()
        linked = desk.health.mail().linked or not stage.broker.pid
        return seen and linked and not ("printer" in ready and desk.prints.waiting())

    stage.until(lambda: is_settled() or time.monotonic() > deadline, "everything arrives")
    stage.quiet()


def _line(args: Mapping[str, str], customer_ref: str, until: int) -> ManifestLine:
    """Return the manifest's line of a parcel; what is due is spread evenly over what is in it."""
    due, code = 100 * int(args.get("due", 0)), args.get("goods", "")
    count = int(args.get("items", bool(code)))
    return ManifestLine(
        args["parcel"],
        box=args.get("box"),
        customer_ref=customer_ref,
        items=tuple(Item(f"Vento {n}", due // count, barcode=code) for n in range(1, count + 1)),
        age_limit=int(args.get("age", 0)),
        due_minor=due,
        store_until=until,
    )


def _camera(stage: Stage, step: Step) -> None:
    """Pull the camera's cable in the middle of its work, or put it in again."""
    away = stage.camera_folder.with_name("camera.away")
    if step.args["fault"] == "comes back":
        away.rename(stage.camera_folder)
        stage.app.devices.retry("camera")
        return
    stage.camera_folder.rename(away)
    eye = stage.app.devices.eye
    if eye is not None and eye.pid is not None:
        os.kill(eye.pid, signal.SIGKILL)


def _lights(stage: Stage, step: Step) -> None:
    """Pull the cable of the shelf lights, or put it in again."""
    stage.board.wired = step.args["fault"] == "come back"
    stage.app.devices.retry("wall")
