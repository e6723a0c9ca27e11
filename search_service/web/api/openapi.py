"""The OpenAPI 3.1 document of API version 1, made from the models that validate parameters and shape answers.

No parameter, field or limit is written here; what an operation is for stands in ``operations``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from search_service.release import ID_PATTERN
from search_service.schema import FacetName
from search_service.web.api.operations import OPERATIONS, Operation
from search_service.web.parameters import Parameters
from search_service.web.problems import Problem

Json = dict[str, Any]  # a JSON object; its shape is OpenAPI's
_REFERENCE = "#/components/schemas/{model}"
_DESCRIPTION = """\
Search over an archive of press releases: everything that the pages know, as data.

Unknown parameters, unreadable dates and numbers are refused with one problem document (RFC 9457) that lists all errors.
Empty parameters are dropped. Answers carry a weak `ETag`: send it back as `If-None-Match` and an unchanged answer is a 304.
`HEAD` works wherever `GET` does. Scripts of any site may read (CORS). Dates are days in Berlin, moments carry their offset.

Inside v1 names are never changed or removed; fields and parameters may be added, so ignore fields that you do not know.
"""


def openapi_document(*, server: str, title: str, release_id: str, address: str, examples: Mapping[str, Json]) -> Json:
    """The document for the service at ``server``.

    ``release_id`` and ``address`` name a release that exists there, ``examples`` an answer for each operation.
    """
    known = {"release_id": release_id, "url": address}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": "1.0.0",
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "paths": {operation.path: {operation.method: _operation(operation, known, examples[operation.name])} for operation in OPERATIONS},
        "components": {"schemas": _schemas()},
    }


@cache
def _schemas() -> Json:
    models: dict[type[BaseModel], Literal["validation", "serialization"]] = {Problem: "serialization"}
    for operation in OPERATIONS:
        models[operation.answer] = "serialization"
        if operation.body:
            models[operation.body] = "validation"
    _, definitions = models_json_schema(list(models.items()), by_alias=True, ref_template=_REFERENCE)
    schemas: Json = definitions["$defs"]
    return schemas


def _operation(operation: Operation, known: Mapping[str, str], example: Json) -> Json:
    described: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [*_path_parameters(operation, known), *_query_parameters(operation.parameters, known)],
        "responses": _responses(operation, example),
    }
    if operation.body:
        content = {"schema": _reference(operation.body.__name__), "example": BODY_EXAMPLE}
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    return described


BODY_EXAMPLE: Json = {"text": "Das Land fördert neue Radwege in kleinen Gemeinden.", "size": 3}


def _path_parameters(operation: Operation, known: Mapping[str, str]) -> list[Json]:
    if "{release_id}" not in operation.path:
        return []
    schema = {"type": "string", "pattern": f"^{ID_PATTERN.pattern}$"}
    return [{"name": "release_id", "in": "path", "required": True, "schema": schema, "example": known["release_id"]}]


def _query_parameters(model: type[Parameters], known: Mapping[str, str]) -> list[Json]:
    described = model.model_json_schema(by_alias=True, ref_template=_REFERENCE)
    required = described.get("required", [])
    names = sorted(described["properties"], key=lambda name: (name == "lang", name not in required))
    inlined = described.get("$defs", {})
    return [_query_parameter(name, described["properties"][name], inlined, known, required=name in required) for name in names]


def _query_parameter(name: str, described: Json, definitions: Json, known: Mapping[str, str], *, required: bool) -> Json:
    schema = {key: value for key, value in described.items() if key not in {"title", "description", "examples", "$ref"}}
    if schema.get("default") in (None, "", [], {}):
        schema.pop("default", None)
    if "$ref" in described:
        schema |= {key: value for key, value in definitions[described["$ref"].rsplit("/", 1)[1]].items() if key in {"type", "enum"}}
    parameter: Json = {"name": name, "in": "query", "required": required, "schema": schema, "description": described["description"]}
    if schema["type"] == "array":
        parameter |= {"style": "form", "explode": name in frozenset(FacetName)}
    elif not required:
        parameter["allowEmptyValue"] = True
    if examples := described.get("examples"):
        parameter["example"] = known.get(name, examples[0])
    return parameter


def _responses(operation: Operation, example: Json) -> Json:
    content = {"application/json": {"schema": _reference(operation.answer.__name__), "example": example}}
    answers: Json = {"200": {"description": operation.summary, "content": content}}
    if operation.cached:
        tag = {"description": "Validator of this answer.", "schema": {"type": "string"}}
        answers["200"]["headers"] = {"ETag": tag}
        answers["304"] = {"description": "The state that `If-None-Match` names is the newest one."}
    for status in operation.errors:
        problem = {"application/problem+json": {"schema": _reference(Problem.__name__)}}
        answers[str(status)] = {"description": HTTPStatus(status).phrase, "content": problem}
    return answers


def _reference(name: str) -> Json:
    return {"$ref": _REFERENCE.format(model=name)}
