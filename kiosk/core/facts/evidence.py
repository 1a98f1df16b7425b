"""Facts of evidence: photos, and why there is none; acts."""

from kiosk.core.facts.fact import Fact
from kiosk.core.words import ActKind, Purpose, Ref, Sha256, Word


class PhotoTaken(Fact, frozen=True):
    """A photo was taken; its file, named by the digest, travels beside this."""

    photo: Ref
    sha256: Sha256
    subject: Ref
    purpose: Purpose


class PhotoSkipped(Fact, frozen=True):
    """The work went on without the photos that were asked for."""

    subject: Ref
    purpose: Purpose
    reason: Word


class ActPrinted(Fact, frozen=True):
    """A paper that two sides sign was printed.

    Args:
        act_no: its number, `<point>-<yyyymmdd>-<n>`.
        kind: what it is about.
        subject: the shipment, or the visit.
        sha256: of what it says.
    """

    act_no: Ref
    kind: ActKind
    subject: Ref
    sha256: Sha256
