"""A table of made-up hotels, the same for the same seed: things that are neither films nor books."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

CITIES = {
    "Lisbon": "Portugal", "Porto": "Portugal", "Madrid": "Spain", "Seville": "Spain", "Bologna": "Italy",
    "Palermo": "Italy", "Lyon": "France", "Nantes": "France", "Ghent": "Belgium", "Utrecht": "Netherlands",
    "Aarhus": "Denmark", "Bergen": "Norway", "Turku": "Finland", "Krakow": "Poland", "Graz": "Austria",
}  # fmt: skip
STYLES = ("boutique", "business", "family", "design", "spa", "budget", "historic", "seaside")
FEATURES = (
    "pool", "sauna", "roof terrace", "garden", "bicycle hire", "free parking", "gym", "library", "bar",
    "vegetarian breakfast", "kitchenette", "balcony",
)  # fmt: skip
FIRST = ("Amber", "Birch", "Copper", "Dove", "Elm", "Fountain", "Gable", "Harbour", "Ivory", "Juniper", "Kestrel",
         "Lantern", "Maple", "North Star", "Old Mill", "Poppy", "Quiet", "River", "Swan", "Tower")  # fmt: skip
LAST = ("House", "Rooms", "Court", "Inn", "Lodge", "Palace", "Gardens", "Suites")
OWNERS = ("Ines Prado", "Tomas Vel", "Greta Holm", "Bruno Salis", "Maud Peeters", "Aksel Lind", "Nadia Kern",
          "Olivier Roux", "Piotr Zak", "Sofia Lund")  # fmt: skip
WHERE = ("behind the old market", "two streets from the station", "on a quiet square", "above the harbour",
         "beside the botanical garden", "at the end of a tram line", "opposite the opera")  # fmt: skip
WHAT = ("Rooms look out on a courtyard with orange trees.", "Every floor was furnished by a different carpenter.",
        "Breakfast is laid out in a glass house until noon.", "The walls are thick enough to sleep through carnival.",
        "A night porter lends umbrellas and novels.", "Guests share one long table in the evening.")  # fmt: skip


def write_hotels(path: Path, n: int, seed: int) -> None:
    """A CSV of n hotels. Some cells are empty, as in any real table."""
    rng = Random(seed)
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    rng.shuffle(names)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ("hotel_id", "name", "city", "country", "style", "stars", "price_per_night", "opened", "features",
             "owner", "description")
        )  # fmt: skip
        for number in range(n):
            city = rng.choice(sorted(CITIES))
            stars = rng.choice((2, 3, 3, 4, 4, 5))
            style = rng.choice(STYLES)
            rows.writerow((
                f"h{number:03}", names[number % len(names)] + (f" {city}" if number >= len(names) else ""), city,
                CITIES[city], style, stars, round(stars**2 * 9 + rng.randint(10, 60)),
                rng.choice(("", *map(str, range(1880, 2024, 4)))), "|".join(rng.sample(FEATURES, rng.randint(1, 4))),
                rng.choice(OWNERS), f"A {style} hotel {rng.choice(WHERE)}. {rng.choice(WHAT)}",
            ))  # fmt: skip
