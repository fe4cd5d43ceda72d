"""How what is named in a Chinese clause is meant: wanted or not, how much, and what is felt about a title."""

from __future__ import annotations

import re
from typing import Final, Literal

from bot.language.zh.scanning import Found, Scan

Feeling = Literal["liked", "disliked", "like", "rejected", "than"]

_WIDE: Final = re.compile(
    r"不要|不想(?:看|要)?|别(?:给我|来|放|推荐|是|要|有)?|不看|不是|不喜欢|不爱看?|讨厌|避免|拒绝|不需要|除了|除开|受不了|最怕"
)
_TIGHT: Final = re.compile(r"(?<!有)没有?(?:什么|任何)?|无|非|不(?:太|够)?|不含|不带")
_JOINED: Final = re.compile(r"^[\0、和与跟及或者还是也太很过于那么这么特别任何有\s]*$")
_AGAIN: Final = re.compile(r"要(?!是)|想看|来[部个点些]|只看|就看")
_TOO: Final = re.compile(r"(?:太|过于|过分|那么|这么)\s*$")
_MUST: Final = re.compile(r"(?:必须|一定|务必|只要|只看|只想看|非得)(?:要|得)?(?:是|有|看)?\s*$")
_RATHER: Final = re.compile(r"(?:最好|尽量|优先|希望)(?:能)?(?:是|有|看)?\s*$")
_ABOUT: Final = re.compile(
    r"(?:关于|有关|讲述?|描写|描述|反映|说的?是?|和|跟|与)(?:的是|了)?[\0、和与及\s]*$"
)
_CONCERNED: Final = re.compile(r"^(?:有关|相关|为主题)")

_LIKED: Final = re.compile(r"(?<!不)(?:超|很|最|特别|非常|也|挺)?(?:喜欢|爱看?|钟爱|迷)(?:上|过)?")
_DISLIKED: Final = re.compile(r"不喜欢|不爱|讨厌|烦|受不了|没意思|难看|很差|不好看|无聊")
_ALIKE: Final = re.compile(r"类似|相似|差不多|一样|那样|这样|那种|这种|同款|风格")
"""Behind a title; whatever stands before it, a title alone asks for its like."""
_SEEN: Final = re.compile(r"看过|看完|刷过|看了|已经看")
_UNWANTED: Final = re.compile(r"不要|别|不想看|除了|排除|不看")
_THAN: Final = re.compile(r"比\s*$")


def negated(scan: Scan, one: Found) -> bool:
    """Whether it is what is not wanted."""
    start, _ = scan.clause(one.start)
    left = scan.bare[start : one.start]
    wide = list(_WIDE.finditer(left))
    if wide and not _AGAIN.search(left[wide[-1].end() :]):
        return True
    tight = list(_TIGHT.finditer(left))
    return bool(tight) and bool(_JOINED.match(left[tight[-1].end() :]))


def too(scan: Scan, one: Found) -> bool:
    return bool(_TOO.search(scan.bare[: one.start]))


def must(scan: Scan, one: Found) -> bool:
    return bool(_MUST.search(scan.bare[: one.start]))


def rather(scan: Scan, one: Found) -> bool:
    return bool(_RATHER.search(scan.bare[: one.start]))


def about(scan: Scan, one: Found) -> bool:
    """Whether it is what a thing is to be about, and not what it is to be."""
    start, _ = scan.clause(one.start)
    left, right = scan.bare[start : one.start], scan.bare[one.end :]
    if _CONCERNED.match(right):
        return True
    found = _ABOUT.search(left)
    return found is not None and not found[0].startswith(("和", "跟", "与"))


def feeling(scan: Scan, one: Found) -> Feeling:
    """What is felt about a title, by the nearest word for it in its clause; a bare one asks for its like."""
    start, end = scan.clause(one.start)
    left, right = scan.bare[start : one.start], scan.bare[one.end : end].split("\0")[0]
    if _THAN.search(left):
        return "than"
    if _DISLIKED.search(left) or _DISLIKED.search(right):
        return "disliked"
    if _SEEN.search(left) or _SEEN.search(right):
        return "rejected"
    if _ALIKE.search(right):
        return "like"
    if _LIKED.search(left):
        return "liked"
    if _UNWANTED.search(left):
        return "rejected"
    return "like"
