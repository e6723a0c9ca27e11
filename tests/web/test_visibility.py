"""Every output, walked: what is under embargo, dated ahead or withdrawn is in none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from search_service.release import Release
from search_service.web.exports.kinds import EXPORTS
from tests.archives import release
from tests.web.site import Site

AHEAD = datetime.now(UTC) + timedelta(days=2)
ADDRESS = "https://www.example.org/"


def secret(name: str, **more: object) -> Release:
    """A release each of whose fields holds a word of its own that tells that something leaked."""
    text = f"Moorschutz im Land: {name}Vorhaben beginnt.\nDie {name} Zentrale Nordsee ({name[0]}ZN) hilft dem Moor."
    facts = {"topics": [f"{name}Thema"], "ministries": [f"{name}Ministerium"], "teaser": f"{name}Teaser", "url": f"{ADDRESS}{name}"}
    return release(f"{name}-id", text, title=f"{name}Titel zum Moorschutz", **(facts | more))


HIDDEN = {
    "Embargobert": secret("Embargobert", embargo_until=AHEAD),
    "Zukunftine": secret("Zukunftine").model_copy(update={"published": AHEAD}),
    "Zurueckgeno": secret("Zurueckgeno"),
}
OPEN = release(
    "offen",
    "Moorschutz im Land beginnt. Naturschutz hilft dem Moor.",
    title="Moorschutz für alle",
    topics=["Umwelt"],
    ministries=["Umweltministerium"],
    url=f"{ADDRESS}offen",
)
PICKED = ["offen", *(f"{name}-id" for name in HIDDEN)]
RULES = {
    "/": "/",
    "/search": "/search?q=Moorschutz",
    "/glossary": "/glossary",
    "/releases/<release_id>": "/releases/offen?q=Moorschutz",
    "/search.<kind>": "/search.atom?q=Moorschutz",
    "/releases/<release_id>.<suffix>": "/releases/offen.bib",
    "/releases/<release_id>.ninjs.json": "/releases/offen.ninjs.json",
    "/selection": "/selection?" + "&".join(f"id={name}" for name in PICKED),
    "/selection.<suffix>": "/selection.csv?" + "&".join(f"id={name}" for name in PICKED),
    "/search.suggestions": "/search.suggestions?q=Moor",
    "/sitemap-<int(min=1, max=50000):number>.xml": "/sitemap-1.xml",
    "/api/v1/releases": f"/api/v1/releases?url={ADDRESS}offen",
    "/api/v1/releases/<release_id>": "/api/v1/releases/offen",
    "/api/v1/releases/<release_id>/similar": "/api/v1/releases/offen/similar?size=50",
}
"""A request for each rule that needs more than itself; every other rule is asked as it stands."""
MORE = [
    *(f"/selection.{suffix}?{'&'.join(f'id={name}' for name in PICKED)}" for suffix in ("json", "bib", "ris", "csl.json")),
    *(f"/search.{kind}{query}" for kind in EXPORTS for query in ("", "?q=Moorschutz")),
    *(f"/api/v1/{name}?q=Moorschutz" for name in ("search", "facets", "timeline")),
    *(f"/api/v1/suggest?q={prefix}" for prefix in ("Moor", "M", "XE", "Natur")),
    "/api/v1/search?q=Moorschutt",
    "/api/v1/search?sort=oldest&size=100",
    "/api/v1/changes?limit=1000",
    "/search",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("hidden"))
    site.publish(OPEN, *HIDDEN.values(), withdraw=("Zurueckgeno-id",))
    yield site
    site.close()


def outputs(site: Site) -> list[str]:
    """A request for every rule that the application answers to GET, and more of those that search."""
    rules = [rule for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "assets.file"]
    patterns = sorted(re.sub(r"<any\(.*\):", "<", rule.rule) for rule in rules)
    return [*(RULES.get(pattern, pattern) for pattern in patterns), *MORE]


def test_nothing_hidden_is_in_any_output(site: Site) -> None:
    leaks = []
    for path in outputs(site):
        response = site.client.get(path)
        assert response.status_code == 200, (path, response.text[:200])
        text = response.text.replace('"id":"Zurueckgeno-id"', "") if path.startswith("/api/v1/changes") else response.text
        if path.startswith("/selection?"):  # whose address names the hidden ones itself: the links to other languages alone repeat it
            text, links = re.subn(r'<nav class="languages".*?</nav>', "", text, flags=re.DOTALL)
            assert links == 1
        leaks += [(path, name) for name in HIDDEN if name.casefold() in text.casefold()]
    assert leaks == []


def test_what_is_open_is_there(site: Site) -> None:
    """The walk would find something: the one open release is in every list."""
    lists = [path for path in outputs(site) if path.startswith(("/search", "/sitemap", "/api/v1/search?", "/api/v1/changes"))]
    for path in lists:
        if "suggestions" not in path and "Moorschutt" not in path:
            assert "offen" in site.client.get(path).text, path


def test_a_withdrawal_is_all_that_is_told_of_it(site: Site) -> None:
    changes = site.client.get("/api/v1/changes").json["changes"]
    assert [(change["type"], change["id"], change["release"] is None) for change in changes] == [
        ("added", "offen", False),
        ("withdrawn", "Zurueckgeno-id", True),
    ]


@pytest.mark.parametrize("name", HIDDEN)
def test_nobody_gets_there_by_id_or_address(site: Site, name: str) -> None:
    status = 410 if name == "Zurueckgeno" else 404
    paths = ["/api/v1/releases/{}-id", "/api/v1/releases/{}-id?version=1", "/api/v1/releases/{}-id/similar"]
    paths += ["/releases/{}-id.ninjs.json", "/releases/{}-id.bib", "/releases/{}-id", f"/api/v1/releases?url={ADDRESS}{{}}"]
    for path in paths:
        response = site.client.get(path.format(name))
        assert response.status_code == status, path
        assert f"{name}Teaser" not in response.text


@pytest.mark.parametrize("name", HIDDEN)
def test_nobody_gets_there_by_words(site: Site, name: str) -> None:
    for q in (f"{name}Titel", f'"{name}Titel zum Moorschutz"', f"{name}Ti*", f"thema:{name}Thema", f"{name}Vorhaben"):
        answer = site.client.get(f"/api/v1/search?q={quote(q)}").json
        assert (answer["total"], answer["hits"], answer["did_you_mean"]) == (0, [], None), q
        assert site.client.get(f"/search.jsonl?q={quote(q)}").data == b""
        assert site.client.get(f"/api/v1/timeline?q={quote(q)}").json["buckets"] == []
    assert site.client.get("/api/v1/search", query_string={"topic": f"{name}Thema"}).json["total"] == 0


def test_a_draft_finds_nothing_hidden(site: Site) -> None:
    for hidden in HIDDEN.values():
        hits = site.client.post("/api/v1/similar", json={"text": hidden.title + " " + hidden.body_text}).json["hits"]
        assert {hit["id"] for hit in hits} <= {"offen"}


def test_all_of_it_appears_when_its_time_has_come(tmp_path: Path) -> None:
    site = Site(tmp_path)
    soon = datetime.now(UTC) + timedelta(seconds=2)
    site.publish(OPEN, secret("Embargobert", embargo_until=soon))
    before = site.client.get("/api/v1/search?q=Moorschutz")
    while datetime.now(UTC) < soon + timedelta(seconds=1):
        pass
    after = site.client.get("/api/v1/search?q=Moorschutz", headers={"If-None-Match": before.headers["ETag"]})
    assert (before.json["total"], after.status_code, after.json["total"]) == (1, 200, 2)
    site.close()
