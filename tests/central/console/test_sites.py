"""An opening as its page shows it: turns, the place among the points, the pictures."""

from msgspec.structs import replace

from kiosk.central.console import sites
from kiosk.central.openings import Application, Decided
from kiosk.central.profiles import profiles
from kiosk.core.location_rules import Outcome
from kiosk.core.opening_words import LocationRule, OpeningStage, ShotState
from kiosk.core.openings import Opening, ShotRow
from tests.central.console.openings import Opened
from tests.central.console.stand import Stand

S = OpeningStage
RULES = (LocationRule("distance_m", 300), LocationRule("area_m2", 80), LocationRule("moon", 1))


def test_whose_turn_it_is() -> None:
    def turn(stage: OpeningStage, decided: Decided | None = None) -> str:
        return sites.turn_of(Application("p1", "P", Opening("O-1", stage), decided))

    assert turn(S.SUBMITTED) == turn(S.FIT_OUT_REVIEW) == "central"
    assert turn(S.DRAFT) == turn(S.REWORK) == turn(S.TRIAL_DELIVERY) == "partner"
    assert turn(S.SUBMITTED, Decided(S.LOCATION_REVIEW, 1, "anna", 0)) == "sent"
    assert turn(S.LAUNCHED) == turn(S.WITHDRAWN) == "over"
    assert {turn(stage) for stage in S} <= set(sites.TURNS)


def test_a_place_is_judged_among_the_points_around(stand: Stand) -> None:
    made = Opened(stand)
    books = stand.central.store._conn
    one = stand.central.store.openings.get("O-1")
    assert one is not None
    assert sites.site_of(books, one, None) is None
    made.submit()
    stand.central.register("box-2", "p2")
    with stand.central.store.unit():
        stand.central.store.place("p2", 55_752_000, 37_601_000)
    one = stand.central.store.openings.get("O-1")
    assert one is not None
    site = sites.site_of(books, one, replace(profiles()["ozon_like"], location_rules=RULES))
    assert site is not None
    assert [verdict.outcome for verdict in site.verdicts] == [
        *(Outcome.BROKEN, Outcome.BROKEN, Outcome.UNKNOWN)
    ]
    assert [mark.row.word for mark in site.plot.marks] == ["near", "proposed"]
    assert [round(near.metres) for near in site.around] == [111]


def test_pictures_stand_in_the_policys_order_with_what_is_missing(stand: Stand) -> None:
    photos = stand.desk.means.photos
    here, gone = photos.put(b"one"), "ab" * 32
    rows = (
        ShotRow("extra", ShotState.TAKEN, gone),
        ShotRow("lease", ShotState.TAKEN, here),
        ShotRow("sign", ShotState.SUBMITTED, here, gone, "crooked"),
    )
    opening = Opening("O-1", S.FIT_OUT_REVIEW, shots=rows)
    policy = profiles()["ozon_like"]
    found = sites.pictures_of(opening, policy, photos)
    keys = [one.key for one in found]
    assert keys[:2] == ["facade", "sign"]
    assert keys[-3:] == ["lease", "registration", "extra"]
    assert [one.key for one in found if one.is_paper] == ["lease", "registration"]
    assert [one.key for one in sites.waiting(found)] == ["sign"]
    told = {one.key: (one.state, one.is_here, one.is_before_here) for one in found}
    assert told["facade"] == ("needed", False, False)
    assert told["sign"] == ("submitted", True, False)
    assert told["extra"] == ("taken", False, False)
    assert [one.key for one in sites.pictures_of(opening, None, photos)] == [
        *("extra", "lease", "sign")
    ]
