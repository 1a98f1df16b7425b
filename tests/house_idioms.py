"""Forbidden idioms, each with the trap it leads into (TRUST.md 2): source in, findings out."""

import ast
import re
from collections.abc import Iterator

from tests.house_rules import Source

_DATABASES = (
    *("kiosk/store/db.py", "kiosk/central/sql_sqlite.py"),
    "kiosk/central/sql_postgres.py",
)
# three loops that keep things alive; and the command, where a bug ends in the log and exit code 70
_CATCHES_ALL = (
    *("kiosk/hw/supervise.py", "kiosk/sync/loop.py", "kiosk/central/consumer.py"),
    "kiosk/cli.py",
)
_TRANSACTION = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT)\b")
_BROAD = {"Exception", "BaseException"}


def broad_except(src: Source) -> Iterator[str]:
    """Find what catches everything, outside the loops that go on and the command that ends."""
    if src.path in _CATCHES_ALL:
        return
    for node in src.nodes:
        if isinstance(node, ast.ExceptHandler) and _catches_all(node) and not _raises_on(node):
            yield src.finding(node, "broad except")
        if isinstance(node, ast.Call) and _called(node) == "suppress":
            yield from (src.finding(node, "broad") for arg in node.args if _name(arg) in _BROAD)


def _catches_all(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or any(_name(n) in _BROAD for n in ast.walk(handler.type))


def _raises_on(handler: ast.ExceptHandler) -> bool:
    """Tell whether what was caught goes on as it came, after some tidying up."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def loose_handle(src: Source) -> Iterator[str]:
    """Find database handles, transactions and their words outside the two files that own them."""
    for node in src.nodes:
        if isinstance(node, ast.Call) and _called(node) == "Database":
            given = {k.arg: getattr(k.value, "value", None) for k in node.keywords}
            if (given.get("strict"), given.get("execute_plugins")) != (True, False):
                yield src.finding(node, "Database without strict=True, execute_plugins=False")
        if src.path in _DATABASES:
            continue
        if _calls(node, "Database") or (_calls(node, "connect") and _receiver(node) == "sqlite3"):
            yield src.finding(node, "a database is opened in store/db.py alone")
        if isinstance(node, ast.Constant) and _TRANSACTION.match(str(node.value)):
            yield src.finding(node, "transactions are unit()'s")
    # in central, conn is also the word for a box's connection
    if src.path.startswith(("kiosk/store/", "kiosk/sync/", "kiosk/workflows/")):
        yield from _bare_connections(src)


def _bare_connections(src: Source) -> Iterator[str]:
    """Find `.conn`; asking it whether a unit is open writes nothing and is allowed."""
    if src.path in _DATABASES:
        return
    asked = {
        id(node.value)
        for node in src.nodes
        if isinstance(node, ast.Attribute) and node.attr == "in_transaction"
    }
    for node in src.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "conn" and id(node) not in asked:
            yield src.finding(node, ".conn: write through unit()")


_FORBIDDEN_CALLS = {
    "atomic": "a deferred BEGIN: two writers meet BUSY; use unit()",
    "commit": "ends a unit in its middle",
    "executescript": "commits first, silently",
    "create_triggers": "no triggers: trusted_schema is off",
    "eval": "runs what was read",
    "exec": "runs what was read",
    "textln": "python-escpos lets control bytes through: draw the Doc",
    "block_text": "python-escpos lets control bytes through: draw the Doc",
    "_raw": "python-escpos lets control bytes through: draw the Doc",
}
_FORBIDDEN_WORDS = ("CREATE TRIGGER", "immutable=1", "query_only")
_FORBIDDEN_KEYWORDS = {
    "alter": "a typo creates a column",
    "shell": "a shell reads more than we said",
}


def forbidden(src: Source) -> Iterator[str]:
    """Find calls and keywords that TRUST.md 2 forbids everywhere."""
    for node in src.nodes:
        if isinstance(node, ast.Call):
            name = _called(node)
            if name in _FORBIDDEN_CALLS:
                yield src.finding(node, f"{name}(): {_FORBIDDEN_CALLS[name]}")
            bench = src.path.startswith("kiosk/trial/bench")  # measures against what is forbidden
            untyped = {"pickle", "marshal"} if bench else {"json", "pickle", "marshal"}
            if name in {"loads", "load"} and _receiver(node) in untyped:
                yield src.finding(node, "untyped: decode into a Struct with msgspec")
            # Pillow's text() takes a place before the words, python-escpos's the words alone
            if name == "text" and len(node.args) == 1 and src.path.startswith("kiosk/hw/"):
                yield src.finding(node, "text(): python-escpos lets control bytes through")
            for keyword in node.keywords:
                if keyword.arg in _FORBIDDEN_KEYWORDS and _true(keyword.value):
                    yield src.finding(node, f"{keyword.arg}=True")


def forbidden_word(src: Source) -> Iterator[str]:
    """Find words of SQL, and libraries, that TRUST.md 2 forbids everywhere."""
    told = {id(n.value) for n in src.nodes if isinstance(n, ast.Expr)}  # docstrings
    for node in src.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            for word in _FORBIDDEN_WORDS:
                if word in node.value:
                    yield src.finding(node, word)
        if isinstance(node, ast.Import) and any(a.name == "pickle" for a in node.names):
            yield src.finding(node, "pickle runs what was read")


_QUERIES = {"execute", "executemany", "query"}
_SQL = re.compile(r"\b(SELECT\b.+\bFROM|INSERT INTO|UPDATE\b.+\bSET|DELETE FROM)\b", re.DOTALL)


def built_sql(src: Source) -> Iterator[str]:
    """Find SQL that is not one literal."""
    for node in src.nodes:
        if isinstance(node, ast.Call) and _called(node) in _QUERIES and node.args:
            if _is_built(node.args[0]):
                yield src.finding(node, "SQL is one literal, never built")
        elif _is_built(node):
            text = " ".join(
                n.value
                for n in ast.walk(node)
                if isinstance(n, ast.Constant) and isinstance(n.value, str)
            )
            if _SQL.search(text):
                yield src.finding(node, "SQL is one literal, never built")


def _is_built(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return isinstance(node, ast.JoinedStr) or _calls(node, "format")


def told_secret(src: Source) -> Iterator[str]:
    """Find secrets compared with `==`, chance beside secrets, and scanned texts in the log."""
    used = {a.name for n in src.nodes if isinstance(n, ast.Import) for a in n.names}
    used |= {n.module or "" for n in src.nodes if isinstance(n, ast.ImportFrom)}
    if "random" in used and used & {"hmac", "argon2"}:
        yield src.finding(src.tree, "random beside a secret")
    for node in src.nodes:
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            for side in (node.left, *node.comparators):
                if _name(side).endswith(("_hash", "_digest", "_code")):
                    yield src.finding(node, f"{_name(side)}: hmac.compare_digest")
        if isinstance(node, ast.Call) and _receiver(node) in {"log", "logger", "logging", "_log"}:
            for told in node.args:
                if any(_is_private(part) for part in ast.walk(told)):
                    yield src.finding(node, "a log never holds what was scanned or who came")


def _is_private(node: ast.AST) -> bool:
    """Tell whether a name may hold a scan, a PIN or a person; devices and files have names too."""
    if _name(node) == "name" and isinstance(node, ast.Attribute):
        return _name(node.value) not in {"device", "path", "self"}
    return _name(node) in {"text", "code", "scan", "name", "pin"}


def picture_load(src: Source) -> Iterator[str]:
    """Find pictures opened elsewhere than where their size is looked at first."""
    if src.path == "kiosk/ui/kit/pictures.py":
        return
    for node in src.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "load" and _name(node.value) == "image":
            yield src.finding(node, "pygame.image.load: only kit/pictures.py, it takes any size")


def unguarded(src: Source) -> Iterator[str]:
    """Find public actions of an activity that say neither which right they need nor `anybody`."""
    if not src.path.startswith("kiosk/workflows/"):
        return
    for cls in src.nodes:
        if isinstance(cls, ast.ClassDef) and any(_name(b) == "Activity" for b in cls.bases):
            for action in cls.body:
                if not isinstance(action, ast.FunctionDef) or action.name.startswith("_"):
                    continue
                marks = (d.func if isinstance(d, ast.Call) else d for d in action.decorator_list)
                if not {_name(mark) for mark in marks} & {"needs", "anybody", "property"}:
                    yield src.finding(action, f"{cls.name}.{action.name} without @needs(right)")


def dishonest_test(src: Source) -> Iterator[str]:
    """Find tests that sleep, mock, or look at a clock."""
    for node in src.nodes:
        if isinstance(node, ast.ImportFrom | ast.Import):
            names = [getattr(node, "module", "") or "", *(a.name for a in node.names)]
            if any(name.startswith(("unittest.mock", "mock")) for name in names):
                yield src.finding(node, "no mocks: simulators are product code")
        waits = src.path == "tests/waiting.py"
        if not waits and _calls(node, "sleep") and _receiver(node) in {"time", ""}:
            yield src.finding(node, "wait for what should happen, with a deadline")


_LEAKS = re.compile(r"https?://\S*(simple|index|mirror)\b|(?<!\w)/(home|root)/\w", re.IGNORECASE)


def tells_the_machine(src: Source) -> Iterator[str]:
    """Find folders of one person and addresses of package registries."""
    for number, line in enumerate(src.text.splitlines(), 1):
        if _LEAKS.search(line):
            yield f"{src.path}:{number} names one machine's path or registry"


def _called(node: ast.AST) -> str:
    """Return the last name of what is called."""
    return _name(node.func) if isinstance(node, ast.Call) else ""


def _calls(node: ast.AST, name: str) -> bool:
    return _called(node) == name


def _receiver(node: ast.AST) -> str:
    """Return the name before the last dot of what is called, empty for a plain name."""
    func = getattr(node, "func", None)
    return _name(func.value) if isinstance(func, ast.Attribute) else ""


def _name(node: ast.AST | None) -> str:
    """Return a name, the last part of an attribute, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _true(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
