"""What an ESC/POS printer answers to DLE EOT and GS r: silence is no good news.

python-escpos calls no answer "paper ok" (measured), so the bytes are read here (HARDWARE.md 6).
"""

from kiosk.hw.ports import PrinterState

ASK = (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04")
_FIXED_MASK, _FIXED = 0x93, 0x12
_PROOF_MASK = 0x90
_OFFLINE, _COVER, _CUTTER, _LOW, _OUT = 0x08, 0x04, 0x08, 0x0C, 0x60


def is_status(byte: int) -> bool:
    """Whether a byte can be an answer to DLE EOT at all."""
    return byte & _FIXED_MASK == _FIXED


def is_proof(byte: int) -> bool:
    """Whether a byte can be an answer to GS r; one to DLE EOT that comes late is none."""
    return byte & _PROOF_MASK == 0


def state_of(answers: list[int | None]) -> PrinterState:
    """Return what four answers mean: bad news is believed, good news only when it is whole.

    Args:
        answers: to DLE EOT 1 to 4; None for silence or nonsense.
    """
    sound = [a if a is not None and is_status(a) else None for a in answers]
    printer, offline, error, paper = sound
    if paper is not None and paper & _OUT == _OUT:
        return PrinterState.PAPER_OUT
    if offline is not None and offline & _COVER:
        return PrinterState.COVER_OPEN
    if error is not None and error & _CUTTER:
        return PrinterState.CUTTER
    if printer is not None and printer & _OFFLINE:
        return PrinterState.OFFLINE
    if paper is not None and paper & _LOW == _LOW:
        return PrinterState.PAPER_LOW
    if printer is None or paper is None:
        return PrinterState.UNKNOWN
    return PrinterState.READY
