"""An answer is made of one generation, also when another one is published while it is made."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from search_service.answers.one_generation import one_generation
from tests.archives import release
from tests.web.site import Site


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
        with one_generation():
            before = site.searcher.status()
            site.publish(release("new", "Neue Brücke"))
            assert site.searcher.status() == before
        assert site.searcher.status().generation == before.generation + 1
