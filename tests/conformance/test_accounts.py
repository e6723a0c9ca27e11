"""Accounts of answers, on every engine: the parts of a score add up to it, and what keeps a release away is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.store import Store
from search_service.accounts.absence import reasons_of_absence
from search_service.accounts.query_account import ClauseKind, read_clauses
from search_service.accounts.score_account import ScoreAccount, score_account
from search_service.answers.result_page import order_of
from search_service.answers.searcher import as_answered
from search_service.answers.tiers import whole
from search_service.archive import Archive as StoredReleases
from search_service.engines.base import Matcher
from search_service.engines.registry import open_reader
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.query.rule import Rule
from search_service.schema import FacetName, Field
from search_service.steering.rules import Steering
from tests.archives import NOW, Archive, MakeArchive, release

RELEASES = [
    release("a", "Neue Radwege für den Verkehr in Aubingen.\nDer Radweg ist breit.", title="Radwege", topics=["Verkehr"]),
    release("b", "Radwege und Brücken. Der Verkehr in Aubingen.", published="2025-06-01", topics=["Bau"]),
    release("c", "Aubinger Brücken im Verkehr, Radwege daneben, wo ich auch gehe.", published="2019-02-03"),
    release("d", "Die Brücke von Aubingen.", published="2020-05-05"),
    release("later", "Radwege in Aubingen.", published="2026-05-01"),
    *(release(f"x{number}", "Der Weg des Rades ist ein Rad auf dem Weg. Ein Verkehr.") for number in range(5)),
]
STEERING = Steering.model_validate(
    {
        "default_synonyms": False,
        "synonyms": [{"words": ["Brücke", "Verkehr"]}],
        "pins": [{"query": "Radweg", "releases": ["c"]}],
        "boosts": [{"topic": "Bau", "factor": 3}],
    }
)


@pytest.fixture
def archive(archive_of: MakeArchive) -> Archive:
    return archive_of(*RELEASES)


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[StoredReleases]:
    """A store with the releases of the index and one that the index does not have yet."""
    with closing(Store.open(tmp_path / "stored.db")) as store:
        store.put([*RELEASES, release("behind", "Radwege.")])
        yield store.archive()


def asked(archive: Archive, q: str, **more: object) -> tuple[Matcher, SearchRequest]:
    matcher = open_reader(archive.settings).newest()
    request = SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE, moment=NOW).but(**more)
    return matcher, whole(as_answered(request, matcher, STEERING, moment=NOW))


def accounts(archive: Archive, q: str) -> list[ScoreAccount]:
    matcher, request = asked(archive, q)
    order = order_of(matcher, request, recency=True)
    total = len(matcher.hit_ids(request, order))
    return [score_account(matcher, request, order, place, total=total) for place in range(1, total + 1)]


@pytest.mark.parametrize(
    "q",
    [
        "Radwege",
        "wo finde ich Radwege in Aubingen",
        "Radwege Verkehr Aubingen 2024",
        "Radweg ODER Brücke",
        '"der Verkehr" Radwege',
        "Radw* -breit",
        "thema:Verkehr Radwege",
        "titel:Radwege Verkehr",
        "Radwege seit:2020",
    ],
)
def test_the_parts_of_a_score_add_up_to_it(archive: Archive, q: str) -> None:
    found = accounts(archive, q)
    assert found
    for account in found:
        assert account.score == pytest.approx(account.hit.score, rel=2e-3, abs=2e-3)
        for clause in account.clauses:
            if clause.words:
                assert sum(word.score for word in clause.words) == pytest.approx(clause.score, rel=2e-3, abs=2e-3)
            for word in clause.words:
                assert word.near or sum(each.score for each in word.alternatives) == pytest.approx(word.score, rel=2e-3, abs=2e-3)


def test_an_account_tells_places_fields_rules_and_what_editors_did(archive: Archive) -> None:
    first, *others = accounts(archive, "Radwege")
    assert (first.hit.id, first.place, first.hit.pinned) == ("c", 1, True)
    a = next(each for each in others if each.hit.id == "a")
    b = next(each for each in others if each.hit.id == "b")
    (word,) = a.clauses[0].words
    assert dict(word.fields) == {Field.TITLE: 1, Field.BODY: 2}
    assert {each.rule for each in word.alternatives} >= {Rule.WORD, Rule.STEM}
    assert [boost.factor for boost in b.boosts] == [3]
    assert b.recency > a.recency > 1.0


def test_how_a_query_was_read(archive: Archive) -> None:
    matcher, request = asked(archive, 'wo ist die Brücke -Radwege "der Verkehr"')
    words, excluded, phrase = read_clauses(matcher, request.node)
    assert [(word.text, word.required) for word in words.words] == [("wo", False), ("ist", False), ("die", False), ("Brücke", True)]
    synonym = next(each for each in words.words[-1].alternatives if each.rule is Rule.SYNONYM)
    assert synonym.forms == ("Verkehr",)
    assert (excluded.text, excluded.required, phrase.text, phrase.words) == ("-Radwege", True, '"der Verkehr"', ())
    matcher, request = asked(archive, 'Brücke -Radwege Verkehr ODER "Rad"')
    assert [each.kind for each in read_clauses(matcher, request.node)] == [ClauseKind.SOUGHT, ClauseKind.EXCLUDED, ClauseKind.ONE_OF]


@pytest.mark.parametrize(
    ("q", "release_id", "told"),
    [
        ("Radwege Aubingen", "d", ["it lacks 'Radwege' in every form"]),
        ("Radwege Xylofon", "d", ["it lacks 'Radwege' in every form", "it lacks 'Xylofon' in every form; no release has it"]),
        ("Aubingen -Brücke", "d", ["-Brücke excludes it"]),
        ("Aubingen seit:2021", "d", ["seit:2021-01-01 asks for other days; it is of 2020-05-05"]),
        ('"Brücke in Aubingen"', "d", ['it does not have "Brücke in Aubingen" exactly so']),
        ("titel:Brücke", "d", ["it lacks 'Brücke' in every form in its title"]),
        ("thema:Verkehr Aubingen", "d", ["it has nothing for thema:Verkehr"]),
        ("Radw* Aubingen", "d", ["it has nothing for Radw*"]),
        ("Radwege Aubingen", "later", ["it may not be seen yet: its embargo, or its date of publication, lies ahead"]),
        ("Radwege", "nobody", ["the store has no release with this id"]),
        ("Radwege", "behind", ["the index does not have it: bring that up to date with `news-indexer index`"]),
        ("Aubingen", "d", []),
    ],
)
def test_what_keeps_a_release_away_is_said(archive: Archive, stored: StoredReleases, q: str, release_id: str, told: list[str]) -> None:
    matcher, request = asked(archive, q)
    assert list(reasons_of_absence(matcher, stored, request, release_id)) == told


def test_filters_that_keep_a_release_away_are_said(archive: Archive, stored: StoredReleases) -> None:
    first = datetime(2025, 1, 1, tzinfo=UTC).date()
    matcher, request = asked(archive, "Radwege", first=first)
    request = request.choosing(FacetName.TOPIC, "Bau")
    assert list(reasons_of_absence(matcher, stored, request, "a")) == [
        "the filter topic asks for Bau; it has Verkehr",
        "the filter by date asks for 2025-01-01 to …; it is of 2024-03-21",
    ]
