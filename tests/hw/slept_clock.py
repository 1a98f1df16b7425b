"""A clock that moves only while somebody sleeps, for what waits by a given clock."""


class SleptClock:
    """Monotonic seconds from 100 on."""

    def __init__(self) -> None:
        self.at = 100.0

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds
