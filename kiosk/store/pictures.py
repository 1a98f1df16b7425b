"""Pictures of goods as the screen shows them: cut to size by our own child, named as they came."""

from pathlib import Path


class Pictures:
    """One folder; what is lost of it comes again with the next counter file.

    Args:
        path: of the folder; made when something is kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def _place(self, sha256: str) -> Path:
        return self._path / f"{sha256}.jpg"

    def get(self, sha256: str) -> bytes | None:
        """Return a picture's JPEG, None while it is not here."""
        try:
            return self._place(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, sha256: str, jpeg: bytes) -> None:
        """Lay a picture down, whole or not at all.

        Raises:
            OSError: the disk does not take it.
        """
        place = self._place(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(".part")
        part.write_bytes(jpeg)
        part.replace(place)
