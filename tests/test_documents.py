"""What is documented is what there is: every command, option and setting, the two commands of the README, and no dead link."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from indexer.cli import main as news_indexer
from search_service.cli import main as news_search
from search_service.config import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATION = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "deploy").glob("*.md"), ROOT / "benchmarks" / "README.md"])
FOLDERS = ("search_service", "indexer", "templates", "tests", "sample_data", "benchmarks", "docs", "deploy")
FILES = [path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
STEMS = {Path(name).stem for name in FILES}
MODULES = sorted(path for folder in ("search_service", "indexer", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
RUN_FILES = {"releases.db", "watch.db", "statistics.db"}
"""What lies in the data folder."""
OF_EVERY_COMMAND = {"--data", "--help"}
GROUPS: dict[str, click.Group] = {"news-indexer": news_indexer, "news-search": news_search}


def section(title: str) -> str:
    """The text below a heading of docs/operation.md."""
    return re.split(r"^#+ ", OPERATION.split(f"### {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize(("group", "name"), [(group, name) for group, commands in GROUPS.items() for name in commands.commands])
def test_every_command_is_documented_with_its_options(group: str, name: str) -> None:
    (row,) = [line for line in section(group).splitlines() if re.match(rf"\| `{name}[ `]", line)]
    options = {option for each in GROUPS[group].commands[name].params for option in each.opts if option.startswith("--")}
    assert set(re.findall(r"`(--[a-z-]+)", row)) == options - OF_EVERY_COMMAND


@pytest.mark.parametrize("group", GROUPS)
def test_no_command_is_documented_that_is_none(group: str) -> None:
    assert set(re.findall(r"^\| `([a-z-]+)", section(group), re.MULTILINE)) == set(GROUPS[group].commands)


def test_every_setting_is_documented() -> None:
    printed = CliRunner().invoke(news_search, ["settings", "--markdown"]).stdout
    assert printed in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"| `{name}` |" not in printed] == []
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


@pytest.mark.parametrize(
    "command",
    [
        "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/news-search demo",
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest",
    ],
)
def test_the_readme_has_the_two_commands(command: str) -> None:
    assert f"```\n{command}\n```" in README


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(path: Path) -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))]
    assert [link for link in links if link and "://" not in link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["SECURITY.md", "CHANGELOG.md", "docs/operation.md", "deploy/guide.md"])
def test_prose_has_140_columns_at_most(name: str) -> None:
    """Tables and what is shown as typed or printed have what they need."""
    prose = re.sub(r"^```.*?^```", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert [line for line in prose.splitlines() if len(line) > 140 and not line.startswith("|")] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    """As a path from some folder on: the reader of a room's paragraph knows the room."""
    named = re.findall(r"`([\w./-]+(?:\.(?:py|toml|html|js|tsv|db|po)|/))`", path.read_text(encoding="utf-8"))
    names = [f"/{name}" for name in named if not name.startswith((".", "/", "var/", "index/")) and name not in RUN_FILES]
    assert [name for name in names if not any(f"/{file}/".find(f"{name.rstrip('/')}/") >= 0 for file in FILES)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_module_names_at_its_beginning_is_there(path: Path) -> None:
    """Files, and modules and functions that have a name of several words: the module's own, or a file's."""
    source = path.read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(source)) or ""
    paths = re.findall(r"(?<![\w/.])(?:[\w-]+/)*\w+\.(?:py|html|js|tsv)\b|tests/[\w/]+\.md\b", said)
    names = re.findall(r"(?<=[`.])[a-z]+(?:_[a-z0-9]+)+(?=`)", said)
    rest = source.replace(said, "", 1)
    assert [name for name in paths if not any(f"/{file}".endswith(f"/{name}") for file in FILES)] == []
    assert [name for name in names if name not in STEMS and not re.search(rf"\b{name}\b", rest)] == []


def test_the_architecture_is_one_page_for_any_editor() -> None:
    lines = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 140] == []
    assert len(lines) <= 150


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_benchmark_that_a_document_names_is_there(path: Path) -> None:
    named = re.findall(r"benchmarks\.([a-z_]+)", path.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / "benchmarks" / f"{name}.py").exists()] == []


def test_every_benchmark_is_in_the_list() -> None:
    listed = set(re.findall(r"^\| `([a-z_]+)", (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    commands = {path.stem for path in (ROOT / "benchmarks").glob("*.py") if "__main__" in path.read_text(encoding="utf-8")}
    assert listed == commands - {"serve"}  # started by http alone
