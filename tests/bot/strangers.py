"""Catalogues that strangers bring, as files, and the shelf that the import makes of them."""

from __future__ import annotations

import json
from pathlib import Path

from retrieval.catalog import Catalogue
from retrieval.importing.catalogue import import_catalogue

KETTLES = """\
Artikel-Nr;Bezeichnung;Brand;Price;Litres;Colour;Power
K-001;Boil Master 200;Bosch;34,99 €;1,7;red;2200 W
K-002;TWK3A017;Bosch;29,90 €;1,7;white;2400 W
K-003;Compact Traveller;Russell Hobbs;19,95 €;0,5;black;1000 W
K-004;Chester;Russell Hobbs;39,99 €;2;red;3000 W
K-005;Retro;Smeg;1.149,00 €;1,7;cream;2400 W
K-006;EasyBoil;Philips;24,50 €;2;red;2200 W
"""
HOTELS = [
    {"hotel_id": "h1", "name": "Casa do Tejo", "city": "Lisbon", "country": "Portugal", "stars": 4,
     "price_per_night": 120, "features": ["pool", "bar"]},
    {"hotel_id": "h2", "name": "Alfama Rooms", "city": "Lisbon", "country": "Portugal", "stars": 3,
     "price_per_night": 70, "features": ["wifi"]},
    {"hotel_id": "h3", "name": "Porto Bridge", "city": "Porto", "country": "Portugal", "stars": 4,
     "price_per_night": 110, "features": ["bar", "wifi"]},
    {"hotel_id": "h4", "name": "Retiro Palace", "city": "Madrid", "country": "Spain", "stars": 5,
     "price_per_night": 310, "features": ["pool", "wifi"]},
]  # fmt: skip
BOOKS = """\
book_id,title,authors,original_publication_year,average_rating,ratings_count,books_count
1,"The Hunger Games (The Hunger Games, #1)",Suzanne Collins,2008,4.34,4780653,272
2,"Catching Fire (The Hunger Games, #2)",Suzanne Collins,2009,4.3,1831039,201
3,"A Game of Thrones (A Song of Ice and Fire, #1)","George R.R. Martin, Roy Dotrice",1996,4.45,1319204,101
4,"A Clash of Kings (A Song of Ice and Fire, #2)",George R.R.  Martin,1998,4.41,491763,90
5,The Shining,Stephen King,1977,4.17,791850,190
6,Carrie,Stephen King,1974,3.93,356814,150
7,Misery,Stephen King,1987,4.11,300000,120
8,After,Anna Todd,2014,3.8,100000,20
9,Tolkien: A Biography,Humphrey Carpenter,1977,4.0,9000,30
10,"The Hobbit",J.R.R. Tolkien,1937,4.25,2071616,969
11,The Two Towers,J.R.R. Tolkien,1954,4.42,480446,300
12,Hidden Gem,Nobody Much,2001,4.9,12,3
"""


def shelf_of(directory: Path, name: str, text: str) -> Catalogue:
    file = directory / name
    file.write_text(text, encoding="utf-8")
    import_catalogue([file], directory / "catalogue")
    return Catalogue.load(directory / "catalogue")


def kettles(directory: Path) -> Catalogue:
    return shelf_of(directory, "kettles.csv", KETTLES)


def hotels(directory: Path) -> Catalogue:
    return shelf_of(directory, "hotels.jsonl", "\n".join(json.dumps(hotel) for hotel in HOTELS))


def books(directory: Path) -> Catalogue:
    return shelf_of(directory, "books.csv", BOOKS)


def trees(directory: Path) -> Catalogue:
    rows = (
        "name\tnotes",
        "Red Oak\thard wood and red leaves in autumn",
        "Holly\tan evergreen with red berries",
    )
    return shelf_of(directory, "trees.tsv", "\n".join(rows))
