"""Letters with numbers, numbers with signs, short for long: found in every spelling, and marked as a whole."""

import pytest

from search_service.query.rule import Rule
from search_service.results import Hit, Snippet
from tests.archives import MakeArchive, release

RELEASES = [
    release("r1", "Die A 7 ist gesperrt, die Linie U9 fährt."),
    release("r2", "Die A7 wird breiter, die Linie U 9 fährt."),
    release("r3", "Der Plan 12-34 liegt in der Rosenstr. 5 aus."),
    release("r4", "Am 12. Mai kommen 34 Kinder in die Rosenstraße."),
    release("r5", "Dr. Mustermann spricht über 2,5 Mio. Bäume nach § 8."),
    release("r7", "Am Ku’damm endet die Corona-Pandemie."),
    release("r6", "Doktor Mustermann spricht über 2,5 Millionen Bäume nach Paragraf 8."),
]


def marked(snippet: Snippet) -> list[str]:
    return [part.text for part in snippet.parts if part.match]


def rules(hit: Hit) -> set[Rule]:
    return {match.rule for match in hit.matched}


@pytest.mark.parametrize(
    ("query", "ids", "marks"),
    [
        ("A7", {"r1", "r2"}, {"A 7", "A7"}),
        ("A 7", {"r1", "r2"}, {"A 7", "A7"}),
        ("a-7", {"r1", "r2"}, {"A 7", "A7"}),
        ("U9", {"r1", "r2"}, {"U9", "U 9"}),
        ("12-34", {"r3"}, {"12-34"}),
        ("Rosenstraße", {"r3", "r4"}, {"Rosenstr", "Rosenstraße"}),
        ("Rosenstr.", {"r3", "r4"}, {"Rosenstr", "Rosenstraße"}),
        ("Doktor Mustermann", {"r5", "r6"}, {"Dr", "Doktor", "Mustermann"}),
        ("2,5 Mio.", {"r5", "r6"}, {"2,5 Mio", "2,5 Millionen"}),
        ("Kudamm", {"r7"}, {"Ku’damm"}),
        ("Coronapandemie", {"r7"}, {"Corona-Pandemie"}),
        ("§ 8", {"r5", "r6"}, {"§ 8", "Paragraf 8"}),
        ("Paragraf 8", {"r5", "r6"}, {"§ 8", "Paragraf 8"}),
    ],
)
def test_every_spelling_is_found_and_marked(archive_of: MakeArchive, query: str, ids: set[str], marks: set[str]) -> None:
    archive = archive_of(*RELEASES)
    hits = archive.search(query).hits
    assert {hit.id for hit in hits} == ids
    assert {mark for hit in hits for snippet in hit.snippets for mark in marked(snippet)} == marks


def test_a_spelling_scores_like_the_other(archive_of: MakeArchive) -> None:
    archive = archive_of(*RELEASES)
    joined, spaced = archive.search("A7").hits
    assert joined.score < 2.5 * spaced.score


def test_the_rule_says_what_is_short(archive_of: MakeArchive) -> None:
    archive = archive_of(*RELEASES)
    by_id = {hit.id: rules(hit) for hit in archive.search("Rosenstraße").hits}
    assert by_id == {"r3": {Rule.ABBREVIATION}, "r4": {Rule.WORD}}
