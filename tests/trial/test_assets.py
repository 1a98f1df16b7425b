from kiosk.trial import assets


def test_what_the_list_names_is_what_ships() -> None:
    shipped = {path.stem for path in (assets.ASSETS / "icons").glob("*.svg")}
    assert shipped == set(assets._ICON_NAMES.split())


def test_the_six_faces_ship_cut_to_size() -> None:
    faces = {path.stem: path.stat().st_size for path in (assets.ASSETS / "fonts").glob("*.otf")}
    assert set(faces) == set(assets.FACES)
    assert max(faces.values()) < 90_000
