"""Which settings of kiosk.toml people may change at the counter, and the file with theirs over it.

What a value may be is asked of the file's own rules, so nothing can be chosen here that the file
would refuse: a brightness over the supply, a code page the printer does not have.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from kiosk.config_checks import clashes
from kiosk.config_tables import Config, LightsTable
from kiosk.core.settings import OFF, ON, SWITCH, Offer

_VOLUMES = tuple(str(percent) for percent in range(0, 101, 10))
_RATES = tuple(str(words) for words in range(80, 301, 10))
_LAMPS = tuple(str(cells) for cells in (5, 10, 20, 30, 40, 60, 80, 100, 150, 200))
_SIZES = ("640 x 360", "1280 x 720", "1920 x 1080")
_LINES = {"printer": "printer", "label": "label_printer"}


def offers(config: Config) -> tuple[Offer, ...]:
    """Return what there is to set at a counter with these settings; only of devices it has."""
    every = (*_sound(config), *_printers(config), *_lights(config), *_camera(config))
    return tuple(offer for offer in every if len(offer.values) > 1)


def over(config: Config, values: Mapping[str, str]) -> Config:
    """Return the settings with what people chose; what goes against the file's rules is left out.

    Args:
        config: without a fault.
        values: by key; of settings that are offered.
    """
    for key, value in values.items():
        config = _fitting(config, key, value) or config
    return config


def fits(config: Config, key: str, value: str) -> bool:
    """Whether the file's own rules would take a value."""
    return _fitting(config, key, value) is not None


def _fitting(config: Config, key: str, value: str) -> Config | None:
    changed = _with(config, key, value)
    return None if clashes(changed) else changed


# -- what is offered -------------------------------------------------------------------------------


def _sound(config: Config) -> Iterator[Offer]:
    yield Offer("sound.on", OFF if config.ui.mute else ON, SWITCH, at_once=True)
    volume = str(config.ui.volume)
    yield Offer("sound.volume", volume, _among(_VOLUMES, volume), at_once=True)
    if config.speech.driver != "none":
        yield Offer("sound.voice", ON, SWITCH, at_once=True)
        rate = str(config.speech.rate)
        yield Offer("sound.voice_rate", rate, _among(_RATES, rate))


def _printers(config: Config) -> Iterator[Offer]:
    for name, field in _LINES.items():
        table = getattr(config, field)
        if table.driver == "none":
            continue
        for key, values in (
            ("width", ("384", "512", "576")),
            ("cutter", ("full", "partial", "none")),
            ("qr", ("raster", "native")),
            ("mode", ("raster", "text")),
        ):
            full, filed = f"printer.{name}.{key}", str(getattr(table, key))
            yield Offer(full, filed, _allowed(config, full, values, filed))


def _lights(config: Config) -> Iterator[Offer]:
    for chain in config.lights:
        most = str(chain.max_lit)
        key = f"lights.{chain.name}.max_lit"
        yield Offer(key, most, _allowed(config, key, _among(_LAMPS, most), most))
        if chain.driver == "apa102":
            bright, key = str(chain.brightness), f"lights.{chain.name}.brightness"
            every = tuple(str(n) for n in range(1, 32))
            yield Offer(key, bright, _allowed(config, key, every, bright))


def _camera(config: Config) -> Iterator[Offer]:
    camera = config.camera
    if camera.driver == "none":
        return
    size = "{} x {}".format(*camera.size)
    yield Offer("camera.size", size, _among(_SIZES, size))
    if camera.driver == "picamera2":
        yield Offer("camera.rotate", str(camera.rotate), ("0", "180"))
        yield Offer("camera.focus", camera.focus, ("continuous", "fixed"))


def _among(values: tuple[str, ...], filed: str) -> tuple[str, ...]:
    """Return the values with the file's own in its place, where it is none of them."""
    whole = {*values, filed}
    return values if filed in values else tuple(sorted(whole, key=lambda v: int(v.split()[0])))


def _allowed(config: Config, key: str, values: tuple[str, ...], filed: str) -> tuple[str, ...]:
    return tuple(value for value in values if value == filed or fits(config, key, value))


# -- into the tables -------------------------------------------------------------------------------


def _with(config: Config, key: str, value: str) -> Config:
    section, _, name = key.partition(".")
    return _SECTIONS[section](config, name, value)


def _with_sound(config: Config, name: str, value: str) -> Config:
    match name:
        case "on":
            return replace(config, ui=replace(config.ui, mute=value == OFF))
        case "volume":
            return replace(config, ui=replace(config.ui, volume=int(value)))
        case "voice_rate":
            return replace(config, speech=replace(config.speech, rate=int(value)))
        case _:
            return config  # whether the voice calls is the counter's own, no line of the file


def _with_printer(config: Config, name: str, value: str) -> Config:
    line, _, key = name.partition(".")
    field = _LINES[line]
    return replace(config, **{field: _set(getattr(config, field), key, value)})


def _with_lights(config: Config, name: str, value: str) -> Config:
    chain, _, key = name.partition(".")

    def mended(table: LightsTable) -> LightsTable:
        return replace(table, **{key: int(value)}) if table.name == chain else table

    return replace(config, lights=tuple(map(mended, config.lights)))


def _with_camera(config: Config, name: str, value: str) -> Config:
    if name == "size":
        width, _, height = value.partition(" x ")
        return replace(config, camera=replace(config.camera, size=(int(width), int(height))))
    return replace(config, camera=_set(config.camera, name, value))


def _set(table: Struct, key: str, value: str) -> Struct:
    is_number = isinstance(getattr(table, key), int)
    return replace(table, **{key: int(value) if is_number else value})


_SECTIONS: Mapping[str, Callable[[Config, str, str], Config]] = {
    "sound": _with_sound,
    "printer": _with_printer,
    "lights": _with_lights,
    "camera": _with_camera,
}


class Filed:
    """Implements FiledSettings of `kiosk.workflows.settings` over a file that was read.

    Args:
        config: the file's settings, without a fault.
        told: hears what counts at each change and at the start.
    """

    def __init__(self, config: Config, told: Callable[[Mapping[str, str]], None]) -> None:
        self._config, self._told = config, told

    def offers(self) -> tuple[Offer, ...]:
        """Return what may be set here."""
        return self._offers

    @cached_property
    def _offers(self) -> tuple[Offer, ...]:
        return offers(self._config)

    def fits(self, values: Mapping[str, str]) -> bool:
        """Whether the file's own rules take all of these together."""
        config = self._config
        for key, value in values.items():
            config = _with(config, key, value)
        return not clashes(config)

    def told(self, values: Mapping[str, str]) -> None:
        """Hand on what counts now."""
        self._told(values)
