"""Known-item queries: the forms that are told apart, and what must hold of every query."""

from __future__ import annotations

from benchmarks.attested_forms import FEWEST_USES, FEWEST_USES_OF_A_PART, AttestedForms, words_of
from benchmarks.known_items import Kind, known_items, title_words
from search_service.release import Release
from tests.archives import release


def attesting(*words: str, uses: int = FEWEST_USES_OF_A_PART + 5) -> list[Release]:
    """Releases in which each of the words stands."""
    return [release(f"attesting-{number}", " ".join(words)) for number in range(uses)]


def test_inflected_forms_of_nouns_and_adjectives() -> None:
    forms = AttestedForms(attesting("Brücke", "Brücken", "Stadt", "Städte", "kleine", "kleinen", "kleiner"))
    assert forms.inflected("Brücken") == ["Brücke"]
    assert forms.inflected("Stadt") == ["Städte"]
    assert forms.inflected("kleine") == ["kleinen", "kleiner"]


def test_different_words_are_not_taken_for_forms_of_one() -> None:
    forms = AttestedForms(attesting("Mieter", "Miete", "Burg", "Bürger", "Bürgern", "Bürgerinnen", "Term", "Termin"))
    assert [forms.inflected(word) for word in ("Miete", "Burg")] == [[], []]
    assert forms.other_gender("Termin") == []


def test_gender_goes_both_ways() -> None:
    forms = AttestedForms(attesting("Lehrer", "Lehrerin", "Lehrerinnen"))
    assert forms.other_gender("Lehrerinnen") == ["Lehrer"]
    assert forms.other_gender("Lehrer") == ["Lehrerin", "Lehrerinnen"]


def test_names_of_inhabitants_keep_their_gender() -> None:
    forms = AttestedForms(attesting("Berlin", "Berliner", "Berlinerin", "Berlinerinnen"))
    assert forms.other_gender("Berliner") == []


def test_parts_need_a_linking_element_at_most_and_are_more_frequent() -> None:
    archive = [*attesting("Arbeit", "Markt", "Schutz", "Klima"), *attesting("Arbeitsmarkt", "Klimaschutz", uses=FEWEST_USES)]
    forms = AttestedForms(archive)
    assert forms.parts("Arbeitsmarkt") == ("Arbeit", "Markt")
    assert forms.parts("Klimaschutz") == ("Klima", "Schutz")
    assert forms.parts("Klima") is None


def test_the_first_word_of_a_sentence_is_no_noun() -> None:
    archive = [*attesting("Unter", "unter", "Lage"), *attesting("unter", "Unterlage", uses=FEWEST_USES)]
    assert AttestedForms(archive).parts("Unterlage") is None


def test_title_words_join_gender_signs_and_leave_stop_words_out() -> None:
    assert title_words("Die Lehrer:innen und der S-Bahn-Ausbau 2024") == ["Lehrerinnen", "Bahn", "Ausbau"]


ARCHIVE = [
    *attesting("Klima", "Schutz", "Brücke", "Brücken", "Lehrer", "Lehrerin", "Lehrerinnen", "Energie", "Kosten"),
    *attesting("Klimaschutz", "Energiekosten", uses=FEWEST_USES),
    release("inflected", "Ein Text.", title="Sanierung der Brücken dauert"),
    release("gender", "Ein Text.", title="Neue Stellen für Lehrerinnen"),
    release("compound", "Ein Text.", title="Senat beschließt Klimaschutz"),
    release("parts", "Ein Text.", title="Kosten der Energie gestiegen"),
]


def test_every_kind_is_made_from_the_title_that_has_it() -> None:
    queries = known_items(ARCHIVE, seed=1)
    sought = {(query.kind, *query.grades) for query in queries}
    assert sought == {
        (Kind.INFLECTED, "inflected"),
        (Kind.GENDER, "gender"),
        (Kind.TO_PARTS, "compound"),
        (Kind.TO_ONE_PART, "compound"),
        (Kind.TO_COMPOUND, "parts"),
    }


def test_the_new_form_stands_nowhere_in_the_sought_release_and_another_title_word_beside_it() -> None:
    releases = {each.id: each for each in ARCHIVE}
    for query in known_items(ARCHIVE, seed=1):
        known = words_of(releases[next(iter(query.grades))])
        words = query.text.split()
        assert [word for word in words if word not in known]
        assert [word for word in words if word in known]


def test_a_release_that_has_the_new_form_too_is_not_sought() -> None:
    other = release("both", "An jeder Brücke.", title="Sanierung der Brücken dauert")
    assert known_items([*attesting("Brücke", "Brücken"), other], seed=1) == []


def test_the_same_seed_makes_the_same_queries() -> None:
    assert known_items(ARCHIVE, seed=3) == known_items(ARCHIVE, seed=3)


def test_no_more_than_asked_for() -> None:
    assert len(known_items(ARCHIVE, seed=1, per_kind=0)) == 0
