"""How long the lists of a JSON file are, told before anything of them is made."""

import re

# A text as a whole, or what opens, closes or divides; possessive: nothing is kept to go back to.
_PIECE = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{},]', re.DOTALL)
_TABLE = 2  # how deep a list lies that is a field of the file's one object


def has_longer_list(raw: bytes, most: int) -> bool:
    """Whether a field of the object in a file is a list or a table of more entries than that.

    It stops at the first one: what a hostile file goes on with costs nothing.

    Args:
        raw: JSON, one object.
        most: entries.
    """
    depth = commas = 0
    for piece in _PIECE.finditer(raw):
        match piece[0]:
            case b"[" | b"{":
                depth += 1
                commas = commas if depth > _TABLE else 0
            case b"]" | b"}":
                depth -= 1
            case b"," if depth == _TABLE:
                commas += 1
                if commas >= most:
                    return True
    return False
