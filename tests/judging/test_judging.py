"""Judged queries: reading them, measuring by them, comparing runs, and judging further on a sheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search_service.cli import main
from search_service.errors import SettingsError
from search_service.judging.judged_file import add_grades, read_judged
from search_service.judging.measures import ndcg, precision, success
from search_service.judging.run import QueryResult, Run, highest, worse
from search_service.judging.sheet import read_sheet
from tests.conftest import SAMPLE_DATA, SampleIndex

WIND = "2022-02-10-ausbau-wind-solar-wasserkraft"
QUERIES = """\
# Judged by hand.

[[query]]
text = "Windkraft"
intent = "Ausbau der Windkraft"
kind = "plain"
[query.grades]
"2022-02-10-ausbau-wind-solar-wasserkraft" = 3

# The next one.
[[query]]
text = "Radwege Brücken"
kind = "matter"

[query.grades]
"nobody" = 2   # was withdrawn

[[query]]
text = "Ohne Urteil"
"""


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    path = tmp_path / "queries.toml"
    path.write_text(QUERIES, "utf-8")
    return path


def judge(sample: SampleIndex, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["judge", *map(str, arguments), "--data", str(sample.settings.data)])


def test_measures_are_those_of_their_definitions() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], grades) == 1.0
    assert ndcg(["x", "a"], {"a": 3}) == pytest.approx(1 / 1.584962500721156)
    assert precision(["a", "x", "c", "b"], grades) == 0.2
    assert (success(["x", "y", "b"], grades), success(["x", "y", "c", "a"], grades), success(["c"], {"c": 1})) == (1.0, 0.0, 1.0)


def test_both_forms_of_judged_queries_are_read(queries: Path) -> None:
    first, second, third = read_judged(queries)
    assert (first.text, first.kind, dict(first.judged)) == ("Windkraft", "plain", {WIND: 3})
    assert (second.judged, third.judged) == ({"nobody": 2}, {})
    sample = read_judged(SAMPLE_DATA / "judged_queries.toml")
    assert sample[0].judged["2024-10-24-brueckensanierung-programm"] == 3


def test_everything_wrong_with_a_file_is_told_by_its_line(queries: Path) -> None:
    queries.write_text(QUERIES.replace('"nobody" = 2', '"nobody" = 9').replace('text = "Ohne Urteil"', 'kind = "plain"'), "utf-8")
    with pytest.raises(SettingsError, match=r"line 16: query\.grades\.nobody: .*; line 18: query\.text: "):
        read_judged(queries)
    queries.write_text(QUERIES.replace("Ohne Urteil", "Windkraft"), "utf-8")
    with pytest.raises(SettingsError, match=r"line 19: query\.text: 'Windkraft' is judged twice"):
        read_judged(queries)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_judged(queries.with_name("none.toml"))


def test_grades_are_added_and_all_else_stays(queries: Path) -> None:
    added = add_grades(queries, {"Windkraft": {"new": 1, WIND: 3}, "Radwege Brücken": {"a": 0, "b": 2}})
    assert added == 3
    assert [dict(each.judged) for each in read_judged(queries)] == [
        {WIND: 3, "new": 1},
        {"nobody": 2, "a": 0, "b": 2},
        {},
    ]
    written = queries.read_text("utf-8").splitlines()
    assert [line for line in written if line not in ('"new" = 1', '"a" = 0', '"b" = 2')] == QUERIES.splitlines()
    with pytest.raises(SettingsError, match="'Ohne Urteil' has no table"):
        add_grades(queries, {"Ohne Urteil": {"a": 1}})
    assert queries.read_text("utf-8").splitlines() == written


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "end"])
def test_a_file_keeps_its_line_ends_and_its_mark(queries: Path, mark: str, end: str, last: str) -> None:
    intent = "Ausbau\u2028der\x85Windkraft"
    text = QUERIES.replace("Ausbau der Windkraft", intent).partition('\n[[query]]\ntext = "Ohne')[0].rstrip("\n") + "\n" * bool(last)
    queries.write_bytes((mark + text.replace("\n", end)).encode())
    assert add_grades(queries, {"Windkraft": {"new": 1}, "Radwege Brücken": {"-x": 2}}) == 2
    written = queries.read_bytes().decode()
    new = written.replace(f'"new" = 1{end}', "").replace(f'"-x" = 2{end}', "")
    assert new.removesuffix(end) == (mark + text.replace("\n", end)).removesuffix(end)
    first, second = read_judged(queries)
    assert (first.intent, first.judged["new"], second.judged["-x"]) == (intent, 1, 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('query = [{text = "Windkraft", grades = {}}]\n', r"has no table \[query.grades\]"),
        ('[[query]]\ntext = "Windkraft"\nintent = """\n[query.grades]\n"""\ngrades = {}\n', "by hand"),
    ],
)
def test_where_a_file_has_no_place_for_grades_it_stays_as_it_is(queries: Path, text: str, said: str) -> None:
    queries.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=said):
        add_grades(queries, {"Windkraft": {"new": 1}})
    assert queries.read_text("utf-8") == text


def test_grades_do_not_get_into_a_table_behind_theirs(queries: Path) -> None:
    queries.write_text(QUERIES.replace("# The next one.", "[query.ours]\nwho = 1"), "utf-8")
    add_grades(queries, {"Windkraft": {"new": 1}})
    assert read_judged(queries)[0].judged == {WIND: 3, "new": 1}


@pytest.mark.parametrize("release", ['a" = 1\n"b', "a b", "..", "", "ä"])
def test_what_is_no_id_gets_into_no_file(queries: Path, release: str) -> None:
    with pytest.raises(SettingsError, match="no id of a release"):
        add_grades(queries, {"Windkraft": {release: 1}})
    assert queries.read_text("utf-8") == QUERIES


def result(text: str, score: float, *ids: str, judged: dict[str, int]) -> QueryResult:
    return QueryResult(text=text, kind="", ids=ids, ndcg=score, precision=0, success=0, unjudged=0, judged=judged)


def test_runs_are_compared_where_their_grades_are_the_same() -> None:
    grades = {"a": 3, "b": 1}
    before = Run(
        generation=1,
        steering="",
        results=(
            result("falls", 0.9, "a", "b", judged=grades),
            result("stays", 0.5, judged=grades),
            result("judged anew", 0.9, judged=grades),
            result("falls more", 0.9, judged=grades),
        ),
    )
    now = Run(
        generation=2,
        steering="",
        results=(
            result("falls", 0.8, "b", judged=grades),
            result("stays", 0.4995, judged=grades),
            result("judged anew", 0.1, judged={"a": 1}),
            result("falls more", 0.1, judged=grades),
            result("new", 0.1, judged=grades),
        ),
    )
    fallen = list(worse(before, now, tolerance=0.001))
    assert [(each.text, each.lost) for each in fallen] == [("falls more", ()), ("falls", ("a",))]


def test_small_falls_add_up(sample_index: SampleIndex, queries: Path, tmp_path: Path) -> None:
    last = tmp_path / "kept.json"
    judge(sample_index, queries, "--last", last)
    run = Run.model_validate_json(last.read_bytes())
    first = run.results[0]
    better = run.model_copy(update={"results": (first.model_copy(update={"ndcg": first.ndcg + 0.1}), *run.results[1:])})
    last.write_text(better.model_dump_json(), "utf-8")
    assert judge(sample_index, queries, "--last", last, "--tolerance", 0.2).exit_code == 0
    assert Run.model_validate_json(last.read_bytes()).results == better.results
    assert judge(sample_index, queries, "--last", last, "--tolerance", 0.05).exit_code == 1


def test_what_rose_is_kept_beside_what_fell_a_little() -> None:
    grades = {"a": 3}
    before = Run(generation=1, steering="", results=(result("falls", 0.9, judged=grades), result("rises", 0.5, judged=grades)))
    now = Run(
        generation=2,
        steering="",
        results=(result("falls", 0.8995, judged=grades), result("rises", 0.6, judged=grades), result("new", 0.1, judged=grades)),
    )
    assert [each.ndcg for each in highest(before, now).results] == [0.9, 0.6, 0.1]


def test_a_run_below_the_least_mean_is_kept_only_when_accepted(sample_index: SampleIndex, queries: Path) -> None:
    kept = queries.with_suffix(".last.json")
    assert judge(sample_index, queries, "--least", 0.99).exit_code == 1
    assert not kept.exists()
    assert judge(sample_index, queries, "--least", 0.99, "--accept").exit_code == 1
    assert kept.exists()


def test_the_command_prints_means_and_keeps_the_run(sample_index: SampleIndex, queries: Path) -> None:
    result = judge(sample_index, queries)
    assert result.exit_code == 0, result.output
    assert [line.split()[:2] for line in result.output.splitlines()[1:4]] == [["plain", "1"], ["matter", "1"], ["all", "2"]]
    assert queries.with_suffix(".last.json").exists()
    assert "+0.000" in judge(sample_index, queries).output
    assert judge(sample_index, queries, "--least", 0.99).exit_code == 1


def test_other_rules_of_editors_than_in_the_last_run_are_told(sample_index: SampleIndex, queries: Path) -> None:
    last = queries.with_suffix(".last.json")
    judge(sample_index, queries)
    assert "editors' rules" not in judge(sample_index, queries).output
    run = Run.model_validate_json(last.read_bytes())
    last.write_text(run.model_copy(update={"steering": "another"}).model_dump_json(), "utf-8")
    assert "editors' rules are others" in judge(sample_index, queries).output


def test_what_got_worse_ends_with_1_until_it_is_mended_or_accepted(sample_index: SampleIndex, queries: Path, tmp_path: Path) -> None:
    last = tmp_path / "kept.json"
    judge(sample_index, queries, "--last", last)
    run = Run.model_validate_json(last.read_bytes())
    first = run.results[0]
    better = first.model_copy(update={"ndcg": first.ndcg + 0.1, "ids": (WIND,)})
    last.write_text(run.model_copy(update={"results": (better, *run.results[1:])}).model_dump_json(), "utf-8")
    for _ in range(2):
        result = judge(sample_index, queries, "--last", last)
        assert result.exit_code == 1
        assert "1 query got worse since the last run" in result.output
    assert judge(sample_index, queries, "--last", last, "--tolerance", 0.2).exit_code == 0
    last.write_text(run.model_copy(update={"results": (better, *run.results[1:])}).model_dump_json(), "utf-8")
    assert judge(sample_index, queries, "--last", last, "--accept").exit_code == 0
    assert judge(sample_index, queries, "--last", last).exit_code == 0


def test_the_command_ends_with_2_where_nothing_can_be_measured(sample_index: SampleIndex, queries: Path, tmp_path: Path) -> None:
    assert judge(sample_index, tmp_path / "none.toml").exit_code == 2
    queries.with_suffix(".last.json").write_text("{}", "utf-8")
    result = judge(sample_index, queries)
    assert (result.exit_code, "is no run that was kept" in result.output) == (2, True)
    queries.write_text('[[query]]\ntext = "Ohne Urteil"\n', "utf-8")
    queries.with_suffix(".last.json").unlink()
    assert judge(sample_index, queries).exit_code == 2


def test_a_sheet_is_written_filled_and_read_back(sample_index: SampleIndex, queries: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    queries.write_text(QUERIES.replace('text = "Windkraft"', 'text = "-Radweg Land"'), "utf-8")
    written = judge(sample_index, queries, "--sheet", sheet)
    assert written.exit_code == 0, written.output
    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig")), delimiter=";"))
    assert f"{len(rows)} releases to judge" in written.output
    assert {row["query"] for row in rows} >= {"'-Radweg Land", "Radwege Brücken"}
    assert all(row["id"] != WIND for row in rows if "Land" in row["query"])
    filled = [row for row in rows if row["query"] == "'-Radweg Land"][:2]
    for row, grade in zip(filled, ("0", "2"), strict=True):
        row["grade"] = grade
    save(sheet, rows)
    taken = judge(sample_index, queries, "--grades", sheet)
    assert "2 grades taken from" in taken.output
    judged = read_judged(queries)[0].judged
    assert {row["id"]: int(row["grade"]) for row in filled}.items() <= judged.items()
    assert "0 grades taken from" in judge(sample_index, queries, "--grades", sheet).output


def test_an_id_like_a_formula_comes_back_as_it_is(queries: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    save(sheet, [{"grade": "2", "query": "Windkraft", "id": "'-x1"}, {"grade": "1", "query": "Windkraft", "id": "-x2"}])
    assert read_sheet(sheet, read_judged(queries)) == {"Windkraft": {"-x1": 2, "-x2": 1}}


def test_a_sheet_that_cannot_be_taken_in_changes_nothing(sample_index: SampleIndex, queries: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    row = {"grade": "2", "query": "Windkraft", "id": "x"}
    wrong = [
        row | {"grade": "gut"},
        row | {"query": "Andere"},
        row | {"id": WIND},
        row | {"id": ""},
        row | {"id": 'a"b'},
        row | {"id": "'x1"},
        row,
    ]
    save(sheet, wrong)
    result = judge(sample_index, queries, "--grades", sheet)
    assert result.exit_code == 2
    for expected in (
        "line 2: 'gut' is no grade",
        "line 3: there is no query 'Andere'",
        "line 4: 2022-02-10-ausbau",
        "line 5: it has no id",
        "line 6: 'a\"b' is no id",
        'line 7: "\'x1" is no id',
    ):
        assert expected in result.output
    assert queries.read_text("utf-8") == QUERIES
    sheet.write_text("a;b\n", "utf-8")
    assert "lacks the columns" in judge(sample_index, queries, "--grades", sheet).output


def save(sheet: Path, rows: list[dict[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    sheet.write_text(text.getvalue(), "utf-8-sig")
