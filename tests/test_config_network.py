"""The network's table: NetworkManager unless it says else, a made-up one that says so; faults."""

from pathlib import Path

import pytest

from kiosk.config import ConfigFaults, load
from kiosk.config_network import NetworkTable
from kiosk.config_tables import Config
from kiosk.core.wifi import NetFault, Reach, Security, Spot, Standing, Wifi
from kiosk.gear import gear_of
from kiosk.hw.network_nmcli import NmcliNetwork
from kiosk.hw.sim.network import SimNetwork

OPEN = '{ name = "x", security = "open" }'
AIR = """[network]
driver = "sim"
joined = "Point 7731"
air = [
  { name = "Point 7731", password = "shelves-42" },
  { name = "Hotel", security = "open", reach = "portal", signal = 20 },
  { name = "Back room", password = "shelves-43", hidden = true },
  { name = "Broken", password = "shelves-44", fault = "no_address" },
]
"""


def config(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_networkmanager_is_asked_unless_the_settings_say_else() -> None:
    assert isinstance(gear_of(Config()).network, NmcliNetwork)
    assert gear_of(Config(network=NetworkTable(driver="none"))).network is None


def test_one_to_practise_with_is_as_it_is_written_and_says_so(tmp_path: Path) -> None:
    network = gear_of(config(tmp_path, AIR)).network
    assert isinstance(network, SimNetwork)
    assert network.practises
    assert network.standing() == Standing("Point 7731", reach=Reach.FULL)
    hotel = Spot("Hotel", 20, Security.OPEN)
    assert network.look() == (
        Spot("Point 7731", 70, Security.WPA, is_joined=True, is_kept=True),
        Spot("Broken", 70, Security.WPA),
        hotel,
    )
    assert network.join(Wifi("Hotel", Security.OPEN), 1).reach is Reach.PORTAL


def test_nobody_there_and_a_no_of_polkit_are_played(tmp_path: Path) -> None:
    for word, fault in (("absent", NetFault.ABSENT), ("denied", NetFault.DENIED)):
        text = AIR.replace('driver = "sim"', f'driver = "sim"\nfault = "{word}"')
        network = gear_of(config(tmp_path, text)).network
        assert isinstance(network, SimNetwork)
        assert network.fault is fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('driver = "wpa_supplicant"', "driver"),
        ('joined = "x"', "belongs to driver sim"),
        ('air = [{ name = "x", security = "open" }]', "belongs to driver sim"),
        ('driver = "sim"\njoined = "x"', "is no network of air"),
        ('driver = "sim"\nair = [{ name = "x", password = "short" }]', "8 to 63"),
        ('driver = "sim"\nair = [{ name = "", security = "open" }]', "1 to 32"),
        ('driver = "sim"\nair = [{ name = "яяяяяяяяяяяяяяяяя", security = "open" }]', "1 to 32"),
        ('driver = "sim"\nair = [{ name = "x", security = "open", password = "12345678" }]',
         "has none"),
        (f'driver = "sim"\nair = [{OPEN}, {OPEN}]', "stands twice"),
        ('driver = "sim"\nair = [{ name = "x", signal = 0 }]', "signal"),
    ],
)  # fmt: skip
def test_a_network_that_cannot_be_is_refused_with_its_line(
    text: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigFaults, match=said):
        config(tmp_path, f"[network]\n{text}\n")
