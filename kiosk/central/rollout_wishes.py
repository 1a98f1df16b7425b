"""What people want of roll-outs: a release made known, a point's ring, a start, the next step."""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from kiosk.central.releases import MAX_MANIFEST
from kiosk.core.update_words import Address, BundleSize, Minute, ReleaseName, Ring
from kiosk.core.words import Count, Ref, Sha256

RolloutAction: TypeAlias = Literal["advance", "pause", "resume", "withdraw"]
HOUR_MS = 3_600_000

# why nothing was done -> a sentence; the console says the same in three languages
NO: Mapping[str, str] = {
    "no_release": "there is no release {what}",
    "no_point": "there is no point {what}",
    "no_rollout": "there is no roll-out {what}",
    "release_known": "release {what} is known with another bundle; a version is never changed",
    "serial_taken": "serial {what} is another release's; serials only rise",
    "bad_manifest": "the manifest cannot be read: {what}",
    "name_taken": "a roll-out is called {what} already",
    "under_way": "roll-out {what} is under way; end or withdraw it first",
    "downgrade": "boxes have release {what}, which is newer; a box takes no older one",
    "ring_empty": "no box is in the rings up to {what}",
    "over": "roll-out {what} is over",
    "changed": "somebody else was quicker: roll-out {what} stands otherwise now; look again",
    "not_running": "roll-out {what} does not run; resume it first",
    "no_further": "ring {what} has it already; there is none to go on to",
    "skips": "the next ring is {what}; none is left out",
    "paused_already": "roll-out {what} waits already",
    "runs_already": "roll-out {what} runs already",
}


class NoRollout(Exception):
    """It was not done.

    Args:
        why: a key of `NO`.
        what: whom it is about.
    """

    def __init__(self, why: str, what: object = "") -> None:
        super().__init__(NO[why].format(what=what))
        self.why, self.what = why, str(what)


class ReleaseWish(Struct, frozen=True, tag="release", forbid_unknown_fields=True):
    """Make a release known, whose bundle was looked through and whose signature fits.

    Args:
        manifest, signature: as they stand in the bundle; the signature in hex.
        sha256, size: of the bundle, bytes.
        url: where boxes fetch it.
    """

    manifest: Annotated[str, Meta(max_length=MAX_MANIFEST)]
    signature: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}$(?!\n)")]
    sha256: Sha256
    size: BundleSize
    url: Address


class RingWish(Struct, frozen=True, tag="ring", forbid_unknown_fields=True):
    """Put a point into a ring; a roll-out that has reached the ring offers to its boxes, too."""

    point: Ref
    ring: Ring


class RolloutStartWish(Struct, frozen=True, tag="rollout_start", forbid_unknown_fields=True):
    """Begin to roll a release out.

    Args:
        rollout: a fresh name.
        version: of a known release.
        ring: where it begins.
        halt_at: so many boxes that go back halt it.
        soak_h: it goes on by itself so many hours after enough of a ring have confirmed; 0 for
            never: only a person lets it go on.
        enough: per cent of a ring's boxes.
        from_min, to_min: when a box may install unasked, in minutes of the point's own day; the
            same minute twice is never: only a person at the box begins.
    """

    rollout: Ref
    version: ReleaseName
    ring: Ring = Ring.CANARY
    halt_at: Annotated[int, Meta(ge=1, le=1000)] = 1
    soak_h: Annotated[int, Meta(ge=0, le=24 * 30)] = 0
    enough: Annotated[int, Meta(ge=1, le=100)] = 100
    from_min: Minute = 120
    to_min: Minute = 300


class RolloutWish(Struct, frozen=True, tag="rollout", forbid_unknown_fields=True):
    """Let a roll-out go on, wait, go on again, or end.

    Args:
        rollout: which.
        action: what.
        to: the ring that comes next; of `advance`, so that two who press at once go on one ring.
        seen: how often it had changed when it was looked at; 0 for whatever it is.
    """

    rollout: Ref
    action: RolloutAction
    to: Ring | None = None
    seen: Count = 0


RolloutWishes: TypeAlias = ReleaseWish | RingWish | RolloutStartWish | RolloutWish
