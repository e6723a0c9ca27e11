"""What a run of words asks for: units, alternatives, weights."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.query.alternatives import (
    ABBREVIATION_WEIGHT,
    CLASS_WEIGHT,
    COMPOUND_WEIGHT,
    EXACT_WEIGHT,
    Adjacent,
    Alternative,
    Concept,
    Containing,
    ExactForm,
    Inflections,
    Joined,
    Nearby,
    Published,
    WrittenOut,
    forms_of,
)
from search_service.query.expand import expand
from search_service.query.nodes import Words
from search_service.query.rule import Rule
from tests.analysis.small_archives import lexicon_of

TEXTS = [
    "x Klima Schutz Gesetz Klimaschutz Klimaschutzgesetz Klimaschutzgesetzes Energie Kosten Energiekosten",
    "x Bürger Bürger:innen Bürgerinnen Bus Bahn Verkehr und Bus- und Bahnverkehr der Verkehr",
    "x Corona-Pandemie, am 21. März 2024 nach § 29, Kontakt presse@example.org",
    "x Allgemeiner Ordnungsdienst (AOD)",
] * 5


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    return lexicon_of(TEXTS, tmp_path_factory.mktemp("lexicon"))


def only(text: str, lexicon: Lexicon) -> Concept:
    (concept,) = expand(Words(text), lexicon)
    return concept


def kinds(concept: Concept) -> list[type[Alternative]]:
    return [type(alternative) for alternative in concept.alternatives]


def forms(alternative: Alternative, lexicon: Lexicon) -> set[str]:
    assert not isinstance(alternative, Nearby | Adjacent | WrittenOut | Published)
    return {lexicon.form(number) for number in forms_of(alternative, lexicon).tolist()}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Bürger und Verkehr", ["Bürger", "und", "Verkehr"]),
        ("am 21. März 2024 gilt", ["am", "21. März 2024", "gilt"]),
        ("nach §29, §§ 30", ["nach", "§29", "§§ 30"]),
        ("die Corona-Pandemie", ["die", "Corona-Pandemie"]),
        ("Mail an presse@example.org", ["Mail", "an", "presse@example.org"]),
        ("alle Bürger:innen", ["alle", "Bürger:innen"]),
        ("Mitte/Spandau", ["Mitte", "Spandau"]),
        ("…", []),
    ],
)
def test_units_are_read_as_typed(text: str, units: list[str], lexicon: Lexicon) -> None:
    assert [concept.text for concept in expand(Words(text), lexicon)] == units


def test_stop_words_are_optional_beside_others_only(lexicon: Lexicon) -> None:
    assert [concept.optional for concept in expand(Words("der Verkehr"), lexicon)] == [True, False]
    assert [concept.optional for concept in expand(Words("der und"), lexicon)] == [False, False]


def test_a_simple_word_is_found_inflected_and_in_compounds(lexicon: Lexicon) -> None:
    exact, inflected, compounds = only("Schutz", lexicon).alternatives
    assert (exact.weight, inflected.weight, compounds.weight) == (EXACT_WEIGHT, CLASS_WEIGHT, COMPOUND_WEIGHT)
    assert (forms(exact, lexicon), forms(inflected, lexicon)) == ({"schutz"}, {"schutz"})
    assert forms(compounds, lexicon) == {"klimaschutz", "klimaschutzgesetz", "klimaschutzgesetzes"}


def test_a_compound_is_found_whole_in_longer_ones_and_by_its_parts(lexicon: Lexicon) -> None:
    concept = only("Klimaschutz", lexicon)
    assert kinds(concept) == [ExactForm, Inflections, Containing, WrittenOut]
    assert forms(concept.alternatives[2], lexicon) == {"klimaschutzgesetz", "klimaschutzgesetzes"}
    assert concept.alternatives[3] == WrittenOut(((concept.parts[1],), (concept.parts[0],)))
    assert "klimaschutzgesetz" in {lexicon.form(number) for number in lexicon.forms_with_part(concept.parts[0]).tolist()}


def test_parts_near_each_other_answer_only_where_the_search_says_so(lexicon: Lexicon) -> None:
    (concept,) = expand(Words("Klimaschutz", parts=True), lexicon)
    assert concept.alternatives[-1] == Nearby(concept.parts)


def test_a_compound_of_three_parts_is_written_out_in_every_grouping(lexicon: Lexicon) -> None:
    concept = only("Klimaschutzgesetz", lexicon)
    klima, schutz, gesetz = ((part,) for part in concept.parts)
    nouns = {each.nouns for each in concept.alternatives if isinstance(each, WrittenOut)}
    assert nouns == {(gesetz, klima + schutz), (gesetz, schutz, klima), (schutz + gesetz, klima)}


def test_gender_forms_and_restored_ellipses_belong_to_the_class(lexicon: Lexicon) -> None:
    assert forms(only("Bürger", lexicon).alternatives[1], lexicon) == {"buerger", "buerger:innen", "buergerinnen"}
    assert "bus>bahnverkehr" in forms(only("Busverkehr", lexicon).alternatives[0], lexicon)


@pytest.mark.parametrize("text", ["Energie Kosten", "Kosten der Energie"])
def test_neighbouring_words_are_joined(text: str, lexicon: Lexicon) -> None:
    first, *_, last = expand(Words(text), lexicon)
    joined = [alternative for concept in (first, last) for alternative in concept.alternatives if isinstance(alternative, Joined)]
    assert [forms(alternative, lexicon) for alternative in joined] == [{"energiekosten"}] * 2
    assert sum(alternative.weight for alternative in joined) == pytest.approx(0.4)


def test_a_hyphen_compound_is_found_joined_and_as_neighbours(lexicon: Lexicon) -> None:
    concept = only("Corona-Pandemie", lexicon)
    assert kinds(concept) == [ExactForm, Inflections, Adjacent]
    adjacent = concept.alternatives[2]
    assert isinstance(adjacent, Adjacent)
    assert adjacent.classes == tuple(lexicon.meaning(word).class_id for word in ("Corona", "Pandemie"))


@pytest.mark.parametrize(
    ("text", "term", "rule"), [("21.3.2024", "@2024-03-21", Rule.DATE), ("21. März", "@03-21", Rule.DATE), ("§29", "§29", Rule.WORD)]
)
def test_dates_and_sections_are_one_term(text: str, term: str, rule: Rule, lexicon: Lexicon) -> None:
    assert only(text, lexicon).alternatives[0] == ExactForm(lexicon.form_id(term), CLASS_WEIGHT, rule)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (
            "21. März 2024",
            [
                (date(2024, 3, 21), date(2024, 3, 21), False),
                (date(2024, 3, 21), date(2024, 3, 24), False),
                (date(2023, 9, 23), date(2024, 9, 17), True),
            ],
        ),
        ("März 2024", [(date(2024, 3, 1), date(2024, 3, 31), False)]),
        ("Mrz 2024", [(date(2024, 3, 1), date(2024, 3, 31), False)]),
        ("2024", [(date(2024, 1, 1), date(2024, 12, 31), False)]),
        ("21. März", []),
        ("30. Februar 2024", []),
        ("Gesetz 2024", []),
    ],
)
def test_a_date_is_answered_by_releases_of_that_time(text: str, published: list[tuple[date, date, bool]], lexicon: Lexicon) -> None:
    alternatives = expand(Words(text), lexicon)[0].alternatives
    found = [(each.first, each.last, each.naming is not None) for each in alternatives if isinstance(each, Published)]
    assert found == published


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("wo bekomme ich Energie", ["Energie"]),
        ("Energie 2024", ["Energie"]),
        ("Pressemitteilung 2024", ["2024"]),
        ("Pressemitteilung vom 21. März 2024", ["21. März 2024"]),
        ("wo finde", ["finde"]),
        ("wo und", ["wo", "und"]),
        ("Zahlen", ["Zahlen"]),
        ("where to find Energie", ["Energie"]),
    ],
)
def test_soft_words_and_bare_years_are_required_where_there_is_nothing_else(text: str, required: list[str], lexicon: Lexicon) -> None:
    assert [concept.text for concept in expand(Words(text), lexicon) if not concept.optional] == required


def test_a_url_is_a_phrase_of_its_segments(lexicon: Lexicon) -> None:
    (alternative,) = only("presse@example.org", lexicon).alternatives
    assert isinstance(alternative, Adjacent)
    assert (alternative.offsets, alternative.rule) == ((0, 10, 20), Rule.WORD)


def test_abbreviations_and_long_forms_find_each_other(lexicon: Lexicon) -> None:
    short = [each for each in only("AOD", lexicon).alternatives if each.rule is Rule.ABBREVIATION]
    assert [type(each) for each in short] == [Adjacent]
    for concept in expand(Words("Allgemeinen Ordnungsdienstes"), lexicon):
        (long,) = (each for each in concept.alternatives if each.rule is Rule.ABBREVIATION)
        assert (forms(long, lexicon), long.weight) == ({"aod"}, ABBREVIATION_WEIGHT)


@pytest.mark.parametrize("text", ["Quatsch", "1.1.", "quatsch@quark.de"])
def test_what_the_archive_does_not_have_has_no_alternatives(text: str, lexicon: Lexicon) -> None:
    assert only(text, lexicon).alternatives == ()


@given(
    text=st.one_of(
        st.text(max_size=40),
        st.lists(st.sampled_from([*"§-:@.", "Bus-", "und", "29", "Klimaschutz", "3.", "März"]), max_size=9).map(" ".join),
    )
)
def test_any_text_can_be_expanded(text: str, lexicon: Lexicon) -> None:
    concepts = expand(Words(text), lexicon)
    assert all(concept.text in text for concept in concepts)
    assert len(set(concepts)) <= len(concepts)
    assert all(not isinstance(each, Adjacent) or min(each.classes) >= 0 for concept in concepts for each in concept.alternatives)


def test_a_lexicon_of_nothing(tmp_path: Path) -> None:
    assert only("Bürger", lexicon_of([], tmp_path)).alternatives == ()
