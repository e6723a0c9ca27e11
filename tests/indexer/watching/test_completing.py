"""One release told by a list and by its page."""

from __future__ import annotations

from indexer.sources.base import Read, Rejection
from indexer.watching.completing import told_together
from search_service.release import Release
from tests.archives import release

LONG = "Der ganze Text der Meldung.\nUnd noch ein Absatz."


def told(text: str, **more: object) -> Read:
    return Read(release("a", text, **more), "quelle")  # type: ignore[arg-type]  # fields of a release


def releases(*items: object) -> list[Release]:
    return [item.release for item in items if isinstance(item, Read)]


def test_only_the_page_is_stored_with_what_the_entry_adds() -> None:
    entry = told("Kurz.", published="2024-03-20", topics=["Deiche"], ministries=["Umwelt"])
    page = told(LONG, published="2024-06-01", published_from="file", ministries=["Umweltministerium"])
    (found,) = releases(*told_together([entry], [page]))
    assert found.body_text == LONG
    assert (found.published.day, found.published_from) == (20, "page")
    assert (found.topics, found.ministries) == (("Deiche",), ("Umweltministerium",))


def test_a_date_that_the_page_states_stays() -> None:
    (found,) = releases(*told_together([told("Kurz.", published="2024-03-20")], [told(LONG)]))
    assert found.published.day == 21


def test_an_entry_that_says_more_than_its_page_stays_beside_it() -> None:
    assert [each.body_text for each in releases(*told_together([told(LONG)], [told("Kurz.")]))] == [LONG, "Kurz."]


def test_what_is_wrong_with_an_entry_matters_only_without_a_page() -> None:
    wrong = Rejection("feed", None, "kein Text")
    assert told_together([wrong], [told(LONG)]) == (told(LONG),)
    assert told_together([wrong], []) == (wrong,)
    unreadable = Rejection("seite", None, "kein Titel")
    assert told_together([told("Kurz.")], [unreadable]) == (told("Kurz."), unreadable)
