"""The wire's document, AsyncAPI 3.0: all a stranger needs to write the other end.

Written from the table of roads and from the Structs that the programs themselves decode with, so
that it cannot say anything else than they do. JSON Schema never runs where mail travels.
"""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from kiosk.core import attachments, events, messages
from kiosk.sync.photo_packets import MAX_CHUNK
from kiosk.sync.photos import ATTACHMENTS, PICTURES
from kiosk.sync.protocol import (
    COMPRESS_ABOVE,
    MAX_EVENTS,
    MAX_INFLATED,
    MAX_MESSAGES,
    MAX_RAW,
    ROOT,
    ZLIB_MARK,
)
from kiosk.sync.roads import ROADS, Items, Road

_Json: TypeAlias = Any  # whatever stands in a JSON Schema
_VERSION = "1"  # of the wire: the `v` of every packet and of the topics
_MQTT = {"bindingVersion": "0.2.0"}
_SCHEMAS = "#/components/schemas/"
_PAPERS = re.compile(r" \([A-Z]+\.md[^)]*\)")  # a docstring's hint to design papers of ours
_ITEMS = {Items.EVENTS: "Event", Items.MESSAGES: "Message"}

_DESCRIPTION = """\
The mail between the box of a pickup point and the central, as the central sees it: it receives \
events, and sends messages. The broker keeps nothing but presence; both ends keep everything \
else.

**Packets.** A publish is one JSON object. A payload that begins with the byte `x-packing.mark` \
is zlib; nobody inflates more than `x-packing.inflated_at_most` bytes. Unknown fields are \
ignored. Fields that equal their default may be left out. Times are milliseconds UTC.

**A greeting opens both streams.** After each connect the device publishes a Hello. Answer with \
a Welcome that repeats its `nonce`: `up` is the device's own epoch and the highest number you \
have committed in it (0 for a new one), `down` is your epoch and the first and last number of \
your messages. Only a Welcome proves to the device that the road is open.

**Events.** A Batch carries the numbers `first`, `first + 1`, ... of the epoch. Take it only if \
its epoch is the one you welcomed (else answer `hello: true`) and `first` is at most one above \
what you have (else answer `need`: the number you want). Pass over the numbers you have. Commit \
the rest, each under its number and `id`, and only then answer an Ack whose `upto` is the \
highest number committed. Acks are cumulative, and a repeated batch is answered again: PUBACK \
moves nothing. A `skip` stands for numbers that will never come; it counts as received.

**One by one.** Check a packet with the schema `Batch`, then each item with `Event`. An item \
that fails is kept aside as it is and counts as received; so is one whose `type` or `tv` you do \
not know, to be read later. A packet that fails is answered with `need` and `split: true`. \
Dedupe by `id`: after a restore the same event may come under another number.

**The chain.** h(0) is SHA-256 of the device's id, h(n) is SHA-256 of h(n-1) and the n-th item's \
bytes. `prev` is the chain before `first`, `skip.hash` the one after the skip. Who wants to \
check it must keep each item's bytes as they came.

**Messages** go down the same way: one Batch in flight, numbered from 1 in your epoch, sent \
again until the device's Ack. What became of each comes up as the event `message.done`.

**Photos and attachments** come up in pieces under their SHA-256, which events name; either may \
overtake the other. Take a piece only if its `offset` is what you have, and say with `have` where \
to go on; check kind, size and SHA-256 before you say `done`, for the device then throws an \
attachment away. An attachment holds personal fields: its `mime` is `x-limits.attachment_mime`, \
it is checked with the schema `Attachment`, its keys are sorted and nothing stands between them. \
Show it to whoever comes from the event that names it, and to nobody as a picture.\
"""


def document() -> bytes:
    """Return the document as JSON, the same bytes whenever the code is the same."""
    told = {
        "asyncapi": "3.0.0",
        "id": "urn:pickup-kiosk:mail",
        "info": {
            "title": "Mail between a pickup point and its central",
            "version": _VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": {road.name: _channel(road) for road in ROADS},
        "operations": {_operation_name(road): _operation(road) for road in ROADS},
        "components": {
            "messages": {_message_name(road): _message(road) for road in ROADS},
            "schemas": _all_schemas(),
        },
        "x-packing": {
            "encoding": "zlib",
            "mark": ZLIB_MARK,
            "sent_above": COMPRESS_ABOVE,
            "inflated_at_most": MAX_INFLATED,
        },
        "x-limits": {
            "batch_bytes": MAX_RAW,
            "batch_events": MAX_EVENTS,
            "batch_messages": MAX_MESSAGES,
            "event_bytes": events.MAX_EVENT_BYTES,
            "message_bytes": messages.MAX_MESSAGE_BYTES,
            "photo_bytes": PICTURES.most,
            "attachment_bytes": ATTACHMENTS.most,
            "attachment_mime": attachments.MIME,
        },
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


# -- roads -----------------------------------------------------------------------------------------


def _servers() -> dict[str, Any]:
    will = {
        "topic": f"{ROOT}/{{device}}/state",
        "qos": 1,
        "message": "A State with `online: false` and the `conn` of this connection.",
        "retain": True,
    }
    session = {"cleanSession": True, "keepAlive": 30, **_MQTT}
    return {
        "boxes": {
            "host": "broker.example:8883",
            "protocol": "secure-mqtt",
            "description": "Where boxes connect, each under its own certificate and client id.",
            "bindings": {"mqtt": {"clientId": "{device}", **session, "lastWill": will}},
        },
        "services": {
            "host": "broker.example:8884",
            "protocol": "secure-mqtt",
            "description": "Where the central connects. It subscribes to `up/#` and `state` of all"
            " devices, and acknowledges a packet to the broker after its own commit.",
            "bindings": {"mqtt": session},
        },
    }


def _channel(road: Road) -> dict[str, Any]:
    name = _message_name(road)
    return {
        "address": road.address,
        "description": road.says,
        "parameters": {"device": {"description": "The box's id: 3 to 40 of a-z, 0-9 and -."}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }


def _operation_name(road: Road) -> str:
    verb = "receive" if road.up else "send"
    return verb + "".join(part.capitalize() for part in road.name.split("_"))


def _operation(road: Road) -> dict[str, Any]:
    told: dict[str, Any] = {
        "action": "receive" if road.up else "send",
        "channel": {"$ref": f"#/channels/{road.name}"},
        "summary": road.says,
        "bindings": {"mqtt": {"qos": road.qos, "retain": road.retained, **_MQTT}},
    }
    if road.answer:
        told["reply"] = {"channel": {"$ref": f"#/channels/{road.answer}"}}
    return told


def _message_name(road: Road) -> str:
    """Return the name of what is published on a road: a batch is named by what it carries."""
    return _ITEMS.get(road.items, "") + road.packet.__name__


def _message(road: Road) -> dict[str, Any]:
    name = _message_name(road)
    told: dict[str, Any] = {"name": name, "title": name, "payload": {"$ref": _SCHEMAS + name}}
    if road.bytes_follow:
        told["contentType"] = "application/octet-stream"
        told["description"] = (
            "The payload is one line of JSON, a newline, and the bytes from `offset` on; never"
            f" packed, at most {MAX_CHUNK} bytes behind the newline."
        )
    return told


# -- schemas ---------------------------------------------------------------------------------------


def _all_schemas() -> dict[str, Any]:
    packets = {road.packet.__name__: road.packet for road in ROADS}
    packets |= {"EventEnvelope": events.Envelope, "MessageEnvelope": messages.Envelope}
    packets["Attachment"] = attachments.Attachment
    facts = {f"event.{word}": fact for word, fact in events.FACTS.items()}
    letters = {f"message.{word}": letter for word, letter in messages.LETTERS.items()}
    schemas: dict[str, Any] = {}
    for group in (packets, facts, letters):
        for name, schema in _schemas(group).items():
            if schemas.setdefault(name, schema) != schema:
                raise ValueError(f"two different things are called {name} on the wire")
    schemas["Event"] = _opened("EventEnvelope", facts)
    schemas["Message"] = _opened("MessageEnvelope", letters)
    for item in _ITEMS.values():
        of = {"properties": {"items": {"type": "array", "items": {"$ref": _SCHEMAS + item}}}}
        schemas[f"{item}Batch"] = {"allOf": [{"$ref": f"{_SCHEMAS}Batch"}, of]}
    return dict(sorted(schemas.items()))


def _schemas(group: Mapping[str, type[Struct]]) -> dict[str, Any]:
    """Return the schemas of some Structs under the names given, and of what they are made of."""
    refs, found = msgspec.json.schema_components(
        tuple(group.values()), ref_template=_SCHEMAS + "{name}"
    )
    keys = [str(ref["$ref"]) for ref in refs]
    names = dict(zip(keys, (_SCHEMAS + name for name in group), strict=True))
    return {
        names.get(_SCHEMAS + key, key).removeprefix(_SCHEMAS): _plain(schema, names)
        for key, schema in found.items()
    }


def _plain(part: _Json, names: Mapping[str, str]) -> _Json:
    """Return a schema with our names in its references, in the draft 07 that AsyncAPI speaks."""
    if isinstance(part, dict):
        told = {key: _plain(value, names) for key, value in part.items()}
        if isinstance(told.get("description"), str):
            told["description"] = _PAPERS.sub("", told["description"])
        if "prefixItems" in told:
            told["items"] = told.pop("prefixItems")
        if isinstance(told.get("$ref"), str):
            told["$ref"] = names.get(told["$ref"], told["$ref"])
        return told
    if isinstance(part, list | tuple):
        return [_plain(value, names) for value in part]
    return part


def _opened(envelope: str, facts: Mapping[str, type[Struct]]) -> dict[str, Any]:
    """Return the schema of an item: its envelope and, if its type is known, what is in it."""
    known = [
        {
            "if": {"properties": {"type": {"const": name.partition(".")[2]}, "tv": {"const": 1}}},
            "then": {"properties": {"facts": {"$ref": _SCHEMAS + name}}},
        }
        for name in sorted(facts)
    ]
    says = "Types and versions that are not listed are kept as they came, to be read later."
    return {"description": says, "allOf": [{"$ref": _SCHEMAS + envelope}, *known]}
