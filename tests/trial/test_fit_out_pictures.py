"""Every picture of the fit-out is another one, and the same again from the same seed."""

from kiosk.central.profiles import profiles
from kiosk.trial.fit_out_pictures import SIZE, draw


def test_each_shot_is_drawn_in_its_own_way_and_the_same_again() -> None:
    policy = profiles()["ozon_like"]
    keys = [check.key for check in (*policy.shots, *policy.papers)]
    drawn = {key: draw(key, 1) for key in keys}
    assert len({picture.tobytes() for picture in drawn.values()}) == len(keys)
    assert draw("facade", 1).tobytes() == drawn["facade"].tobytes()
    assert draw("facade", 2).tobytes() != drawn["facade"].tobytes()
    assert {picture.size for picture in drawn.values()} == {SIZE}
