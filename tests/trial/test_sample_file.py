"""The sample file is without a fault and has something to set on every page."""

from kiosk.config import Config, clashes
from kiosk.config_settings import Filed, offers
from kiosk.trial.sample_file import SAMPLE, SAMPLE_SPEAKS, sampled


def test_it_offers_every_page_and_is_without_a_fault() -> None:
    for sample in (SAMPLE, SAMPLE_SPEAKS, sampled(Config())):
        assert not clashes(sample)
        pages = dict.fromkeys(offer.section for offer in offers(sample))
        assert list(pages) == ["sound", "printer", "lights", "camera"]
        every = {offer.key: offer.filed for offer in offers(sample)}
        assert Filed(sample, lambda _: None).fits(every)


def test_a_staged_point_keeps_what_is_its_own() -> None:
    point = sampled(Config())
    assert (point.mqtt, point.ui, point.folders) == (Config().mqtt, Config().ui, Config().folders)
