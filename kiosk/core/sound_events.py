"""Reading a sound event fast: opened in one pass, its words looked at together.

msgspec asks Python's `re` for each pattern of each word by itself, some eight times an event, which
costs more than all the rest. Here the same event is opened by forms that know how long a word may
be, which costs nothing, and not of what; then all words of a batch are held against their alphabets
in one match. What is not sound by this is not judged here: it gets the careful look of
`events.decode`, which alone says what is wrong.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, TypeAlias, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Meta, Struct, defstruct
from msgspec.structs import FieldInfo, fields

from kiosk.core.facts.fact import Fact
from kiosk.core.words import BOOT, EVENT_ID, PLAIN, REF, Line, Ref, Word

# Of events that are open: ids, boots, Refs and the words that may hold more, each kind joined.
are_sound = re.compile(rf"[{EVENT_ID}]*\n[{BOOT}]*\n[{REF}]*\n[{PLAIN}]*").fullmatch
_REF, _WORD, _LINE = (get_args(word)[1] for word in (Ref, Word, Line))
_BARE: dict[Meta, Any] = {
    _REF: Annotated[str, Meta(min_length=1, max_length=64)],
    _WORD: Annotated[str, Meta(max_length=_WORD.max_length)],
    _LINE: Annotated[str, Meta(max_length=_LINE.max_length)],
}
_TV = Annotated[int, Meta(ge=1, le=1)]  # of another version nothing is known
_ID = Annotated[str, Meta(min_length=36, max_length=36)]
_BOOT = Annotated[str, Meta(min_length=16, max_length=16)]
_Pick: TypeAlias = Callable[[Sequence[Any]], tuple[str | None, ...]]


class Form(NamedTuple):
    """How an event of one type is looked at once it is opened.

    `refs` and `rest` pick from the values of the fact what is a Ref, and what may hold more.
    """

    word: str
    fact: type[Fact]
    refs: _Pick
    rest: _Pick


class SoundEvents:
    """Opens events of known types.

    Args:
        facts: by the word of their type.
        envelope: of each of them, whose `facts` are raw.

    Attributes:
        open: returns an envelope with its fact, whose words are not looked at yet.
        forms: how to look at them, by the envelope's class.
    """

    def __init__(self, facts: Mapping[str, type[Fact]], envelope: type[Struct]) -> None:
        self.forms = dict(_form(word, fact, envelope) for word, fact in facts.items())
        self.open: Callable[[bytes | msgspec.Raw], Any]
        self.open = msgspec.json.Decoder(Union[tuple(self.forms)]).decode  # noqa: UP007


def _form(word: str, fact: type[Fact], envelope: type[Struct]) -> tuple[type[Struct], Form]:
    inside = fields(fact)
    facts = _twin(fact, {one.name: _bare(one.type)[0] for one in inside})
    head = [one for one in fields(envelope) if one.name != "type"]
    bare = {"id": _ID, "tv": _TV, "boot": _BOOT, "actor": _BARE[_REF], "facts": facts}
    kept = {one.name: one.type for one in head}
    opened = defstruct(
        envelope.__name__,
        [_field(one, (kept | bare)[one.name]) for one in head],
        tag_field="type",
        tag=word,
        gc=False,
    )
    metas = [_bare(one.type)[1] for one in inside]
    refs = [n for n, meta in enumerate(metas) if meta is _REF]
    rest = [n for n, meta in enumerate(metas) if meta in {_WORD, _LINE}]
    return opened, Form(word, fact, _pick(refs), _pick(rest))


def _pick(places: Sequence[int]) -> _Pick:
    """Return what picks these places of a row; always several, or none."""
    if not places:
        return lambda _row: ()
    return itemgetter(*places, places[-1]) if len(places) == 1 else itemgetter(*places)


def _twin(struct: type[Struct], types: Mapping[str, object]) -> type[Struct]:
    return defstruct(
        struct.__name__,
        [_field(one, types[one.name]) for one in fields(struct)],
        rename={one.name: one.encode_name for one in fields(struct)},
        gc=False,
    )


def _field(field: FieldInfo, type_: object) -> tuple[str, Any] | tuple[str, Any, Any]:
    if field.default is not NODEFAULT:
        return field.name, type_, field.default
    if field.default_factory is not NODEFAULT:
        return field.name, type_, msgspec.field(default_factory=field.default_factory)
    return field.name, type_


def _bare(type_: Any) -> tuple[Any, Meta | None]:  # noqa: ANN401 a type as it is annotated
    """Return a word's type without its alphabet, and what held it; all else as it is."""
    if get_origin(type_) in (Union, UnionType):
        some = [one for one in get_args(type_) if one is not NoneType]
        bare, meta = _bare(some[0]) if len(some) == 1 else (None, None)
        return (type_, None) if meta is None else (Union[bare, None], meta)  # noqa: UP007
    if get_origin(type_) is not Annotated:
        return type_, None
    meta = next((known for known in _BARE if (str, known) == get_args(type_)), None)
    return (type_, None) if meta is None else (_BARE[meta], meta)
