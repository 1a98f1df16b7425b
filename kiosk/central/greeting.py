"""Answering a device's greeting: where both streams stand, or why it is turned away.

PROTOCOL.md 6 (epochs) and 7, within one transaction.
"""

from msgspec.structs import replace

from kiosk.central.marks import Doubt, UpMark, UpMarks, root_of
from kiosk.central.notes import Notes
from kiosk.central.outgoing import Outgoing
from kiosk.central.snapshots import Snapshots
from kiosk.central.store import Opened
from kiosk.sync.protocol import Ack, Action, DownState, Hello, UpState, Welcome

MIN_SCHEMA = 1  # a box that speaks an older one gets no letters until it is updated
_NO_EPOCH = "0" * 16


def turned_away(hello: Hello, why: str) -> Welcome:
    """Return the answer to a device that is not let in."""
    return Welcome(
        nonce=hello.nonce,
        up=UpState(hello.up.epoch, 0),
        down=DownState(_NO_EPOCH, 1, 0),
        action=Action.BLOCKED,
        reason=why,
    )


class Greeter:
    """Compares a device's history with ours and says from where both go on.

    Args:
        marks: how far up streams are kept.
        outgoing: the letters.
        notes: for what people should look at.
        snapshots: the whole of a point, for a box that lost it.
        min_schema: the oldest of `sync.protocol.SCHEMA` that our letters are written for.
    """

    def __init__(
        self,
        marks: UpMarks,
        outgoing: Outgoing,
        notes: Notes,
        snapshots: Snapshots,
        min_schema: int = MIN_SCHEMA,
    ) -> None:
        self._marks, self._outgoing, self._notes = marks, outgoing, notes
        self._snapshots, self._min_schema = snapshots, min_schema

    def greet(self, device: str, hello: Hello, at: int) -> tuple[Welcome, Opened | None]:
        """Return the answer to a known device, and its down stream if it opens."""
        self._notes.version(device, hello.app)
        had = self._marks.get(device)
        up, from_seq = self._up(device, hello, had)
        is_new_life = from_seq is None and had.epoch != up.epoch
        lost_letters = is_new_life and had.epoch is not None
        down, opened = self._down(device, hello, at, anew=lost_letters)
        if is_new_life:
            self._snapshots.want_for_new_life(device, hello.up.head, is_first=had.epoch is None)
        action = Action.NONE if hello.schema >= self._min_schema else Action.UPGRADE
        welcome = Welcome(
            nonce=hello.nonce,
            up=up,
            down=down,
            action=action if from_seq is None else Action.NEW_EPOCH,
            from_seq=from_seq,
            min_schema=self._min_schema,
        )
        return welcome, opened if welcome.action is Action.NONE else None

    def _up(self, device: str, hello: Hello, had: UpMark) -> tuple[UpState, int | None]:
        """Return where the up stream goes on; and from where a new epoch must, if one must."""
        offer = hello.up
        if had.epoch != offer.epoch and not self._marks.has_seen(device, offer.epoch):
            return self._begin(device, hello, had), None
        is_behind = had.epoch != offer.epoch or offer.head < had.upto
        if is_behind or self._marks.parted(device, hello.tail, had.upto):
            common = self._marks.common(hello.tail)
            upto = common[0] if common else 0
            self._notes.alarm(device, "history_parted")
            return UpState(offer.epoch, upto), upto + 1
        if had.doubt is Doubt.ASKED:
            self._marks.put(device, replace(had, doubt=Doubt.GREETED))
        return UpState(offer.epoch, had.upto), None

    def _begin(self, device: str, hello: Hello, had: UpMark) -> UpState:
        """Begin an epoch not seen before, after the last event both histories share."""
        if had.epoch is not None:
            self._notes.alarm(device, "new_epoch")
        common = self._marks.common(hello.tail)
        if common is not None:
            mark = replace(had, epoch=hello.up.epoch, upto=common[0], hash=common[1])
        else:
            first = max(1, hello.up.first)
            chain = root_of(device) if first == 1 else b""  # older rows are pruned there
            mark = UpMark(hello.up.epoch, first - 1, chain, offered_from=first)
        self._marks.begin(device, replace(mark, doubt=Doubt.NONE))
        return UpState(hello.up.epoch, mark.upto)

    def _down(self, device: str, hello: Hello, at: int, *, anew: bool) -> tuple[DownState, Opened]:
        """Return where the letters go on; anew after those that a lost past was told."""
        epoch, head = self._outgoing.epoch(device), self._outgoing.head(device)
        known = hello.down.upto if hello.down.epoch == epoch else 0
        if known > head:  # it has letters we know nothing of: we were restored
            self._notes.alarm(device, "letters_begin_anew")
            self._snapshots.want(device, "letters_lost", hello.up.head)
        begun, oldest = self._outgoing.first(device), self._outgoing.oldest(device)
        is_forgotten = max(known + 1, begun) < oldest
        if is_forgotten and not anew:  # it asks for letters that are kept no longer
            self._notes.alarm(device, "letters_forgotten")
            self._snapshots.want(device, "letters_lost", hello.up.head)
        if known > head or anew or is_forgotten:
            epoch, known = self._outgoing.begin_anew(device, at), 0
        first = self._outgoing.first(device)
        upto = max(known, first - 1)
        self._outgoing.acked(device, Ack(epoch=epoch, upto=upto))
        return DownState(epoch, first, head), Opened(device, epoch, upto)
