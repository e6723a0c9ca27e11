"""Blocks that the archive repeats: found by exact quotes alone, in no other way, whatever the engine."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_service.query.parser import parse
from search_service.release import Release
from search_service.results import Hit
from search_service.schema import Field
from search_service.standing_blocks import LEAST_RELEASES
from tests.archives import Archive, MakeArchive, release

CONTACT = "Pressestelle: Jana Ohlendorf, Telefon 0199 88 77 60"
ABOUT = "Das Landesamt für Binnengewässer misst seit 1951 Pegelstände an 40 Flüssen."
TOPICS = ("Radwege", "Schulen", "Brücken", "Wälder", "Museen")


def with_block(number: int, block: str = CONTACT, **more: str) -> Release:
    text = f"Das Land fördert {TOPICS[number % 5]} im Kreis Nummer {number}.\nDer Ausbau beginnt im Jahr {2000 + number}."
    return release(f"r{number:02}", f"{text}\n{block}" if block else text, title=f"Förderung {number}", **more)


def repeated(archive_of: MakeArchive, block: str = CONTACT, *others: Release) -> Archive:
    """An archive of which 24 releases end with the block and six do not."""
    plain = [with_block(number, "") for number in range(24, 30)]
    return archive_of(*(with_block(number, block) for number in range(24)), *plain, *others)


def shown(hit: Hit) -> list[tuple[Field, str]]:
    return [(snippet.field, "".join(f"[{part.text}]" if part.match else part.text for part in snippet.parts)) for snippet in hit.snippets]


@pytest.mark.parametrize("q", ["Pressestelle", "Ohlendorf", "Pressestell*", "0199", "Jana Ohlendorf", "Förderung Telefon", "Presse"])
def test_words_of_a_standing_block_find_nothing(q: str, archive_of: MakeArchive) -> None:
    assert repeated(archive_of).ids(q) == []


@pytest.mark.parametrize("q", ['"Jana Ohlendorf"', '"pressestelle jana"', '"Telefon 0199 88"', '"Ohlendorf"', f'"{CONTACT}"'])
def test_an_exact_quote_finds_it_and_says_where(q: str, archive_of: MakeArchive) -> None:
    page = repeated(archive_of).search(q)
    assert page.total == 24
    for hit in page.hits:
        ((field, text),) = shown(hit)
        assert field is Field.BODY and text.replace("[", "").replace("]", "") == CONTACT
        assert [match.rule.value for match in hit.matched] == ["word"]
        assert f"[{hit.matched[0].form}]" in text


def test_a_quote_stands_in_one_block(archive_of: MakeArchive) -> None:
    archive = repeated(archive_of)
    assert archive.ids('"2003 Pressestelle"') == [] and archive.ids('"Jahr 2003"') == ["r03"]
    assert archive.ids('"Jana Ohlendorf" "Kreis Nummer 7"') == ["r07"]
    assert len(archive.ids('Förderung -"Jana Ohlendorf"')) == 6
    assert archive.ids('titel:"Jana Ohlendorf"') == []


def test_a_fragment_of_it_is_shown_only_where_nothing_else_has_the_quote(archive_of: MakeArchive) -> None:
    own = release("own", f"Jana Ohlendorf leitet nun das Haus.\nMehr folgt im Mai.\n{CONTACT}", title="Wechsel")
    hits = {hit.id: hit for hit in repeated(archive_of, CONTACT, own).search('"Jana Ohlendorf"', size=30).hits}
    assert len(hits) == 25 and shown(hits["own"]) == [(Field.BODY, "[Jana Ohlendorf] leitet nun das Haus.")]
    assert max(hits.values(), key=lambda hit: hit.score).id == "own"


def test_titles_and_teasers_are_none(archive_of: MakeArchive) -> None:
    teaser = "Ein Hinweis des Landesamtes für alle Häuser"
    archive = archive_of(*(with_block(number, "", teaser=teaser) for number in range(30)))
    assert len(archive.ids("Hinweis Häuser", size=40)) == 30
    assert (
        len(archive_of(*(release(f"r{each}", f"Text {each}", title="Pegelstand") for each in range(30))).ids("Pegelstand", size=40)) == 30
    )


def test_everything_else_is_as_if_it_were_not_there(archive_of: MakeArchive) -> None:
    """Hits, scores, snippets, counts, suggestions, spellings, similar releases."""
    archive, without = repeated(archive_of, ABOUT), archive_of(*(with_block(number, "") for number in range(30)))
    for q in (
        "Radwege",
        "Förderung",
        "fördert Ausbau",
        "Radweg Museum",
        "misst Radwege",
        "Land -Schulen",
        "Pegelstand",
        '"Das Land"',
        "Kreis",
    ):
        one, other = archive.search(q), without.search(q)
        assert (one.total, one.hits, one.closest, one.facets) == (other.total, other.hits, other.closest, other.facets), q
    for beginning in ("Bin", "Lan", "Pegel", "Landesamt f", "För", "Das L", "Fl"):
        assert archive.searcher.suggest(beginning) == without.searcher.suggest(beginning), beginning
    assert archive.searcher.spellings("Pegelstnde") == without.searcher.spellings("Pegelstnde") == ()
    assert archive.searcher.similar(release_id="r07") == without.searcher.similar(release_id="r07")
    assert archive.searcher.similar(text="Neue Radwege\nDas Land fördert Radwege") == without.searcher.similar(
        text="Neue Radwege\nDas Land fördert Radwege"
    )
    assert len(archive.ids('"Landesamt für Binnengewässer"', size=40)) == 24


def test_a_draft_is_like_others_by_its_own_text(archive_of: MakeArchive) -> None:
    other = release("flood", "Pegelstände an Flüssen im Landesamt für Binnengewässer, seit 1951 misst das Landesamt Pegelstände.")
    archive = repeated(archive_of, ABOUT, other)
    alone = "Neue Radwege\nDas Land fördert Radwege"
    assert "flood" in [hit.id for hit in archive.searcher.similar(text=f"{alone} {ABOUT}")]
    assert archive.searcher.similar(text=f"{alone}\n{ABOUT}") == archive.searcher.similar(text=alone)


def test_the_page_marks_quotes_in_it_and_words_beside_it(archive_of: MakeArchive) -> None:
    archive = repeated(archive_of, ABOUT)
    body = f"{ABOUT}\nDas Landesamt fördert Radwege.\n{ABOUT}\nDer Ausbau beginnt."
    assert archive.searcher.standing(body.split("\n")) == (True, False, True, False)

    def marked(q: str) -> list[str]:
        return [body[start:end] for start, end in archive.searcher.marks({Field.BODY: body}, parse(q).node)[Field.BODY]]

    assert marked("Radweg Ausbau misst") == ["Radwege", "Ausbau"]
    assert marked('"Das Landesamt für"') == ["Das Landesamt für"] * 2
    assert marked('"misst seit" Ausbau') == ["misst seit", "misst seit", "Ausbau"]


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("PRESSESTELLE: Jana   Ohlendorf; Telefon: 0199/88 77 60", True),
        ("Pressestelle: Jana Ohlendorf, Telefon 0199 88 77 61", False),
    ],
)
def test_what_is_the_same_block(written: str, same: bool, archive_of: MakeArchive) -> None:
    archive = repeated(archive_of, CONTACT, release("other", f"Ein anderer Text.\n{written}"))
    assert archive.ids("Ohlendorf") == ([] if same else ["other"])


def test_labels_are_content_unless_they_stand_beside_such_a_block(archive_of: MakeArchive) -> None:
    """Names of places above a paragraph say what a release is about; the heading of contact data does not."""
    labelled = [release(f"r{each}", f"Seefeld\nText {each}.\nAnsprechpartnerin\nJana Ohlendorf\n{CONTACT}") for each in range(30)]
    archive = archive_of(*labelled)
    assert len(archive.ids("Seefeld", size=40)) == 30 and archive.ids("Ansprechpartnerin") == [] == archive.ids("Ohlendorf")


def test_what_is_all_that_a_release_says_is_its_text(archive_of: MakeArchive) -> None:
    archive = archive_of(*(release(f"r{each}", f"{ABOUT}\n{CONTACT}") for each in range(25)))
    assert len(archive.ids("Binnengewässer Ohlendorf", size=40)) == 25


def test_a_block_begins_and_ceases_to_stand(archive_of: MakeArchive) -> None:
    archive = archive_of(*(with_block(number) for number in range(LEAST_RELEASES - 1)))
    assert len(archive.ids("Ohlendorf", size=40)) == LEAST_RELEASES - 1 and archive.searcher.status().standing_blocks == 0
    archive.update(add=[with_block(30)])
    assert archive.ids("Ohlendorf") == [] and archive.searcher.status().standing_blocks == 1
    archive.update(delete=["r03"])
    assert len(archive.ids("Ohlendorf", size=40)) == LEAST_RELEASES - 1 and archive.searcher.status().standing_blocks == 0
    archive.update(add=[with_block(3)])
    assert archive.ids("Ohlendorf") == [] and len(archive.ids('"Ohlendorf"', size=40)) == LEAST_RELEASES


def told(hits: Sequence[Hit]) -> list[object]:
    """What hits say, not in which fragment: that depends on how rare a word was when the lexicon was computed last."""
    return [(hit.id, hit.score, hit.matched) for hit in hits]


STEPS = st.lists(st.tuples(st.integers(0, 29), st.sampled_from(["", CONTACT, ABOUT, f"{ABOUT}\n{CONTACT}"]), st.booleans()), max_size=14)
QUERIES = ("Ohlendorf", '"Ohlendorf"', "Binnengewässer Radwege", '"seit 1951"', "fördert", "Förderung Pegel")


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=1, max_size=3))
def test_in_steps_as_at_once(archive_of: MakeArchive, batches: list[list[tuple[int, str, bool]]]) -> None:
    """However an archive became what it is, it answers as one built of the same releases."""
    left = {number: with_block(number, CONTACT if number < 21 else ABOUT) for number in range(22)}
    grown = archive_of(*left.values())
    for steps in batches:
        changes = {number: None if gone else with_block(number, block) for number, block, gone in steps}
        grown.update(
            add=[each for each in changes.values() if each], delete=[f"r{number:02}" for number, each in changes.items() if not each]
        )
        left = {number: each for number, each in (left | changes).items() if each}
    rebuilt = archive_of(*left.values())
    for q in QUERIES:
        one, other = grown.search(q, size=40), rebuilt.search(q, size=40)
        assert (one.total, told(one.hits)) == (other.total, told(other.hits)), q
    assert grown.searcher.status().standing_blocks == rebuilt.searcher.status().standing_blocks
