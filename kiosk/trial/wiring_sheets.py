"""The wiring diagrams of docs/hardware.md: which pin goes where (HARDWARE.md 9)."""

from collections.abc import Callable, Mapping

from kiosk.trial.wiring import Anchor, Drawing, Pin, Side

_RAILS: Mapping[int, str] = {
    **dict.fromkeys((1, 17), "3.3 V"),
    **dict.fromkeys((2, 4), "5 V"),
    **dict.fromkeys((6, 9, 14, 20, 25, 30, 34, 39), "ground"),
}
_BCM = "2 3 4 14 15 17 18 27 22 23 24 10 9 25 11 8 7 0 1 5 6 12 13 19 16 26 20 21"  # as pins rise
# BCM number -> pin of the header
HEADER: Mapping[int, int] = dict(
    zip(map(int, _BCM.split()), sorted({*range(1, 41)} - _RAILS.keys()), strict=True)
)
# what each is for here
USES: Mapping[int, str] = {
    10: "lamps: data (MOSI)",
    11: "both: clock (SCLK)",
    8: "hc595: latch (CE0)",
    9: "hc165: buttons in (MISO)",
    24: "hc595: /OE",
    25: "hc165: SH/LD",
    **dict.fromkeys((17, 27, 22, 23, 5, 6), "button"),
    16: "buzzer",
    2: "UPS HAT (SDA)",
    3: "UPS HAT (SCL)",
    14: "console (TX)",
    15: "console (RX)",
}
_COLOURS = {"power": "5 V", "ground": "ground", "data": "data", "clock": "clock"}


def _pin(bcm: int) -> str:
    return f"{bcm} ({HEADER[bcm]})"


def _row(side: Side, first: int, step: int, *words: str) -> list[Pin]:
    """Return pins at equal steps along an edge."""
    return [Pin(word, side, first + step * n) for n, word in enumerate(words)]


def header() -> Drawing:
    """Draw the forty pins, and what each is for."""
    sheet = Drawing("The Pi's header: BCM number (pin)", (760, 650))
    sheet.frame((330, 56), (100, 574), "")
    bcm_of = {pin: bcm for bcm, pin in HEADER.items()}
    for pin in range(1, 41):
        is_left, y = pin % 2 == 1, 80 + 28 * ((pin - 1) // 2)
        bcm = bcm_of.get(pin)
        use = _RAILS.get(pin, "") if bcm is None else USES.get(bcm, "")
        is_ours = bcm is not None and bool(use)
        sheet.mark((338 if is_left else 382, y - 11), (40, 22), str(pin), used=is_ours)
        end: Anchor = "end" if is_left else "start"
        kind = "" if is_ours else "soft"
        if bcm is not None:
            sheet.text((318 if is_left else 442, y + 5), _pin(bcm), kind, end)
        sheet.text((250 if is_left else 510, y + 5), use, kind, end)
    return sheet


def hc595() -> Drawing:
    """Draw the chain of registers with a lamp an output."""
    sheet = Drawing("hc595: lamps on 74HCT595 registers", (1080, 640))
    pi = sheet.box(
        (24, 160),
        (210, 340),
        ("Raspberry Pi", "BCM (pin)"),
        [
            Pin(f"MOSI {_pin(10)}", "right", 80),
            Pin("3.3 V (1)", "right", 120),
            Pin(f"SCLK {_pin(11)}", "right", 230),
            Pin(f"CE0 {_pin(8)}", "right", 255),
            Pin(f"/OE {_pin(24)}", "right", 280),
            Pin("ground (6)", "right", 315),
        ],
    )
    supply = sheet.box(
        (24, 526),
        (210, 90),
        ("5 V supply",),
        [Pin("5 V", "right", 44), Pin("0 V", "right", 70)],
    )
    ends = {"clock": 390, "latch": 415, "enable": 440, "power": 570, "ground": 596}
    starts = {
        "clock": pi[f"SCLK {_pin(11)}"],
        "latch": pi[f"CE0 {_pin(8)}"],
        "enable": pi[f"/OE {_pin(24)}"],
        "power": supply["5 V"],
        "ground": supply["0 V"],
    }
    for kind, y in ends.items():
        sheet.wire(kind, starts[kind], (1050, y))
    sheet.wire("ground", pi["ground (6)"], (262, 596), joins=True)
    sheet.wire("enable", pi["3.3 V (1)"], (280, 440), joins=True)
    sheet.box((256, 310), (48, 34), ("10 k",))
    taps = {"SRCLK 11": "clock", "RCLK 12": "latch", "/OE 13": "enable"}
    taps |= {"/SRCLR 10": "power", "VCC 16": "power", "GND 8": "ground"}
    before = pi[f"MOSI {_pin(10)}"]
    for number, x in enumerate((340, 690)):
        first = 8 * number
        pins = [Pin(word, "bottom", 30 + 40 * n) for n, word in enumerate(taps)]
        ends_at = [Pin("SER 14", "left", 40), Pin("QH' 9", "right", 40)]
        chip = sheet.box((x, 200), (260, 160), (), [*pins, *ends_at])
        sheet.text(
            (x + 130, 228), f"74HCT595, {'second' if number else 'first'}", "strong", "middle"
        )
        for word, kind in taps.items():
            at = chip[word]
            sheet.wire(kind, at, (at[0], ends[kind]), joins=True)
        lamps = (f"LEDs {first} to {first + 7}", "QA 15, QB to QH 1 to 7", "680 ohm each, to 0 V")
        sheet.box((x + 30, 76), (200, 76), lamps)
        sheet.wire("data", (x + 130, 152), (x + 130, 200))
        sheet.wire("data", before, chip["SER 14"])
        before = chip["QH' 9"]
    sheet.wire("data", before, (1050, 240))
    sheet.text((1050, 224), "next SER", "pin soft", "end")
    kinds = {**_COLOURS, "latch": "latch", "enable": "/OE"}
    sheet.legend((330, 624), kinds)
    return sheet


def apa102() -> Drawing:
    """Draw the strip behind its level shifter, with its own supply."""
    sheet = Drawing("apa102: a strip of APA102 or SK9822 LEDs", (1040, 480))
    pi = sheet.box(
        (24, 90),
        (210, 190),
        ("Raspberry Pi", "BCM (pin)"),
        [
            Pin(f"MOSI {_pin(10)}", "right", 80),
            Pin(f"SCLK {_pin(11)}", "right", 110),
            Pin("ground (6)", "right", 160),
        ],
    )
    chip = sheet.box(
        (350, 90),
        (210, 190),
        ("74AHCT125",),
        [
            *_row("left", 80, 30, "1A 2", "2A 5"),
            *_row("right", 80, 30, "1Y 3", "2Y 6"),
            *_row("bottom", 55, 35, "VCC 14", "GND 7", "/1OE 1", "/2OE 4"),
        ],
    )
    strip = sheet.box(
        (680, 90),
        (320, 190),
        ("the strip",),
        [
            *_row("left", 80, 30, "DI", "CI"),
            *_row("bottom", 60, 40, "5 V", "0 V"),
            *_row("bottom", 250, 40, "5 V ", "0 V "),
        ],
    )
    supply = sheet.box(
        (24, 330),
        (210, 96),
        ("5 V supply of its own",),
        [Pin("5 V", "right", 50), Pin("0 V", "right", 76)],
    )
    sheet.wire("data", pi[f"MOSI {_pin(10)}"], chip["1A 2"])
    sheet.wire("clock", pi[f"SCLK {_pin(11)}"], chip["2A 5"])
    sheet.wire("data", chip["1Y 3"], strip["DI"])
    sheet.wire("clock", chip["2Y 6"], strip["CI"])
    sheet.wire("power", supply["5 V"], (930, 380))
    sheet.wire("ground", supply["0 V"], (970, 406))
    for kind, y, ends in (
        ("power", 380, (chip["VCC 14"], strip["5 V"], strip["5 V "])),
        (
            "ground",
            406,
            (chip["GND 7"], chip["/1OE 1"], chip["/2OE 4"], strip["0 V"], strip["0 V "]),
        ),
    ):
        for x, top in ends:
            sheet.wire(kind, (x, top), (x, y), joins=True)
    sheet.wire("ground", pi["ground (6)"], (290, 406), joins=True)
    sheet.text((455, 76), "unused: 3A 9 and 4A 12 to 0 V", "pin soft", "middle")
    sheet.text((840, 308), "both ends are fed", "pin soft", "middle")
    sheet.legend((350, 452), _COLOURS)
    return sheet


def buttons() -> Drawing:
    """Draw buttons on pins of their own."""
    sheet = Drawing("gpio: buttons on pins, pulled up inside", (760, 460))
    numbers = (17, 27, 22, 23, 5, 6)
    pins = [Pin(_pin(bcm), "right", 70 + 48 * n) for n, bcm in enumerate(numbers)]
    pi = sheet.box(
        (24, 70), (210, 370), ("Raspberry Pi",), [*pins, Pin("ground (9)", "right", 345)]
    )
    for n, bcm in enumerate(numbers):
        y = 140 + 48 * n
        sheet.box((360, y - 17), (150, 34), (f"switch {n + 1}",))
        sheet.wire("data", pi[_pin(bcm)], (360, y))
        sheet.wire("ground", (510, y), (620, y), joins=True)
    sheet.wire("ground", pi["ground (9)"], (620, 415), (620, 140))
    sheet.text((640, 260), "ground", "pin soft")
    return sheet


def hc165() -> Drawing:
    """Draw buttons on shift registers, on the bus of the lamps."""
    sheet = Drawing("hc165: more buttons, on the lamps' bus", (1080, 560))
    pi = sheet.box(
        (24, 150),
        (210, 340),
        ("Raspberry Pi", "BCM (pin)"),
        [
            Pin(f"MISO {_pin(9)}", "right", 80),
            Pin(f"SCLK {_pin(11)}", "right", 240),
            Pin(f"SH/LD {_pin(25)}", "right", 265),
            Pin("3.3 V (1)", "right", 290),
            Pin("ground (6)", "right", 315),
        ],
    )
    starts = {"clock": f"SCLK {_pin(11)}", "latch": f"SH/LD {_pin(25)}"}
    starts |= {"power": "3.3 V (1)", "ground": "ground (6)"}
    for kind, pin in starts.items():
        sheet.wire(kind, pi[pin], (1050, pi[pin][1]))
    taps = {"CLK 2": "clock", "SH/LD 1": "latch", "VCC 16": "power", "GND 8, INH 15": "ground"}
    before = pi[f"MISO {_pin(9)}"]
    for number, x in enumerate((340, 690)):
        pins = [Pin(word, "bottom", 60 + 45 * n) for n, word in enumerate(taps)]
        ends_at = [Pin("QH 9", "left", 40), Pin("SER 10", "right", 40)]
        chip = sheet.box((x, 190), (260, 160), (), [*pins, *ends_at])
        sheet.text(
            (x + 130, 218), f"74HC165, {'second' if number else 'first'}", "strong", "middle"
        )
        for word, kind in taps.items():
            at = chip[word]
            sheet.wire(kind, at, (at[0], pi[starts[kind]][1]), joins=True)
        bits = (
            f"8 switches, bits {8 * number} (H) to {8 * number + 7} (A)",
            "to ground",
            "10 k each, to 3.3 V",
        )
        sheet.box((x, 70), (260, 76), bits)
        sheet.wire("data", (x + 130, 146), (x + 130, 190))
        sheet.wire("data", before, chip["QH 9"])
        before = chip["SER 10"]
    sheet.wire("data", before, (1050, 230))
    sheet.text((1050, 214), "next QH", "pin soft", "end")
    sheet.legend((330, 530), {**_COLOURS, "power": "3.3 V", "latch": "SH/LD"})
    return sheet


def buzzer() -> Drawing:
    """Draw the buzzer."""
    sheet = Drawing("buzzer: an active 3.3 V piezo", (760, 220))
    pin = _pin(16)
    pins = [Pin(pin, "right", 70), Pin("ground (34)", "right", 105)]
    pi = sheet.box((24, 70), (210, 130), ("Raspberry Pi",), pins)
    piezo = sheet.box(
        (430, 70), (210, 130), ("active piezo",), [Pin("+", "left", 70), Pin("-", "left", 105)]
    )
    sheet.wire("data", pi[pin], piezo["+"])
    sheet.wire("ground", pi["ground (34)"], piezo["-"])
    return sheet


def shelf() -> Drawing:
    """Draw a shelf node and the counter it lends its devices to."""
    sheet = Drawing("A shelf node: a second Pi at the shelves", (1080, 440))
    sheet.frame((24, 70), (470, 340), "the counter's Pi")
    counter = sheet.box((50, 150), (160, 90), ("kiosk counter",), [Pin("unix socket", "right", 60)])
    broker = sheet.box(
        (310, 150), (160, 90), ("Mosquitto",), [Pin("local", "left", 60), Pin("8883", "right", 60)]
    )
    sheet.wire("data", counter["unix socket"], broker["local"])
    sheet.box((50, 300), (420, 80), ("camera, screen, printer", "devices of the counter itself"))
    sheet.frame((640, 70), (416, 340), "the node's Pi")
    node = sheet.box((664, 112), (160, 266), ("kiosk shelf",), [Pin("TLS", "left", 98)])
    sheet.wire("data", broker["8883"], node["TLS"])
    sheet.text((567, 200), "the shop's LAN", "pin soft", "middle")
    for y, word in ((112, "scanner"), (184, "lamps"), (256, "buttons"), (328, "buzzer")):
        sheet.box((900, y), (132, 50), (word,))
        sheet.wire("data", (824, y + 25), (900, y + 25))
    return sheet


def overview() -> Drawing:
    """Draw the counter with everything that may be on it."""
    sheet = Drawing("A counter and its devices", (1040, 560))
    sheet.box((390, 90), (260, 400), ("Raspberry Pi 4 or 5", "kiosk counter", "kiosk sync"))
    left = (
        (100, "camera module", "CSI", "data"),
        (180, "touchscreen", "HDMI and USB", "data"),
        (260, "2-D scanner", "USB", "data"),
        (340, "receipt printer", "USB, LAN, serial", "data"),
        (420, "power, UPS HAT", "USB-C, I2C", "power"),
    )
    right = (
        (100, "lamps at the cells", "SPI, WLED or pins", "data"),
        (180, "buttons", "pins or hc165", "data"),
        (260, "buzzer", "pin", "data"),
        (340, "shelf nodes", "LAN, 8883", "data"),
        (420, "the central's broker", "internet, 8883", "data"),
    )
    for x, ends, side in ((24, (224, 390), left), (816, (816, 650), right)):
        for y, word, way, kind in side:
            sheet.box((x, y), (200, 56), (word,))
            sheet.wire(kind, (ends[0], y + 28), (ends[1], y + 28))
            sheet.text((sum(ends) // 2, y + 20), way, "pin soft", "middle")
    sheet.text(
        (520, 530), "Lamps have a supply of their own; all grounds are joined.", "soft", "middle"
    )
    return sheet


SHEETS: Mapping[str, Callable[[], Drawing]] = {
    "overview": overview,
    "header": header,
    "hc595": hc595,
    "apa102": apa102,
    "buttons": buttons,
    "hc165": hc165,
    "buzzer": buzzer,
    "shelf": shelf,
}
