"""How the team is spoken of: roles, rights, how a person stands."""

from kiosk.core.words import Right, Role
from kiosk.ui.kit.words import Chip
from kiosk.ui.phrases import Phrases
from kiosk.workflows.team import Member

_DAY_MS = 24 * 3_600_000


def role_word(role: Role, phrases: Phrases) -> str:
    """Return what a role is called."""
    say = phrases.text
    return {
        Role.TRAINEE: say("Trainee"),
        Role.CLERK: say("Clerk"),
        Role.MANAGER: say("Manager"),
        Role.OWNER: say("Owner"),
        Role.TECHNICIAN: say("Technician"),
    }[role]


def role_hint(role: Role, phrases: Phrases) -> str:
    """Return in a sentence what a role is for."""
    say = phrases.text
    return {
        Role.TRAINEE: say("Learns: a colleague confirms what is issued and taken back"),
        Role.CLERK: say("Issues, accepts, takes back, ships, counts"),
        Role.MANAGER: say("A clerk who also decides, unlocks and changes the shelf map"),
        Role.OWNER: say("May do everything, and runs the team"),
        Role.TECHNICIAN: say("Devices and shelf map only, no parcels"),
    }[role]


def right_word(right: Right, phrases: Phrases) -> str:
    """Return what a right is called."""
    say = phrases.text
    return {
        Right.FIND: say("Find"),
        Right.ACCEPT: say("Accept"),
        Right.ISSUE: say("Issue"),
        Right.RETURN: say("Return"),
        Right.SHIP: say("Ship"),
        Right.COUNT: say("Count"),
        Right.OVERRIDE: say("Decide exceptions"),
        Right.ANALYTICS: say("Access to analytics"),
        Right.MAP: say("Shelf map"),
        Right.HARDWARE: say("Devices"),
        Right.TEAM: say("Team"),
        Right.OPENING: say("Opening"),
        Right.ERASE: say("Erase customers"),
    }[right]


def seen_words(member: Member, now: int, phrases: Phrases) -> str:
    """Return when a person was here last.

    Args:
        member: the person.
        now: ms UTC.
        phrases: the language.
    """
    say = phrases.text
    if member.is_here:
        return say("is signed in now")
    if not member.seen_at:
        return say("has not worked here yet")
    time = phrases.time(member.seen_at)
    if phrases.date(member.seen_at) == phrases.date(now):
        return say("last seen today at {time}", time=time)
    return say("last seen {day}, {time}", day=phrases.day(member.seen_at), time=time)


def state_chip(member: Member, phrases: Phrases) -> Chip | None:
    """Return how a person stands, None where nothing is to be said."""
    say = phrases.text
    if member.is_blocked:
        return Chip(label=say("Blocked"), icon="block", tone="bad")
    if member.is_held:
        return Chip(label=say("Locked out"), icon="lock", tone="warn")
    if not member.has_pin:
        return Chip(label=say("No PIN yet"), icon="dialpad", tone="plain")
    if member.is_here:
        return Chip(label=say("Here"), icon="check_circle", tone="ok")
    return None
