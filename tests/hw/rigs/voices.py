"""Voices: espeak-ng's driver over a stand-in for the program, and the simulator."""

import time
from pathlib import Path
from typing import ClassVar

from kiosk.hw.ports import Fault, Voice
from kiosk.hw.sim.faults import Fault as Planned
from kiosk.hw.sim.voice import SimVoice
from kiosk.hw.voice_espeak import EspeakVoice
from tests.hw.rigs.rig import Rig

_WORDS = ("ay, zero one", "en")
_PATIENCE_S = 5.0


class EspeakRig(Rig):
    """A program that says what it was asked to, or breaks its word."""

    of, port = EspeakVoice, Voice
    good, uses, often = (b"RIFF" + _WORDS[0].encode(),), 1, 10
    faults: ClassVar = {
        "no sound": ("exit 1", Fault.PROTOCOL),
        "not a sound": ("echo hello", Fault.PROTOCOL),
    }
    lasting: ClassVar = frozenset(faults)

    def __init__(self, folder: Path, plan: str | None = None) -> None:
        super().__init__(folder, plan)
        self.program = folder / "espeak-ng"
        body = plan or 'for last; do :; done; printf "RIFF%s" "$last"'
        head = '#!/bin/sh\n[ "$1" = --version ] && echo 1.0 && exit 0\n'
        self.program.write_text(f"{head}{body}\n", encoding="utf-8")
        self.program.chmod(0o755)
        self.heard: list[bytes] = []
        self.device = EspeakVoice(str(self.program), 150, time.monotonic)
        self.device.play = self.heard.append

    def pull(self) -> None:
        self.program.rename(self.folder / "away")

    def plug(self) -> None:
        (self.folder / "away").rename(self.program)

    def use(self) -> object:
        before, until = len(self.heard), time.monotonic() + _PATIENCE_S
        self.device.check()
        self.device.say(*_WORDS)
        while len(self.heard) == before and time.monotonic() < until:
            self.device.read(0.05)
        return tuple(self.heard[before:])


class SimVoiceRig(Rig):
    """The simulator is its own far side."""

    of, port, simulator = SimVoice, Voice, SimVoice
    good, uses = (_WORDS,), 1
    closed = ((), ())  # words for a voice that is not open are nothing
    faults: ClassVar = {
        "missing": (Planned(1, "open", "missing"), Fault.MISSING_LIBRARY),
        "lost": (Planned(2, "check", "lost"), Fault.LOST),
        "mute": (Planned(1, "say", "mute"), ()),
    }

    def __init__(self, folder: Path, plan: Planned | None = None) -> None:
        super().__init__(folder, plan)
        self.device = SimVoice([plan] if plan else [])

    def pull(self) -> None:
        self.device.installed = False

    def plug(self) -> None:
        self.device.installed = True

    def use(self) -> object:
        self.device.check()
        return self.touch()

    def touch(self) -> object:
        before = len(self.device.said)
        self.device.say(*_WORDS)
        return tuple(self.device.said[before:])

    def listen(self) -> object:
        return ()
