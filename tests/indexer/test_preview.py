"""`news-indexer preview`: what would be stored and why, without storing it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main

PAGE = """<!doctype html><html lang="de"><head><title>Fähre fährt wieder - Landkreis Heidau</title>
<link rel="canonical" href="https://heidau.example/faehre"></head>
<body><nav><a href="/">Startseite</a></nav><main><p>Pressemitteilung Nr. 12/2023 vom 7. Mai 2023</p><h1>Fähre fährt wieder</h1>
<p>Die Fähre über die Heide verkehrt seit gestern wieder im Viertelstundentakt, meldet der Landkreis.</p>
<blockquote><p>Darauf haben viele gewartet.</p></blockquote></main></body></html>"""


@pytest.fixture
def saved_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "faehre.html"
    file.write_text(PAGE, encoding="utf-8")
    return file


def preview(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["preview", *arguments], catch_exceptions=False)


def test_what_would_be_stored(saved_page: Path) -> None:
    lines = preview(str(saved_page)).output.splitlines()
    assert lines[0] == str(saved_page)
    shown = {label: value for label, _, value in (line.strip().partition(" ") for line in lines[1:])}
    assert (shown["title"].strip(), shown["date"].strip()) == ("Fähre fährt wieder", "2023-05-07 00:00, from the page")
    assert (shown["sender"].strip(), shown["quote"].strip()) == ("Landkreis Heidau", "Darauf haben viele gewartet.")
    assert "    Startseite" in lines


def test_why_each_part_was_chosen(saved_page: Path) -> None:
    output = preview(str(saved_page), "--explain").output
    assert "2023-05-07 00:00, from the page  [label near the headline]" in output
    assert "Landkreis Heidau  [title of the window]" in output
    assert "    Startseite  [" in output


def test_for_machines(saved_page: Path) -> None:
    (found,) = json.loads(preview(str(saved_page), "--json").output)
    assert found["release"]["title"] == "Fähre fährt wieder"
    assert found["chosen_by"]["published"] == "label near the headline"
    assert "Startseite" in [each["text"] for each in found["left_out"]]


def test_nothing_is_written(saved_page: Path) -> None:
    preview(str(saved_page))
    assert [each.name for each in saved_page.parent.iterdir()] == ["faehre.html"]


def test_what_is_no_release_says_why_and_ends_with_2(saved_page: Path) -> None:
    saved_page.write_text("<html><body><script>var text = 'nur Skript';</script></body></html>", encoding="utf-8")
    result = preview(str(saved_page))
    assert (result.exit_code, "rejected: no headline" in result.output) == (2, True)


def test_records_of_other_formats_are_shown_too(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"title": "Kurz", "published": "2024-03-01", "body": "Text."}\n{"title": 3}\n', encoding="utf-8")
    output = preview(str(file)).output
    assert f"{file}:1" in output and "title       Kurz" in output
    assert "rejected: " in output


def test_own_portals_file(saved_page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = saved_page.parent / "eigene.toml"
    own.write_text('[[portal]]\nhosts = ["heidau.example"]\ntitle = "//blockquote"\nministry = "Kreis"\n', encoding="utf-8")
    monkeypatch.setenv("NEWS_SEARCH_PORTALS_FILE", str(own))
    output = preview(str(saved_page), "--explain").output
    assert "Darauf haben viele gewartet.  [selector of the portal]" in output
