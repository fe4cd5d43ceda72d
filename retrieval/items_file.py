"""One item as a JSON object, and back: the format of a line of items.jsonl."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from retrieval.errors import BadItem, CatalogueError, no_catalogue
from retrieval.types import Item, Schema, Slot, Value


def item_from_json(record: object, schema: Schema) -> Item:
    """An item from one JSON object. Raises BadItem: unknown keys are refused, nothing is guessed."""
    if not isinstance(record, Mapping):
        raise BadItem(f"expected an object, found {_shown(record)}")
    item_id, title = _required(record, "id"), _required(record, "title")
    slots = {slot.name: slot for slot in schema.slots}
    values: dict[str, Value] = {}
    aliases: list[str] = []
    url = ""
    for key, raw in record.items():
        if key in ("id", "title") or raw is None:
            continue
        if key in ("original_title", "aliases"):
            aliases.extend(_strings(raw, key, item_id))
        elif key == "url":
            url = _string(raw, key, item_id)
        elif key in slots:
            value = _value(raw, slots[key], item_id)
            if value not in ("", ()):
                values[key] = value
        else:
            raise BadItem(f"item {item_id!r}: unknown key {key!r}; the schema has: {', '.join(slots)}")
    unique = tuple(dict.fromkeys(alias for alias in aliases if alias and alias != title))
    return Item(id=item_id, title=title, values=values, aliases=unique, url=url)


def item_to_json(item: Item) -> dict[str, Any]:
    """The object that `item_from_json` reads back as an equal item."""
    record: dict[str, Any] = {"id": item.id, "title": item.title}
    if item.aliases:
        record["aliases"] = list(item.aliases)
    if item.url:
        record["url"] = item.url
    for key, value in item.values.items():
        record[key] = list(value) if isinstance(value, tuple) else _plain(value)
    return record


def item_line(item: Item) -> str:
    """The item as one line of JSON, keys in a fixed order, so that equal items give equal lines."""
    return json.dumps(item_to_json(item), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_items(path: Path, schema: Schema) -> Iterator[Item]:
    """The items of a JSON Lines file. Raises CatalogueError with the line number of the first bad line."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield parse_item(line, schema, f"{path.name} line {number}")
    except FileNotFoundError as error:
        raise no_catalogue(path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} cannot be read: {error}") from error


def parse_item(line: str, schema: Schema, where: str) -> Item:
    try:
        return item_from_json(json.loads(line), schema)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadItem(f"{where}: not JSON: {error}") from error
    except BadItem as error:
        raise BadItem(f"{where}: {error}") from error


def _required(record: Mapping[str, Any], key: str) -> str:
    raw = record.get(key)
    text = _whole(str(raw)) if isinstance(raw, str | int) and not isinstance(raw, bool) else ""
    if not text:
        raise BadItem(f"expected a non-empty {key!r}, found {_shown(raw)}")
    return text


def _value(raw: object, slot: Slot, item_id: str) -> Value:
    if slot.kind in ("number", "level"):
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
            raise BadItem(f"item {item_id!r}: {slot.name!r} must be a number, found {_shown(raw)}")
        if slot.kind == "level" and raw not in range(len(slot.levels)):
            raise BadItem(
                f"item {item_id!r}: {slot.name!r} must be 0 … {len(slot.levels) - 1}, found {_shown(raw)}"
            )
        return float(raw)
    if isinstance(raw, list | tuple):
        return _strings(raw, slot.name, item_id)
    text = _string(raw, slot.name, item_id)
    return (text,) if slot.many and text else text


def _strings(raw: object, key: str, item_id: str) -> tuple[str, ...]:
    texts = raw if isinstance(raw, list | tuple) else (raw,)
    return tuple(dict.fromkeys(text for text in (_string(part, key, item_id) for part in texts) if text))


def _string(raw: object, key: str, item_id: str) -> str:
    if not isinstance(raw, str):
        raise BadItem(f"item {item_id!r}: {key!r} must be text, found {_shown(raw)}")
    return _whole(raw)


def _whole(text: str) -> str:
    """The text without blanks around it, and without half characters, which cannot be stored."""
    return text.encode("utf-8", "replace").decode().strip()


def _plain(value: str | float) -> str | float:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _shown(raw: object) -> str:
    text = repr(raw)
    return text if len(text) <= 60 else f"{text[:57]}..."
