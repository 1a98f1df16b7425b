"""The language of scenarios: a clerk's day as text, one line a step, from a closed set of words."""

import re
from pathlib import Path

from msgspec import Struct

MAX_BYTES = 64 * 1024
_DEEPEST = 4  # includes


class ScenarioFault(Exception):
    """A line that cannot be understood, or an `expect` that was not met.

    Args:
        file, line: where it stands.
        text: what is wrong, in one sentence.
    """

    def __init__(self, file: str, line: int, text: str) -> None:
        super().__init__(f"{file}:{line}: {text}")
        self.file, self.line, self.text = file, line, text


class Step(Struct, frozen=True):
    """One line of a scenario, understood.

    Args:
        file, line: where it stands.
        word: which step, a key of GRAMMAR.
        args: what its pattern captured, by name.
    """

    file: str
    line: int
    word: str
    args: dict[str, str]


_ID = r"[A-Za-z0-9:._*!%+/=-]{1,64}"
_WHERE = rf"(in (?P<cell>{_ID})|on (?P<delivery>{_ID})( in box (?P<box>{_ID}))?)"
_WHOSE = r"(for (?P<customer>\S+)|from (?P<seller>\S+))"
_GOODS = r"( with(?= [a-z\d])( (?P<good>[a-z]{2,20}))?( (?P<barcode>\d{8,14}))?)?"
_PARCEL = (
    rf"(?P<parcel>{_ID}) {_WHERE} {_WHOSE}{_GOODS}( due (?P<due>\d{{1,7}}))?"
    rf"( aged (?P<age>\d{{1,2}}))?( of (?P<items>[1-9]))?"
)
_EXPECT = (
    r"((?P<what>light|dark|screen|words|answer|chip|receipts|here|gone|stage|console) (?P<value>.+)"
    rf"|(?P<book>journal|central|file) (?P<fact>\w+) (?P<subject>{_ID}))"
)
_DECISIONS = "review|approve|reject|contract|deposit|fit_out|rework|launch|expire"
_SPOT = r"(?P<spot>[A-Za-z0-9-]{1,32}) (?P<state>goes|comes back|holds up|lets through)"
_CONSOLE = (
    rf"(?P<deed>sign in|invite|say(?= )|{_DECISIONS})( (?P<shot>[a-z_]{{2,20}}):)?"
    r"( (?P<text>.{1,200}))?"
)
_DELIVER = (
    rf"(?P<delivery>{_ID}) of (?P<count>\d{{1,2}}) like (?P<first>\d{{6,11}})"
    r" for (?P<customer>\S+)( by (?P<carrier>\S+))?"
)
_FILE = r"[A-Za-z0-9_-]{1,60}\.png"

# word -> what the rest of its line looks like; the manual's table is made from this
GRAMMAR: dict[str, tuple[str, str]] = {
    "parcel": (
        _PARCEL,
        "one that is here, or comes, `from` a seller; `with` goods, bar code; `of 3`: many things",
    ),
    "cancel": (rf"(?P<parcel>{_ID})", "the central cancels it: it goes back to the warehouse"),
    "rules": (r"(?P<policy>[a-z_]{1,40})", "the network's rules are those of this profile now"),
    "extend": (rf"(?P<parcel>{_ID}) (?P<n>\d{{1,3}}) d", "the central lets it wait so long"),
    "due": (rf"(?P<parcel>{_ID}) (?P<sum>\d{{1,7}})", "the central asks another sum for it"),
    "seller": (
        r"(?P<name>\S+) code (?P<code>[0-9A-Za-z-]{8,40})",
        "the central lets a seller collect by this code",
    ),
    "return": (r"(?P<code>ii\d{8,12}) for (?P<customer>\S+)", "the central announces a return"),
    "elsewhere": (
        rf"(?P<parcel>{_ID}) at (?P<point>{_ID}) for (?P<customer>\S+)",
        "the central tells that a parcel waits at another point",
    ),
    "message": (
        rf"(?P<post>{_ID}) (?P<text>.{{1,200}})",
        "the central says it to the staff, under a name; it asks for something",
    ),
    "unsay": (rf"(?P<post>{_ID})", "the central says it no more"),
    "console": (
        _CONSOLE,
        "somebody of the network does it in the console; `rework facade: TEXT` names a picture",
    ),
    "site": (
        rf"(?P<point>{_ID}) at (?P<lat>-?\d{{1,2}}\.\d{{1,6}}),(?P<lon>-?\d{{1,3}}\.\d{{1,6}})",
        "a point is put on the map in the console; one that is not known yet is registered",
    ),
    "deliver": (
        _DELIVER,
        "a list is uploaded in the console: parcels `FIRST-0001-1` and on; a trial, or `by` others",
    ),
    "page": (
        rf"(?P<file>{_FILE})( at (?P<part>[a-z]{{2,20}}):)?( (?P<words>.+))?",
        "save the opening's page in the console: what is to be seen; a picture in a browser alone",
    ),
    "join": (
        r"(?P<name>[a-z]{2,20}) as (?P<role>trainee|clerk|manager|owner|technician)",
        "the network lets somebody join the team, who chooses a PIN",
    ),
    "photograph": (
        r"(?P<shot>[a-z_]{2,20}|all)",
        "on the opening's list of pictures: take one, or all that are wanted",
    ),
    "update": ("", "the counter starts anew as the newest version there are notes of"),
    "sign": (r"in (?P<name>\S+)", "tap the person and type the PIN"),
    "scan": (r"(?P<text>.+)", "the hand scanner reads it; `code of NAME` is that one's code"),
    "door": (r"(?P<text>.+)", "the reader at the door reads it; `code of NAME` too"),
    "show": (
        r"(the code (?P<code>\S+)|(?P<customer>\S+))",
        "the customer holds a phone with today's code to the camera; or somebody with another",
    ),
    "tap": (rf"(?P<widget>{_ID})", "touch a widget by its id"),
    "hold": (rf"(?P<widget>{_ID})", "keep a finger on a widget by its id"),
    "type": (
        r"(?P<text>[0-9*-]+|code of \S+) on (?P<pad>[a-z.]+)",
        "touch the keys of a pad; `code of NAME` too",
    ),
    "snap": (r"(?P<sheet>[a-z]+)", "take a photo on an open sheet; a busy camera is asked again"),
    "write": (r"(?P<text>.{1,40}) on (?P<pad>[a-z.]+)", "touch the letters of a keyboard"),
    "button": (r"(?P<name>[a-z0-9-]{1,20}) press", "somebody presses a shelf button"),
    "printer": (r"(?P<fault>runs out|has paper|goes|comes back)", "the receipt printer"),
    "scanner": (r"(?P<fault>goes|comes back)", "the hand scanner"),
    "camera": (r"(?P<fault>goes|comes back|looks)", "its cable; or wait until it gives pictures"),
    "lights": (r"(?P<fault>go|come back)", "the cable of the shelf lights"),
    "terminal": (
        r"(?P<fault>declines|holds|is late|breaks|works)",
        "the next card: declined, never shown, approved after all, the line cut in the middle",
    ),
    "wifi": (
        rf"(?P<fault>refuses|obeys|is absent)|{_SPOT}",
        "what manages networks, as polkit lets it; a network away, or held up by a sign-in page",
    ),
    "untold": (r"(?P<text>\S{6,64})", "no file or log of the counter or the central holds it"),
    "network": (r"(?P<state>down|up)", "the broker goes away or comes back"),
    "plug": (r"(?P<state>pulled)", "the counter dies in the middle and starts again"),
    "expect": (_EXPECT, "waits up to 30 s for it, a minute for the central and its console"),
    "evidence": (
        rf"(?P<parcel>{_ID}) with (?P<photos>\d{{1,2}}) photos?",
        "pack what proves a parcel's way, and check the pack",
    ),
    "picture": (rf"(?P<file>{_FILE})( (?P<words>.+))?", "save the screen: what is to be seen"),
    "pass": (r"(?P<n>\d{1,4}) (?P<unit>s|min|h|d)", "move the clock"),
    "include": (r"(?P<file>[A-Za-z0-9_/-]+\.txt)", "play another file here"),
}
_PATTERNS = {word: re.compile(pattern) for word, (pattern, _) in GRAMMAR.items()}


def read(path: Path, *, depth: int = 0) -> tuple[Step, ...]:
    """Return the steps of a scenario file; blank lines and `#` comments are skipped.

    Raises:
        ScenarioFault: the first line that is not in the language, or a file that cannot be read.
    """
    if depth > _DEEPEST:
        raise ScenarioFault(str(path), 0, "includes go more than four files deep")
    steps: list[Step] = []
    for number, line in enumerate(_lines(path), start=1):
        text = re.split(r"\s#\s|^#", line)[0].strip()
        if not text:
            continue
        step = _step(path.name, number, text)
        if step.word == "include":
            steps += read(path.parent / step.args["file"], depth=depth + 1)
        else:
            steps.append(step)
    return tuple(steps)


def _lines(path: Path) -> list[str]:
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise ScenarioFault(path.name, 0, f"larger than {MAX_BYTES} bytes")
        return raw.decode().splitlines()
    except OSError as error:
        raise ScenarioFault(path.name, 0, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ScenarioFault(path.name, 0, "is not UTF-8 text") from error


def _step(file: str, number: int, text: str) -> Step:
    word, _, rest = text.partition(" ")
    if word not in _PATTERNS:
        known = ", ".join(GRAMMAR)
        raise ScenarioFault(file, number, f"unknown word {word!r}; known are {known}")
    fits = _PATTERNS[word].fullmatch(rest.strip())
    if not fits:
        raise ScenarioFault(file, number, f"{word!r} does not go with {rest.strip()!r}")
    return Step(file, number, word, {k: v for k, v in fits.groupdict().items() if v is not None})
