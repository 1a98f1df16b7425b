"""What came of a wish, in a reader's language: also its stages, roles, rights and moments."""

from collections.abc import Iterable, Mapping

from kiosk.central.answers import Answer
from kiosk.central.console.opening_words import ACTIONS, STAGES
from kiosk.central.console.phrases import N_, Phrases

ROLES: Mapping[str, str] = {  # N_ marks what is translated where it is shown
    "owner": N_("owner"),
    "manager": N_("manager"),
    "clerk": N_("clerk"),
    "trainee": N_("trainee"),
    "technician": N_("technician"),
}
RIGHTS: Mapping[str, str] = {
    "find": N_("finding"),
    "accept": N_("acceptance"),
    "issue": N_("handing out"),
    "return": N_("returns"),
    "ship": N_("shipping"),
    "count": N_("counting"),
    "override": N_("overriding"),
    "analytics": N_("figures"),
    "map": N_("map of the cells"),
    "hardware": N_("hardware"),
    "team": N_("the team"),
    "opening": N_("opening"),
    "erase": N_("erasing"),
}
_KINDS = {"stage": STAGES, "action": ACTIONS, "role": ROLES, "right": RIGHTS}


def answer_words(answer: Answer, phrases: Phrases) -> str:
    """Return an answer as a sentence of a language."""

    def read(kind: str, word: str) -> str:
        if kind == "when":
            return phrases.when(int(word))
        return phrases.known(_KINDS.get(kind, {}), word)

    return answer.said(phrases.text, read)


def answers_words(answers: Iterable[Answer], phrases: Phrases) -> str:
    """Return answers as one line of a language."""
    return "; ".join(answer_words(one, phrases) for one in answers)
