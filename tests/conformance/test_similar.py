"""Similar releases: nearest in what they are about, whatever stands below every release."""

from __future__ import annotations

import pytest

from tests.archives import Archive, MakeArchive, release

CONTACT = "Rückfragen beantwortet die Pressestelle, Sprecherin Erika Ahlers, Telefon 030 1234567, E-Mail ahlers@example.org"
SCHOOL = "Das Land baut in Aubingen eine Schule mit Turnhalle und Mensa für dreihundert Kinder."


@pytest.fixture
def archive(archive_of: MakeArchive) -> Archive:
    return archive_of(
        release("schule", SCHOOL, title="Neue Schule für Aubingen"),
        release("fast", SCHOOL.replace("dreihundert", "vierhundert"), title="Schule in Aubingen wird gebaut"),
        release("schulen", "Auch andere Schulen erhalten Turnhallen.", title="Programm für Turnhallen"),
        release("wald", "Der Borkenkäfer schädigt Fichten. Die Förster fällen sie.", title="Wald in Not"),
        release("moor", "Torfmoose wachsen wieder. Wasser bleibt in den Mooren.", title="Moore werden vernässt"),
    )


def similar(archive: Archive, release_id: str | None = None, text: str | None = None, size: int = 5) -> list[str]:
    return [hit.id for hit in archive.searcher.similar(release_id=release_id, text=text, size=size)]


def test_near_duplicates_come_first_the_release_itself_is_left_out(archive: Archive) -> None:
    assert similar(archive, "schule") == ["fast", "schulen"]
    assert similar(archive, "schule", size=1) == ["fast"]


def test_hits_hold_what_a_list_shows(archive: Archive) -> None:
    (hit, *_) = archive.searcher.similar(release_id="schulen")
    assert (hit.title, str(hit.published), hit.snippets, hit.matched) == ("Neue Schule für Aubingen", "2024-03-21 10:00:00+01:00", (), ())
    assert hit.score > 0


def test_text_finds_releases_by_any_form_of_its_words(archive: Archive) -> None:
    assert similar(archive, text="Entwurf\nEin Förster und seine Fichte; dazu Xylophone.") == ["wald"]
    assert similar(archive, text="und oder nicht 2024") == similar(archive, text="") == []


def test_unknown_release_has_none(archive: Archive) -> None:
    assert similar(archive, "gibt-es-nicht") == []


def test_words_of_the_title_count_more(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("asked", "Ein Radweg, daneben eine Kita.", title="Brücke"),
        release("zur-bruecke", "Über Brücken."),
        release("radweg", "Über Radwege."),
        release("kita", "Über Kitas."),
    )
    assert similar(archive, "asked")[0] == "zur-bruecke"


def test_contact_lines_do_not_count(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("a", f"Ein Radweg entsteht.\n{CONTACT}", title="Baubeginn"),
        release("b", f"Die Ernte fällt gut aus.\n{CONTACT}", title="Landwirtschaft"),
        release("c", "Der Radweg ist fertig.", title="Einweihung"),
    )
    assert similar(archive, "a") == ["c"]
    assert set(similar(archive, text=f"Hinweis\nWir bauen einen Radweg.\n{CONTACT}")) == {"a", "c"}


def test_stop_words_and_what_every_fifth_release_has_do_not_count(archive_of: MakeArchive) -> None:
    common = [release(f"r{number:02}", "Der Senat gibt bekannt.") for number in range(12)]
    archive = archive_of(*common, release("a", "Orchideen blühen. Der Senat war es."), release("b", "Die Orchidee.", title="Blüte"))
    assert similar(archive, "a", size=20) == ["b"]


def test_numbers_do_not_count(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("a", "4711 Orchideen", title="A"), release("b", "4711 Stühle", title="B"), release("c", "Orchidee", title="C")
    )
    assert similar(archive, "a") == ["c"]


def test_words_that_no_other_release_has_displace_none(archive_of: MakeArchive) -> None:
    own = " ".join(f"Wort{chr(97 + first)}{chr(97 + second)}" for first in range(6) for second in range(6))
    archive = archive_of(release("a", f"{own} und Orchideen"), release("b", "Orchidee", title="Blüte"), release("c", "Moor", title="Moos"))
    assert similar(archive, "a") == ["b"]


def test_only_visible_releases_are_named_or_compared_with(archive_of: MakeArchive) -> None:
    archive = archive_of(
        release("now", "Orchideen im Moor."),
        release("future", "Orchideen im Moor.", published="2999-01-01"),
        release("embargo", "Orchideen im Moor.", embargo_until="2999-01-01T00:00:00+01:00"),
        release("too", "Orchideen."),
    )
    assert similar(archive, "now") == ["too"]
    assert similar(archive, "embargo") == []
    assert set(similar(archive, text="Orchideen")) == {"now", "too"}


def test_deleted_and_changed_releases(archive: Archive) -> None:
    archive.update(delete=["fast"], add=[release("moor", SCHOOL, title="Neue Schule für Aubingen")])
    assert similar(archive, "schule") == ["moor", "schulen"]
