"""The OpenAPI 3.1 document of the interface: what the shapes say, and what holds for every address."""

import copy
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Flask, Response, json
from flask_smorest import Api  # type: ignore[import-untyped]  # the library ships no types

from api.nouns import PREFIX, Noun
from api.schemas import problems

SETTINGS = {
    "API_TITLE": "Lindung",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "API_SPEC_OPTIONS": {
        "info": {"description": "Runs the service procedures of protection agencies. Errors are RFC 9457 problems."},
        "security": [{"bearer": []}],
    },
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "The same key with the same request gives the stored answer and does nothing again.",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag that the change is based on; 412 when the thing has changed meanwhile.",
}


def publish(app: Flask, nouns: tuple[Noun, ...]) -> None:
    """Register the nouns with the application and serve their document at ``/api/v1/openapi.json``."""
    app.config.update(SETTINGS)
    api = Api(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_name)})
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.spec.components.schema("Problem", schema=problems.Problem)
    for noun in nouns:
        api.register_blueprint(noun.blueprint)
    text = json.dumps(_completed(api.spec.to_dict()))
    app.add_url_rule(
        f"{PREFIX}/openapi.json",
        "openapi",
        lambda: Response(text, mimetype="application/json"),
        methods=["GET"],
    )


def _name(shape: Any) -> str:
    """Name a shape in the document: by its class."""
    found = resolve_schema_cls(shape)
    return str((found[0] if isinstance(found, list) else found).__name__)


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    """Add to each operation the refusals and headers that its route shares with all others."""
    whole = copy.deepcopy(document)
    problem = {
        "description": "A refusal, with a stable code.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path, item in whole["paths"].items():
        for method, operation in item.items():
            if method in {"get", "post"}:
                _complete(operation, posts=method == "post", edits="process-instances/{" in path, problem=problem)
    return whole


def _complete(operation: dict[str, Any], *, posts: bool, edits: bool, problem: dict[str, Any]) -> None:
    """Complete one operation."""
    responses = {code: one for code, one in operation["responses"].items() if code.startswith("2")}
    operation["responses"] = responses | {"default": problem}
    if posts and not any(_is_file(one) for one in responses.values()):
        extra = [IDEMPOTENCY_KEY, IF_MATCH] if edits else [IDEMPOTENCY_KEY]
        operation["parameters"] = [*operation.get("parameters", []), *extra]


def _is_file(response: dict[str, Any]) -> bool:
    """Tell whether a route answers a file, which is made anew for each request."""
    return any(one["schema"].get("format") == "binary" for one in response.get("content", {}).values())
