"""A central by somebody who has docs/asyncapi.json, an MQTT library and a JSON Schema validator.

python foreign_central.py ASYNCAPI_JSON HOST PORT FOLDER keeps events in FOLDER/events.jsonl, one
line a commit, sends the messages in FOLDER/messages.jsonl, and imports nothing of ours.
"""

import json
import os
import re
import sys
import zlib
from pathlib import Path
from typing import Any

import jsonschema
import paho.mqtt.client as mqtt

DOWN_EPOCH = "f0" * 8


class Central:
    """What the document asks of a central, and no more."""

    def __init__(self, document: dict[str, Any], folder: Path) -> None:
        self.channels, self.packing = document["channels"], document["x-packing"]
        self.operations = {op["channel"]["$ref"]: op for op in document["operations"].values()}
        names = ("Hello", "Batch", "Ack", "Event", "Welcome", "MessageBatch")
        self.schemas = {name: self.schema(document, name) for name in names}
        self.letters = (folder / "messages.jsonl").read_text().splitlines()
        self.file = (folder / "events.jsonl").open("ab+")
        self.upto: dict[tuple[str, str], int] = {}  # (device, epoch) -> committed
        self.ids: set[str] = set()
        self.load()

    @staticmethod
    def schema(document: dict[str, Any], name: str) -> jsonschema.Draft7Validator:
        root = {"allOf": [{"$ref": f"#/components/schemas/{name}"}]}
        return jsonschema.Draft7Validator(root | {"components": document["components"]})

    def load(self) -> None:
        """Read what was committed before; the half line of a killed run never was."""
        self.file.seek(0)
        whole = self.file.read().rpartition(b"\n")[0]
        self.file.truncate(len(whole) + 1 if whole else 0)
        for line in whole.splitlines():
            self.note(json.loads(line))

    def note(self, kept: dict[str, Any]) -> None:
        self.upto[kept["device"], kept["epoch"]] = kept["upto"]
        self.ids |= {event["id"] for event in kept["events"]}

    def commit(self, kept: dict[str, Any]) -> None:
        self.file.write(json.dumps(kept).encode() + b"\n")
        self.file.flush()
        os.fsync(self.file.fileno())
        self.note(kept)

    def heard(self, client: mqtt.Client, _data: object, came: mqtt.MQTTMessage) -> None:
        for name, channel in self.channels.items():
            found = re.fullmatch(channel["address"].replace("{device}", "([^/]+)"), came.topic)
            if found and (answer := getattr(self, f"on_{name}", None)):
                answer(client, found[1], json.loads(self.unpacked(came.payload)))

    def unpacked(self, payload: bytes) -> bytes:
        if payload[0] != self.packing["mark"]:
            return payload
        return zlib.decompressobj().decompress(payload, self.packing["inflated_at_most"])

    def say(
        self, client: mqtt.Client, channel: str, device: str, schema: str, body: object
    ) -> None:
        self.schemas[schema].validate(body)
        how = self.operations[f"#/channels/{channel}"]["bindings"]["mqtt"]
        topic = self.channels[channel]["address"].replace("{device}", device)
        client.publish(topic, json.dumps(body), qos=how["qos"], retain=how["retain"])

    def on_hello(self, client: mqtt.Client, device: str, hello: dict[str, Any]) -> None:
        self.schemas["Hello"].validate(hello)
        epoch, head = hello["up"]["epoch"], len(self.letters)
        up = {"epoch": epoch, "upto": self.upto.setdefault((device, epoch), 0)}
        down = {"epoch": DOWN_EPOCH, "first": 1, "head": head}
        welcome = {"nonce": hello["nonce"], "up": up, "down": down}
        self.say(client, "welcome", device, "Welcome", welcome)
        had = hello["down"]["upto"] if hello["down"]["epoch"] == DOWN_EPOCH else 0
        if had < head:
            items = [json.loads(letter) for letter in self.letters[had:]]
            batch = {"epoch": DOWN_EPOCH, "first": had + 1, "items": items}
            self.say(client, "messages", device, "MessageBatch", batch)

    def on_events(self, client: mqtt.Client, device: str, batch: dict[str, Any]) -> None:
        self.schemas["Batch"].validate(batch)
        epoch, first, items = batch["epoch"], batch["first"], batch.get("items", [])
        upto = self.upto.get((device, epoch))
        ack: dict[str, Any] = {"epoch": epoch, "upto": upto or 0}
        last = batch["skip"]["to"] if batch.get("skip") else first + len(items) - 1
        if upto is None:
            ack["hello"] = True
        elif first > upto + 1:
            ack["need"] = upto + 1
        elif last > upto:
            fresh = items[upto + 1 - first :]
            good = [item for item in fresh if self.schemas["Event"].is_valid(item)]
            new = [event for event in good if event["id"] not in self.ids]
            bad = [item for item in fresh if item not in good]
            kept = {"device": device, "epoch": epoch, "upto": last, "events": new, "bad": bad}
            self.commit(kept)
            ack["upto"] = last
        self.say(client, "events_ack", device, "Ack", ack)


def main(document: Path, host: str, port: int, folder: Path) -> None:
    central = Central(json.loads(document.read_bytes()), folder)
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="central-foreign")
    client.on_message = central.heard
    client.connect(host, port)
    for ref, operation in central.operations.items():
        if operation["action"] == "receive":
            address = central.channels[ref.rpartition("/")[2]]["address"]
            qos = operation["bindings"]["mqtt"]["qos"]
            client.subscribe(address.replace("{device}", "+"), qos)
    client.loop_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
