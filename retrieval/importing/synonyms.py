"""Other words for units, for what catalogues hold, and for common kinds of it."""

from __future__ import annotations

from collections.abc import Collection

# What a unit is called when it is said and not written.
_UNITS: tuple[tuple[str, ...], ...] = (
    ("l", "litre", "litres"),
    ("ml", "millilitre", "millilitres"),
    ("w", "watt", "watts"),
    ("kw", "kilowatt", "kilowatts"),
    ("kg", "kilo", "kilos", "kilogram", "kilograms"),
    ("g", "gram", "grams"),
    ("mm", "millimetre", "millimetres"),
    ("cm", "centimetre", "centimetres"),
    ("m", "metre", "metres"),
    ("km", "kilometre", "kilometres"),
    ("gb", "gigabyte", "gigabytes"),
    ("mb", "megabyte", "megabytes"),
    ("h", "hour", "hours"),
    ("min", "mins", "minute", "minutes"),
    ('"', "inch", "inches"),
)


def units_of(word: str) -> tuple[str, ...]:
    """The unit's other words ("W": "w", "watt", "watts"); () for no unit known."""
    said = word.lower().replace("liter", "litre").replace("meter", "metre")
    return next((unit for unit in _UNITS if said in unit), ())


# How else people say what things, and common kinds of things, are called.
_NOUNS = {
    "book": ("novel", "novels", "read", "reads"),
    "movie": ("film", "films", "picture"),
    "film": ("movie", "movies", "picture"),
    "hotel": ("place to stay", "accommodation", "guesthouse"),
    "song": ("track", "tracks", "tune"),
    "game": ("video game", "video games"),
}
_KINDS = {
    "animation": ("animated", "cartoon"),
    "children": ("kids", "for kids", "family", "children's"),
    "comedy": ("comic", "funny"),
    "documentary": ("doc", "docs"),
    "fantasy": ("fantastical",),
    "historical": ("history", "period"),
    "horror": ("scary",),
    "romance": ("romantic", "love story", "love stories"),
    "sci-fi": ("science fiction", "scifi", "sf"),
    "science fiction": ("sci-fi", "scifi", "sf"),
    "thriller": ("suspense",),
    "young adult": ("ya", "teen"),
}


def nouns_of(noun: str) -> tuple[str, ...]:
    """Other words for what a catalogue holds; () where none are known."""
    return _NOUNS.get(noun, ())


def synonyms_of(value: str, values: Collection[str]) -> tuple[str, ...]:
    """Other words for a common kind of thing, without those that are values themselves."""
    taken = {other.casefold() for other in values}
    return tuple(word for word in _KINDS.get(value.casefold(), ()) if word not in taken)
