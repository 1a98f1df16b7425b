"""What the screen says of networks: how strong, how far, and why not."""

from kiosk.core.wifi import NetFault, Reach, Standing
from kiosk.ui.phrases import Phrases

STRONG, FAIR = 60, 30  # percent
_LATIN_END, _CYRILLIC, _CYRILLIC_END = "\u0180", "\u0400", "\u0460"  # what the fonts hold
_ODD = "?"


def shown_name(name: str) -> str:
    """Return a network's name with a question mark for each sign that the fonts do not have."""
    return "".join(sign if _is_ours(sign) else _ODD for sign in name)


def _is_ours(sign: str) -> bool:
    return sign.isprintable() and (sign < _LATIN_END or _CYRILLIC <= sign < _CYRILLIC_END)


def signal_word(signal: int, phrases: Phrases) -> str:
    """Return how well a network is heard."""
    if signal >= STRONG:
        return phrases.text("Strong")
    return phrases.text("Fair") if signal >= FAIR else phrases.text("Weak")


def reach_words(reach: Reach, phrases: Phrases) -> str:
    """Return how far the box gets."""
    say = phrases.text
    return {
        Reach.FULL: say("Connected to the internet"),
        Reach.PORTAL: say("This network asks for a sign-in page, which the box cannot show"),
        Reach.LIMITED: say("An address, but no way to the internet"),
        Reach.NONE: say("Not connected"),
        Reach.UNKNOWN: say("Whether it reaches the internet is not known"),
    }[reach]


def fault_words(fault: NetFault, phrases: Phrases) -> str:
    """Return why a network was not joined, or none is seen."""
    say = phrases.text
    return {
        NetFault.ABSENT: say("This box manages no Wi-Fi"),
        NetFault.WRONG_PASSWORD: say("The password is wrong"),
        NetFault.OUT_OF_RANGE: say("The network is not in reach"),
        NetFault.NO_ADDRESS: say("The network gives no address"),
        NetFault.DENIED: say("The box may not change its network"),
        NetFault.FAILED: say("The network could not be joined"),
    }[fault]


def place_words(before: str, standing: Standing | None, phrases: Phrases) -> str:
    """Return where the box is after a network was not joined; nothing where nobody could tell.

    Args:
        before: the Wi-Fi it was in, empty for none.
        standing: how it is connected now, None where nobody could tell.
        phrases: the language.
    """
    say = phrases.text
    if standing is None:
        return ""
    if standing.name and standing.name != before:
        return say("The box is in {name}", name=shown_name(standing.name))
    if not standing.name and not standing.wired:
        return say("The box is in no network now")
    if standing.name == before:
        return say("The box is where it was before")
    return say("A cable connects the box")
