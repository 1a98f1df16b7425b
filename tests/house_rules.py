"""The rules of the house as functions: source in, findings out. tests/test_house.py applies them.

A rule that proves wrong for good code is changed here, in the open, with its reason beside it.
"""

import ast
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

Rule = Callable[["Source"], Iterator[str]]


class Source(Struct, frozen=True, dict=True):
    """One file of Python, read but not run.

    Args:
        path: from the root of the repository, such as `kiosk/ui/loop.py`.
        text: what stands in it.
        tree: the same, parsed.
    """

    path: str
    text: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All of the tree, gone through once for every rule."""
        return tuple(ast.walk(self.tree))

    @property
    def module(self) -> str:
        """The name it is imported by."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def is_package(self) -> bool:
        return self.path.endswith("__init__.py")

    def finding(self, node: ast.AST, said: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)} {said}"


class Import(Struct, frozen=True):
    """One import: the module it names, and whether it stands inside a function."""

    target: str
    node: ast.stmt
    late: bool


def source(path: str, text: str) -> Source:
    return Source(path, text, ast.parse(text, path))


def sources(root: Path, folder: str) -> tuple[Source, ...]:
    """Return every file of a folder, parsed.

    Args:
        root: of the repository.
        folder: in it.
    """
    found = sorted((root / folder).rglob("*.py"))
    gc.disable()  # a million nodes that stay, and none of them garbage
    try:
        read = tuple(source(str(p.relative_to(root)), p.read_text("utf-8")) for p in found)
        gc.freeze()
    finally:
        gc.enable()
    return read


# -- who may enter which room ----------------------------------------------------------------------

_LOW = ("core", "hw.ports")
ENTERS: Mapping[str, tuple[str, ...]] = {
    "core": ("core",),
    "hw.ports": ("core",),
    # a terminal answers in the words the rules know
    "hw": (
        *("hw", "core.receipts", "core.paywords", "core.wifi"),
        *("core.update_words", "core.updates"),
    ),
    "store": ("store", "core"),
    "workflows": ("workflows", "store", *_LOW),
    "ui": ("ui", "workflows", *_LOW),
    # the words between a counter and its shelf nodes: hw speaks them at the other end
    "shelf": ("shelf", "hw.shelf_mail", *_LOW),
    "sync": ("sync", "store.db", "core"),
    # both ends of a stream are one machine: protocol.py says what is sent, streams.py when; photos
    # and their folders are the same at both ends, too
    "central": (
        *("central", "sync.protocol", "sync.streams", "sync.photos", "sync.photo_folder"),
        *("sync.photo_packets", "core"),
    ),
    # pages read the books and have things done by the thread that writes; it knows no page
    "central.console": ("central", "sync.photo_folder", "core"),
    # the settings speak of ports, and of a chain's cells, which only hw.cellmap can count
    "config": (
        *("config", "config_basics", "config_buttons", "config_central", "config_checks"),
        *("config_files", "config_tables_central"),
        *("config_lights", "config_lines", "config_map", "config_network"),
        *("config_paths", "config_reading"),
        *("config_printers", "config_settings", "config_shelf", "config_speech", "config_tables"),
        "config_terminal",
        *("hw.cellmap", "hw.printer_profiles", *_LOW),
    ),
    "build": (
        *("admissions", "board", "build", "enrolling", "errands", "evidence_pack", "gear"),
        "devices",
        *(
            "eraser",
            "keeper",
            "licences",
            "moments",
            "node",
            "office",
            "places",
            "postal",
            "preferences",
            "setting_up",
            "exports",
            "printout",
            "shelves",
            "stores",
        ),
        *("config_central", "config_speech", "config_tables", "config_terminal", "config_writing"),
        *("consoles", "config_network", "config_settings"),
        *("config", "ui", "shelf", "sync", "central", "workflows", "store", "hw", "core"),
    ),
    "trial": (
        *("trial", "admissions", "board", "build", "enrolling", "errands", "evidence_pack", "gear"),
        "devices",
        *("consoles", "config_settings"),
        *(
            "eraser",
            "keeper",
            "licences",
            "moments",
            "node",
            "office",
            "places",
            "postal",
            "preferences",
            "setting_up",
            "exports",
            "printout",
            "shelves",
            "stores",
        ),
        *("config", "ui", "shelf", "sync", "central", "workflows", "store", "hw", "core"),
    ),
    "cli": ("",),
}


# the composition root: time and chance, where a process stands, devices, counter, mail, errands,
# the shelf node and the wires to it
COMPOSERS = {"board", "build", "errands", "gear", "keeper", "moments", "node", "places", "postal"}
COMPOSERS |= {
    "admissions",
    "devices",
    "consoles",
    "enrolling",
    "eraser",
    "evidence_pack",
    "exports",
    "licences",
    "setting_up",
    "office",
    "preferences",
    "printout",
    "shelves",
    "stores",
}


def room_of(module: str) -> str:
    """Return the room a module of `kiosk` belongs to."""
    parts = module.split(".")[1:]
    if not parts or parts[0] == "__main__" or parts[0].split("_")[0] == "cli":
        return "cli"
    if parts[0].startswith("config"):
        return "config"
    if parts[0] in COMPOSERS:
        return "build"
    if parts[:2] == ["central", "console"]:
        return "central.console"
    return "hw.ports" if parts == ["hw", "ports"] else parts[0]


def imports(src: Source, modules: Iterable[str] = ()) -> list[Import]:
    """Return every import of a file, those in functions too.

    Args:
        src: the file.
        modules: all modules of the house, to tell `from a import module` from a name in `a`.
    """
    known, found = set(modules), []
    late = {id(n) for f in src.nodes if isinstance(f, _FUNCTION) for n in ast.walk(f)}
    for node in src.nodes:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            full = [f"{base}.{alias.name}" for alias in node.names]
            names = [name if name in known else base for name in full]
        else:
            continue
        found += [Import(name, node, id(node) in late) for name in dict.fromkeys(names)]
    return found


def wrong_way(src: Source, modules: Iterable[str] = ()) -> Iterator[str]:
    """Find imports that go up, or sideways into another room."""
    room = room_of(src.module)
    for one in imports(src, modules):
        if one.target.split(".")[0] != "kiosk" or one.target == "kiosk":
            if one.target == "kiosk" and room not in {"cli", "build", "trial"}:
                yield src.finding(one.node, "imports the whole house")
            continue
        inner = one.target.removeprefix("kiosk.")
        if room == "central" and room_of(one.target) == "central.console":
            yield src.finding(one.node, f"{room} must not import {inner}: pages come and go")
        allowed = ENTERS[room]
        if "" not in allowed and not any(f"{inner}.".startswith(f"{a}.") for a in allowed):
            yield src.finding(one.node, f"{room} must not import {inner}")


def circles(files: Iterable[Source]) -> list[str]:
    """Return the modules from which imports, late ones too, lead back to themselves."""
    files = list(files)
    names = {src.module for src in files}
    to = {src.module: {i.target for i in imports(src, names)} & names for src in files}
    reach = {name: set(next_) for name, next_ in to.items()}
    grown = True
    while grown:
        grown = False
        for ways in reach.values():
            more = {further for way in ways for further in to[way]} - ways
            ways.update(more)
            grown = grown or bool(more)
    return sorted(name for name, ways in reach.items() if name in ways)


def late_import(src: Source) -> Iterator[str]:
    """Find imports inside functions; drivers and verbs alone may have them."""
    # brokers: amqtt comes with the extra [demo] alone, and brings asyncio with it
    # stores: psycopg comes with the extra [central] alone, and a box that only sends has neither
    # console_browser: playwright comes with the tests alone; without it there is plain HTTP
    late = ("kiosk/hw/", "kiosk/cli", "kiosk/stores.py")
    late += ("kiosk/trial/brokers.py", "kiosk/trial/console_browser.py")
    if src.path.startswith(late):
        return
    for one in imports(src):
        if one.late:
            yield src.finding(one.node, f"imports {one.target} inside a function")


def hidden_import(src: Source) -> Iterator[str]:
    """Find TYPE_CHECKING, relative imports, and annotations that msgspec could not read."""
    for node in src.nodes:
        if isinstance(node, ast.ImportFrom) and node.level:
            yield src.finding(node, "relative import")
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            yield src.finding(node, "from __future__ import")
        if "TYPE_CHECKING" in (getattr(node, "id", ""), getattr(node, "attr", "")):
            yield src.finding(node, "TYPE_CHECKING hides a circle")


# -- words at home ---------------------------------------------------------------------------------

HOMES: Mapping[str, tuple[str, ...]] = {
    # trial shows, photographs and measures screens, so it holds surfaces too
    "pygame": ("kiosk/ui/", "kiosk/trial/"),
    # trial listens on the wire, and measures against bare paho (DESIGN.md 8.13)
    "paho": ("kiosk/sync/", "kiosk/trial/"),
    "amqtt": ("kiosk/trial/brokers.py",),
    "playwright": ("kiosk/trial/console_browser.py",),
    "click": ("kiosk/cli", "kiosk/trial/"),
    # a shown desk takes a cheap hasher
    "argon2": ("kiosk/workflows/", "kiosk/trial/", "kiosk/central/console/proofs.py"),
    "sqlite3": ("kiosk/store/", "kiosk/sync/", "kiosk/central/", "kiosk/trial/bench"),
    "psycopg": ("kiosk/central/sql_postgres.py", "kiosk/central/store_postgres.py"),
    "sqlite_utils": ("kiosk/store/", "kiosk/sync/", "kiosk/central/", "kiosk/trial/bench"),
    "babel": ("kiosk/ui/", "kiosk/trial/", "kiosk/central/console/phrases.py"),
    # the authority signs; a box makes its key; nobody else needs more than `ssl`
    # the central looks whether a release is signed
    "cryptography": (
        *("kiosk/central/authority.py", "kiosk/central/bundles.py", "kiosk/sync/identity.py"),
    ),
    **dict.fromkeys(("starlette", "uvicorn"), ("kiosk/central/door.py", "kiosk/central/console/")),
    **dict.fromkeys(("jinja2", "pyotp"), ("kiosk/central/console/",)),
    **dict.fromkeys(
        ("gpiozero", "escpos", "zxingcpp", "pyzbar", "serial", "evdev", "spidev", "gpiod"),
        ("kiosk/hw/", "kiosk/trial/bench"),
    ),
    "picamera2": ("kiosk/hw/",),
    "yaml": ("kiosk/hw/escpos_library.py",),
    # chance and ids are made in one place; a made-up point of trial has keys of its own
    "secrets": ("kiosk/moments.py", "kiosk/trial/"),
    "uuid": ("kiosk/moments.py",),
}


def away_from_home(src: Source) -> Iterator[str]:
    """Find a library outside the rooms that may speak of it."""
    for one in imports(src):
        home = HOMES.get(one.target.split(".")[0])
        if home and not src.path.startswith(home):
            yield src.finding(one.node, f"{one.target} belongs to {', '.join(home)}")


_PURE = {"abc", "base64", "binascii", "bisect", "collections", "copy", "dataclasses", "datetime"}
_PURE |= {"decimal", "enum", "fractions", "functools", "hashlib", "heapq", "hmac", "itertools"}
_PURE |= {"json", "math", "operator", "re", "string", "struct", "types", "typing", "unicodedata"}
_PURE |= {"urllib.parse", "zlib", "kiosk", "msgspec"}
_DOES = {"open", "print", "input", "exec", "eval", "compile", "__import__"}


def impure(src: Source) -> Iterator[str]:
    """Find in core what is not a value: libraries that do something, files, globals."""
    if not src.path.startswith("kiosk/core/"):
        return
    for one in imports(src):
        if one.target.split(".")[0] not in _PURE and one.target not in _PURE:
            yield src.finding(one.node, f"core is pure: no {one.target}")
    for node in src.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _DOES:
            yield src.finding(node, f"core is pure: no {node.func.id}()")
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield src.finding(node, "core is pure: no shared names")


_CLOCKS = {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today"}
_CLOCKS |= {"date.today", "time.localtime", "time.gmtime", "uuid.uuid4", "uuid.uuid1", "os.urandom"}
_TICKS = {"time.monotonic", "time.monotonic_ns", "time.perf_counter"}


def own_clock(src: Source) -> Iterator[str]:
    """Find wall clocks and new ids outside moments.py, and clocks as default arguments."""
    for node in src.nodes:
        if (
            isinstance(node, ast.Attribute)
            and _dotted(node).replace("datetime.date", "date") in _CLOCKS
        ):
            if src.path != "kiosk/moments.py":
                yield src.finding(node, f"{_dotted(node)}: time and ids are passed in")
        elif isinstance(node, _FUNCTION):
            given = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
            for default in given:
                if _dotted(default) in _TICKS | _CLOCKS:
                    yield src.finding(default, "a clock is given, it is no default")


# -- shape -----------------------------------------------------------------------------------------

MOST_LINES_FILE, MOST_LINES_FUNCTION = 400, 60


def too_long(src: Source) -> Iterator[str]:
    """Find files and functions over the figures of ANCHORS.md 2."""
    lines = len(src.text.splitlines())
    if lines > MOST_LINES_FILE:
        yield src.finding(src.tree, f"{lines} lines, at most {MOST_LINES_FILE}")
    for node in src.nodes:
        if isinstance(node, _FUNCTION):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MOST_LINES_FUNCTION:
                yield src.finding(node, f"{node.name}: {length} lines, at most 60")


def dressed_init(src: Source) -> Iterator[str]:
    """Find an `__init__.py` that holds more than a docstring."""
    if src.is_package and not (len(src.tree.body) == 1 and ast.get_docstring(src.tree)):
        yield src.finding(src.tree, "holds a docstring and nothing else")


def without_test(src: Source, tests: Iterable[str], excused: Mapping[str, str]) -> Iterator[str]:
    """Find a module whose test file is missing.

    Args:
        src: the module.
        tests: paths of all test files.
        excused: paths that need none, each with its reason.
    """
    folder, _, name = src.path.removeprefix("kiosk/").rpartition("/")
    wanted = f"tests/{folder + '/' if folder else ''}test_{name}"
    if not name.startswith("__") and src.path not in excused and wanted not in set(tests):
        yield src.finding(src.tree, f"{wanted} is missing")


_FILLERS = {"util", "utils", "helper", "helpers", "misc", "info", "handler", "handlers"}
_DRAWERS = {"common", "base"}  # a function may ask for what two histories have in common


def empty_name(src: Source) -> Iterator[str]:
    """Find names that say nothing, in modules, classes and functions."""
    named: list[tuple[ast.AST, str, set[str]]] = [
        (src.tree, src.path.rpartition("/")[2].removesuffix(".py"), _FILLERS | _DRAWERS)
    ]
    for node in src.nodes:
        if isinstance(node, ast.ClassDef):
            named.append((node, node.name, _FILLERS | _DRAWERS))
        elif isinstance(node, _FUNCTION):
            named.append((node, node.name, _FILLERS))
    for node, name, banned in named:
        spaced = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
        for word in banned & set(spaced.split("_")):
            yield src.finding(node, f"{name}: {word!r} says nothing")


_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def _dotted(node: ast.AST) -> str:
    """Return `a.b.c` of an attribute chain, empty if it is something else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
