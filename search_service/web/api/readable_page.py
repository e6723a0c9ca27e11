"""The OpenAPI document as a page for people: its operations with their parameters and a line for curl each."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from search_service.web.api.operations import OPERATIONS, Operation
from search_service.web.exports.kinds import EXPORTS

Json = dict[str, Any]  # a part of the document
_EXAMPLE = "Wohnungsbau"


@dataclass(frozen=True, slots=True)
class ParameterView:
    name: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class OperationView:
    name: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[ParameterView, ...]
    curl: str
    answer: str
    errors: str


@dataclass(frozen=True, slots=True)
class ExportView:
    path: str
    description: str
    curl: str


@dataclass(frozen=True, slots=True)
class ApiPage:
    title: str
    document: str
    operations: tuple[OperationView, ...]
    exports: tuple[ExportView, ...]


def api_page(document: Json, *, site_name: str) -> ApiPage:
    server = document["servers"][0]["url"]
    return ApiPage(
        title=f"API – {site_name}",
        document=f"{server}/api/v1/openapi.json",
        operations=tuple(_operation(operation, document["paths"][operation.path][operation.method], server) for operation in OPERATIONS),
        exports=tuple(
            ExportView(f"/search.{kind}", text, f"curl {shlex.quote(f'{server}/search.{kind}?q={_EXAMPLE}')}")
            for kind, text in EXPORTS.items()
        ),
    )


def _operation(operation: Operation, described: Json, server: str) -> OperationView:
    example = described["responses"]["200"]["content"]["application/json"]["example"]
    return OperationView(
        name=operation.name,
        method=operation.method.upper(),
        path=operation.path,
        summary=operation.summary,
        description=operation.description,
        parameters=tuple(_parameter(parameter) for parameter in described["parameters"]),
        curl=_curl(operation, described, server),
        answer=json.dumps(example, ensure_ascii=False, indent=2),
        errors=", ".join(map(str, operation.errors)),
    )


def _parameter(described: Json) -> ParameterView:
    schema = described["schema"]
    kind = schema["type"]
    if "enum" in schema:
        kind = " | ".join(schema["enum"])
    elif kind == "array":
        kind = "repeatable" if described["explode"] else "comma list"
    return ParameterView(described["name"], kind, described["required"], described.get("description", ""))


def _curl(operation: Operation, described: Json, server: str) -> str:
    """A line that can be pasted into a shell and asks for something that is there."""
    examples = {parameter["name"]: parameter.get("example") for parameter in described["parameters"] if parameter["required"]}
    path = operation.path.replace("{release_id}", str(examples.pop("release_id", "")))
    query = "&".join([*(f"{name}={quote(str(value), safe='')}" for name, value in examples.items()), *filter(None, [operation.example])])
    url = shlex.quote(f"{server}{path}?{query}" if query else f"{server}{path}")
    if operation.body is None:
        return f"curl {url}"
    body = json.dumps(described["requestBody"]["content"]["application/json"]["example"], ensure_ascii=False)
    return f"curl -H 'Content-Type: application/json' -d {shlex.quote(body)} {url}"
