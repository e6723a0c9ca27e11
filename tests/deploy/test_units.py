"""The units, scripts and guide as they are delivered: hardened, complete, and naming only what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from indexer.cli import main as news_indexer
from search_service.cli import main as news_search
from search_service.config import Settings, load_settings
from search_service.serving.server import STOP_SECONDS

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
UNITS = sorted((DEPLOY / "systemd").iterdir())
SCRIPTS = sorted(DEPLOY.glob("*.sh"))
GUIDE = (DEPLOY / "guide.md").read_text(encoding="utf-8")
GROUPS: dict[str, click.Group] = {"news-indexer": news_indexer, "news-search": news_search}
EXPOSURE = 20
"""Tenths that `systemd-analyze security` may find; what is asked of a service on the internet is 30."""


@pytest.fixture(scope="module")
def systemd() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is missing: `apt-get install systemd`, or leave this to a machine that has it")
    return found


def settings_of(unit: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_is_hardened(systemd: str, tmp_path: Path, unit: Path) -> None:
    named = tmp_path / unit.name.replace("@", "@8081")
    shutil.copy(unit, named)
    command = [systemd, "security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", str(named)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_units_hold_together(systemd: str, tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/news-search/current/bin/news-", "/bin/true #")
        (tmp_path / unit.name.replace("@", "@8081")).write_text(text, encoding="utf-8")
    done = subprocess.run([systemd, "verify", *map(str, tmp_path.iterdir())], capture_output=True, text=True)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "news-" in line]) == (0, [])


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_runs_a_command_that_there_is(unit: Path) -> None:
    (line,) = settings_of(unit)["ExecStart"]
    match = re.search(r"current/bin/(news-\w+) (\w+)(.*)", line)
    assert match
    command = GROUPS[match[1]].commands[match[2]]
    options = {option for each in command.params for option in each.opts}
    assert set(re.findall(r"--\w+", match[3])) <= options


def test_the_service_has_time_to_end_files_for_its_readers_and_a_successor() -> None:
    settings = settings_of(DEPLOY / "systemd" / "news-search@.service")
    assert int(settings["TimeoutStopSec"][0]) > STOP_SECONDS
    assert int(settings["LimitNOFILE"][0]) >= 4096
    assert settings["Restart"] == ["always"]
    assert re.fullmatch(r"\d+[MG]", settings["MemoryMax"][0])


def test_what_the_indexer_writes_its_group_may_read() -> None:
    """A mask that would take that away has the service find nothing; the sandbox forbids to set the bit by hand."""
    for unit in SERVICES:
        settings = settings_of(unit)
        if settings["User"] == ["news-indexer"] and "backup" not in unit.name:
            assert (settings["Group"], settings["UMask"]) == (["news-search"], ["0027"]), unit.name


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_can_be_read_by_any_shell(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)
    assert "set -eu" in script.read_text(encoding="utf-8")


def test_an_installation_after_one_that_was_aborted_is_the_current_one(tmp_path: Path) -> None:
    """Only what makes the environment is replaced by what is quicker."""
    prefix, python = tmp_path / "prefix", tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\nmkdir -p "$3/bin"\nln -s /bin/true "$3/bin/pip"\nln -s /bin/true "$3/bin/news-search"\n', "utf-8")
    python.chmod(0o755)
    (prefix / "old").mkdir(parents=True)
    for link in ("current", "current.new"):
        (prefix / link).symlink_to("old")
    environment = {"PATH": f"{python.parent}:/usr/bin:/bin"}
    subprocess.run(["sh", str(DEPLOY / "install-program.sh"), str(tmp_path), str(prefix)], check=True, env=environment)
    (installed,) = {each.name for each in prefix.iterdir()} - {"old", "current"}
    assert ((prefix / "current").readlink(), list((prefix / "old").iterdir())) == (Path(installed), [])


def test_the_container_is_made_by_the_scripts_of_the_guide() -> None:
    run = re.findall(r"^RUN (.*)", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    named = {name for line in run for name in re.findall(r"deploy/([\w-]+\.sh)", line)}
    assert named == {script.name for script in SCRIPTS} == set(re.findall(r"sh deploy/([\w-]+\.sh)", GUIDE))


def test_who_may_not_write_the_data_writes_elsewhere_in_the_container() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    settings = {name.lower(): Path(value) for name, value in re.findall(r"NEWS_SEARCH_(\w+)=(\S+)", text)}
    assert set(settings) <= set(Settings.model_fields)
    data, counts = settings["data"], settings["statistics_file"].parent
    (user,) = re.findall(r"^USER (\S+)", text, re.MULTILINE)
    assert f"-o {user} -g news-search {counts}\n" in text
    assert re.findall(r"^VOLUME (.*)", text, re.MULTILINE) == [f"{data} {counts}"]
    (writing,) = [line for line in GUIDE.splitlines() if line.startswith("podman run") and "news-indexer import" in line]
    assert ("--user news-indexer " in writing, f":{data} " in writing) == (True, True)


def test_a_secret_has_a_file_that_root_alone_may_read() -> None:
    (file,) = settings_of(DEPLOY / "systemd" / "news-search@.service")["EnvironmentFile"]
    (line,) = [line for line in GUIDE.splitlines() if line.startswith("install -m 0600") and f" {file.removeprefix('-')} " in line]
    assert "statistics_token" in {name.lower() for name in re.findall(r"NEWS_SEARCH_(\w+)=", line)} & set(Settings.model_fields)


def test_the_readme_leads_to_the_guide() -> None:
    assert "(deploy/guide.md)" in (DEPLOY.parent / "README.md").read_text(encoding="utf-8")


def test_the_delivered_settings_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SEARCH_CONFIG", str(DEPLOY / "settings.toml"))
    assert load_settings().trusted_proxy == "127.0.0.1"


def test_the_guide_names_units_and_commands_that_there_are() -> None:
    units = {unit.name for unit in UNITS}
    named = re.findall(r"news-(?:search@\d*|indexer-\w+)(?:\.timer)?", GUIDE)
    complete = {re.sub(r"@\d*", "@", name) for name in named}
    assert {name if name.endswith(".timer") else f"{name}.service" for name in complete} <= units
    assert set(re.findall(r"^indexer (\w+)", GUIDE, re.MULTILINE)) <= set(news_indexer.commands)


def test_the_guide_has_two_pages() -> None:
    assert len(GUIDE.splitlines()) <= 130
