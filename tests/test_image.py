"""What the image gives the counter's user: the network it is in, and nothing beside."""

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

IMAGE = Path(__file__).parents[1] / "image"
RULES = IMAGE / "polkit" / "50-kiosk-network.rules"
MANAGER = "org.freedesktop.NetworkManager."
# what nmcli asks leave for where we call it: connection up, connectivity check; add, modify,
# delete; device wifi list --rescan yes
NEEDED = {"network-control", "settings.modify.system", "wifi.scan"}


def packages() -> list[str]:
    lines = (IMAGE / "packages.list").read_text(encoding="utf-8").splitlines()
    return [name for line in lines if (name := line.partition("#")[0].strip())]


def test_each_package_stands_once_and_by_its_name() -> None:
    assert len(set(packages())) == len(packages())
    assert [name for name in packages() if not re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", name)] == []


def test_what_the_wifi_and_the_polkit_rule_need_is_in_the_image() -> None:
    """Nothing that is only recommended comes along: the image is made without recommendations."""
    asked = re.findall(r"needs the package (\w+)", RULES.read_text(encoding="utf-8"))
    assert asked == ["polkitd"]
    needed = {*asked, "dbus", "network-manager", "wpasupplicant", "firmware-brcm80211"}
    assert needed - set(packages()) == set()


def test_networkmanager_looks_for_a_way_on_and_so_sees_a_sign_in_page() -> None:
    asked = configparser.ConfigParser()
    found = (IMAGE / "networkmanager").glob("*.conf")
    assert asked.read(found, encoding="utf-8")
    page = asked["connectivity"]
    assert page.getboolean("enabled")
    assert re.fullmatch(r"http://[a-z0-9.-]+/\w+", page["uri"]), "a sign-in page has no https"
    assert page.getint("interval") > 0, "0 ends the check that the screen asks for, too"


def test_the_counter_may_join_networks_and_no_more() -> None:
    text = RULES.read_text(encoding="utf-8")
    code = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    named = re.findall(r'"(org\.[^"]+)"', code)
    assert {name.removeprefix(MANAGER) for name in named} == NEEDED
    assert re.findall(r'subject\.(\w+) === "([^"]+)"', code) == [("user", "kiosk")]
    assert code.count("Result.YES") == 1
    assert "isInGroup" not in code, "a group lets in whoever joins it"


@pytest.mark.skipif(shutil.which("node") is None, reason="no JavaScript engine here")
@pytest.mark.parametrize(
    ("user", "action", "answer"),
    [
        ("kiosk", MANAGER + "wifi.scan", "yes"),
        ("kiosk", MANAGER + "network-control", "yes"),
        ("kiosk", MANAGER + "settings.modify.hostname", "no opinion"),
        ("kiosk", MANAGER + "enable-disable-network", "no opinion"),
        ("kiosk", "org.freedesktop.login1.reboot", "no opinion"),
        ("kiosk-id", MANAGER + "wifi.scan", "no opinion"),
        ("root2", MANAGER + "network-control", "no opinion"),
    ],
)
def test_the_rule_answers_as_it_is_meant(user: str, action: str, answer: str) -> None:
    script = (
        'var polkit = {Result: {YES: "yes", NOT_HANDLED: "no opinion"},'
        " addRule: function (f) { this.rule = f; }};\n"
        f"{RULES.read_text(encoding='utf-8')}\n"
        f"console.log(polkit.rule({{id: {json.dumps(action)}}}, {{user: {json.dumps(user)}}}));"
    )
    node = shutil.which("node") or "node"
    told = subprocess.run(
        [node, "-e", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.strip() == answer
