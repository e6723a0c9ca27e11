"""What a watch of many sources costs while nothing happens.

`python -m benchmarks.watch_idle`. Feeds with their pages, sitemaps, single pages and folders, served by another process; when all have
been read once, the watch is left alone and its time and memory are taken from /proc, so this runs on Linux alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.memory import Memory
from benchmarks.tables import machine, table
from indexer.watching.memory import last_runs
from search_service.config import PREFIX

ENTRIES = 10
"""Entries of each feed, files of each folder."""
MOST_MEGABYTES, MOST_PERCENT = 150, 2.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Of the process while it was left alone: part of one core, memory, runs of sources."""

    percent: float
    memory: Memory
    runs: int


@click.command()
@click.option("--sources", default=50, show_default=True, help="Number of watched sources.")
@click.option("--interval", default=60.0, show_default=True, help="Seconds between two looks at each; the default of a source is 300.")
@click.option("--seconds", default=60.0, show_default=True, help="How long it is left alone.")
def main(sources: int, interval: float, seconds: float) -> None:
    """Time and memory of an idle watch."""
    with TemporaryDirectory() as folder, _served() as address:
        _write_sources(Path(folder), address, sources, interval)
        cost = _measured(Path(folder), sources, seconds)
    click.echo(f"{sources} sources, each looked at every {interval:g} s for {seconds:g} s; {machine()}\n")
    rows = [
        ["part of one core, %", f"{cost.percent:.2f}", f"≤ {MOST_PERCENT:g}"],
        ["memory in all, MB own + mapped files", str(cost.memory), f"≤ {MOST_MEGABYTES} own"],
        ["runs of sources", f"{cost.runs:,}", ""],
        ["processor time of a run, ms", f"{10 * cost.percent * seconds / max(cost.runs, 1):.1f}", ""],
    ]
    click.echo(table(["what", "measured", "bound"], rows))


def _measured(folder: Path, sources: int, seconds: float) -> Cost:
    command = [sys.executable, "-c", "from indexer.cli import main; main()", "watch"]
    command += ["--data", str(folder / "var"), "--sources", str(folder / "watch.toml")]
    with (folder / "log").open("w", encoding="utf-8") as log:
        environment = {**os.environ, f"{PREFIX}PRIVATE_ADDRESSES": "true"}
        with subprocess.Popen(command, stderr=log, env=environment) as process:
            try:
                _wait_for_first_round(folder / "var", sources)
                before, looked = _cpu_seconds(process.pid), _lines(folder / "log")
                time.sleep(seconds)
                used = _cpu_seconds(process.pid) - before
                return Cost(100 * used / seconds, Memory.of(process.pid), _lines(folder / "log") - looked)
            finally:
                process.send_signal(signal.SIGTERM)


def _wait_for_first_round(data: Path, sources: int) -> None:
    """All have been read, and a while has passed since."""
    while len(last_runs(data)) < sources:
        time.sleep(1)
    time.sleep(5)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _write_sources(folder: Path, address: str, number: int, interval: float) -> None:
    """Of ten sources six are feeds, one a sitemap, one a page, two are folders; each server name is another host."""
    entries = ["threads = 8", "pause = 0"]
    for each in range(number):
        host = address.replace("127.0.0.1", f"127.0.{each // 250}.{each % 250 + 1}")
        kinds = {6: f'kind = "sitemap"\nurl = "{host}/sitemap/{each}"', 7: f'kind = "pages"\nurls = ["{host}/page/{each}/1"]'}
        kind = kinds.get(each % 10, f'kind = "feed"\nurl = "{host}/feed/{each}"')
        if each % 10 >= 8:
            _fill(folder / str(each))
            kind = f'kind = "folder"\npath = "{each}"'
        entries.append(f'[[source]]\nname = "quelle-{each}"\ninterval = {interval}\n{kind}')
    (folder / "watch.toml").write_text("\n".join(entries), encoding="utf-8")


def _fill(folder: Path) -> None:
    folder.mkdir()
    for number in range(ENTRIES):
        record = f'{{"title": "Meldung {number} aus {folder.name}", "published": "2024-03-21", "body": "Ein Absatz mit einigen Wörtern."}}'
        (folder / f"{number}.json").write_text(record, encoding="utf-8")


class _Handler(BaseHTTPRequestHandler):
    """A portal on which nothing changes: feeds, sitemaps and pages made from their numbers, with ETags."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.body(self.path.strip("/").split("/")).encode()
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        is_known = self.headers.get("If-None-Match") == etag
        self.send_response(404 if not body else 304 if is_known else 200)
        self.send_header("ETag", etag)
        self.send_header("Connection", "close")
        self.send_header("Content-Length", "0" if is_known else str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if is_known else body)

    def body(self, parts: list[str]) -> str:
        home = f"http://{self.headers['Host']}/page/{parts[-1]}"
        match parts:
            case ["feed", number]:
                items = (
                    f"<item><title>Meldung {each} von {number}</title><link>{home}/{each}</link>"
                    f"<description>Kurz gesagt.</description><pubDate>Thu, 21 Mar 2024 10:00:00 +0100</pubDate></item>"
                    for each in range(ENTRIES)
                )
                return f"<rss version='2.0'><channel><title>Presse</title>{''.join(items)}</channel></rss>"
            case ["sitemap", _]:
                return f"<urlset>{''.join(f'<url><loc>{home}/{each}</loc></url>' for each in range(ENTRIES))}</urlset>"
            case ["page", number, each]:
                text = "<p>Die Arbeiten am Deich verlaufen planmäßig und enden im Herbst, teilte die Behörde am Vormittag mit.</p>" * 5
                return f"<html lang=de><body><main><h1>Meldung {each} von {number}</h1><p>21. März 2024</p>{text}</main></body></html>"
        return ""

    def log_message(self, *arguments: object) -> None:
        pass


def serve(found: Connection) -> None:
    """Answer on all addresses of this machine; the address goes through ``found``."""
    with ThreadingHTTPServer(("0.0.0.0", 0), _Handler) as server:
        found.send(f"http://127.0.0.1:{server.server_port}")
        server.serve_forever()


@contextmanager
def _served() -> Iterator[str]:
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there,), daemon=True)
    process.start()
    yield here.recv()
    process.terminate()
    process.join()


if __name__ == "__main__":
    main()
