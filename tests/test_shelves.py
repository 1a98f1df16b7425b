from pathlib import Path

from kiosk.config import load
from kiosk.config_tables import ShelfTable
from kiosk.shelves import far_nodes, link_to

POINT = '[point]\nid = "7731"\ndevice = "pk-7731"\n'
NODES = """\
[shelf]
port = 1884
[[scanner]]
name = "hand"
driver = "serial"
path = "/dev/none"
[[scanner]]
name = "shelf"
driver = "mqtt"
node = "left"
[[lights]]
name = "aisle"
driver = "mqtt"
node = "left"
cells = "left"
max_lit = 12
[[button]]
name = "upper"
driver = "mqtt"
node = "right"
cells = "C-01..C-02"
[[button]]
name = "lower"
driver = "mqtt"
node = "right"
cells = "C-03"
[cells]
left = [ { cells = "B-01..B-30", start = 0 } ]
"""


def test_every_node_that_is_named_has_one_end_here(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(POINT + NODES, encoding="utf-8")
    left, right = far_nodes(load(path))
    assert (left.shelf.name, left.chain, left.max_lit) == ("shelf left", "aisle", 12)
    assert (left.shelf.names.node, left.shelf.names.scanner) == ("left", "shelf")
    assert (right.shelf.name, right.chain) == ("shelf right", "")
    assert right.shelf.names.buttons == {"C-01": "upper", "C-02": "upper", "C-03": "lower"}


def test_a_point_without_nodes_has_none(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(POINT, encoding="utf-8")
    assert far_nodes(load(path)) == ()


def test_a_link_opens_within_the_time_a_device_has() -> None:
    table = ShelfTable(host="pi.local", port=8884, cafile="a", certfile="b", keyfile="c")
    settings = link_to(table, "shelf-left", ("t",)).settings
    assert (settings.host, settings.port, settings.subscribe) == ("pi.local", 8884, ("t",))
    assert (settings.cafile, settings.certfile, settings.keyfile) == ("a", "b", "c")
    assert settings.client_id == "shelf-left"
    assert settings.connect_s < 5
    assert settings.keepalive_s <= 5
