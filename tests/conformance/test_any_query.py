"""Promises that hold for any query: what is counted is what is found, the closest are no hits, parts come below what is direct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_service.query.parser import parse
from search_service.query.request import Matching, SearchRequest, Sort, default_sort
from search_service.results import Interval
from tests.archives import NOW, Archive, MakeArchive, release

WORDS = (
    "Brücke",
    "Brücken",
    "Sanierung",
    "Brückensanierung",
    "Straße",
    "Straßenbrücke",
    "Verkehr",
    "Radweg",
    "Radwege",
    "Verkehrs-App",
    "App",
)
SOFT = ("die", "wo", "finde", "Meldung", "2019", "Mai 2020", "3. Mai 2020", "und")
SIGNS = ("§", "*", "(", "-", '"', ":", "§ 5")
CLAUSES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    st.sampled_from(SOFT),
    st.sampled_from(SIGNS),
    st.sampled_from(WORDS).map("titel:{}".format),
    st.sampled_from(("thema:Verkehr", "thema:Radwege", "seit:2019", "ministerium:Bau*")),
    st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS)).map('"{0[0]} {0[1]}"'.format),
    st.sampled_from(WORDS).map(lambda word: f"{word[:4]}*"),
    st.sampled_from(WORDS).map("-{}".format),
    st.tuples(st.sampled_from(WORDS), st.sampled_from((*WORDS, "Mai 2020"))).map("{0[0]} ODER {0[1]}".format),
)
QUERIES = st.lists(CLAUSES, max_size=5).map(" ".join)
ANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def texts() -> Iterator[str]:
    yield from (f"Zum {n}. Mal: Sanierung, Brücke und anderes." for n in range(5))
    yield from (
        "Die Brückensanierung beginnt.",
        "Die Sanierung der alten Brücke beginnt.",
        "Die Brücke wird nach ihrer Sanierung eröffnet.",
    )
    yield from ("Die Straßenbrücke und der Radweg.", "Radwege an der Straße.", "Die Verkehrs-App ist da, meldet die Straße.", "Eine App.")
    yield from (f"Der Verkehr auf der Straße ruht seit dem {n}. Mai 2020." for n in range(1, 9))


@dataclass
class Made:
    """A small archive about roads."""

    archive: Archive

    def asked(self, q: str, *, sort: Sort | None = None, match: Matching = Matching.DIRECT) -> SearchRequest:
        node = parse(q).node
        return SearchRequest(q=q, node=node, sort=sort or default_sort(node), match=match, size=100, moment=NOW)

    def ids(self, request: SearchRequest) -> list[str]:
        return list(self.archive.searcher.hit_ids(request))


@pytest.fixture
def made(archive_of: MakeArchive) -> Made:
    releases = [
        release(
            f"r{n}",
            text,
            title=("Meldung", "Verkehr", "Brücke und Straße")[n % 3],
            published=f"20{18 + n % 4}-05-{1 + n:02}",
            topics=[("Verkehr", "Radwege", "Brücken im Land")[n % 3]],
            ministries=["Ministerium für Bauen (MB)"] if n % 2 else [],
        )
        for n, text in enumerate(texts())
    ]
    return Made(archive_of(*releases))


@ANY
@given(q=QUERIES, sort=st.sampled_from([None, *Sort]), match=st.sampled_from(Matching))
def test_what_is_counted_is_what_is_found(made: Made, q: str, sort: Sort | None, match: Matching) -> None:
    request = made.asked(q, sort=sort, match=match)
    page, ids = made.archive.searcher.search(request), made.ids(request)
    assert ([] if page.partial else [hit.id for hit in page.hits]) == ids
    assert page.total == made.archive.searcher.total(request) == len(ids) == len(set(ids))
    assert sum(bucket.count for bucket in made.archive.searcher.timeline(request, Interval.DAY)) == page.total
    assert sum(year.count for year in page.facets.year) == page.total


@ANY
@given(q=QUERIES, match=st.sampled_from(Matching))
def test_the_closest_are_no_hits_and_fill_the_first_page_only(made: Made, q: str, match: Matching) -> None:
    request = made.asked(q, match=match)
    page = made.archive.searcher.search(request)
    others = page.hits if page.partial else page.closest
    assert {hit.id for hit in others}.isdisjoint(made.ids(request))
    assert page.total + len(others) <= 10 or not others
    assert all(hit.missing for hit in others)
    if not any(sign in q for sign in ("thema:", "ministerium:", "20")):  # what has only a topic or a date has no word to be marked
        assert all(hit.matched and any(part.match for snippet in hit.snippets for part in snippet.parts) for hit in others)


@ANY
@given(q=QUERIES)
def test_by_parts_all_direct_hits_come_first(made: Made, q: str) -> None:
    direct, wider = (made.ids(made.asked(q, sort=Sort.RELEVANCE, match=match)) for match in Matching)
    assert wider[: len(direct)] == direct
    assert set(made.ids(made.asked(q, sort=Sort.NEWEST, match=Matching.PARTS))) == set(wider)


@ANY
@given(q=QUERIES, match=st.sampled_from(Matching))
def test_what_is_offered_finds_what_it_says(made: Made, q: str, match: Matching) -> None:
    asked = made.asked(q, match=match)
    for other in made.archive.searcher.also(asked, total=made.archive.searcher.total(asked)):
        again = parse(other.request.q)
        assert (again.node, again.problems) == (other.request.node, ())
        assert other.total == made.archive.searcher.total(other.request) == len(made.ids(other.request)) > 0
