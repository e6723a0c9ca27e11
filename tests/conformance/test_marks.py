"""What of a release is marked on its page: exactly what a search for the same words found there."""

from __future__ import annotations

from search_service.query.parser import parse
from search_service.schema import Field, field_texts
from tests.archives import Archive, MakeArchive, release

TEXT = "Die Ministerin sprach mit Bürgerinnen und Bürgern.\nDie Integrationsministerkonferenz tagt. Wer spricht, wird gehört."
OTHERS = tuple(release(f"context-{number}", "x Integration x Minister x Konferenz") for number in range(5))


def marked(archive: Archive, q: str, texts: dict[Field, str]) -> dict[Field, list[str]]:
    spans = archive.searcher.marks(texts, parse(q).node)
    return {field: [texts[field][start:end] for start, end in of_field] for field, of_field in spans.items() if of_field}


def test_every_form_that_a_search_finds_is_marked(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", TEXT), *OTHERS)
    found = marked(archive, "Konferenz Bürger", {Field.BODY: TEXT})
    assert found == {Field.BODY: ["Bürgerinnen", "Bürgern", "Integrationsministerkonferenz"]}


def test_marks_and_reasons_agree(archive_of: MakeArchive) -> None:
    each = release("a", TEXT, title="Konferenz der Minister")
    archive = archive_of(each, *OTHERS)
    (hit,) = (hit for hit in archive.search("Konferenz Minister").hits if hit.id == "a")
    forms = {form for of_field in marked(archive, "Konferenz Minister", field_texts(each)).values() for form in of_field}
    assert forms == {match.form for match in hit.matched}


def test_a_title_query_marks_the_title_alone(archive_of: MakeArchive) -> None:
    each = release("a", TEXT, title="Integrationsministerkonferenz")
    assert list(marked(archive_of(each, *OTHERS), "titel:Konferenz", field_texts(each))) == [Field.TITLE]


def test_stop_words_are_marked_only_where_they_are_asked_for(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", TEXT), *OTHERS)
    assert marked(archive, "die Bürger", {Field.BODY: TEXT}) == {Field.BODY: ["Bürgerinnen", "Bürgern"]}
    assert marked(archive, '"die Ministerin"', {Field.BODY: TEXT}) == {Field.BODY: ["Die Ministerin"]}


def test_words_that_the_archive_does_not_know_are_left_alone(archive_of: MakeArchive) -> None:
    archive = archive_of(release("a", TEXT), *OTHERS)
    assert marked(archive, "Bürgern", {Field.BODY: "Xylophonisten treffen Bürgern Zyx."}) == {Field.BODY: ["Bürgern"]}
    assert marked(archive, "-Bürgern Xyz", {Field.BODY: TEXT, Field.TEASER: ""}) == {}
