from kiosk.trial import gallery


def test_the_gallery_shows_each_sample_once() -> None:
    names = [screen.name for screen in gallery.samples({})]
    assert names[:5] == [
        "home_sample",
        "home_sample",
        "list_sample",
        "lock_sample",
        "viewer_sample",
    ]
    assert len(names) == 9
