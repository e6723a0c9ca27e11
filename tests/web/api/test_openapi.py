"""The OpenAPI document: valid, complete, and true about what is answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from search_service.query.rule import Rule
from search_service.results import AlsoKind, WayOutKind
from search_service.schema import FacetName
from tests.web.site import Site

Document = dict[str, Any]


@pytest.fixture(scope="module")
def document(small_site: Site) -> Document:
    loaded: Document = small_site.client.get("/api/v1/openapi.json").json
    return loaded


def operations(document: Document) -> list[Document]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_it_is_valid(document: Document) -> None:
    validate(document)
    assert document["openapi"] == "3.1.0"


def test_it_describes_every_operation_that_there_is(document: Document, app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.") and rule.endpoint != "api.openapi"]
    served = {
        (rule.rule.replace("<", "{").replace(">", "}"), method)
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method.upper()) for path, methods in document["paths"].items() for method in methods} == served


def test_every_operation_has_an_example_that_its_schema_allows(document: Document) -> None:
    for operation in operations(document):
        content = operation["responses"]["200"]["content"]["application/json"]
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **content["schema"], "components": document["components"]}
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(content["example"])


def test_every_parameter_is_explained(document: Document) -> None:
    parameters = [parameter for operation in operations(document) for parameter in operation["parameters"]]
    assert all(parameter.get("description") or parameter["in"] == "path" for parameter in parameters)
    assert {parameter["name"] for parameter in parameters if parameter["required"]} == {"release_id", "url"}


@pytest.mark.parametrize("model", ["SearchAnswer", "ApiHit", "PartialHit", "Match"])
def test_every_field_of_a_search_answer_is_explained(document: Document, model: str) -> None:
    fields = document["components"]["schemas"][model]["properties"]
    assert [name for name, schema in fields.items() if not schema.get("description")] == []


@pytest.mark.parametrize(
    ("model", "field", "values"),
    [("Match", "rule", Rule), ("ApiWayOut", "kind", WayOutKind), ("ApiAlso", "kind", (*AlsoKind, *FacetName))],
)
def test_closed_lists_of_values_are_enumerated(document: Document, model: str, field: str, values: Iterable[str]) -> None:
    schemas = document["components"]["schemas"]
    schema = schemas[model]["properties"][field]
    named = [each["$ref"].rpartition("/")[2] for each in schema.get("anyOf", [schema])]
    assert [value for name in named for value in schemas[name]["enum"]] == list(values)


def test_limits_come_from_the_models_that_validate(document: Document, client: FlaskClient) -> None:
    parameters = {parameter["name"]: parameter["schema"] for parameter in document["paths"]["/api/v1/search"]["get"]["parameters"]}
    largest = parameters["size"]["maximum"]
    assert client.get(f"/api/v1/search?size={largest}").status_code == 200
    assert client.get(f"/api/v1/search?size={largest + 1}").status_code == 400
    assert parameters["fields"]["items"]["enum"] == list(client.get("/api/v1/search").json["hits"][0])


def test_examples_name_what_is_there(document: Document, small_site: Site) -> None:
    parameters = {parameter["name"]: parameter for operation in operations(document) for parameter in operation["parameters"]}
    release_id, url = parameters["release_id"]["example"], parameters["url"]["example"]
    assert small_site.client.get(f"/api/v1/releases/{release_id}").status_code == 200
    assert small_site.client.get("/api/v1/releases", query_string={"url": url}).status_code == 200


def test_it_is_there_before_anything_is_imported(site: Site) -> None:
    validate(site.client.get("/api/v1/openapi.json").json)


def test_an_unchanged_document_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/api/v1/openapi.json").headers["ETag"]
    assert client.get("/api/v1/openapi.json", headers={"If-None-Match": tag}).status_code == 304


def test_below_a_prefix_the_server_has_it(small_site: Site) -> None:
    document = small_site.client.get("/api/v1/openapi.json", base_url="https://localhost/presse").json
    assert document["servers"] == [{"url": "https://localhost/presse"}]
