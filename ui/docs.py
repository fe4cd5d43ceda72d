"""/docs: the API's description as one plain page, made here, so that reading it asks no other host."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter()
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
section { border-top: 1px solid #8886; padding: .5rem 0 1rem } h3 code { font-size: 1rem }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8886; border-radius: .4rem }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .2rem .6rem .2rem 0;
vertical-align: top; border-bottom: 1px solid #8883 }
"""
METHODS = ("get", "post", "put", "delete")


@router.get("/docs", include_in_schema=False)
def page(request: Request) -> HTMLResponse:
    return HTMLResponse("\n".join(_page(request.app.openapi())))


def _page(spec: Mapping[str, Any]) -> Iterator[str]:
    info, schemas = spec["info"], spec["components"]["schemas"]
    yield f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(info['title'])} API</title>"
    yield f"<meta name='viewport' content='width=device-width'><style>{STYLE}</style></head><body>"
    yield f"<h1>{escape(info['title'])}: the API</h1><p>{escape(info.get('summary', ''))}. "
    yield "For programs: <a href='/openapi.json'>openapi.json</a>. Errors are RFC 9457 problems.</p>"
    yield "<main><h2>Calls</h2>"
    for path, operations in spec["paths"].items():
        for method in METHODS:
            if method in operations:
                yield from _operation(method, path, operations[method], schemas)
    yield "<h2>Shapes</h2>"
    for name, schema in sorted(schemas.items()):
        yield f"<section id='{escape(name)}'><h3>{escape(name)}</h3>"
        yield f"<p>{escape(schema.get('description', ''))}</p>{_fields(schema)}</section>"
    yield "</main></body></html>"


def _operation(
    method: str, path: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]
) -> Iterator[str]:
    yield f"<section><h3><code>{method.upper()} {escape(path)}</code></h3>"
    yield f"<p>{escape(operation.get('description') or operation.get('summary', ''))}</p>"
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    if body:
        yield f"<p>Body: {_type(body['schema'])}</p>"
        for example in _examples(body, schemas):
            yield f"<pre>{escape(json.dumps(example, ensure_ascii=False, indent=1))}</pre>"
    yield "<table><tr><th>Status</th><th>Answer</th></tr>"
    for status, answer in operation["responses"].items():
        shape = answer.get("content", {}).get("application/json", {}).get("schema", {})
        told = _type(shape) if shape else escape(answer.get("description", ""))
        yield f"<tr><td>{escape(status)}</td><td>{told}</td></tr>"
    yield "</table></section>"


def _examples(body: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[Any]:
    name = body["schema"].get("$ref", "").rsplit("/", 1)[-1]
    schema = schemas.get(name, body["schema"])
    return [schema["example"]] if "example" in schema else list(schema.get("examples", []))


def _fields(schema: Mapping[str, Any]) -> str:
    required = schema.get("required", [])
    rows = [
        f"<tr><td><code>{escape(name)}</code>{'' if name in required else '?'}</td><td>{_type(field)}</td>"
        f"<td>{escape(field.get('description', ''))}</td></tr>"
        for name, field in schema.get("properties", {}).items()
    ]
    return f"<table>{''.join(rows)}</table>" if rows else ""


def _type(schema: Mapping[str, Any]) -> str:
    """A schema in a few words, linked to its section."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f"<a href='#{name}'>{name}</a>"
    for joined in ("anyOf", "allOf", "oneOf"):
        if joined in schema:
            return " or ".join(_type(one) for one in schema[joined])
    if "enum" in schema or "const" in schema:
        return " | ".join(escape(json.dumps(one)) for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return escape(str(schema.get("type", "anything")))
