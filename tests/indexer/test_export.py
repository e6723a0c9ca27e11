"""What is exported imports into an equal store: ids, contents, embargoes, and with ``--all`` withdrawals."""

from __future__ import annotations

import stat
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.pipeline import import_releases, read_sources
from indexer.store import Store
from search_service.archive import Archive
from search_service.release import Attachment, Block, BlockType, Image, RelatedRelease, Release
from tests.archives import release
from tests.conftest import SAMPLE_DATA

FULL = Release(
    id="voll",
    url="https://presse.example/voll",
    title="Förderung für „Ökohöfe“ & mehr",
    topics=("Verkehr", "Bau"),
    ministries=("Umweltministerium",),
    published="2024-03-21T10:00:00+01:00",
    updated="2024-03-22T10:00:00+01:00",
    teaser="Ein Vorspann.",
    body=(Block(type=BlockType.HEADING, text="Überschrift"), Block(type=BlockType.QUOTE, text="„Gut“"), Block(text="20\u00a0000 Euro.")),
    images=(Image(alt="Bild", caption="Ein Hof", credit="Amt", url="https://presse.example/b.jpg"),),
    related=(RelatedRelease(title="Früher", topic="Bau", url="https://presse.example/f"),),
    attachments=(Attachment(title="Plan", url="https://presse.example/p.pdf"),),
    language="en",
    source="feed.xml",
    embargo_until="2035-03-21T10:00:00+01:00",
    published_from="text",
    cut=True,
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def contents(data: Path) -> dict[str, tuple[str, Release]]:
    with closing(Archive.open(data / "releases.db")) as archive:
        return {each.id: (each.content_hash, each) for each in archive.current(withdrawn=True)}


def test_round_trip(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "one" / "releases.db")) as store:
        import_releases(store, read_sources([str(SAMPLE_DATA)]))
        store.put([FULL, release("weg", "Der Radweg.", source="alt.jsonl"), release("neu", "Alt.", source="alt.jsonl")])
        store.put([release("neu", "Neu.", source="alt.jsonl")])
        store.withdraw("weg")
    file = tmp_path / "out.jsonl"
    assert run("export", file, "--all", "--overwrite", "--data", tmp_path / "one").exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    result = run("import", file, "--no-index", "--strict", "--data", tmp_path / "two")
    assert (result.exit_code, "Rejected" in result.output) == (0, False), result.output
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    assert contents(tmp_path / "two")["voll"][1] == FULL


def test_standard_output_has_nothing_but_lines_and_no_withdrawn_release(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "one" / "releases.db")) as store:
        store.put([FULL, release("weg", "Der Radweg.", source="alt.jsonl")])
        store.withdraw("weg")
    result = run("export", "--data", tmp_path / "one")
    assert result.stdout == FULL.model_dump_json(exclude_defaults=True) + "\n"
    assert "1 release exported" in result.stderr


def test_without_a_store_nothing_is_written(tmp_path: Path) -> None:
    assert run("export", tmp_path / "out.jsonl", "--data", tmp_path / "none").exit_code == 2
    assert list(tmp_path.iterdir()) == []
