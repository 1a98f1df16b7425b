"""A receipt's own number: the code that opens it again, and the signs that people read aloud."""

from kiosk.core.papers import Wording
from kiosk.core.receipts import Element, Qr, Space, Text, TextSize, clean

RECEIPT = "RCPT:"  # begins the code of a receipt
_LONGEST_NUMBER = 12  # signs of it that people read aloud


def receipt_code(receipt: str) -> str:
    """Return what a receipt's QR code says."""
    return f"{RECEIPT}{receipt}"


def number(receipt: str, wording: Wording) -> list[Element]:
    """Return the code of a receipt and its number; nothing for a paper without one.

    Args:
        receipt: the paper's own id.
        wording: how this customer reads.
    """
    if not receipt:
        return []
    tail = clean(receipt[-_LONGEST_NUMBER:].upper())
    words = wording.words("Receipt {number}").format(number=tail)
    return [Space(), Qr(receipt_code(receipt), 4), Text(words, size=TextSize.SMALL, centred=True)]
