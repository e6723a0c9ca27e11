"""The client that mirrors an archive: equal after any changes, whenever it was interrupted."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.mirror import Mirror, main
from tests.archives import release
from tests.web.site import Site

TOMORROW = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.close()


def change_something(site: Site, chance: random.Random) -> None:
    """New, corrected, corrected under an embargo, withdrawn, back again: one of forty releases."""
    release_id = f"r{chance.randrange(40)}"
    if chance.random() < 0.25:
        site.store.withdraw(release_id)
        return
    embargo = TOMORROW if chance.random() < 0.15 else None
    site.store.put([release(release_id, f"Text {chance.randrange(5)}", embargo_until=embargo)])


def archived(site: Site) -> dict[str, Any]:
    """Every release that can be seen, as the API tells it."""
    ids = [page.id for page in site.store.archive().pages(limit=1000)]
    answers = {each: site.client.get(f"/api/v1/releases/{each}").json for each in ids}
    return {each: {name: value for name, value in answer.items() if name not in {"versions", "links"}} for each, answer in answers.items()}


def hidden(site: Site) -> set[str]:
    """Released before, now corrected under an embargo: a copy keeps what was said until the correction may be seen."""
    current = {each.id: each for each in site.store.archive().current()}
    return {release_id for release_id, each in current.items() if each.visible_from > datetime.now(UTC)}


def test_a_mirror_is_equal_after_a_thousand_changes(site: Site) -> None:
    chance, mirror = random.Random(7), Mirror()
    with site.serving() as url:
        for number in range(1000):
            change_something(site, chance)
            if number % 50 == 0:
                mirror.catch_up(url, limit=7)
        mirror.catch_up(url)
        newcomer = Mirror()
        newcomer.catch_up(url)
    assert newcomer.releases == archived(site)
    assert {each: known for each, known in mirror.releases.items() if each not in hidden(site)} == archived(site)
    assert len(mirror.releases) > 10


def test_an_interrupted_mirror_may_see_changes_twice(site: Site) -> None:
    chance, mirror = random.Random(8), Mirror()
    with site.serving() as url:
        for _ in range(10):
            for _ in range(20):
                change_something(site, chance)
            before = mirror.since
            mirror.catch_up(url, limit=3)
            mirror.since = before  # it died before it noted how far it was
        mirror.catch_up(url)
    assert {each: known for each, known in mirror.releases.items() if each not in hidden(site)} == archived(site)


def test_the_command_goes_on_from_its_file(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "copy.json"
    with site.serving() as url:
        site.store.put([release("a", "A"), release("b", "B")])
        assert CliRunner().invoke(main, [url, str(file)]).output == "2 changes, 2 releases, up to number 2\n"
        site.store.withdraw("a")
        assert CliRunner().invoke(main, [url, str(file)]).output == "1 changes, 1 releases, up to number 3\n"
    assert list(json.loads(file.read_text("utf-8"))["releases"]) == ["b"]
