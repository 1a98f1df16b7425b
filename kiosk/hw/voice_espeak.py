"""A voice by espeak-ng: a program of the system makes the sound, the screen's mixer plays it.

The program never opens the sound card itself: where the screen's tones hold it, it would be busy.
"""

import shutil
import subprocess
import threading
from collections.abc import Callable

from kiosk.hw.ports import DeviceFault, Facts, Fault

_MOST_S = 5.0  # for a few words; a Pi needs a fraction of a second
_VERSION_S = 2.0
_VOICES = {"ru": "ru", "pt": "pt", "en": "en"}


class EspeakVoice:
    """Implements Voice.

    Args:
        program: of the system, by name or path.
        rate: words a minute.
        now: monotonic seconds.

    Attributes:
        play: plays a WAV and returns at once; given before the device is opened.
    """

    name = "speech"

    def __init__(self, program: str, rate: int, now: Callable[[], float]) -> None:
        self._program, self._rate, self._now = program, rate, now
        self.play: Callable[[bytes], None] = lambda _: None
        self._path: str | None = None
        self._asked: tuple[str, str] | None = None
        self._news = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._begun_at = 0.0
        self._said = 0

    def say(self, words: str, language: str) -> None:
        """Say this soon and return at once (see Voice); what was not said yet is left out."""
        self._asked = (words, language)
        self._news.set()

    def open(self) -> Facts:
        """Look for the program (see Device)."""
        self.close()
        self._path = shutil.which(self._program)
        if self._path is None:
            detail = f"{self._program} is not installed"
            raise DeviceFault(self.name, Fault.MISSING_LIBRARY, detail, permanent=True)
        return {"driver": "espeak-ng", "version": self._version(self._path), "said": self._said}

    def _version(self, path: str) -> str:
        try:
            told = subprocess.run(  # noqa: S603  the program of the settings
                [path, "--version"], capture_output=True, timeout=_VERSION_S, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise DeviceFault(self.name, Fault.PROTOCOL, "it does not run") from error
        return told.stdout.decode("utf-8", "replace").strip()[:80]

    def check(self) -> Facts:
        """Say how often it has spoken (see Device)."""
        if self._path is None:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        return {"driver": "espeak-ng", "said": self._said}

    def close(self) -> None:
        """Be still (see Device)."""
        self._path = self._asked = None
        self._end()

    def read(self, timeout_s: float) -> tuple[()]:
        """Speak for a while; the supervisor's thread is the mouth. Has no signals.

        Raises:
            DeviceFault: lost, timeout, protocol.
        """
        if self._path is None:
            raise DeviceFault(self.name, Fault.LOST, "closed")
        if self._child is None and self._news.wait(timeout_s):
            timeout_s = 0.0
        self._news.clear()
        asked, self._asked = self._asked, None
        if asked is not None:
            self._begin(self._path, *asked)
        if self._child is not None:
            self._go_on(self._child, max(timeout_s, 0.05))
        return ()

    def _begin(self, path: str, words: str, language: str) -> None:
        self._end()  # the newest alone is of use
        voice = _VOICES.get(language, "en")
        command = [path, "-v", voice, "-s", str(self._rate), "--stdout", "--", words]
        try:
            self._child = subprocess.Popen(  # noqa: S603  the program of the settings
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise DeviceFault(self.name, Fault.LOST, "the program is gone") from error
        self._begun_at = self._now()

    def _go_on(self, child: subprocess.Popen[bytes], timeout_s: float) -> None:
        try:
            wav, _ = child.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            if self._now() - self._begun_at > _MOST_S:
                self._end()
                raise DeviceFault(self.name, Fault.TIMEOUT, "it does not come to an end") from None
            return
        self._child = None
        if child.returncode or not wav.startswith(b"RIFF"):
            raise DeviceFault(self.name, Fault.PROTOCOL, "it made no sound")
        self._said += 1
        self.play(wav)

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()
