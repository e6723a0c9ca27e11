"""Words with signs inside, counted and found as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_service.analysis.meaning.counts.evidence import CountedEvidence
from search_service.analysis.meaning.counts.word_uses import whole_chunk
from search_service.analysis.meaning.stored.whole_chunks import WholeChunks, write_whole_chunks
from search_service.array_file import ArrayWriter, open_arrays
from tests.analysis.small_archives import counts_of


@pytest.mark.parametrize(
    ("raw", "whole"),
    [
        ("(Bürger:innen),", "Bürger:innen"),
        ("O’Brien.", "O’Brien"),
        ("www.bund.de", "www.bund.de"),
        ("Straßen-Anwohner*innen", "Straßen-Anwohner*innen"),
        ("Bürger", ""),
        ("Achtung:", ""),
        ("S-Bahn-Ring,", "S-Bahn-Ring"),
        ("S-Bahn-", ""),
        ("-bahn", ""),
        ("Bus-", ""),
        ("e.V.", ""),
        ("21.03.2024", ""),
        ("11:30", ""),
        ("x" * 59 + ":innen", ""),
    ],
)
def test_what_is_taken_as_a_whole(raw: str, whole: str) -> None:
    assert whole_chunk(raw) == whole


def test_most_frequent_first_in_their_most_frequent_spelling(tmp_path: Path) -> None:
    counts = counts_of(["Am Ku'damm und Ku’damm. Der Ku’damm! Ku’dorf", "Ku’dorf Ku'dorf Ku'dorf Ku'dorf"])
    counts.subtract("Ku'dorf Ku'dorf")
    with ArrayWriter(tmp_path / "chunks") as file:
        write_whole_chunks(file, CountedEvidence(counts))
    chunks = WholeChunks(open_arrays(tmp_path / "chunks"))
    assert chunks.beginning_with("ku’d", most=9) == ["Ku’damm", "Ku’dorf"]
    assert chunks.beginning_with("Ku'da", most=9) == ["Ku’damm"]
    assert chunks.beginning_with("ku'd", most=0) == chunks.beginning_with("x:", most=9) == []
