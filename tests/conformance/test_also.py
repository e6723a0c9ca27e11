"""What a query suggests besides its hits: parts of its compounds, and the dates and values of facets that it names."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from search_service.query.request import Matching, SearchRequest, Sort
from search_service.results import Also
from search_service.schema import FacetName
from tests.archives import Archive, MakeArchive, release

FILLER = [release(f"other-{number}", "Ein Haus. Ein Traktor am Acker, ein Fest.", topics=["Acker"]) for number in range(3)]
HEALTH = "Ministerium für Soziales, Gesundheit und Pflege (MSGP)"


@pytest.fixture
def archive(archive_of: MakeArchive) -> Archive:
    return archive_of(
        *(release(f"filler-{n}", f"Zum {n}. Mal: Sanierung, Brücke und anderes.") for n in range(5)),
        release("whole", "Die Brückensanierung beginnt.", published="2019-02-03", topics=["Verkehr"], ministries=["Verkehrsministerium"]),
        release("near", "Die Brücke wird nach ihrer Sanierung eröffnet.", published="2020-02-29", topics=["Radwege"]),
        release("care", "Neue Pflegekräfte für das Land.", published="2020-02-01", topics=["Pflege im Alter"], ministries=[HEALTH]),
        release("road", "Der Verkehr ruht.", published="2021-05-03", topics=["Verkehr"]),
        release("secret", "Noch geheim.", topics=["Geheimes"], embargo_until="2030-01-01T00:00:00+01:00"),
    )


def suggested(archive: Archive, q: str, **more: object) -> tuple[Also, ...]:
    page = archive.search(q, **more)
    return archive.searcher.also(page.request, total=page.total)


def test_parts_are_offered_where_they_add_something(archive: Archive) -> None:
    (parts,) = suggested(archive, "Brückensanierung")
    assert (parts.kind, parts.total, parts.request.match, parts.request.q) == ("parts", 7, Matching.PARTS, "Brückensanierung")
    assert suggested(archive, "Brückensanierung", match=Matching.PARTS) == ()
    assert suggested(archive, "Pflegekräfte") == ()
    assert suggested(archive, '"Brückensanierung"') == ()
    assert [each.total for each in suggested(archive, "Sanierungsbrücke")] == [6]


@pytest.mark.parametrize(
    ("query", "rest", "first", "last", "total"),
    [
        ("Verkehr Februar 2019", "Verkehr", date(2019, 2, 1), date(2019, 2, 28), 0),
        ("Brücke im Februar 2020", "Brücke", date(2020, 2, 1), date(2020, 2, 29), 1),
        ("3. Mai 2021 Verkehr", "Verkehr", date(2021, 5, 3), date(2021, 5, 3), 1),
        ("Verkehr am 03.05.2021", "Verkehr", date(2021, 5, 3), date(2021, 5, 3), 1),
        ("2020", "", date(2020, 1, 1), date(2020, 12, 31), 2),
        ("Land 2020 -Brücke", "Land -Brücke", date(2020, 1, 1), date(2020, 12, 31), 1),
    ],
)
def test_dates_in_words(archive: Archive, query: str, rest: str, first: date, last: date, total: int) -> None:
    found = [each for each in suggested(archive, query) if each.kind == "date"]
    assert [(each.request.q, each.request.first, each.request.last, each.total) for each in found] == [(rest, first, last, total)][
        : 1 if total else 0
    ]


@pytest.mark.parametrize(
    ("query", "kind", "value", "rest"),
    [
        ("Radweg Brücke", "topic", "Radwege", "Brücke"),
        ("Brücke mit den Radwegen", "topic", "", ""),
        ("Fest der Radwege 2019", "topic", "", ""),
        ("die Radwege Brücke", "topic", "Radwege", "Brücke"),
        ("Alter Pflege", "topic", "", ""),
        ("Land Pflege im Alter", "topic", "Pflege im Alter", "Land"),
        ("land pflege alter", "topic", "Pflege im Alter", "land"),
        ("MSGP Land", "ministry", HEALTH, "Land"),
        ("msgp Land", "ministry", HEALTH, "Land"),
        ("Ministerium für Soziales Gesundheit Pflege Land", "ministry", HEALTH, "Land"),
        ("Ministerium Gesundheit Land", "ministry", "", ""),
        ("Brückensanierung des Verkehrsministeriums", "ministry", "Verkehrsministerium", "Brückensanierung"),
        ("Verkehr", "topic", "Verkehr", ""),
        ('"Verkehr"', "topic", "", ""),
        ("titel:Verkehr", "topic", "", ""),
        ("Verkehr ODER Brücke", "topic", "", ""),
        ("Brücke -Verkehr", "topic", "", ""),
        ("Geheimes", "topic", "", ""),
    ],
)
def test_values_of_facets(archive: Archive, query: str, kind: str, value: str, rest: str) -> None:
    found = [each for each in suggested(archive, query) if each.kind == kind]
    assert [(each.request.values_of(FacetName(kind)), each.request.q) for each in found] == ([((value,), rest)] if value else [])


@pytest.mark.parametrize(
    ("query", "rest"), [("Acker", [""]), ("Traktor Acker", ["Traktor"]), ("Haus Acker Traktor", []), ("Fest am Acker Traktor", [])]
)
def test_no_piece_of_a_name_is_a_filter(archive_of: MakeArchive, query: str, rest: list[str]) -> None:
    texts = ["Ein Fest im Haus Acker, am Acker.", "Das Haus Acker öffnet.", "Zum Haus Acker fährt ein Traktor.", "Neues vom Haus Acker."]
    archive = archive_of(*(release(f"r{number}", text, topics=["Acker"]) for number, text in enumerate(texts)), *FILLER)
    assert [each.request.q for each in suggested(archive, query) if each.kind == FacetName.TOPIC] == rest


def test_every_total_is_that_of_the_search_it_leads_to(archive: Archive) -> None:
    for query in ("Brückensanierung Verkehr 2019", "Pflege im Alter Februar 2020", "Radwege Verkehr MSGP"):
        for each in suggested(archive, query):
            assert each.total == archive.searcher.total(each.request) > 0


def test_without_words_the_order_is_by_date(archive: Archive) -> None:
    (year,) = suggested(archive, "2020")
    assert year.request.sort is Sort.NEWEST
    assert [each.request.sort for each in suggested(archive, "Brücke 2020")] == [Sort.RELEVANCE]
    assert [each.request.sort for each in suggested(archive, "Brücke 2020", sort=Sort.OLDEST)] == [Sort.OLDEST]


def test_no_filter_of_a_kind_that_there_is_already(archive: Archive) -> None:
    assert suggested(archive, "Verkehr 2021", first=date(2021, 1, 1), chosen={FacetName.TOPIC: ("Verkehr",)}) == ()


def test_everything_suggests_nothing(archive: Archive) -> None:
    assert archive.searcher.also(SearchRequest(moment=datetime(2026, 1, 1, tzinfo=UTC)), total=8) == ()
