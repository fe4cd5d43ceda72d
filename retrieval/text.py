"""An item as the one text that is embedded, and texts as words."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from retrieval.types import Item, Schema

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_IDEOGRAPH = re.compile(r"([぀-ヿ㐀-䶿一-鿿가-힯])")
MAX_TEXT = 4_000
"""Characters of one text that are embedded; encoders read a few hundred words at most."""


def item_text(schema: Schema, item: Item) -> str:
    """Title, categories, prose, then names: what an encoder cuts off at the end matters least."""
    parts = [". ".join((item.title, *item.aliases[:2]))]
    for kind in ("category", "text", "name"):
        for slot in schema.of_kind(kind):
            if texts := item.texts(slot.name):
                said = ", ".join(texts)
                parts.append(said if kind == "text" else f"{slot.label}: {said}")
    return ". ".join(part.rstrip(". ") for part in parts)[:MAX_TEXT]


def text_hash(text: str) -> bytes:
    """16 bytes that tell texts apart: the key under which a vector is kept."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def words(text: str) -> list[str]:
    """Lower-case words without accents; ideographs one by one, since no spaces part them."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    spaced = _IDEOGRAPH.sub(r" \1 ", unicodedata.normalize("NFC", bare))
    return [word.replace("’", "'") for word in _WORD.findall(spaced)]
