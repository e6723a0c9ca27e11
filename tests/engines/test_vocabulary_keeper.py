"""The vocabulary from generation to generation: extended while little is new, else computed anew; what is deleted leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_service.analysis.meaning.counts.vocabulary import WordCounts
from search_service.analysis.tokenizer import index_terms
from search_service.engines import vocabulary_keeper
from search_service.engines.phrase_mining import write_mined_phrases
from search_service.engines.vocabulary_keeper import COUNTS_FOLDER, KeptLexicon, VocabularyKeeper
from search_service.explain.stored_document import StoredDocument
from search_service.explain.token_columns import columns_of
from search_service.schema import FacetName, Field
from tests.archives import release

WORDS = [f"Wort{first}{second}" for first in "abcdefghij" for second in "abcdefghijklmnopqrst"]


def terms_of(text: str) -> set[str]:
    return set(index_terms(text)[0])


def never_asked() -> set[str]:
    raise AssertionError("the terms of the whole archive are read for nothing")


def written(keeper: VocabularyKeeper, text: str, folder: Path) -> KeptLexicon:
    keeper.count_values({FacetName.TOPIC: (text,)})
    folder.mkdir()
    kept = keeper.write(folder, new_terms=never_asked, all_terms=lambda: terms_of(text))
    write_mined_phrases(columns_of([{Field.BODY: text}], kept.lexicon), kept.lexicon)
    return kept


def test_first_lexicon_has_all_terms(tmp_path: Path) -> None:
    kept = written(VocabularyKeeper.anew(), " ".join(WORDS), tmp_path / "1")
    assert not kept.extended
    assert (kept.facts.refreshed_forms, kept.facts.vocabulary.words) == (kept.lexicon.forms, len(WORDS))


@pytest.mark.parametrize(("new_words", "extended"), [(1, True), (len(WORDS), False)])
def test_little_that_is_new_extends_and_keeps_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, new_words: int, *, extended: bool
) -> None:
    monkeypatch.setattr(vocabulary_keeper, "ALWAYS_REFRESHED", 0)
    first = written(VocabularyKeeper.anew(), " ".join(WORDS), tmp_path / "1")
    more = " ".join(f"Aal{word.lower()}" for word in WORDS[:new_words])
    keeper = VocabularyKeeper.after(tmp_path / "1", first.facts)
    keeper.count_values({FacetName.TOPIC: (more,)})
    (tmp_path / "2").mkdir()
    kept = keeper.write(tmp_path / "2", new_terms=lambda: terms_of(more), all_terms=lambda: terms_of(" ".join([*WORDS, more])))
    assert kept.extended is extended
    assert kept.lexicon.forms == len(WORDS) + new_words
    assert (kept.facts.refreshed_forms == first.facts.refreshed_forms) is extended
    assert all(kept.lexicon.form_id(term) >= 0 for term in terms_of(more))
    if extended:
        assert all(kept.lexicon.form_id(term) == first.lexicon.form_id(term) for term in terms_of(" ".join(WORDS)))


def test_what_is_taken_back_is_as_if_it_had_never_been(tmp_path: Path) -> None:
    asked = release("a", "Der Radweg.", topics=["Verkehr"])
    stored = StoredDocument("a", "", asked.title, "", "Der Radweg.", "", {FacetName.TOPIC: ("Verkehr",)}, asked.published)
    keeper = VocabularyKeeper.anew()
    for text in (*stored.texts.values(), "Verkehr"):
        keeper.count_values({FacetName.TOPIC: (text,)})
    keeper.take_back(stored)
    keeper.write(tmp_path, new_terms=never_asked, all_terms=set)
    assert list(WordCounts.load(tmp_path / COUNTS_FOLDER)) == []
