"""People who stand at the wrong point: the central tells where their parcels wait."""

from collections.abc import Callable

from kiosk.central.elsewhere import CustomerLine, Elsewheres, ElsewhereWish, ParcelLine, PointLine
from kiosk.trial.stage import POINT, Stage

STRANGER = "c7739999"  # has nothing at the staged point
_PATIENCE_S = 60.0  # mail pauses up to 18 s after a short outage
_ADDRESS = {"ru": "Казань, ул. Баумана, 15", "pt": "Porto Alegre, Rua dos Andradas, 1234"}
_KAZAN, _PORTO = (55.790278, 49.11444), (-30.029722, -51.231389)


def tell_elsewhere(stage: Stage, customer_ref: str, parcel: str, point: str) -> None:
    """Let the central tell that a parcel waits for somebody at another point.

    Args:
        stage: with an open point.
        customer_ref: whose it is; the point gets the code, too.
        parcel: its number; that of its order is the same without the last part.
        point: where it waits.
    """
    language = stage.setting.language
    lat, lon = _PORTO if language == "pt" else _KAZAN
    address = _ADDRESS.get(language, "Harbour Town, 15 Lighthouse Street")
    line = ParcelLine(parcel, point, is_ready=True, order=parcel.rpartition("-")[0] or None)
    told = Elsewheres(
        (CustomerLine(customer_ref, (line,)),), (PointLine(point, address, lat, lon, "10-21"),)
    )
    stage.wish(ElsewhereWish(POINT, told))
    file = stage.app.file
    stage.until(lambda: file.elsewhere.named(parcel), "what waits elsewhere is told", _PATIENCE_S)
    stage.until(lambda: file.codes.windows(customer_ref), "the code is told", _PATIENCE_S)


def send_on(stage: Stage, shoot: Callable[[str], None]) -> None:
    """Serve somebody whose parcel waits at another point: the slip shows the way.

    Args:
        stage: with an open point.
        shoot: takes a picture of the screen, under a name.
    """
    tell_elsewhere(stage, STRANGER, "70000001-0001-1", "7802")
    stage.scan(stage.code_of(STRANGER))
    stage.until(lambda: stage.screen == "other_point", "the right address is told")
    shoot("other_point")
    stage.tap("other.next")
