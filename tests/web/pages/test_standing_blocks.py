"""Blocks that the archive repeats: quiet on the page, told apart in the API, marked for exact quotes alone."""

from __future__ import annotations

import shutil

from lxml import html

from search_service.release import Block, BlockType, Release
from tests.web.site import Site

CONTACT = "Pressestelle: Jana Ohlendorf, Telefon 0199 88 77 60"


def publish(site: Site, count: int) -> None:
    site.publish(
        *(
            Release.model_validate(
                {
                    "id": f"r{number}",
                    "title": f"Radweg {number}",
                    "published": "2024-03-21T10:00:00+01:00",
                    "body": [
                        Block(text=f"Der Weg {number} ist fertig."),
                        Block(type=BlockType.HEADING, text="Kontakt"),
                        Block(type=BlockType.LIST_ITEM, text=f"Eigenes {number}"),
                        Block(type=BlockType.LIST_ITEM, text=CONTACT),
                    ],
                }
            )
            for number in range(count)
        )
    )


def quiet(site: Site, path: str) -> list[str]:
    page = html.fromstring(site.client.get(path).text)
    return [" ".join(each.text_content().split()) for each in page.find_class("release__standing")]


def test_the_page_shows_it_as_it_is_but_quiet(site: Site) -> None:
    publish(site, 20)
    assert quiet(site, "/releases/r1") == [CONTACT]
    assert quiet(site, "/releases/r1?q=Weg") == [CONTACT]


def test_words_are_not_marked_in_it_quotes_are(site: Site) -> None:
    publish(site, 20)

    def marks(q: str) -> list[str]:
        page = html.fromstring(site.client.get("/releases/r1", query_string={"q": q}).text)
        return [each.text_content() for each in page.iter("mark")]

    assert marks("Ohlendorf fertig") == ["fertig"]
    assert marks('"Jana Ohlendorf" fertig') == ["fertig", "Jana Ohlendorf"]


def test_the_api_tells_it_and_its_validator_changes_with_the_archive(site: Site) -> None:
    publish(site, 19)
    before = site.client.get("/api/v1/releases/r1")
    assert [block.get("standing") for block in before.json["body"]] == [None] * 4
    publish(site, 20)
    after = site.client.get("/api/v1/releases/r1", headers={"If-None-Match": before.headers["ETag"]})
    assert [block.get("standing") for block in after.json["body"]] == [None, None, None, True]
    (hit,) = site.client.get("/api/v1/search", query_string={"q": '"Jana Ohlendorf" "Weg 7"'}).json["hits"]
    assert hit["snippets"][-1]["field"] == "body" and "".join(part["text"] for part in hit["snippets"][-1]["parts"]) == CONTACT


def test_releases_are_answered_while_there_is_no_index(site: Site) -> None:
    publish(site, 20)
    shutil.rmtree(site.settings.index_folder)
    body = site.client.get("/api/v1/releases/r1").json["body"]
    assert len(body) == 4 and not any("standing" in block for block in body)
