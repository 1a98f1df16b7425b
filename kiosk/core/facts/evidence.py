"""Facts of evidence: photos, and why there is none."""

from kiosk.core.facts.fact import Fact
from kiosk.core.words import Purpose, Ref, Sha256, Word


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
