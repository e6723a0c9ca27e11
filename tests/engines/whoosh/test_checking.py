"""What only this engine's check can find: blocks that recur otherwise than the index was written by."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_service.config import Settings
from search_service.engines.whoosh.checking import problems_of
from search_service.engines.whoosh.files import block_uses
from tests.archives import Archive, release

CONTACT = "Pressestelle: Jana Ohlendorf, Telefon 0199 88 77 60"


@pytest.mark.parametrize(("least", "found"), [(20, []), (6, ["1 standing block"])])
def test_blocks_that_recur_otherwise(least: int, found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data=tmp_path)
    releases = [release(f"r{number}", f"Text {number}\n{CONTACT}") for number in range(6)]
    archive = Archive(settings)
    with monkeypatch.context() as patched:
        patched.setattr(block_uses, "least_uses", lambda releases: least)
        archive.rebuild(releases)
    problems = [problem.text for problem in problems_of(settings.index_folder, releases)]
    assert [text.partition(" otherwise")[0] for text in problems] == found
    archive.searcher.close()
