"""What a release is found by: texts with gaps, features that BM25F counts, and tokens that come back as they were."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.engines.opensearch.packed_tokens import pack_tokens, token_columns, unpack_tokens
from search_service.engines.opensearch.records import Record
from search_service.engines.opensearch.statistics import Statistics
from search_service.engines.opensearch.writing.documents import Document, DocumentMaker
from search_service.engines.opensearch.writing.tokens import TokenizedTexts
from search_service.engines.scoring import field_factors
from search_service.explain.token_columns import columns_of
from tests.analysis.small_archives import lexicon_of
from tests.archives import release

TEXTS = (
    "Der Klimaschutz und das Klima. Das Klimaschutzgesetz gilt.\nDer Bau der Brücke beginnt.",
    "Bürger:innen und Bürgerinnen am 3. Mai 2024 in Treptow-Köpenick, A 100. Klima, Klimas, Klima!",
)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    words = "Klima Schutz Gesetz Klimaschutz Schutzgesetz Klimagesetz Klimaschutzgesetz Brücken Bauten Meldung."
    return lexicon_of([*TEXTS, *(f"Das {word} gilt, {word}." for word in words.split() * 4)], tmp_path_factory.mktemp("lexicon"))


def made(lexicon: Lexicon, folder: Path, texts: Sequence[str] = TEXTS) -> tuple[list[Document], Statistics]:
    tokens = TokenizedTexts(folder)
    tokens.take_in(Record.of(release(f"r{number}", text)) for number, text in enumerate(texts))
    maker = DocumentMaker(lexicon, Statistics.empty(tokens.average_lengths))
    documents = [document for batch in tokens.numbered(lexicon) for _, document in maker.documents(batch)]
    return documents, maker.statistics(np.empty(0, np.int64))


def names(lexicon: Lexicon, word: str) -> set[str]:
    form = lexicon.form_id(word)
    return {f"f{form}", f"c{lexicon.class_of[form]}", *(f"p{part}" for part in lexicon.parts_of(form).tolist())}


def test_form_class_and_parts_stand_together_and_lines_apart(lexicon: Lexicon, tmp_path: Path) -> None:
    (document, _), _ = made(lexicon, tmp_path)
    title, _, body, _ = document["text"]
    words = body.split(" ")
    assert title == document["title"]
    assert set(words[1].split("|")) == names(lexicon, "klimaschutz")
    gap = words.index("_")
    assert set(words[gap : gap + 10]) == {"_"}
    assert set(words[gap + 10].split("|")) >= names(lexicon, "der")


def test_features_are_what_bm25f_counts(lexicon: Lexicon, tmp_path: Path) -> None:
    documents, _ = made(lexicon, tmp_path)
    columns = columns_of([Record.of(release("r", text)).stored.texts for text in TEXTS], lexicon)
    lengths = np.bincount(columns.keys >> 32, minlength=8).reshape(2, 4).astype(np.float32)
    factor = field_factors(lengths, None)[1, 2]
    klima = lexicon.form_id("klima")
    assert documents[1]["features"][f"f{klima}"] == pytest.approx(2 * factor, rel=2**-9)
    assert documents[1]["features"][f"c{lexicon.class_of[klima]}"] == pytest.approx(3 * factor, rel=2**-9)
    assert f"f{klima}" not in documents[1]["title_features"]
    assert f"f{lexicon.form_id('meldung')}" in documents[1]["title_features"]


def test_runs_of_parts_and_nouns_in_words_are_features(lexicon: Lexicon, tmp_path: Path) -> None:
    (document, _), _ = made(lexicon, tmp_path)
    parts = lexicon.parts_of(lexicon.form_id("klimaschutzgesetz")).tolist()
    assert len(parts) == 3
    features = document["features"]
    assert {f"j{parts[0]}-{parts[1]}", f"r{parts[0]}-{parts[1]}", f"r{parts[1]}-{parts[2]}", "j" + "-".join(map(str, parts))} <= set(
        features
    )
    bau, bruecke = (lexicon.class_of[lexicon.form_id(word)] for word in ("bau", "bruecke"))
    assert f"l{bau}-{bruecke}" in features


def test_statistics_count_releases_and_take_them_back(lexicon: Lexicon, tmp_path: Path) -> None:
    (tmp_path / "both").mkdir()
    (tmp_path / "one").mkdir()
    _, both = made(lexicon, tmp_path / "both")
    klima = int(lexicon.class_of[lexicon.form_id("klima")])
    assert (both.class_sizes[klima], both.part_sizes[klima], both.form_sizes[lexicon.form_id("klimas")]) == (2, 1, 1)
    gone = TokenizedTexts(tmp_path / "one")
    gone.take_in([Record.of(release("r1", TEXTS[1]))])
    maker = DocumentMaker(lexicon, both)
    for batch in gone.numbered(lexicon):
        maker.take_back(batch)
    left = maker.statistics(np.empty(0, np.int64))
    assert (left.class_sizes[klima], left.form_sizes[lexicon.form_id("klimas")]) == (1, 0)


def test_statistics_come_back_as_they_were_written(lexicon: Lexicon, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    _, written = made(lexicon, tmp_path / "texts")
    written.write(tmp_path)
    read = Statistics.read(tmp_path)
    for name in Statistics.__dataclass_fields__:
        assert np.array_equal(getattr(read, name), getattr(written, name)), name


def test_tokens_come_back_as_an_explainer_reads_them(lexicon: Lexicon, tmp_path: Path) -> None:
    documents, _ = made(lexicon, tmp_path)
    stored = [Record.unpacked(document["stored"]).stored for document in documents]
    found = token_columns(stored, [unpack_tokens(document["stored"]["tokens"]) for document in documents])
    expected = columns_of([each.texts for each in stored], lexicon)
    assert list(found.texts) == list(expected.texts)
    for name in ("forms", "keys", "begins", "ends"):
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name


def test_a_release_without_a_word_has_no_tokens() -> None:
    nothing = np.empty(0, np.int64)
    assert unpack_tokens(pack_tokens(nothing.astype(np.int32), nothing, nothing, nothing)).shape == (4, 0)
