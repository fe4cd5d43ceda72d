"""What columns are called, and how people speak of what they hold: by role, in any domain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_SPLIT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\W_]+")


@dataclass(frozen=True, slots=True)
class Manner:
    """How people speak of a role: the parts of a Slot that do not depend on the column's name."""

    label: str = ""
    phrase: str = "{}"
    unit: str = ""
    names: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()
    high: tuple[str, ...] = ()
    low: tuple[str, ...] = ()
    units: Mapping[str, float] = field(default_factory=dict)


_FAMED = Manner(
    label="popularity",
    names=("popularity", "fame"),
    asks=("how popular", "how well known", "how famous"),
    more=("more popular", "better known", "more famous", "more mainstream"),
    less=("less popular", "less known", "less famous", "more obscure", "less mainstream"),
    high=("popular", "famous", "well-known", "mainstream", "bestselling"),
    low=(
        "obscure",
        "lesser-known",
        "lesser known",
        "little-known",
        "hidden gem",
        "hidden gems",
        "overlooked",
    ),
)

MANNERS: Mapping[str, Manner] = {
    "released": Manner(
        "year",
        "from {}",
        names=("year", "release year", "release date", "released", "came out", "published"),
        asks=("when was", "when did", "what year", "which year", "how old is"),
        more=("newer", "more recent", "later", "more modern"),
        less=("older", "earlier"),
        high=("new", "recent", "modern", "contemporary", "latest"),
        low=("old", "classic", "vintage", "old-school"),
    ),
    "duration": Manner(
        "duration",
        "{} long",
        "min",
        names=("duration", "length", "running time", "runtime", "runs", "takes"),
        asks=("how long", "what length"),
        more=("longer",),
        less=("shorter",),
        high=("long", "lengthy"),
        low=("short", "brief", "quick"),
        units={
            **dict.fromkeys(("min", "mins", "minute", "minutes"), 1.0),
            **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60.0),
        },
    ),
    "price": Manner(
        "price",
        "for {}",
        names=("price", "cost", "costs", "priced"),
        asks=("how much", "what price", "what does it cost", "how expensive"),
        more=("more expensive", "pricier", "dearer"),
        less=("cheaper", "less expensive", "more affordable"),
        high=("expensive", "pricey", "luxury", "premium"),
        low=("cheap", "affordable", "inexpensive", "budget"),
    ),
    "rating": Manner(
        "rating",
        "rated {}",
        "stars",
        names=("rating", "stars", "star", "score", "rated"),
        asks=("how good", "how well rated", "what rating", "how many stars"),
        more=(
            "better rated",
            "higher rated",
            "rated higher",
            "rated better",
            "better reviewed",
            "better",
            "higher rating",
            "better rating",
        ),
        less=("worse rated", "lower rated", "rated lower", "worse", "lower rating"),
        high=("highly rated", "well rated", "top rated", "top-rated", "acclaimed", "best"),
        low=("badly rated", "poorly rated", "low-rated"),
        units={"stars": 1.0, "star": 1.0},
    ),
    "votes": Manner(
        "ratings",
        "with {} ratings",
        names=("ratings", "votes", "reviews", "number of ratings"),
        units=dict.fromkeys(("ratings", "rating", "votes", "reviews"), 1.0),
        asks=("how many ratings", "how many people rated", *_FAMED.asks),
        more=_FAMED.more,
        less=_FAMED.less,
        high=_FAMED.high,
        low=_FAMED.low,
    ),
    "popularity": _FAMED,
    "maker": Manner(
        "",
        "by {}",
        names=("by", "made by"),
        asks=("who made", "who makes", "who created", "who is behind", "who's behind", "who is it by"),
    ),
    "person": Manner("", "with {}", names=("with", "featuring"), asks=("who is in", "who's in", "who plays")),
    "kind": Manner("", "{}", names=("kind", "type", "sort"), asks=("what kind", "what type", "what sort")),
    "topic": Manner(
        "", "about {}", names=("topic", "theme", "about"), asks=("what is it about", "what topics")
    ),
    "mood": Manner("", "{} in mood", names=("mood", "tone", "feeling"), asks=("what mood", "what tone")),
    "place": Manner(
        "",
        "in {}",
        names=("in", "located in", "near"),
        asks=("where is", "where's", "which city", "what city", "which town"),
    ),
    "features": Manner(
        "",
        "with {}",
        names=("with",),
        asks=("what does it have", "what features", "which features", "what amenities"),
    ),
    "size": Manner(
        more=("bigger", "larger"),
        less=("smaller",),
        high=("big", "large"),
        low=("small", "little", "compact"),
    ),
    "weight": Manner(more=("heavier",), less=("lighter",), high=("heavy",), low=("light", "lightweight")),
    "power": Manner(more=("more powerful", "stronger"), less=("less powerful", "weaker"), high=("powerful",)),
    "origin": Manner(
        "",
        "from {}",
        names=("country", "from", "made in"),
        asks=("where is it from", "which country", "what country"),
    ),
    "language": Manner(
        "language", "in {}", names=("language", "in"), asks=("what language", "which language")
    ),
    "description": Manner(
        "description",
        "{}",
        names=("description", "summary", "story"),
        asks=("tell me about", "what is it about"),
    ),
    "series": Manner(
        "series", "in the series {}", names=("series", "part of"), asks=("which series", "what series")
    ),
}

# What people do who are called this.
_DOINGS = {
    "author": ("wrote", "writes", "written"),
    "writer": ("wrote", "writes", "written"),
    "screenwriter": ("wrote", "writes", "written"),
    "director": ("directed", "directs", "directed"),
    "composer": ("composed", "composes", "composed"),
    "designer": ("designed", "designs", "designed"),
    "developer": ("developed", "develops", "developed"),
    "narrator": ("narrated", "narrates", "narrated"),
    "publisher": ("published", "publishes", "published"),
    "manufacturer": ("manufactured", "manufactures", "manufactured"),
}


def doing(column: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How a column of people is asked for ("who wrote") and named ("written by"), by what they are called."""
    word = singular(spoken(column).rsplit(" ", 1)[-1])
    did, does, done = _DOINGS.get(word, ("", "", ""))
    return ((f"who {did}", f"who {does}"), (f"{done} by",)) if did else ((), ())


# The words of a column's name that give it a role: the first line with a match holds.
_HEADERS: tuple[tuple[str, str], ...] = (
    ("image", r"\b(image|images|img|picture|photo|thumbnail|cover|poster|icon|logo)\b"),
    (
        "votes",
        r"\b(votes|(rating|ratings|review|reviews|vote|votes) (count|counts|number)|num (ratings|reviews|votes)"
        r"|number of (ratings|reviews|votes))\b",
    ),
    ("original title", r"\b(original|alternative|alternate|foreign) (title|name)\b|\balias(es)?\b|\baka\b"),
    ("released", r"\b(year|released?|release date|published|publication|premiered?|launch(ed)?|pubdate)\b"),
    ("duration", r"\b(duration|runtime|running time|minutes|playtime|playing time|play time)\b"),
    ("price", r"\b(price|cost|msrp|rrp)\b"),
    ("rating", r"\b(rating|stars|avg rating|average rating|vote average|score)\b"),
    ("popularity", r"\b(popularity|sales|units sold|bestseller|renown)\b"),
    (
        "maker",
        r"\b(authors?|directors?|brands?|manufacturers?|makers?|artists?|creators?|designers?|developers?"
        r"|composers?|bands?|vendors?)\b",
    ),
    ("person", r"\b(cast|actors?|starring|stars?|narrators?|performers?|players|singers?|people)\b"),
    ("kind", r"\b(genres?|categor(y|ies)|types?|kinds?|departments?|sections?)\b"),
    ("topic", r"\b(tags?|keywords?|topics?|subjects?|themes?|shelves)\b"),
    ("mood", r"\b(moods?|tones?|vibes?)\b"),
    ("origin", r"\b(countr(y|ies)|origins?|made in)\b"),
    ("place", r"\b(city|cities|town|place|location|region|district|neighbou?rhood)\b"),
    ("features", r"\b(features?|amenit(y|ies)|facilit(y|ies)|equipment|extras|includes)\b"),
    ("size", r"\b(lit(re|er)s?|capacity|volume|size|width|height|diagonal|inches|area|rooms)\b"),
    ("weight", r"\b(weight|kg|grams?)\b"),
    ("power", r"\b(power|watts?|wattage|horsepower)\b"),
    ("language", r"\b(languages?|lang|language code)\b"),
    ("description", r"\b(description|summary|plot|overview|synopsis|abstract|blurb|storyline)\b"),
    ("series", r"\bseries\b"),
    ("url", r"\b(url|link|href|page|homepage)\b"),
)
_ID_NAME = re.compile(
    r"\b(id|ids|uuid|guid|isbn|isbn10|isbn13|ean|upc|gtin|asin|sku|key|hash|nr|no)$|^(isbn|ean|upc|asin|sku)\b"
)


def spoken(column: str) -> str:
    """A column's name as words: "original_publicationYear" is "original publication year"."""
    return " ".join(part.lower() for part in _SPLIT.split(column) if part)


def role_of(column: str) -> str:
    """The role that a column's name speaks of; "" where it says nothing."""
    said = spoken(column)
    return next((role for role, pattern in _HEADERS if re.search(pattern, said)), "")


def is_identifier(column: str) -> bool:
    return bool(_ID_NAME.search(spoken(column)))


_IE_WORDS = ("movie", "cookie", "selfie", "hoodie", "zombie", "smoothie", "calorie", "pie", "tie")


def singular(word: str) -> str:
    """ "books" to "book", "galleries" to "gallery", "dishes" to "dish"; what is not plural stays."""
    last = word.rsplit(" ", 1)[-1]
    if any(word.endswith(f"{ending}s") for ending in _IE_WORDS):
        return word[:-1]
    if last in ("series", "species", "news", "cast") or last.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(last) > 2 else word


def plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh", "z")):
        return f"{word}es" if not word.endswith("series") else word
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else f"{word}s"
