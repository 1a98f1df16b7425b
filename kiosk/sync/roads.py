"""Every topic of a device: who speaks on it, what is said there, and how (PROTOCOL.md 3).

The wire's document is written from this table (`sync.asyncapi`); a topic without a line here, or
a line without its golden bytes, fails the tests.
"""

from enum import StrEnum

from msgspec import Struct

from kiosk.sync.protocol import (
    ROOT,
    Ack,
    Batch,
    Health,
    Hello,
    PhotoAck,
    PhotoLine,
    State,
    Welcome,
)


class Items(StrEnum):
    """What the items of a batch are."""

    NONE = "none"
    EVENTS = "events"
    MESSAGES = "messages"


class Road(Struct, frozen=True):
    """One topic of a device.

    Args:
        name: of the channel, as `Topics` has it.
        rest: what follows the device's id in the topic.
        up: from the device to the central; else back.
        packet: what is published there.
        says: one sentence for whoever writes the other end.
        items: of a batch.
        answer: name of the road on which this one is answered.
        qos, retained: how it is published.
        bytes_follow: behind the packet, as one line, a newline and the bytes of a file.
    """

    name: str
    rest: str
    up: bool
    packet: type[Struct]
    says: str
    items: Items = Items.NONE
    answer: str = ""
    qos: int = 1
    retained: bool = False
    bytes_follow: bool = False

    @property
    def address(self) -> str:
        """The topic, with the device's id left open."""
        return f"{ROOT}/{{device}}/{self.rest}"


ROADS = (
    Road(
        name="hello",
        rest="up/hello",
        up=True,
        packet=Hello,
        says="The device's greeting: first after each connect, and whenever it is asked for.",
        answer="welcome",
    ),
    Road(
        name="welcome",
        rest="down/welcome",
        up=False,
        packet=Welcome,
        says="The central's answer to a greeting, with its nonce: where both streams go on.",
    ),
    Road(
        name="events",
        rest="up/events",
        up=True,
        packet=Batch,
        says="What happened at the point: the next events of the device's journal.",
        items=Items.EVENTS,
        answer="events_ack",
    ),
    Road(
        name="events_ack",
        rest="down/ack",
        up=False,
        packet=Ack,
        says="How far the central has committed the device's events; what it needs instead.",
    ),
    Road(
        name="messages",
        rest="down/messages",
        up=False,
        packet=Batch,
        says="What the central asks or tells: the next messages for the device.",
        items=Items.MESSAGES,
        answer="messages_ack",
    ),
    Road(
        name="messages_ack",
        rest="up/ack",
        up=True,
        packet=Ack,
        says="How far the device has committed the messages to its inbox.",
    ),
    Road(
        name="health",
        rest="up/health",
        up=True,
        packet=Health,
        says="How the box is, every 60 s; one that is lost is not missed.",
        qos=0,
    ),
    Road(
        name="state",
        rest="state",
        up=True,
        packet=State,
        says="Presence: online after each connect; offline by the will, with the same `conn`.",
        retained=True,
    ),
    Road(
        name="photo",
        rest="up/photo",
        up=True,
        packet=PhotoLine,
        says="A piece of a photo the staff took, or of an attachment; the first one is its offer.",
        answer="photo_ack",
        bytes_follow=True,
    ),
    Road(
        name="photo_ack",
        rest="down/photo_ack",
        up=False,
        packet=PhotoAck,
        says="How much of a photo the central has: where the next piece begins, or the end of it.",
    ),
    Road(
        name="picture",
        rest="down/photo",
        up=False,
        packet=PhotoLine,
        says="The piece of a picture of goods that was asked for.",
        bytes_follow=True,
    ),
    Road(
        name="picture_ack",
        rest="up/photo_ack",
        up=True,
        packet=PhotoAck,
        says="Which picture of goods the device wants, and from which byte on; 0 begins it.",
        answer="picture",
    ),
)
