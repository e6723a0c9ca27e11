"""The bulk tokenizer gives what the tokenizer gives, for any texts, whatever it has read before."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search_service.analysis.bulk_tokenizer import ChunkTable
from search_service.analysis.chunks import LONGEST_CHUNK
from search_service.analysis.tokenizer import tokenize

Row = tuple[str, int, int, int]
"""Term, position, start, width."""
SIGNS = "aäßIB.,-:() \n12§%•*“@\u00ad\u00a0"
WORDS = ("21.3.2024", "15.", "März", "im", "mai", "2024", "§", "29", "Bürger:innen", "a@b.de", "\n", "\u00a0", "E-Mail", "20", "000")
ELLIPSES = ("Bus-", "und", "Bahnverkehr", "-beratung", "–", "Haus,", "(Straße)", "", "  ")
NAMED = ("A", "100", "RE", "b", "1,5", "Mio.", "Millionen", "12", "Paragraf", "11-47", "Ku’damm", "Ber-\nlin", "Bus-\nund", "A/5", "20.000")
TEXTS = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet=SIGNS, max_size=60),
        st.lists(st.sampled_from(WORDS + ELLIPSES + NAMED), max_size=12).map(" ".join),
    ),
    max_size=4,
)


def tokenized(text: str) -> list[Row]:
    return [(term.text, token.position, token.start, token.end - token.start) for token in tokenize(text) for term in token.terms]


def read(table: ChunkTable, texts: list[str]) -> list[list[Row]]:
    found = table.read(texts)
    terms = table.terms.strings
    columns = (found.positions.tolist(), found.starts.tolist(), found.widths.tolist())
    rows = zip([terms[number] for number in found.terms.tolist()], *columns, strict=True)
    return [list(islice(rows, length)) for length in found.lengths.tolist()]


@given(TEXTS, TEXTS)
def test_it_gives_the_tokens_of_the_tokenizer(first: list[str], second: list[str]) -> None:
    table = ChunkTable()
    assert read(table, first) == [tokenized(text) for text in first]
    assert read(table, second) == [tokenized(text) for text in second]


@pytest.mark.parametrize(
    "text", ["am 15. März 2024", "am 15. – März", "der 1 Mai\nMärz", "Bus-  und\tBahnverkehr", " zwei  Blanks ", "", "\n\n a"]
)
def test_terms_over_several_chunks_and_uneven_blanks(text: str) -> None:
    assert read(ChunkTable(), ["vorher", text, "nachher"]) == [tokenized("vorher"), tokenized(text), tokenized("nachher")]


@pytest.mark.parametrize("repeated", ["a", "ﷺ", "Bürger:innen-", "kreis-", "Ab:in/", "1.", "a@", "½", "§1", "(ß)"])
def test_what_never_ends_is_read_in_pieces(repeated: str) -> None:
    """Gender forms within each other ended in a RecursionError, and one chunk of ligatures cost nine seconds."""
    text = f"Anfang {repeated * 2_000} Ende"
    tokens = tokenize(text)
    assert read(ChunkTable(), [text]) == [tokenized(text)]
    assert (tokens[0].surface, tokens[-1].surface) == ("Anfang", "Ende")
    assert max(token.end - token.start for token in tokens) <= LONGEST_CHUNK
    covered = sum(token.end - token.start for token in tokens)
    assert covered >= len(text) / 10, "the rest of a long run is read, too"


@given(st.lists(st.tuples(st.text(alphabet="aä-:.1\n", max_size=6), st.integers(1, 700), st.sampled_from(["", " ", "  "])), max_size=4))
@example([("", 1, " "), ("a", LONGEST_CHUNK + 1, " ")])
def test_long_runs_are_the_same_in_bulk(runs: list[tuple[str, int, str]]) -> None:
    text = "".join(f"{text * times}{blanks}" for text, times, blanks in runs)
    assert read(ChunkTable(), [text, "danach"]) == [tokenized(text), tokenized("danach")]


def test_a_table_tells_when_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search_service.analysis.bulk_tokenizer.MOST_CHUNKS", 2)
    table = ChunkTable()
    table.read(["eins zwei eins"])
    assert not table.full
    table.read(["drei"])
    assert table.full
