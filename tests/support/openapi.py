"""Checks responses against bot/web/openapi.yml."""

from __future__ import annotations

import re
from typing import Any

import jsonschema

from bot.web.openapi import as_openapi

METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> set[tuple[str, str]]:
    """Every (METHOD, path) of the description."""
    return {
        (method.upper(), path)
        for path, item in as_openapi()["paths"].items()
        for method in item
        if method in METHODS
    }


def check(method: str, path: str, status: int, content_type: str, body: Any) -> None:
    """Checks one response.

    Raises:
        AssertionError: the description has no such response.
        jsonschema.ValidationError: the body is not as described.
    """
    operation = _operation(method, path)
    if operation is None:
        assert status in (404, 405), f"{method} {path} is not described"
        validate(body, {"$ref": "#/components/schemas/Problem"})
        return
    response = operation["responses"].get(str(status))
    if response is None:
        assert status >= 400, f"{method} {path} does not describe {status}"
        response = operation["responses"]["default"]
    content = _resolved(response).get("content")
    if content is None:
        assert not body, f"{method} {path} has a body with {status}"
        return
    assert content_type in content, f"{method} {path} does not describe {content_type}"
    validate(body, content[content_type]["schema"])


def validate(body: Any, schema: dict[str, Any]) -> None:
    """Checks a value against a schema whose references point into the description."""
    resolver = jsonschema.RefResolver.from_schema(as_openapi())
    jsonschema.Draft202012Validator(
        schema, resolver=resolver, format_checker=jsonschema.FormatChecker()
    ).validate(body)


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for template, item in as_openapi()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in item:
            return dict(item[method.lower()])
    return None


def _resolved(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: Any = as_openapi()
    for key in part["$ref"].removeprefix("#/").split("/"):
        found = found[key]
    return dict(found)
