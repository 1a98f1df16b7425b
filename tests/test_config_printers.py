"""Settings of printers that are good alone and bad together."""

import pytest

from kiosk.config_printers import printer_clashes
from kiosk.config_tables import Config, PointTable, PrinterMatchTable, PrinterTable

NET = PrinterTable(driver="network", host="10.0.0.9")
EPSON = PrinterMatchTable(vid=0x04B8, pid=0x0E15)
RU = PointTable(id="7731", device="box-7731", language="ru")


def _profile(profile: str, mode: str = "raster") -> PrinterTable:
    return PrinterTable(driver="file", path="a", profile=profile, mode=mode)


@pytest.mark.parametrize(
    "config",
    [
        Config(),
        Config(printer=NET),
        Config(printer=NET, label_printer=PrinterTable(driver="usb", match=EPSON)),
        Config(printer=NET, label_printer=PrinterTable(driver="network", host="10.0.0.8")),
        Config(printer=_profile("TM-T20II", "text"), point=RU),
        Config(printer=_profile("simple"), point=RU),
        Config(printer=PrinterTable(profile="never")),  # none: nobody asks
    ],
)
def test_printers_that_fit_are_let_be(config: Config) -> None:
    assert list(printer_clashes(config)) == []


@pytest.mark.parametrize(
    ("config", "path", "said"),
    [
        (
            Config(printer=PrinterTable(driver="usb")),
            ("printer", "match"),
            "is needed for a usb printer",
        ),
        (
            Config(printer=PrinterTable(driver="network")),
            ("printer", "host"),
            "is needed for a network printer",
        ),
        (
            Config(label_printer=PrinterTable(driver="serial")),
            ("label_printer", "path"),
            "is needed for a serial printer",
        ),
        (
            Config(printer=PrinterTable(driver="file")),
            ("printer", "path"),
            "is needed for a file printer",
        ),
        (
            Config(printer=_profile("TM-T20IX")),
            ("printer", "profile"),
            "'TM-T20IX' is no profile; there is TM-T20II, TM-U220, TM-T20II-42col",
        ),
        (
            Config(printer=_profile("simple", "text"), point=RU),
            ("printer", "mode"),
            'simple has no letters for language ru; use "raster"',
        ),
        (
            Config(printer=NET, label_printer=NET),
            ("label_printer",),
            "is the receipt printer; leave [label_printer] out, labels go there then",
        ),
    ],
)
def test_printers_that_clash_are_told(config: Config, path: tuple[str, ...], said: str) -> None:
    assert list(printer_clashes(config)) == [(path, said)]


def test_a_name_like_no_other_is_answered_with_all_there_are() -> None:
    ((_, said),) = printer_clashes(Config(printer=_profile("zzz")))
    assert said.count(",") > 30
