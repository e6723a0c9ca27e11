"""The stylesheet is one answer, made of all its parts."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from lxml import html

from search_service.web.stylesheet import FIRST_PARTS, FOLDER, PARTS, compact, joined_parts


def test_every_part_is_joined() -> None:
    assert sorted(PARTS) == sorted(path.stem for path in FOLDER.iterdir())
    assert all(parts <= set(PARTS) for parts in FIRST_PARTS.values())


def test_what_is_compact_has_the_same_rules() -> None:
    assert compact("/* a,\n b */\na, b:hover { color: red;\n  margin: 0 auto; }\n\n@media print { p { x: y } }\n") == (
        "a,b:hover{color: red;margin: 0 auto;}@media print{p{x: y}}"
    )
    assert not [text for text in re.findall(r'"([^"\n]*)"', joined_parts()) if re.search("[{};,]|/[*]", text)]


def test_a_page_asks_for_it_once_and_keeps_it(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of()
    links = html.fromstring(client.get("/").text).xpath("//link[@rel='stylesheet']/@href")
    assert len(links) == 1
    answer = client.get(links[0])
    assert (answer.mimetype, answer.cache_control.max_age) == ("text/css", 365 * 24 * 3600)
    assert all((FOLDER / f"{part}.css").read_text(encoding="utf-8") in answer.text for part in PARTS)
