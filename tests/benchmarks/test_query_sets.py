"""Reading questions, passages and judged queries."""

from __future__ import annotations

from pathlib import Path

from benchmarks.query_sets import paragraphs, read_judged, read_passages, read_questions
from tests.archives import release


def test_questions_lose_the_signs_of_the_query_language(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": "1", "question": "Was heißt „S-Bahn“ -heute?", "relevant": ["p1"]}\n\n', encoding="utf-8")
    (query,) = read_questions(path)
    assert query.text.split() == ["Was", "heißt", "S-Bahn", "heute?"]
    assert query.grades == {"p1": 1}


def test_passages_are_releases_whose_title_has_no_word(tmp_path: Path) -> None:
    path = tmp_path / "passages.jsonl"
    path.write_text('{"id": "p1", "text": "Ein Absatz."}\n', encoding="utf-8")
    (passage,) = read_passages(path)
    assert (passage.id, passage.body_text) == ("p1", "Ein Absatz.")
    assert not any(char.isalnum() for char in passage.title)


def test_paragraphs_are_long_different_and_drawn_by_seed() -> None:
    archive = [release(f"r{number}", f"kurz\n{number % 3} {'lang ' * 50}") for number in range(6)]
    drawn = paragraphs(archive, 10, seed=1)
    assert len(drawn) == len({each.body_text for each in drawn}) == 3
    assert drawn == paragraphs(archive, 10, seed=1)


def test_judged_queries_keep_their_grades(tmp_path: Path) -> None:
    path = tmp_path / "judged.toml"
    path.write_text(
        '[[query]]\nq = "Museum"\nrelevant = [{id = "a", grade = 3}]\n[[query]]\nq = "nichts"\nrelevant = []\n', encoding="utf-8"
    )
    (query,) = read_judged(path)
    assert (query.text, dict(query.grades)) == ("Museum", {"a": 3})


def test_judged_queries_may_have_kinds_and_a_table_of_grades(tmp_path: Path) -> None:
    path = tmp_path / "judged.toml"
    path.write_text('[[query]]\ntext = "Museum"\nkind = "plain"\n[query.grades]\n"a" = 3\n"b" = 0\n', encoding="utf-8")
    (query,) = read_judged(path)
    assert (query.text, query.kind, dict(query.grades)) == ("Museum", "plain", {"a": 3})
