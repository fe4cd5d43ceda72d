"""Every fixed phrase of a Chinese reason. The checker accepts these, the evidence, and not a character more."""

from __future__ import annotations

from typing import Final

LIST: Final = "、"
AND: Final = "和"
COMMA: Final = "，"
STOP: Final = "。"
IT: Final = "它"
OF: Final = "的"

ASKED: Final = "你想要"
SAID: Final = "你说"
AS_ASKED: Final = "正合你的要求"
LIKE: Final = "和"
LIKED: Final = "你喜欢的"
NAMED: Final = "你提到的"
DISLIKED: Final = "你不喜欢的"
ALIKE: Final = "一样"
LACKS: Final = "里没有"
MIND: Final = "不过要注意："
WHILE_ASKED: Final = "而你想要"
UNKNOWN: Final = ("目录没有写明它的", "目录没有写明")
PROSE: Final = "简介原文："
THAN: Final = "比"
FAR_LATER: Final = "晚得多"
FAR_EARLIER: Final = "早得多"
CLOSE: Final = "它的简介意思接近"
CLOSE_OF: Final = "的简介"
FITS: Final = "从别人的对话看，它适合你说的内容"
FITS_LESS: Final = "从别人的对话看，它不如大多数条目适合你说的内容"
NEVER_TOGETHER: Final = "在别人的记录里，它从未一起出现"

FIXED: Final = (
    LIST, AND, COMMA, STOP, IT, OF, ASKED, SAID, AS_ASKED, ALIKE, MIND, WHILE_ASKED, PROSE,
)  # fmt: skip
"""May stand anywhere: they claim nothing of the item that the pieces between them do not."""
