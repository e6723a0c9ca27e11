"""Forms to look up for a noun that the archive does not have."""

import pytest

from search_service.analysis.meaning.classes.related_forms import related_terms


@pytest.mark.parametrize(
    ("form", "related"),
    [
        ("kita", "kitas"),
        ("mutter", "muetter"),
        ("bürger", "buerger:innen"),
        ("kollegen", "kolleginnen"),
        ("ministerium", "ministerien"),
        ("stadion", "stadien"),
        ("haus", "haeuser"),
        ("autos", "auto"),
    ],
)
def test_related_forms_are_among_the_spellings(form: str, related: str) -> None:
    assert related in set(related_terms(form))


def test_the_form_itself_is_not() -> None:
    assert "kita" not in set(related_terms("kita"))
