"""The form of a sentence that answers a refusal, and the mark that lets it be translated."""

from msgspec import Struct


class Sentence(Struct, frozen=True):
    """An answer to a refusal, in English; at most 60 characters each.

    Args:
        what: what is the matter.
        step: what to do next.
        exact: said instead of `what` when the refusal brings all the facts it names.
    """

    what: str
    step: str
    exact: str = ""


def n_(msgid: str) -> str:
    """Mark a sentence for the catalogues; it is translated when it is said."""
    return msgid
