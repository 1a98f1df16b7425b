"""Cuts a scanner's bytes into codes: by an end mark or by silence, never longer than 512 bytes."""

MOST_BYTES = 512
SILENCE_S = 0.06
ENDS, TAB = b"\r\n", b"\t"


class Framer:
    """Collects bytes until a code is whole.

    Args:
        by_silence: 60 ms of silence ends a code, for scanners that send no end mark.
        ends: the bytes that end a code.
        gap_s: half a code that nothing follows for longer is dropped; None: it waits.
    """

    def __init__(self, *, by_silence: bool, ends: bytes = ENDS, gap_s: float | None = None) -> None:
        self._by_silence, self._ends, self._gap_s = by_silence, ends, gap_s
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
        silence_s = at - self._last_at
        if self._by_silence and self._is_within and silence_s >= SILENCE_S:
            codes += self._end()
        if data and self._gap_s is not None and self._is_within and silence_s > self._gap_s:
            self._skipping = True
            self._end()
        if data:
            self._last_at = at
        for byte in data:
            if byte in self._ends:
                codes += self._end()
            elif len(self._pending) >= MOST_BYTES:
                self._skipping = True  # dropped up to the next end
            else:
                self._pending.append(byte)
        return tuple(codes)

    @property
    def _is_within(self) -> bool:
        return bool(self._pending) or self._skipping

    def spoil(self, at: float) -> None:
        """Drop the code that is being read, up to its end: a part of it went missing."""
        self._skipping, self._last_at = True, at

    def patience(self, timeout_s: float) -> float:
        """Return how long to wait for more: not past the silence that ends a code."""
        ends_soon = self._by_silence and self._is_within
        return min(timeout_s, SILENCE_S) if ends_soon else timeout_s

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
