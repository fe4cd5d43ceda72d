"""Catalogue upkeep: read, put, delete an item. What is written can be found when the answer comes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Response

from retrieval.items_file import item_from_json, item_to_json
from ui.context import PROBLEM, Admin, Shared
from ui.models import must_be_sound

router = APIRouter(prefix="/v1/items", tags=["items"], responses={404: PROBLEM, 422: PROBLEM})
UNKNOWN = "The catalogue has no item of that id."


@router.get("/{item_id}")
def read(item_id: str, shared: Shared) -> dict[str, Any]:
    """The item as a line of items.jsonl has it."""
    item = shared.bot.shelf.get(item_id)
    if item is None:
        raise HTTPException(404, UNKNOWN)
    return item_to_json(item)


@router.put("/{item_id}", dependencies=[Admin], responses={201: {}, 403: PROBLEM})
def put(
    item_id: str,
    shared: Shared,
    response: Response,
    record: Annotated[dict[str, Any], Body(examples=[{"title": "A Title"}])],
) -> dict[str, Any]:
    """Add (201) or replace (200) an item. The body is a line of items.jsonl; its id may be left out."""
    try:
        must_be_sound(record)
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
    if record.setdefault("id", item_id) != item_id:
        raise HTTPException(422, "The id in the body is not the id in the address.")
    item = item_from_json(record, shared.bot.shelf.schema)
    if item.id != item_id:
        raise HTTPException(422, "An id cannot begin or end with blanks.")
    response.status_code = 200 if shared.bot.shelf.get(item_id) else 201
    shared.bot.retriever.put(item)
    return item_to_json(item)


@router.delete("/{item_id}", status_code=204, dependencies=[Admin], responses={403: PROBLEM})
def delete(item_id: str, shared: Shared) -> Response:
    """Take the item out; it is not found from now on."""
    if not shared.bot.retriever.remove(item_id):
        raise HTTPException(404, UNKNOWN)
    return Response(status_code=204)
