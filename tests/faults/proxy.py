"""A road to a broker that goes wrong in every way a network does; no root, no kernel rules.

It speaks enough of MQTT to know where a packet ends, so that it can bring one twice or late.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from contextlib import suppress
from random import Random
from typing import Any

HOST = "127.0.0.1"
_PUBLISH = 3  # the upper half of a packet's first byte
_LATE_S = 0.03  # a publish held back goes after this, if none comes to overtake it


class _Pair:
    """One connection: the near end, the broker's end, and whether the road swallows it."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self.near, self.far = near, far
        self.is_swallowed = False

    def abort(self) -> None:
        """Close both ends at once; what was written still arrives."""
        for end in (self.near, self.far):
            end.transport.abort()

    def reset(self) -> None:
        """Reset both ends: what was not read yet is gone, too."""
        for end in (self.near, self.far):
            _reset(end)


def _reset(end: asyncio.StreamWriter) -> None:
    sock = end.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.transport.abort()


class FaultProxy:
    """Carries bytes between clients and a broker; every public verb may be called from anywhere.

    Args:
        target: the broker's port on loopback.
        seed: of the faults that happen by chance.

    Attributes:
        port: where clients connect.
        done: how often each fault has struck, so that a test can tell that it did.
    """

    def __init__(self, target: int, seed: int = 0) -> None:
        self._target, self._rng = target, Random(seed)
        self._pairs: set[_Pair] = set()
        self._delay_s = self._doubled = self._late = 0.0
        self._left: int | None = None  # bytes until the cut
        self.port = 0
        self.done: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._run(self._open())

    # -- faults ----------------------------------------------------------------------------------

    def cut(self) -> None:
        """Reset every connection."""
        self._run(self._cut())

    def cut_after(self, most_bytes: int) -> None:
        """Close a connection in the middle of a packet, after so many bytes more."""
        self._left = most_bytes

    def swallow(self) -> None:
        """Be a black hole: what is connected is never heard of again, and nobody is told.

        New connections wait until `heal`, as they do behind a dead road.
        """
        self._run(self._swallow())

    def half_open(self) -> None:
        """Reset the broker's end of every connection; the near end is not told."""
        self._run(self._half_open())

    def hurt(self, *, delay_s: float = 0.0, doubled: float = 0.0, late: float = 0.0) -> None:
        """Let packets dawdle, and a share of the publishes come twice or after their followers."""
        self._delay_s, self._doubled, self._late = delay_s, doubled, late

    def heal(self) -> None:
        """Be a good road again; what was swallowed stays lost."""
        self._delay_s = self._doubled = self._late = 0.0
        self._left = None
        self._loop.call_soon_threadsafe(self._passable.set)

    def close(self) -> None:
        """Stop; every connection is reset."""
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # -- the loop's side -------------------------------------------------------------------------

    def _run(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(60)

    def _struck(self, fault: str) -> None:
        self.done[fault] = self.done.get(fault, 0) + 1

    async def _open(self) -> None:
        self._passable = asyncio.Event()
        self._passable.set()
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        self._passable.set()
        for pair in self._pairs:
            pair.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _cut(self) -> None:
        for pair in self._pairs:
            self._struck("cut")
            pair.reset()

    async def _swallow(self) -> None:
        self._passable.clear()
        for pair in self._pairs:
            self._struck("swallowed")
            pair.is_swallowed = True

    async def _half_open(self) -> None:
        for pair in self._pairs:
            self._struck("half open")
            pair.is_swallowed = True
            _reset(pair.far)

    async def _serve(self, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        await self._passable.wait()
        try:
            far_reader, far = await asyncio.open_connection(HOST, self._target)
        except OSError:
            _reset(near)
            return
        pair = _Pair(near, far)
        self._pairs.add(pair)
        try:
            await asyncio.gather(
                self._carry(reader, far, pair, is_near=True),
                self._carry(far_reader, near, pair, is_near=False),
            )
        finally:
            self._pairs.discard(pair)
            pair.abort()

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        pair: _Pair,
        *,
        is_near: bool,
    ) -> None:
        late: list[bytes] = []
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                packet = await self._packet(reader)
                if pair.is_swallowed:
                    continue
                if self._delay_s:
                    await asyncio.sleep(self._rng.uniform(0, self._delay_s))
                for out in self._mangled(packet, late, writer):
                    self._write(out, writer, pair)
                await writer.drain()
        # an end that is gone takes the other along, unless nobody is to be told
        if is_near or not pair.is_swallowed:
            pair.abort()

    async def _packet(self, reader: asyncio.StreamReader) -> bytes:
        head = await reader.readexactly(1)
        length = shift = 0
        while True:
            byte = await reader.readexactly(1)
            head += byte
            length |= (byte[0] & 0x7F) << shift
            shift += 7
            if byte[0] < 0x80:
                return head + await reader.readexactly(length)

    def _mangled(
        self, packet: bytes, late: list[bytes], writer: asyncio.StreamWriter
    ) -> tuple[bytes, ...]:
        """Return what goes on now in the place of a packet; `late` holds what waits."""
        if packet[0] >> 4 != _PUBLISH:
            return (packet,)
        if late:
            self._struck("late")
            return (packet, late.pop())
        if self._rng.random() < self._late:
            late.append(packet)
            self._loop.call_later(_LATE_S, self._release, late, writer)
            return ()
        if self._rng.random() < self._doubled:
            self._struck("doubled")
            return (packet, packet)
        return (packet,)

    def _release(self, late: list[bytes], writer: asyncio.StreamWriter) -> None:
        if late and not writer.is_closing():
            writer.write(late.pop())

    def _write(self, packet: bytes, writer: asyncio.StreamWriter, pair: _Pair) -> None:
        if self._left is None:
            writer.write(packet)
            return
        writer.write(packet[: self._left])
        self._left -= len(packet)
        if self._left <= 0:
            self._left = None
            self._struck("cut at a byte")
            pair.abort()
