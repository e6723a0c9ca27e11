"""The roles that deploy/opensearch.md shows grant what our calls of the client need, by name: the test cluster has no plug-in to ask."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "deploy" / "opensearch.md").read_text(encoding="utf-8")
ENGINE = ROOT / "search_service" / "engines" / "opensearch"
OF_READER = {
    "search": ["indices:data/read/search"],
    "msearch": ["indices:data/read/msearch"],
    "get": ["indices:data/read/get"],
    "indices.get": ["indices:admin/get"],
    "indices.get_alias": ["indices:admin/aliases/get"],
    "indices.get_mapping": ["indices:admin/mappings/get"],
}
RIGHTS = {
    **OF_READER,
    "bulk": ["indices:data/write/bulk", "indices:data/write/bulk[s]"],
    "cluster.health": ["cluster:monitor/health"],
    "exists": ["indices:data/read/get"],
    "indices.clone": ["indices:admin/resize"],
    "indices.create": ["indices:admin/create"],
    "indices.delete": ["indices:admin/delete"],
    "indices.exists": ["indices:admin/exists"],
    "indices.flush": ["indices:admin/flush", "indices:admin/flush[s]"],
    "indices.put_mapping": ["indices:admin/mapping/put"],
    "indices.put_settings": ["indices:admin/settings/update"],
    "indices.refresh": ["indices:admin/refresh", "indices:admin/refresh[s]"],
    "indices.update_aliases": ["indices:admin/aliases"],
}
"""What the server calls each call of the client: the names of its actions, with those of the shards where they have their own."""


def granted(role: str) -> list[str]:
    """The rights of a role, as patterns."""
    text = PAGE.split(f"\n{role}:\n", 1)[1]
    return re.findall(r'"((?:indices|cluster):[^"]+)"', re.split(r"^(?=\S)", text, maxsplit=1, flags=re.MULTILINE)[0])


def test_every_call_is_known() -> None:
    found = {call for path in ENGINE.rglob("*.py") for call in re.findall(r"client\.((?:\w+\.)?\w+)\(", path.read_text(encoding="utf-8"))}
    assert found == set(RIGHTS)


@pytest.mark.parametrize(("role", "calls"), [("news_search_reader", OF_READER), ("news_search_writer", RIGHTS)])
def test_a_role_grants_what_its_calls_need(role: str, calls: dict[str, list[str]]) -> None:
    patterns = [re.sub(r"\[", "[[]", pattern) for pattern in granted(role)]
    assert patterns
    needed = {right for call in calls for right in calls[call]}
    assert {right for right in needed if not any(fnmatch(right, pattern) for pattern in patterns)} == set()
