"""An answer is of the state that its validator names, whatever is stored and published while it is made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.store import Store
from search_service.archive import Archive
from search_service.config import Settings
from search_service.database import database_of
from search_service.one_answer import one_answer
from search_service.web.app import create_app
from tests.archives import release
from tests.web.site import Site

ADDRESSES = [
    "/",
    "/search?q=Radweg",
    "/search?q=Radwge",
    "/releases/a",
    "/releases/a?q=Radweg",
    "/api/v1/search?q=Radweg",
    "/api/v1/facets?q=Radweg",
    "/api/v1/timeline?q=Radweg",
    "/api/v1/suggest?q=Rad",
    "/api/v1/releases/a",
    "/api/v1/releases/a/similar",
    "/api/v1/changes",
    "/search.atom?q=Radweg",
    "/search.json-feed?q=Radweg",
    "/search.csv?q=Radweg",
    "/search.jsonl?q=Radweg",
    "/search.ninjs.json?q=Radweg",
    "/sitemap.xml",
]


class Overtaken:
    """Something that publishes as soon as an answer has asked it for its state."""

    def __init__(self, asked: Any, site: Site) -> None:
        self._asked, self._site = asked, site
        self.meanwhile: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._asked, name)

    def under(self, names: Any) -> Overtaken:
        self._asked = self._asked.under(names)
        return self

    def status(self) -> Any:
        return self._publish_after(self._asked.status())

    def last_sequence(self) -> Any:
        return self._publish_after(self._asked.last_sequence())

    def public_versions(self, release_id: str) -> Any:
        return self._publish_after(self._asked.public_versions(release_id))

    def _publish_after(self, said: Any) -> Any:
        while self.meanwhile:
            number = self.meanwhile.pop()
            self._site.publish(release(number, "Der Radweg ist neu."), release("a", f"Der Radweg ist fertig, zum {number}."))
        return said


def without_time(client: FlaskClient, path: str) -> tuple[str | None, Any]:
    response = client.get(path)
    assert response.status_code == 200
    if response.is_json and "took_ms" in (found := response.get_json()):
        return response.headers.get("ETag"), found | {"took_ms": 0}
    return response.headers.get("ETag"), response.text


def test_what_is_published_while_a_page_is_made_is_on_the_next_page(tmp_path: Path) -> None:
    with closing(Site(tmp_path)) as site:
        site.publish(release("old", "Alte Brücke"))
        seen: list[int] = []

        def published_meanwhile() -> dict[str, object]:
            if not seen:
                site.publish(release("new", "Neue Brücke"))
            seen.append(site.searcher.status().generation)
            return {}

        site.app.context_processor(published_meanwhile)
        first, second = (site.client.get("/search?q=Brücke") for _ in range(2))
        assert "1 Treffer" in first.text
        assert "2 Treffer" in second.text
        assert first.headers["ETag"] != second.headers["ETag"]
        assert (seen[0], seen[-1]) == (1, 2)


def test_questions_of_one_answer_share_a_generation_and_others_take_the_newest(tmp_path: Path) -> None:
    with closing(Site(tmp_path)) as site:
        site.publish(release("old", "Alte Brücke"))
        with one_answer():
            before = site.searcher.status()
            site.publish(release("new", "Neue Brücke"))
            assert site.searcher.status() == before
        assert site.searcher.status().generation == before.generation + 1


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("asked", ["searcher", "archive"])
def test_no_answer_is_of_two_states(path: str, asked: str, tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.publish(release("a", "Der Radweg in Grünau ist fertig."), release("b", "Der Radweg in Altstadt wird breiter."))
    before = without_time(site.client, path)
    searcher, archive = site.searcher, site.store.archive()
    overtaken = Overtaken(searcher if asked == "searcher" else archive, site)
    app = create_app(site.settings, *((overtaken, archive) if asked == "searcher" else (searcher, overtaken)))  # type: ignore[arg-type]
    overtaken.meanwhile = ["c"]
    meanwhile = without_time(app.test_client(), path)
    overtaken.meanwhile = []  # where nothing was asked that overtakes
    after = without_time(app.test_client(), path)
    assert len({tag for tag, _ in (before, meanwhile, after)}) == len({str(each) for each in (before, meanwhile, after)})
    site.close()


def test_all_threads_may_hold_an_answer_at_once(installation: Settings) -> None:
    settings = installation.model_copy(update={"threads": 20})
    Store.open(database_of(settings)).close()
    together = Barrier(settings.threads, timeout=60)  # where one is refused, the others end too

    def answer(archive: Archive) -> int:
        with one_answer():
            found = archive.last_sequence()
            together.wait()
            return found

    with closing(Archive.open(database_of(settings))) as archive, ThreadPoolExecutor(settings.threads) as threads:
        assert list(threads.map(answer, [archive] * settings.threads)) == [0] * settings.threads
