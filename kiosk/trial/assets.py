"""Renew the fonts and icons in kiosk/ui/assets: `python -m kiosk.trial.assets`.

Needs Debian's `fonts-inter`, `npm` and fonttools; a working copy of the project, never a counter.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset

ASSETS = Path(__file__).resolve().parents[1] / "ui" / "assets"
INTER = Path("/usr/share/fonts/opentype/inter")  # where Debian's fonts-inter puts them
SYMBOLS = "@material-symbols/svg-400@0.48"  # npm, Apache-2.0

FACES = (
    "Inter-Regular",
    "Inter-Medium",
    "Inter-SemiBold",
    "Inter-Bold",
    "InterDisplay-SemiBold",
    "InterDisplay-Bold",
)
# Latin, Latin-1, Latin Extended-A, Cyrillic, punctuation, arrows, and what Babel's texts hold.
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x400, 0x45F),
    (0x490, 0x491),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x2190, 0x2193),
)
SINGLES = (0x2009, 0x202F, 0x2011, 0x2212, 0x20BD, 0x20AC, 0x2116, 0x2248, 0x2264, 0x2265, 0xD7)

_ICON_NAMES = """
add apparel archive arrow_back arrow_forward assignment_return backspace badge bar_chart block
bolt broken_image calendar_today check check_circle chevron_left chevron_right close cloud_done
cloud_off cloud_sync compare contrast dark_mode deployed_code dialpad edit error fit_screen
flashlight_on hard_drive headphones help home hourglass_bottom id_card image info inventory_2
keyboard keyboard_arrow_down keyboard_arrow_up keyboard_return language light_mode light_off
lightbulb lightbulb-fill local_cafe local_shipping lock logout menu menu_book-fill mobile
mobile-fill move_to_inbox no_photography notifications open_in_full package_2 package_2-fill
pause_circle payments person photo_camera play_arrow print print_disabled print_error
qr_code_scanner qr_code receipt_long remove schedule search search_off settings shelves shift
shopping_bag skillet-fill steps-fill store swap_horiz sync table_lamp-fill task_alt text_increase
thermostat touch_app toys-fill undo usb_off verified visibility volume_off volume_up warning
watch-fill watch wifi_off barcode_scanner zoom_in apparel-fill headphones-fill local_cafe-fill
handshake-fill weight language-fill location_on-fill my_location map
"""


def renew_fonts() -> None:
    """Write the six faces, cut to the letters the screens can show; OFL.txt stays as it is."""
    target = ASSETS / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    wanted = [c for low, high in RANGES for c in range(low, high + 1)] + list(SINGLES)
    for face in FACES:
        options = subset.Options(layout_features=["kern", "calt", "case", "ccmp", "mark", "locl"])
        options.desubroutinize = True
        font = subset.load_font(str(INTER / f"{face}.otf"), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=wanted)
        cutter.subset(font)
        subset.save_font(font, str(target / f"{face}.otf"), options)


def renew_icons() -> None:
    """Write the rounded icons of the list, and no other file."""
    target = ASSETS / "icons"
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing: apt-get install npm")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([npm, "pack", "--silent", SYMBOLS], cwd=folder, check=True)
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        source = Path(folder) / "package"
        target.mkdir(parents=True, exist_ok=True)
        for old in target.glob("*.svg"):
            old.unlink()
        for name in sorted(set(_ICON_NAMES.split())):
            shutil.copyfile(source / "rounded" / f"{name}.svg", target / f"{name}.svg")
        shutil.copyfile(source / "LICENSE", target / "LICENSE")


if __name__ == "__main__":
    renew_fonts()
    renew_icons()
