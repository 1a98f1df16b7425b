"""Cuts a scanner's bytes into codes: by an end mark or by silence, never longer than 512 bytes."""

MOST_BYTES = 512
SILENCE_S = 0.06
_ENDS = frozenset(b"\r\n")


class Framer:
    """Collects bytes until a code is whole.

    Args:
        by_silence: 60 ms of silence ends a code, for scanners that send no end mark.
    """

    def __init__(self, *, by_silence: bool) -> None:
        self._by_silence = by_silence
        self._pending = bytearray()
        self._skipping = False
        self._last_at = 0.0
        self.dropped = 0

    def feed(self, data: bytes, at: float) -> tuple[str, ...]:
        """Return the codes that are whole now.

        Args:
            data: what came; may be empty.
            at: monotonic seconds.

        Returns:
            Texts; bytes that are no UTF-8 become U+FFFD, so that the grammar answers unknown.
        """
        codes: list[str] = []
        if self._by_silence and self._pending and at - self._last_at >= SILENCE_S:
            codes += self._end()
        if data:
            self._last_at = at
        for byte in data:
            if byte in _ENDS:
                codes += self._end()
            elif len(self._pending) >= MOST_BYTES:
                self._skipping = True  # dropped up to the next end
            else:
                self._pending.append(byte)
        return tuple(codes)

    def _end(self) -> list[str]:
        text, skipped = bytes(self._pending), self._skipping
        self._pending.clear()
        self._skipping = False
        if skipped:
            self.dropped += 1
        return [] if skipped or not text else [text.decode("utf-8", "replace")]

    def reset(self) -> None:
        """Forget half a code: the device came anew."""
        self._pending.clear()
        self._skipping = False
