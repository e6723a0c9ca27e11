"""The text of a hit: its first mark is among the lines that a phone shows."""

from __future__ import annotations

import pytest

from search_service.results import SnippetPart
from search_service.web.pages.hit_view import LEAD, quiet, with_short_lead

LONG = "Wie das Bezirksamt heute nach einer längeren Sitzung aller Beteiligten im Rathaus bekannt gab, öffnet das "


def parts(*texts: str) -> tuple[SnippetPart, ...]:
    """``[Wort]`` is marked."""
    return tuple(SnippetPart(text.strip("[]"), match=text.startswith("[")) for text in texts)


def lead(fragment: tuple[SnippetPart, ...]) -> str:
    first = next(place for place, part in enumerate(fragment) if part.match)
    return "".join(part.text for part in fragment[:first])


@pytest.mark.parametrize("before", [(LONG,), ("… ", LONG), ("… ", LONG, LONG)])
def test_a_long_lead_is_cut_whatever_pieces_it_has(before: tuple[str, ...]) -> None:
    shown = with_short_lead(parts(*before, "[Freibad]", " wieder."))
    assert lead(shown).startswith("… ")
    assert 0 < len(lead(shown)) <= LEAD + 1
    assert shown[-2:] == parts("[Freibad]", " wieder.")


def test_marks_that_are_left_out_do_not_hide_the_first_that_stays() -> None:
    many = parts("[Bad]", LONG, "[Bad]", LONG, "[Freibad]", " und ", "[Schwimmbad]")
    assert with_short_lead(quiet(many))[0].match


def test_the_lead_is_cut_within_no_abbreviation() -> None:
    shown = with_short_lead(parts("x" * 40 + " der Verein e. V. " + "y" * 20 + " " + "z" * 33 + " ", "[Freibad]"))
    assert lead(shown) == "… " + "z" * 33 + " "
