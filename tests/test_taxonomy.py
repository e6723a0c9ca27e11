"""Names through time: what a value means on a day, what finds it, and everything that a file of names can have wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from search_service.errors import SettingsError
from search_service.schema import FacetName
from search_service.taxonomy import Shown, Taxonomy, spelling_key
from search_service.taxonomy_file import read_taxonomy
from tests.archives import release
from tests.taxonomies import NAMES, written

MINISTRY, TOPIC = FacetName.MINISTRY, FacetName.TOPIC
WORK, HEALTH, SOCIAL = "Ministerium für Arbeit und Frauen", "Ministerium für Gesundheit", "Ministerium für Soziales"
TODAY = "Ministerium für Soziales und Integration"


@pytest.fixture
def taxonomy(tmp_path: Path) -> Taxonomy:
    return read_taxonomy(written(tmp_path))


@pytest.mark.parametrize(
    ("value", "day", "today", "then"),
    [
        (WORK, "2012-05-01", TODAY, WORK),
        ("MAF", "2012-05-01", TODAY, WORK),
        ("ministerium fuer arbeit  und frauen", "2012-05-01", TODAY, WORK),
        ("Ministerium für Soziales", "2014-12-31", TODAY, SOCIAL),  # two names were in use: neither is put in its place
        (SOCIAL, "2015-01-01", TODAY, SOCIAL),
        (TODAY, "2017-03-01", TODAY, SOCIAL),  # a page of today's design names an old release by today's name
        ("Sozialministerium", "2021-03-01", TODAY, TODAY),
        (TODAY, "2019-11-20", TODAY, SOCIAL),
        (TODAY, "2019-11-21", TODAY, TODAY),
        ("Finanzministerium", "2019-11-21", "Finanzministerium", "Finanzministerium"),
    ],
)
def test_a_value_is_named_by_today_or_by_its_time(taxonomy: Taxonomy, value: str, day: str, today: str, then: str) -> None:
    when = date.fromisoformat(day)
    assert taxonomy.name_on(MINISTRY, value, when) == today
    assert taxonomy.model_copy(update={"shown": Shown.THEN}).name_on(MINISTRY, value, when) == then


def test_a_release_is_shown_under_its_names_each_once_and_keeps_what_nobody_knows(taxonomy: Taxonomy) -> None:
    said = release("a", "Text", ministries=["MAF", "Staatskanzlei", "MG"], topics=["Migration und Integration", "Sport"])
    named = taxonomy.applied(said)
    assert (named.ministries, named.topics) == ((TODAY, "Staatskanzlei"), ("Integration", "Sport"))
    assert list(taxonomy.unknown(said)) == [(TOPIC, "Sport"), (MINISTRY, "Staatskanzlei")]
    assert taxonomy.applied(named) is named
    assert Taxonomy().applied(said) is said


def test_a_facet_without_names_has_no_unknown_values(tmp_path: Path) -> None:
    topics_only = read_taxonomy(written(tmp_path, '[[topic]]\nname = "Sport"\n'))
    assert list(topics_only.unknown(release("a", "Text", ministries=["Amt"], topics=["Kunst"]))) == [(TOPIC, "Kunst")]


def test_every_name_and_spelling_leads_to_all_others(taxonomy: Taxonomy) -> None:
    spellings = {WORK, "MAF", "Arbeitsministerium", HEALTH, "MG", SOCIAL, "MS", "Sozialministerium", TODAY, "MSI"}
    for value in spellings:
        assert taxonomy.names_of_today(MINISTRY, value) == (TODAY,)
        assert set(taxonomy.spellings(MINISTRY, value)) == spellings
        assert taxonomy.names_shown(MINISTRY, value) == (TODAY,)
        then = taxonomy.model_copy(update={"shown": Shown.THEN})
        assert set(then.names_shown(MINISTRY, value)) == {WORK, HEALTH, SOCIAL, TODAY}
    assert taxonomy.names_of_today(MINISTRY, "Amt") == taxonomy.names_shown(MINISTRY, "Amt") == ("Amt",)
    assert taxonomy.spellings(MINISTRY, "Amt") == ()


RETURNING = """
[[ministry]]
name = "Amt für Recht"
from = 2011-12-01
until = 2016-12-08
successor = "Amt für Recht und Vielfalt"

[[ministry]]
name = "Amt für Recht und Vielfalt"
from = 2016-12-09
until = 2023-04-27
successor = "Amt für Recht"

[[ministry]]
name = "Amt für Recht"
from = 2023-04-28
"""


def test_a_name_can_come_back(tmp_path: Path) -> None:
    taxonomy = read_taxonomy(written(tmp_path, RETURNING), shown=Shown.THEN)
    named = [taxonomy.name_on(MINISTRY, "Amt für Recht und Vielfalt", date(year, 6, 1)) for year in (2012, 2020, 2024)]
    assert named == ["Amt für Recht", "Amt für Recht und Vielfalt", "Amt für Recht"]
    assert taxonomy.names_of_today(MINISTRY, "Amt für Recht und Vielfalt") == ("Amt für Recht",)


def test_a_spelling_means_different_things_at_different_times(tmp_path: Path) -> None:
    text = """
[[ministry]]
name = "Bauamt"
aliases = ["BA"]
until = 2009-12-31
[[ministry]]
name = "Bildungsamt"
aliases = ["BA"]
from = 2010-01-01
"""
    taxonomy = read_taxonomy(written(tmp_path, text))
    assert [taxonomy.name_on(MINISTRY, "BA", date(year, 1, 1)) for year in (2009, 2010)] == ["Bauamt", "Bildungsamt"]
    assert taxonomy.names_of_today(MINISTRY, "BA") == ("Bauamt", "Bildungsamt")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[ministry]]\nname = "A"\nabbreviation = "B"\n', ["ministry 1: abbreviation: there is no such key"]),
        ('[[ministry]]\naliases = ["A"]\n', ["ministry 1: name: Field required"]),
        ('[[ministry]]\nname = "A"\nfrom = "gestern"\n', ["ministry 1: from: "]),
        ('[[ministry]]\nname = "A"\nfrom = 2020-01-02\nuntil = 2020-01-01\n', ["'A': until lies before from"]),
        ('[[ministry]]\nname = "A"\nsuccessor = "B"\n', ["'A': its successor 'B' is the name of no table"]),
        ('[[ministry]]\nname = "A"\nsuccessor = "A"\n', ["'A': its successor 'A' ends before it"]),
        (
            '[[topic]]\nname = "A"\nsuccessor = "B"\n[[topic]]\nname = "B"\nsuccessor = "C"\n[[topic]]\nname = "C"\nsuccessor = "A"\n',
            ["topic successors go in a circle: 'A' → 'B' → 'C' → 'A'"],
        ),
        (
            '[[ministry]]\nname = "A"\naliases = ["M A"]\nuntil = 2020-01-01\n'
            '[[ministry]]\nname = "B"\naliases = ["m-a"]\nfrom = 2020-01-01\n',
            ["ministry 'M A' stands for 'A' and 'B' at the same time"],
        ),
        ('[[ministry]]\nname = "A"\n[[ministry]]\nname = "A"\n', ["'A' stands for two tables 'A' at the same time"]),
        ('[[ministry]]\nname = "–"\n', ["'–' has no letter"]),
        ('[[minister]]\nname = "A"\n', ["minister: there is no such table; write [[topic]], [[ministry]]"]),
        ('ministry = "A"\n', ["ministry: write one table for each name, [[ministry]]"]),
        ("[[ministry]\n", ["cannot be read"]),
        ('[[ministry]]\nname = "A"\nx = 1\ny = 2\n[[topic]]\nname = ""\n', ["1: x: ", "1: y: ", "topic 1: name: "]),
    ],
)
def test_everything_wrong_with_a_file_is_said_at_once(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(SettingsError) as caught:
        read_taxonomy(written(tmp_path, text))
    assert [part for part in said if part not in str(caught.value)] == []
    assert "taxonomy.toml" in str(caught.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        read_taxonomy(tmp_path / "none.toml")


def test_a_taxonomy_can_be_kept_as_json(taxonomy: Taxonomy) -> None:
    assert Taxonomy.model_validate_json(taxonomy.model_dump_json()) == taxonomy
    assert taxonomy != taxonomy.model_copy(update={"shown": Shown.THEN})


def test_spellings_are_alike_whatever_case_signs_and_umlauts() -> None:
    assert len({spelling_key(each) for each in ("Straßen- und Brückenamt", "strassen und bruecken­amt", " STRASSEN- UND  BRÜCKENAMT.")}) == 1
    assert spelling_key("Bauämt") != spelling_key("Bauamt")
    assert NAMES.count("[[ministry]]") == 4
