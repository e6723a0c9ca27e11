"""The import contracts of ARCHITECTURE.md, checked on the syntax trees of all modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path for folder in ("search_service", "indexer") for path in (ROOT / folder).rglob("*.py"))
COMPOSITION_ROOT = ("search_service/cli.py", "search_service/commands/")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[ast.stmt, str]]:
    """Every import of a module with the dotted name that it asks for."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: imports are absolute"
            yield node, node.module or ""


def offenders(package: str, allowed: str | tuple[str, ...]) -> list[str]:
    """Modules outside ``allowed`` (beginnings of paths) that import ``package``."""
    pattern = re.compile(rf"{re.escape(package)}(\.|$)")
    return [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if not name_of(path).startswith(allowed)
        for node, name in imports(path)
        if pattern.match(name)
    ]


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("whoosh", "search_service/engines/whoosh/"),
        ("search_service.engines.whoosh", "search_service/engines/whoosh/"),
        ("opensearchpy", "search_service/engines/opensearch/"),
        ("search_service.engines.opensearch", "search_service/engines/opensearch/"),
        ("flask", ("search_service/web/", *COMPOSITION_ROOT)),
        ("werkzeug", "search_service/web/"),
        ("waitress", "search_service/serving/"),
        ("Stemmer", "search_service/analysis/"),
        ("lxml", "indexer/sources/"),
        ("ftfy", "indexer/sources/encoding.py"),
        ("docx", "indexer/sources/documents/"),
        ("pypdf", "indexer/sources/documents/"),
        ("feedparser", "indexer/sources/"),
        ("psycopg", "search_service/postgresql.py"),
        ("sqlite3", "search_service/sqlite.py"),
        ("sqlalchemy.dialects", ("search_service/sqlite.py", "search_service/postgresql.py")),
        ("protego", "indexer/watching/robots.py"),
        ("prometheus_client", "search_service/web/metrics.py"),
    ],
)
def test_library_stays_in_its_folder(package: str, allowed: str | tuple[str, ...]) -> None:
    assert offenders(package, allowed) == []


def test_search_service_never_imports_the_indexer() -> None:
    assert [each for each in offenders("indexer", "indexer/") if not each.startswith(COMPOSITION_ROOT)] == []


def test_indexer_never_imports_the_web() -> None:
    assert [each for each in offenders("search_service.web", "search_service/") if each.startswith("indexer/")] == []


def test_web_knows_contracts_not_engines() -> None:
    found = [each for each in offenders("search_service.engines", "search_service/engines/") if each.startswith("search_service/web/")]
    web = [path for path in MODULES if name_of(path).startswith("search_service/web/")]
    allowed = {"search_service.engines.base"}
    used = {name for path in web for _, name in imports(path) if name.startswith("search_service.engines")}
    assert used <= allowed, found


@pytest.mark.parametrize(
    ("room", "unknown"),
    [
        ("analysis", ("query", "explain", "engines", "answers", "web")),
        ("query", ("explain", "engines", "answers", "web")),
        ("explain", ("engines", "answers", "web")),
        ("engines", ("answers", "web")),
        ("answers", ("web",)),
        ("statistics", ("engines", "answers", "web")),
    ],
)
def test_rooms_know_only_those_before_them(room: str, unknown: tuple[str, ...]) -> None:
    inside = [path for path in MODULES if name_of(path).startswith(f"search_service/{room}/")]
    later = tuple(f"search_service.{each}" for each in unknown)
    assert [name_of(path) for path in inside for _, name in imports(path) if name.startswith(later)] == []


def test_what_lies_on_disk_knows_neither_who_writes_nor_who_reads_it() -> None:
    inside = [path for path in MODULES if name_of(path).startswith("search_service/engines/whoosh/files/")]
    later = tuple(f"search_service.engines.whoosh.{each}" for each in ("evaluating", "writing", "matcher", "opening"))
    assert [name_of(path) for path in inside for _, name in imports(path) if name.startswith(later)] == []


def test_environment_is_read_in_config_alone() -> None:
    readers = [name_of(path) for path in MODULES if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))]
    assert readers == ["search_service/config.py"]


def test_our_own_code_is_imported_at_the_top() -> None:
    late = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node, name in imports(path)
        if node.col_offset and name.split(".")[0] in {"search_service", "indexer"}
    ]
    assert late == []


MATCHED = {
    *{"Words", "Phrase", "Prefix", "DateRange", "Everything", "And", "Or", "Not"},
    *{"ExactForm", "Inflections", "Compounds", "Containing", "Joined", "Nearby", "Adjacent", "Scope"},
}
"""Nodes, alternatives, scopes: a new one must be met wherever they are told apart."""


def test_every_match_on_nodes_and_alternatives_leaves_none_out() -> None:
    open_ended = [
        f"{name_of(path)}:{match.lineno}"
        for path in MODULES
        for match in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(match, ast.Match)
        and MATCHED & {name.id for case in match.cases for name in ast.walk(case.pattern) if isinstance(name, ast.Name)}
        and not ast.unparse(match.cases[-1]).startswith("case _:\n    assert_never(")
    ]
    assert open_ended == [], "end these with assert_never, so that the type checker names them for a new node"


def test_nothing_is_marked_safe_in_templates() -> None:
    marked = [
        path.name for path in (ROOT / "templates").rglob("*") if path.is_file() and re.search(r"\|\s*safe\b", path.read_text("utf-8"))
    ]
    assert marked == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name_of(path) for path in MODULES if path.stem in {"utils", "helpers", "common", "manager", "misc"}] == []


def test_every_module_says_what_it_is_responsible_for() -> None:
    silent = [name_of(path) for path in MODULES if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None]
    assert silent == []


def test_modules_stay_readable() -> None:
    long = [name_of(path) for path in MODULES if path.read_text(encoding="utf-8").count("\n") > 400]
    assert long == []
