"""Words that hold a sentence together and say nothing of an item by themselves."""

from __future__ import annotations

from typing import Final

_WORDS = """
a an the it its it's this that these which who whose as in of on at by to for from with and or but so also both is are
was has have had does do not no be been being you your asked wanted said wished named like mind though about one
because since just here exactly requested there then while
"""
GLUE: Final = frozenset(_WORDS.split())
