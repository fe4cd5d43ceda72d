"""Text to tokens: lower case, no accents, one spelling for British and American, one clock of positions.

Linear in the text: one regular expression without nested repetition, and at most `MAX_TOKENS` tokens are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_TOKENS = 400
MAX_CHARS = 4_000
MAX_WORD = 40

_TOKEN = re.compile(
    r"(?<!\w)'\d\d(?!\w|')|\d+(?:st|nd|rd|th|'?s)(?![^\W_])|\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|[$€£¥+#&%]|[.,;:!?\"()\[\]/\n-]"
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
                         "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": "."})  # fmt: skip
_WITH = re.compile(r"(?<!\w)[wW]/(?:(o)(?!\w))?")
_BREAKS = frozenset('.,;:!?"()[]/\n-')
_SPELLING = (
    ("colour", "color"), ("honour", "honor"), ("humour", "humor"), ("favour", "favor"), ("flavour", "flavor"),
    ("neighbour", "neighbor"), ("rumour", "rumor"), ("labour", "labor"), ("behaviour", "behavior"),
    ("armour", "armor"), ("harbour", "harbor"), ("theatre", "theater"), ("centre", "center"), ("litre", "liter"),
    ("metre", "meter"), ("fibre", "fiber"), ("grey", "gray"), ("ageing", "aging"), ("jewell", "jewel"),
    ("travell", "travel"), ("cosy", "cozy"), ("cosier", "cozier"), ("defence", "defense"), ("offence", "offense"),
    ("programme", "program"), ("catalogue", "catalog"), ("dialogue", "dialog"), ("whisky", "whiskey"),
    ("judgement", "judgment"), ("pyjamas", "pajamas"), ("aluminium", "aluminum"), ("gaol", "jail"),
    ("sceptic", "skeptic"), ("mould", "mold"), ("organis", "organiz"), ("realis", "realiz"), ("apolog", "apolog"),
    ("recognis", "recogniz"), ("civilis", "civiliz"), ("stylis", "styliz"), ("analys", "analyz"),
)  # fmt: skip
_AMERICAN = dict(_SPELLING)
_BRITISH = re.compile("|".join(_AMERICAN))
_SPELLING_KEEP = frozenset({
    "stylish", "stylishly", "analyst", "analysts", "analysis", "realism", "realist", "realistic", "stylist",
    "stylistic", "organism", "organisms",
})  # fmt: skip

_CONTRACTED = {
    word.replace("'", ""): word
    for word in [
        "don't",
        "doesn't",
        "didn't",
        "isn't",
        "aren't",
        "wasn't",
        "weren't",
        "can't",
        "couldn't",
        "won't",
        "wouldn't",
        "shouldn't",
        "haven't",
        "hasn't",
        "hadn't",
        "ain't",
        "i'm",
        "i've",
        "you're",
        "you've",
        "they're",
        "they've",
        "we've",
        "what's",
        "who's",
        "that's",
        "there's",
        "where's",
        "how's",
        "let's",
        "mustn't",
    ]
}

_CHAT = {
    "id": "i'd", "youd": "you'd", "theyd": "they'd", "shouldve": "should", "couldve": "could",
    "u": "you", "ur": "your", "thx": "thanks", "sth": "something", "smth": "something",
    "somethin": "something", "anythin": "anything", "nothin": "nothing", "fav": "favorite",
    "fave": "favorite", "favs": "favorites", "faves": "favorites", "rly": "really", "rlly": "really",
    "luv": "love", "luved": "loved", "lovd": "loved", "wat": "what", "wot": "what", "tho": "though",
    "tonite": "tonight", "nite": "night", "abt": "about", "em": "them", "junior": "jr", "senior": "sr",
    "hav": "have", "dat": "that", "dis": "this", "pls": "please", "plz": "please", "whys": "why's",
    "movi": "movie", "gud": "good", "gr8": "great", "2nite": "tonight", "reccomend": "recommend",
    "recomend": "recommend", "reccommend": "recommend", "recs": "recommendations", "thru": "through",
    "bout": "about", "wouldve": "would", "shoulda": "should",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark. `norm` is compared; `start`/`end` are places in the text that was read.

    `joined`: a hyphen, itself no token, stands between this word and the one before ("sci-fi").
    """

    norm: str
    text: str
    start: int
    end: int
    capital: bool = False
    initial: bool = False
    joined: bool = False

    @property
    def is_break(self) -> bool:
        return self.norm in _BREAKS

    @property
    def is_word(self) -> bool:
        return self.norm[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.norm[0].isdigit()


def readable(text: str) -> str:
    """The part of the text that is read: no control or format characters, one form of quotes and dashes."""
    text = unicodedata.normalize("NFKC", text[:MAX_CHARS]).translate(_QUOTES)
    text = _WITH.sub(lambda found: "without" if found.group(1) else "with ", text)
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text)


@lru_cache(maxsize=65_536)
def normal_word(word: str) -> str:
    """Case, accents and spelling folded away: "Ångström's" is "angstrom's", "colours" is "colors"."""
    folded = word.casefold()
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
        folded = (
            folded.replace("ø", "o").replace("ł", "l").replace("æ", "ae").replace("œ", "oe").replace("đ", "d")
        )
    if folded in _CONTRACTED:
        return _CONTRACTED[folded]
    if folded in _CHAT:
        return _CHAT[folded]
    if folded in _SPELLING_KEEP:
        return folded
    found = _BRITISH.search(folded)
    return folded.replace(found.group(), _AMERICAN[found.group()]) if found else folded


def _norm(raw: str) -> str:
    """A token's norm: a possessive 's is dropped, a number loses its commas."""
    if raw[0] == "'":  # "'99"
        return ("20" if int(raw[1:]) < 30 else "19") + raw[1:]
    norm = normal_word(raw[:MAX_WORD])
    if norm[0].isdigit():
        return norm.replace(",", "").replace("'", "")
    return norm[:-2] if norm.endswith("'s") and norm not in _CONTRACTED_S else norm


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of `readable(text)`. A possessive 's is dropped; a name's inner apostrophe stays one word."""
    tokens: list[Token] = []
    initial, joined = True, False
    for match in _TOKEN.finditer(text):
        raw = match.group()
        if raw == "-" and _inside_word(text, match.start()):
            joined = True
            continue
        norm = _norm(raw)
        capital = raw[0].isupper()
        tokens.append(Token(norm, raw, match.start(), match.end(), capital, initial, joined))
        joined = False
        initial = norm in '.!?\n"(' or (initial and norm in _BREAKS)
        if len(tokens) >= MAX_TOKENS:
            break
    return tuple(tokens)


_CONTRACTED_S = frozenset({
    "it's", "that's", "what's", "who's", "let's", "there's", "here's", "where's", "how's", "he's", "she's",
    "when's", "why's", "this's",
})  # fmt: skip


def _inside_word(text: str, at: int) -> bool:
    """Whether a hyphen joins two words ("sci-fi", "mid-80s") rather than a range or an aside."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isalnum() and after.isalnum() and not (before.isdigit() and after.isdigit())


@lru_cache(maxsize=65_536)
def normal(text: str) -> str:
    """The norms of a phrase's words and numbers, joined by spaces: what phrase tables are keyed by."""
    if not (text.isascii() and text.isprintable()):
        text = readable(text)
    return " ".join(
        [_norm(raw) for raw in _TOKEN.findall(text[:MAX_CHARS])[:MAX_TOKENS] if raw not in _BREAKS]
    )


def text_of(tokens: Sequence[Token], start: int, end: int) -> str:
    """The visitor's own words, single-spaced; a hyphen within a word stays."""
    made = ""
    for token, before in zip(tokens[start:end], (None, *tokens[start : end - 1]), strict=True):
        apart = before is not None and token.start > before.end
        made += ("-" if apart and token.joined else " " if apart else "") + token.text
    return made
