"""Families of like cases: the first in the default suite, the others in the slow one."""

from collections.abc import Iterable

import pytest


def first_quickly(family: Iterable[object]) -> list[object]:
    """Return a family for `parametrize`, marked slow but for its first.

    Args:
        family: what one argument is in turn: broken rules, seeds, sizes.
    """
    first, *others = family
    return [first, *(pytest.param(one, marks=pytest.mark.slow) for one in others)]
