"""From a TOML document to typed tables: every fault is found, each with its path and a sentence."""

import difflib
import types
from collections.abc import Iterable, Iterator, Mapping
from enum import EnumType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import FieldInfo

from kiosk.config_tables import Config

Path: TypeAlias = tuple[str | int, ...]
Found: TypeAlias = tuple[Path, str]
Kind: TypeAlias = Any  # a type as Structs annotate it: a class, a union, a Literal

_WORDS = {int: "a whole number", float: "a number", str: "text in quotes", bool: "true or false"}


def faults_of(document: Mapping[str, Any]) -> tuple[Found, ...]:
    """Return what is wrong with the single settings of a document, all of it."""
    return tuple(_struct((), document, Config))


def _value(path: Path, value: object, kind: Kind) -> Iterator[Found]:
    """Tell what is wrong with a value, going down into tables and lists."""
    plain, _ = _without_bounds(kind)
    origin, args = _origin(plain), get_args(plain)
    if isinstance(plain, type) and issubclass(plain, Struct):
        if isinstance(value, Mapping):
            yield from _struct(path, value, plain)
        else:
            yield path, "is no table"
    elif origin is tuple and args[-1] is Ellipsis and isinstance(value, list):
        inner = (_value((*path, n), part, args[0]) for n, part in enumerate(value))
        found = [fault for faults in inner for fault in faults]
        yield from found or _scalar(path, value, kind)
    elif origin is dict and isinstance(value, Mapping):
        for key, part in value.items():
            yield from _value((*path, str(key)), part, args[1])
    else:
        yield from _scalar(path, value, kind)


def _struct(path: Path, table: Mapping[str, Any], kind: type[Struct]) -> Iterator[Found]:
    fields: dict[str, FieldInfo] = {field.name: field for field in msgspec.structs.fields(kind)}
    for key, value in table.items():
        if key in fields:
            yield from _value((*path, key), value, _optional(fields[key].type))
        else:
            yield (*path, key), _unknown(key, fields)
    for name, field in fields.items():
        if field.required and name not in table:
            yield path, f"{name} is missing"


def _optional(kind: Kind) -> Kind:
    """Return the type inside `X | None`; TOML has no null."""
    if _origin(kind) in {Union, types.UnionType}:
        return next(part for part in get_args(kind) if part is not type(None))
    return kind


def _unknown(name: str, known: Mapping[str, object]) -> str:
    near = _nearest(name, known)
    return f"there is no such setting{near}" if near else "no such setting"


def _nearest(name: object, known: Iterable[object]) -> str:
    """Return a question after the known name that was probably meant, or nothing."""
    near = difflib.get_close_matches(str(name), [str(one) for one in known], 1)
    return f"; did you mean {near[0]!r}?" if near and isinstance(name, str) else ""


def _scalar(path: Path, value: object, kind: Kind) -> Iterator[Found]:
    """Let msgspec judge a single value, and say its verdict as a sentence."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        yield path, _sentence(value, kind, str(error))


def _sentence(value: object, kind: Kind, said: str) -> str:
    plain, bounds = _without_bounds(kind)
    if _origin(plain) is Literal:
        known = get_args(plain)
        return f"{value!r} is not one of {', '.join(map(str, known))}{_nearest(value, known)}"
    if isinstance(plain, EnumType):
        return f"{value!r} is not one of {', '.join(plain)}{_nearest(value, plain)}"
    if plain in _WORDS and (type(value) is not plain and (plain, type(value)) != (float, int)):
        return f"{value!r} is not {_WORDS[plain]}"
    if bounds is not None and isinstance(value, int | float):
        if bounds.le is not None and value > bounds.le:
            return f"{value} is more than {bounds.le}"
        if bounds.ge is not None and value < bounds.ge:
            return f"{value} is less than {bounds.ge}"
    if bounds is not None and bounds.min_length and value == []:
        return "the list is empty; leave it out for its default"
    if bounds is not None and bounds.pattern and isinstance(value, str):
        return f"{value!r} has signs that may not stand here, or too many"
    return f"{value!r}: {said[0].lower()}{said[1:].partition(' - at `$')[0]}"


def _without_bounds(kind: Kind) -> tuple[Kind, Meta | None]:
    if _origin(kind) is Annotated:
        plain, bounds = get_args(kind)[:2]
        return plain, bounds
    return kind, None


def _origin(kind: Kind) -> Kind:
    return get_origin(kind)
