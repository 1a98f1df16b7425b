"""The rules of the house over every file; and each rule shown a bad file, so that it can fail."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from itertools import chain
from pathlib import Path
from sys import stdlib_module_names

import pytest

from tests import house_idioms as idioms
from tests import house_rules as rules
from tests.house_rules import Rule, Source, source, sources

ROOT = Path(__file__).parent.parent

PRODUCT_RULES: tuple[Rule, ...] = (
    rules.late_import,
    rules.hidden_import,
    rules.away_from_home,
    rules.impure,
    rules.own_clock,
    rules.too_long,
    rules.dressed_init,
    rules.empty_name,
    idioms.broad_except,
    idioms.loose_handle,
    idioms.forbidden,
    idioms.built_sql,
    idioms.told_secret,
    idioms.picture_load,
    idioms.forbidden_word,
    idioms.unguarded,
    idioms.tells_the_machine,
)
TEST_RULES: tuple[Rule, ...] = (
    rules.hidden_import,
    idioms.dishonest_test,
    idioms.tells_the_machine,
)

# Files that need no test of their own, each with the reason.
EXCUSED = {
    "kiosk/hw/ports.py": "shapes and signatures only; every driver's contract test reads them",
    "kiosk/hw/frame_source.py": "the same, inside the eye",
    "kiosk/config_basics.py": "types only; test_config.py reads them from files",
    "kiosk/config_tables_central.py": "the same",
    "kiosk/config_tables.py": "types, bounds and defaults; test_config.py reads them from files",
}


@cache  # read when a rule asks: every worker collects every test
def product() -> tuple[Source, ...]:
    return sources(ROOT, "kiosk")


@cache
def proofs() -> tuple[Source, ...]:
    return sources(ROOT, "tests")


def modules() -> set[str]:
    return {src.module for src in product()}


def _none(findings: Iterable[str]) -> None:
    found = list(findings)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("rule", PRODUCT_RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule) -> None:
    _none(found for src in product() for found in rule(src))


@pytest.mark.parametrize("rule", TEST_RULES, ids=lambda rule: rule.__name__)
def test_the_tests_keep_their_rules(rule: Rule) -> None:
    files = [src for src in proofs() if "house" not in src.path]
    _none(found for src in files for found in rule(src))


def test_imports_go_down_only() -> None:
    _none(found for src in product() for found in rules.wrong_way(src, modules()))


def test_no_import_leads_back_to_itself() -> None:
    assert rules.circles(product()) == []


def test_every_module_has_its_test() -> None:
    tests = {src.path for src in proofs()}
    _none(said for src in product() for said in rules.without_test(src, tests, EXCUSED))


def test_no_excuse_outlives_its_file() -> None:
    assert sorted(path for path in EXCUSED if not (ROOT / path).exists()) == []


def test_the_house_was_read() -> None:
    rooms = {rules.room_of(src.module) for src in product()}
    assert rooms == set(rules.ENTERS)


# -- each rule finds what it is there for ----------------------------------------------------------

BAD: list[tuple[Rule, str, str]] = [
    (rules.wrong_way, "kiosk/core/a.py", "from kiosk.store.db import unit"),
    (rules.wrong_way, "kiosk/ui/a.py", "from kiosk.store.db import unit"),
    (rules.wrong_way, "kiosk/ui/a.py", "def f():\n    import kiosk.hw.lights"),
    (rules.wrong_way, "kiosk/ui/a.py", "from kiosk.sync.loop import SyncLoop"),
    (rules.wrong_way, "kiosk/sync/a.py", "from kiosk.workflows.issue import Issue"),
    (rules.wrong_way, "kiosk/central/a.py", "from kiosk.sync.link import Link"),
    (rules.wrong_way, "kiosk/central/a.py", "from kiosk.store.db import unit"),
    (rules.wrong_way, "kiosk/central/a.py", "from kiosk.central.console.desk import Desk"),
    (rules.wrong_way, "kiosk/central/console/a.py", "from kiosk.sync.protocol import Hello"),
    (rules.wrong_way, "kiosk/hw/a.py", "from kiosk.core.parcels import Parcel"),
    (rules.wrong_way, "kiosk/workflows/a.py", "from kiosk.hw.lights import LightEngine"),
    (rules.wrong_way, "kiosk/workflows/a.py", "import kiosk"),
    (rules.wrong_way, "kiosk/build.py", "from kiosk.trial.demo import run"),
    (rules.wrong_way, "kiosk/config.py", "from kiosk.hw.lights import Chain"),
    (rules.late_import, "kiosk/ui/a.py", "def f():\n    import math"),
    (rules.hidden_import, "kiosk/ui/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING: 1"),
    (rules.hidden_import, "kiosk/ui/a.py", "from . import theme"),
    (rules.hidden_import, "kiosk/ui/a.py", "from __future__ import annotations"),
    (rules.away_from_home, "kiosk/workflows/a.py", "import pygame.image"),
    (rules.away_from_home, "kiosk/build.py", "from gpiozero import LED"),
    (rules.away_from_home, "kiosk/core/a.py", "import secrets"),
    (rules.away_from_home, "kiosk/workflows/a.py", "import click"),
    (rules.impure, "kiosk/core/a.py", "import os"),
    (rules.impure, "kiosk/core/a.py", "from random import Random"),
    (rules.impure, "kiosk/core/a.py", "import logging"),
    (rules.impure, "kiosk/core/a.py", "def f(p):\n    return open(p)"),
    (rules.own_clock, "kiosk/ui/a.py", "import time\nnow = time.time()"),
    (rules.own_clock, "kiosk/ui/a.py", "from datetime import datetime\nn = datetime.now"),
    (rules.own_clock, "kiosk/ui/a.py", "import datetime\nn = datetime.datetime.now()"),
    (rules.own_clock, "kiosk/hw/a.py", "import time\ndef f(now=time.monotonic): ..."),
    (rules.own_clock, "kiosk/hw/a.py", "import time\ndef f(*, now=time.monotonic): ..."),
    (rules.too_long, "kiosk/ui/a.py", "x = 1\n" * 401),
    (rules.too_long, "kiosk/ui/a.py", "def f():\n" + "    x = 1\n" * 60),
    (rules.dressed_init, "kiosk/ui/__init__.py", '"""The screen."""\nfrom math import pi'),
    (rules.dressed_init, "kiosk/ui/__init__.py", ""),
    (rules.empty_name, "kiosk/ui/utils.py", ""),
    (rules.empty_name, "kiosk/ui/common.py", ""),
    (rules.empty_name, "kiosk/ui/a.py", "class EventHandler: ..."),
    (rules.empty_name, "kiosk/ui/a.py", "def parse_helper(): ..."),
    (idioms.broad_except, "kiosk/ui/a.py", "try: f()\nexcept Exception as e: log.exception('no')"),
    (idioms.broad_except, "kiosk/ui/a.py", "try: f()\nexcept (ValueError, BaseException): pass"),
    (idioms.broad_except, "kiosk/ui/a.py", "try: f()\nexcept: pass"),
    (idioms.broad_except, "kiosk/ui/a.py", "with contextlib.suppress(Exception): f()"),
    (idioms.broad_except, "kiosk/ui/a.py", "try: f()\nexcept Exception as e: raise X from e"),
    (idioms.loose_handle, "kiosk/store/rows.py", "db = sqlite3.connect(path)"),
    (idioms.loose_handle, "kiosk/sync/a.py", "Database(c, strict=True, execute_plugins=False)"),
    (idioms.loose_handle, "kiosk/store/db.py", "Database(c, strict=True)"),
    (idioms.loose_handle, "kiosk/store/rows.py", "db.execute('BEGIN IMMEDIATE')"),
    (idioms.loose_handle, "kiosk/sync/a.py", "db.execute('COMMIT')"),
    (idioms.loose_handle, "kiosk/sync/a.py", "db.execute('SAVEPOINT a')"),
    (idioms.loose_handle, "kiosk/store/rows.py", "with db.conn: f()"),
    (idioms.forbidden, "kiosk/store/db.py", "with db.atomic(): f()"),
    (idioms.forbidden, "kiosk/store/db.py", "conn.commit()"),
    (idioms.forbidden, "kiosk/store/db.py", "conn.executescript(SQL)"),
    (idioms.forbidden, "kiosk/store/a.py", "rows.insert(r, alter=True)"),
    (idioms.forbidden_word, "kiosk/store/a.py", "SQL = 'CREATE TRIGGER t'"),
    (idioms.forbidden_word, "kiosk/store/a.py", "uri = f'file:{p}?immutable=1'"),
    (idioms.forbidden_word, "kiosk/store/a.py", "db.execute('PRAGMA query_only=1')"),
    (idioms.forbidden, "kiosk/sync/a.py", "json.loads(raw)"),
    (idioms.forbidden, "kiosk/trial/bench_a.py", "pickle.loads(raw)"),
    (idioms.forbidden_word, "kiosk/sync/a.py", "import pickle"),
    (idioms.forbidden, "kiosk/sync/a.py", "eval(text)"),
    (idioms.forbidden, "kiosk/trial/a.py", "subprocess.run(c, shell=True)"),
    (idioms.forbidden, "kiosk/hw/printing.py", "printer.text(name)"),
    (idioms.forbidden, "kiosk/hw/printing.py", "printer._raw(blob)"),
    (idioms.built_sql, "kiosk/store/a.py", "db.execute(f'PRAGMA {x}')"),
    (idioms.built_sql, "kiosk/store/a.py", "db.execute('SELECT 1 ' + where)"),
    (idioms.built_sql, "kiosk/store/a.py", "db.query('SELECT %s' % x)"),
    (idioms.built_sql, "kiosk/store/a.py", "db.execute('SELECT {}'.format(x))"),
    (idioms.built_sql, "kiosk/store/a.py", "sql = f'DELETE FROM {table}'"),
    (idioms.told_secret, "kiosk/workflows/a.py", "ok = pin_hash == given"),
    (idioms.told_secret, "kiosk/workflows/a.py", "ok = given != self.pickup_code"),
    (idioms.told_secret, "kiosk/workflows/a.py", "import hmac\nimport random"),
    (idioms.told_secret, "kiosk/hw/a.py", "log.info('read %s', scan.text)"),
    (idioms.told_secret, "kiosk/ui/a.py", "log.warning(f'hello {customer.name}')"),
    (idioms.picture_load, "kiosk/ui/loop.py", "pygame.image.load(path)"),
    (idioms.unguarded, "kiosk/workflows/a.py", "class A(Activity):\n    def go(self): ..."),
    (idioms.dishonest_test, "tests/ui/test_a.py", "from unittest.mock import Mock"),
    (idioms.dishonest_test, "tests/ui/test_a.py", "time.sleep(1)"),
    (idioms.tells_the_machine, "kiosk/ui/a.py", "PATH = '/home/anna/kiosk'"),
]
GOOD: list[tuple[Rule, str, str]] = [
    (rules.wrong_way, "kiosk/ui/a.py", "from kiosk.workflows.issue import Issue\nimport math"),
    (rules.wrong_way, "kiosk/workflows/a.py", "from kiosk.hw.ports import Lights"),
    (rules.wrong_way, "kiosk/central/a.py", "from kiosk.sync.protocol import Hello"),
    (rules.wrong_way, "kiosk/central/console/a.py", "from kiosk.central.store import Store"),
    (rules.wrong_way, "kiosk/cli.py", "def f():\n    from kiosk.trial.demo import run"),
    (rules.late_import, "kiosk/hw/a.py", "def f():\n    import evdev"),
    (rules.impure, "kiosk/core/a.py", "from datetime import date\nimport msgspec"),
    (rules.own_clock, "kiosk/moments.py", "import time\nnow = time.time()"),
    (rules.too_long, "kiosk/ui/a.py", "def f():\n" + "    x = 1\n" * 59),
    (rules.dressed_init, "kiosk/ui/__init__.py", '"""The screen."""'),
    (idioms.broad_except, "kiosk/sync/loop.py", "try: f()\nexcept Exception: log.exception('x')"),
    (
        idioms.broad_except,
        "kiosk/store/db.py",
        "try: f()\nexcept BaseException:\n    g()\n    raise",
    ),
    (idioms.loose_handle, "kiosk/store/a.py", "ok = db.conn.in_transaction"),
    (idioms.loose_handle, "kiosk/ui/a.py", "say('Begin')"),
    (rules.empty_name, "kiosk/ui/a.py", "def common(tail): ..."),
    (idioms.built_sql, "kiosk/store/a.py", "db.execute('SELECT 1' ' FROM t WHERE a = ?', [x])"),
    (idioms.built_sql, "kiosk/ui/a.py", "text = f'{x} of {y}'"),
    (idioms.told_secret, "kiosk/ui/a.py", "log.info('%d scans dropped', dropped)"),
    (idioms.told_secret, "kiosk/hw/a.py", "log.info('%s is back', self.device.name)"),
    (idioms.forbidden, "kiosk/hw/printing.py", "draw.text((0, 0), line)"),
    (idioms.forbidden, "kiosk/trial/bench_a.py", "json.loads(raw)"),
    (idioms.forbidden_word, "kiosk/store/a.py", "def f():\n    'No query_only here.'"),
    (
        idioms.unguarded,
        "kiosk/workflows/a.py",
        "class A(Activity):\n    @needs(R)\n    def go(self): ...",
    ),
]


@pytest.mark.parametrize(
    ("rule", "path", "text"), BAD, ids=lambda part: getattr(part, "__name__", None)
)
def test_a_rule_finds_what_it_forbids(rule: Rule, path: str, text: str) -> None:
    assert list(rule(source(path, text))) != []


@pytest.mark.parametrize(
    ("rule", "path", "text"), GOOD, ids=lambda part: getattr(part, "__name__", None)
)
def test_a_rule_lets_good_code_be(rule: Rule, path: str, text: str) -> None:
    assert list(rule(source(path, text))) == []


def test_every_rule_was_shown_a_bad_file() -> None:
    shown = {rule for rule, _, _ in BAD}
    assert shown == {rules.wrong_way, *PRODUCT_RULES, *TEST_RULES}


def test_a_circle_is_found_through_a_late_import() -> None:
    there = source("kiosk/hw/a.py", "from kiosk.hw import b")
    back = source("kiosk/hw/b.py", "def f():\n    from kiosk.hw.a import x")
    alone = source("kiosk/hw/c.py", "from kiosk.hw import a")
    assert rules.circles([there, back, alone]) == ["kiosk.hw.a", "kiosk.hw.b"]


def test_a_module_without_a_test_is_found() -> None:
    src = source("kiosk/ui/kit/bar.py", "")
    assert list(rules.without_test(src, ["tests/ui/test_bar.py"], {})) != []
    assert list(rules.without_test(src, ["tests/ui/kit/test_bar.py"], {})) == []


# -- the papers of the house -----------------------------------------------------------------------


def test_the_lock_names_no_registry_and_hashes_everything() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or re.match(r"\s*-(?!-hash)", line)] == []
    pins = [line for line in lines if re.match(r"[a-z0-9]", line)]
    assert [line for line in pins if not re.match(r"[a-z0-9.-]+==\S+( ; .+)? \\$", line)] == []


def test_the_lock_holds_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.match(r"[A-Za-z0-9-]+", line).group().lower() for line in wanted}  # type: ignore[union-attr]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert {name for name in names if f"\n{name}==" not in "\n" + lock} == set()


def test_everything_imported_is_a_dependency_named() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8").lower()
    used = {i.target.split(".")[0] for src in product() for i in rules.imports(src)}
    named = {
        "PIL": "pillow",
        "escpos": "python-escpos",
        "fontTools": "fonttools",
        "paho": "paho-mqtt",
        "yaml": "pyyaml",
    }
    named |= {"pygame": "pygame-ce", "serial": "pyserial", "zxingcpp": "zxing-cpp"}
    named |= {"argon2": "argon2-cffi", "sqlite_utils": "sqlite-utils"}
    named |= {"psycopg": "psycopg[binary]"}
    from_the_system = {"evdev", "picamera2"}  # no wheels for a Pi's processor: Debian's packages
    foreign = used - stdlib_module_names - {"kiosk"} - from_the_system
    assert {n for n in foreign if f'"{named.get(n, n).lower()}>=' not in project} == set()
