"""The questions that engines are measured with."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from benchmarks.request_mix import Kind, broadest_words, peoples_mix, repeating_mix, sharing_no_word, unseen_mix
from tests.archives import release

NAMES = ("Apfel", "Birne", "Kirsche", "Pflaume", "Quitte", "Himbeere", "Melone", "Zitrone", "Orange", "Feige", "Dattel", "Mango")
PLACES = (
    "Aubingen",
    "Jüttenau",
    "Kleefeld",
    "Moorbach",
    "Neudorf",
    "Oberwald",
    "Querfurt",
    "Rotenau",
    "Seefeld",
    "Talheim",
    "Ulmen",
    "Wehr",
)
ARCHIVE = [
    release(
        f"r{number}",
        "Ernte im Garten",
        title=f"{name}saft {place} Markt{number}halle",
        topics=["Obst, frisch"],
        ministries=["Landwirtschaft"],
    )
    for number, (name, place) in enumerate(zip(NAMES, PLACES, strict=True))
]


def test_unseen_questions_share_no_word() -> None:
    questions = unseen_mix(ARCHIVE, 2, seed=1)
    words = [word for question in questions for word in question.q.strip('"').lower().split()]
    assert len(words) == len(set(words))
    assert {question.kind for question in questions} >= {Kind.WORD, Kind.WORDS, Kind.PHRASE, Kind.FILTERED}


def test_a_repeating_mix_has_as_many_as_asked_for_and_repeats_with_its_seed() -> None:
    assert len(repeating_mix(ARCHIVE, 50, seed=1)) == 50
    assert repeating_mix(ARCHIVE, 20, seed=1) == repeating_mix(ARCHIVE, 20, seed=1) != repeating_mix(ARCHIVE, 20, seed=2)


def test_people_ask_one_to_three_words_with_and_without_a_filter_and_nothing_twice() -> None:
    questions = peoples_mix(ARCHIVE, 30, seed=1)
    assert len({question.path for question in questions}) == len(questions) == 30
    assert {len(question.q.split()) for question in questions} == {1, 2, 3}
    filtered = [bool(question.chosen or question.first) for question in questions]
    assert filtered == [False, True] * 15
    assert peoples_mix(ARCHIVE, 30, seed=1) == questions != peoples_mix(ARCHIVE, 30, seed=2)


def test_what_shares_no_word_is_left() -> None:
    unseen = unseen_mix(ARCHIVE, 1, seed=1)
    left = sharing_no_word(peoples_mix(ARCHIVE, 40, seed=1), unseen)
    asked = {word.lower() for question in unseen for word in question.q.strip('"').split()}
    assert left
    assert not asked & {word.lower() for question in left for word in question.q.split()}


def test_the_path_says_the_same_as_the_request() -> None:
    question = next(each for each in unseen_mix(ARCHIVE, 2, seed=1) if each.kind is Kind.FILTERED)
    asked = parse_qs(urlsplit(question.path).query)
    assert asked == {
        "q": [question.q],
        "topic": ["Obst, frisch"],
        "ministry": ["Landwirtschaft"],
        "from": ["2023-01-01"],
        "to": ["2025-12-31"],
    }
    assert question.request().values_of("topic") == ("Obst, frisch",)


def test_broadest_words_stand_in_titles_and_most_bodies() -> None:
    archive = [release("a", "Garten Wald", title="Garten Wald"), release("b", "Garten und Feld"), release("c", "Feld")]
    assert broadest_words(archive) == ["garten", "wald"]
