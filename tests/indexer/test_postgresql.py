"""What is special to a store in PostgreSQL: whose turn it is, what is erased, what is damaged, what its errors say."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import make_url

from indexer.cli import main
from indexer.listings import Mirror, Place
from indexer.store import Store
from indexer.store_intake import Incoming
from search_service import postgresql as postgresql_module
from search_service.archive import Archive
from search_service.config import Settings, load_settings
from search_service.database import database_of
from search_service.errors import NewsSearchError, SettingsError, StoreError, StoreUnavailableError
from search_service.release import Release
from tests.archives import release
from tests.databases import Server, TestDatabase
from tests.indexer.processes import indexer
from tests.indexer.test_store import NOW
from tests.indexer.watching.watched import wait_until

WORD = "quappenm"
HIDDEN = {
    "id": "a",
    "url": "https://example.org/presse/quappenmuehlheim-feiert",
    "title": "Quappenmühlheim feiert",
    "published": "2024-03-21",
    "body": "Das Quappenmühlheimer Fest.",
}


@pytest.fixture
def data(tmp_path: Path, in_postgresql: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWS_SEARCH_DATABASE_URL", in_postgresql.url)
    return tmp_path / "data"


def run(*arguments: object, data: Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments), "--data", str(data)])


def imported(data: Path, *records: dict[str, str]) -> Result:
    path = data.parent / "in.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return run("import", path, data=data)


def test_commands_need_nothing_but_the_setting(data: Path) -> None:
    assert "there is no store at postgresql://" in run("check", data=data).output
    assert "2 new" in imported(data, HIDDEN, HIDDEN | {"id": "b", "title": "Radweg", "url": "", "body": "Der Radweg."}).output
    assert run("check", data=data).output == "2 releases checked: all well\n"
    told = run("status", data=data)
    assert (told.exit_code, "store: 2 releases" in told.output) == (0, True)
    assert run("withdraw", "b", data=data).exit_code == 0
    assert run("export", data=data).stdout.count("\n") == 1
    assert run("rebuild", data=data).exit_code == 0
    assert list(data.glob("*.db*")) == []


@pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump --format=custom"), ("restore", "pg_restore --clean")])
def test_what_copies_files_names_the_right_tool(data: Path, tmp_path: Path, command: str, tool: str) -> None:
    imported(data, HIDDEN)
    result = run(command, tmp_path / "kept", data=data)
    assert (result.exit_code, tool in result.output) == (2, True)
    assert not (tmp_path / "kept").exists()


def files_with(word: str, server: Server, database: TestDatabase) -> set[str]:
    """The files of a database, without the server's log of changes, in which a word stands."""
    server.execute("CHECKPOINT")
    ((number,),) = server.execute(f"SELECT oid FROM pg_database WHERE datname = '{make_url(database.url).database}'")
    folder = (server.folder or Path()) / "data" / "base" / str(number)
    return {path.name for path in folder.iterdir() if path.is_file() and word.encode() in path.read_bytes().lower()}


def test_no_table_has_a_byte_of_what_was_erased(data: Path, postgresql: Server, in_postgresql: TestDatabase) -> None:
    if postgresql.folder is None:
        pytest.skip("the files of a server that runs already cannot be read")
    other = HIDDEN | {"title": "Radweg", "body": "Neu."}
    many = [other | {"id": f"b{number}", "url": f"https://a.de/{number}"} for number in range(40)]
    imported(data, HIDDEN, *many)
    imported(data, HIDDEN | {"body": "Das Quappenmühlheimer Fest fällt aus."})
    postgresql.execute("ANALYZE", url=in_postgresql.url)
    assert files_with(WORD, postgresql, in_postgresql)
    result = run("erase", "a", data=data)
    assert (result.exit_code, "write-ahead log of PostgreSQL" in result.output) == (0, True), result.output
    assert files_with(WORD, postgresql, in_postgresql) == set()
    assert files_with("radweg", postgresql, in_postgresql)
    assert run("check", data=data).exit_code == 0


def test_erasing_waits_for_who_may_still_see_it(in_postgresql: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_module, "PATIENCE", 0.3)
    store = Store.open(in_postgresql)
    store.put([release("a", "Ein Satz.")])
    with store.archive().reading() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM versions")
        store.erase("a")
        with pytest.raises(StoreError, match="end long requests"):
            TestDatabase(in_postgresql.url).wipe()
    TestDatabase(in_postgresql.url).wipe()


def test_a_writer_that_dies_loses_its_turn(data: Path, in_postgresql: TestDatabase) -> None:
    store = Store.open(in_postgresql)
    imports = "import sys; from tests.databases import TestDatabase; from indexer.store import Store"
    code = f"{imports}\nwith Store.open(TestDatabase({in_postgresql.url!r})).writing(): print('has it', flush=True); sys.stdin.readline()"
    held = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert held.stdout and held.stdout.readline() == "has it\n"
    held.kill()
    held.communicate()
    started = time.monotonic()
    assert len(store.put([release("a", "Ein Satz.")])) == 1
    assert time.monotonic() - started < postgresql_module.PATIENCE
    assert [change.id for change in store.archive().to_index(0)] == ["a"]


def test_a_turn_is_one_machines_until_it_ends_or_dies(in_postgresql: TestDatabase) -> None:
    Store.open(in_postgresql).close()
    holding = f"with TestDatabase({in_postgresql.url!r}).turn('index x') as ours: print(ours, flush=True); sys.stdin.readline()"
    code = f"import sys; from tests.databases import TestDatabase\n{holding}"
    held = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert held.stdout and held.stdout.readline() == "True\n"
    with in_postgresql.turn("index x") as taken, in_postgresql.turn("index y") as another:
        assert (taken, another) == (False, True)
    held.kill()
    held.communicate()
    wait_until(lambda: _is_free(in_postgresql, "index x"))


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_what_was_done_in_a_turn_is_done_though_the_server_went_away(own_postgresql: Server, mode: str) -> None:
    database = TestDatabase(own_postgresql.url)
    with database.turn("index x") as ours:
        own_postgresql.restart(mode)
    assert ours
    assert _is_free(database, "index x")


def _is_free(database: TestDatabase, name: str) -> bool:
    with database.turn(name) as ours:
        return ours


def test_who_waits_in_vain_is_told_why(in_postgresql: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_module, "PATIENCE", 0.3)
    store = Store.open(in_postgresql)
    with store.writing(), pytest.raises(StoreError, match="another run is writing it"):
        Store(in_postgresql, in_postgresql.engine(writable=True)).withdraw("a")
    assert not store.withdraw("a")


def test_a_reader_changes_nothing(in_postgresql: TestDatabase) -> None:
    Store.open(in_postgresql)
    with pytest.raises(StoreError, match="read-only"), Archive.open(in_postgresql).reading() as connection:
        connection.exec_driver_sql("DELETE FROM changes")


def test_a_reader_sees_one_state(in_postgresql: TestDatabase) -> None:
    store = Store.open(in_postgresql)
    store.put([release("a", "Ein Satz.")])
    with store.archive().reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM releases").scalar_one()
        store.put([release("b", "Ein Satz.")])
        assert connection.exec_driver_sql("SELECT count(*) FROM releases").scalar_one() == before == 1


def test_damaged_rows_are_named_and_left_out(data: Path, postgresql: Server, in_postgresql: TestDatabase) -> None:
    imported(data, HIDDEN, HIDDEN | {"id": "b", "title": "Radweg", "url": "", "body": "Der Radweg."})
    postgresql.execute("UPDATE versions SET content = replace(content, 'Radweg', 'Radwag') WHERE id = 'b'", url=in_postgresql.url)
    checked = run("check", data=data)
    assert (checked.exit_code, "damaged in the store: b, version 1" in checked.output, "pg_restore" in checked.output) == (1, True, True)
    assert "1 damaged" in run("rebuild", data=data).output or run("export", data=data).stdout.count("\n") == 1
    postgresql.execute("DROP TABLE listings", url=in_postgresql.url)
    broken = run("status", data=data)
    assert (broken.exit_code, "is damaged or no store" in broken.output) == (2, True)


def test_another_application_may_share_the_database(data: Path, postgresql: Server, in_postgresql: TestDatabase) -> None:
    postgresql.execute("CREATE TABLE invoices (id integer)", url=in_postgresql.url)
    assert imported(data, HIDDEN).exit_code == 0
    assert run("check", data=data).exit_code == 0


def test_a_database_of_another_encoding_is_refused(postgresql: Server) -> None:
    url = postgresql.fresh(encoding="LATIN1")
    with pytest.raises(StoreError, match="createdb --encoding=UTF8"):
        Store.open(TestDatabase(url))
    postgresql.drop(url)


@pytest.mark.parametrize(
    "change", [{"database": "there_is_none"}, {"port": 1}, {"host": "host.invalid"}], ids=["no database", "nobody listens", "no host"]
)
def test_a_server_that_does_not_answer_is_named(postgresql: Server, tmp_path: Path, change: dict[str, object]) -> None:
    url = make_url(postgresql.url).set(password="geheim", **change).render_as_string(hide_password=False)
    with pytest.raises(StoreUnavailableError, match="see that PostgreSQL runs there") as told:
        Store.open(database_of(Settings(database_url=url, database_seconds=2)))
    assert "geheim" not in str(told.value)


def test_passwords_are_printed_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://presse:ge:h@im@db.example/presse"
    settings = Settings(database_url=url.replace("h@im", "h%40im"))
    assert 'database_url = "postgresql://presse:***@db.example/presse"' in settings.as_toml()
    monkeypatch.setenv("NEWS_SEARCH_DATABASE_URL", "postgresql://presse:geheim@db.example")
    with pytest.raises(SettingsError, match=r"presse:\*\*\*@db.example") as told:
        load_settings()
    assert "geheim" not in str(told.value)


def test_long_and_odd_texts_are_stored_as_in_a_file(in_postgresql: TestDatabase) -> None:
    """Addresses longer than an ordered index takes, and what a text of PostgreSQL cannot hold."""
    store = Store.open(in_postgresql)
    chaos = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(4000))
    address = f"https://example.org/{chaos}"
    taken = [
        Incoming(release("a", "Ein Satz.", url=address), place=Place(address, address, 1)),
        Incoming(release("b", "Null \x00 Byte.", url="https://a.de/\x00")),
    ]
    store.take(taken, moment=NOW)
    archive = store.archive()
    assert archive.id_of_url(address) == "a"
    assert isinstance(archive.get("b"), Release)
    assert (archive.get("b\x00"), archive.id_of_url("https://b.de/\x00")) == (None, None)
    store.leave(address, read=[Place(address, address, 2)])
    assert store.withdraw_vanished(address, Mirror.REPORT).ids == ()
    assert list(archive.damage()) == []


def test_half_a_second_before_an_embargo_ends_it_holds(in_postgresql: TestDatabase) -> None:
    store = Store.open(in_postgresql)
    store.put([release("a", "Ein Satz.", url="https://a.de/a", embargo_until=NOW)], moment=NOW - timedelta(days=1))
    archive = store.archive()
    for moment, ids in ((NOW - timedelta(seconds=0.3), []), (NOW, ["a"])):
        assert [each.id for each in archive.many(["a"], moment=moment)] == ids
        assert (archive.get("a", moment=moment) is not None, archive.page_count(moment=moment)) == (bool(ids), len(ids))
        assert archive.id_of_url("https://a.de/a", moment=moment) == (ids or [None])[0]


def test_a_server_that_restarts_loses_nothing(own_postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import that was cut off is completed by the same command."""
    monkeypatch.setenv("NEWS_SEARCH_DATABASE_URL", own_postgresql.url)
    records = [{"id": f"r{number}", "title": f"Meldung {number}", "published": "2024-03-21", "body": "Text."} for number in range(3000)]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    running = indexer("import", source, "--no-index", "--data", tmp_path / "data")
    database = TestDatabase(own_postgresql.url)
    while not has_releases(database):
        time.sleep(0.05)
    own_postgresql.restart()
    _, errors = running.communicate()
    assert running.returncode == 0 or "run the command again" in errors, errors
    assert CliRunner().invoke(main, ["import", str(source), "--data", str(tmp_path / "data")]).exit_code == 0
    archive = Archive.open(database)
    assert sorted(change.id for change in archive.to_index(0)) == sorted(record["id"] for record in records)
    assert CliRunner().invoke(main, ["check", "--data", str(tmp_path / "data")]).exit_code == 0
    database.close()


def has_releases(database: TestDatabase) -> bool:
    try:
        with closing(Archive.open(database)) as archive:
            return archive.last_sequence() > 0
    except NewsSearchError:
        return False
