"""What a printer's settings need of each other, and which models there are."""

from collections.abc import Iterator

from kiosk.config_basics import Clash
from kiosk.config_tables import Config, PrinterTable
from kiosk.hw import printer_profiles

_NEEDED = {"usb": "match", "network": "host", "serial": "path", "file": "path"}


def printer_clashes(config: Config) -> Iterator[Clash]:
    """Find what is missing or does not go together in both printers' tables."""
    language = config.point.language if config.point else "en"
    for name, table in (("printer", config.printer), ("label_printer", config.label_printer)):
        if table.driver == "none":
            continue
        needed = _NEEDED[table.driver]
        if not getattr(table, needed):
            yield (name, needed), f"is needed for a {table.driver} printer"
        yield from _profile(name, table, language)
    both = config.printer.driver != "none" != config.label_printer.driver
    if both and _way(config.label_printer) == _way(config.printer):
        said = "is the receipt printer; leave [label_printer] out, labels go there then"
        yield ("label_printer",), said


def _profile(name: str, table: PrinterTable, language: str) -> Iterator[Clash]:
    if table.profile == "default":
        return  # the table of models need not be read for it
    near = printer_profiles.nearest(table.profile)
    if near:
        yield (name, "profile"), f"{table.profile!r} is no profile; there is {', '.join(near)}"
    elif table.mode == "text" and not printer_profiles.writes(table.profile, language):
        said = f'{table.profile} has no letters for language {language}; use "raster"'
        yield (name, "mode"), said


def _way(table: PrinterTable) -> tuple[object, ...]:
    match table.driver:
        case "usb":
            return ("usb", table.match)
        case "network":
            return ("network", table.host, table.port)
        case _:
            return ("path", table.path)
