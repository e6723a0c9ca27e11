"""The configuration for nginx as it is delivered, with the names and ports of this machine, before two real processes' worth of servers.

Without nginx these tests are skipped, or fail with REQUIRE_NGINX=1.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from search_service.serving.server import Server
from tests.archives import release
from tests.web.site import Site

pytestmark = pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning")  # by waitress 4, of which we are below

DELIVERED = Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "news-search.conf"
HOST = "presse.example.org"
MAIN = "daemon off; {user} pid {run}/nginx.pid; error_log {run}/error.log; events {{}}\nhttp {{ {temporary}\n{delivered} }}"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@pytest.fixture(scope="module")
def nginx() -> str:
    """The program. Debian keeps it where only root's PATH leads."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None and os.environ.get("REQUIRE_NGINX"):
        pytest.fail("nginx is missing")
    if found is None:
        pytest.skip("nginx is missing: `apt-get install nginx`, or leave these tests to a machine that has it")
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Front:
    """nginx on ports of this machine before two servers on one site."""

    def __init__(self, nginx: str, folder: Path, site: Site, *, rate: str = "1000r/s") -> None:
        self.folder, self.site = folder, site
        self.plain, self.secure = free_port(), free_port()
        self.upstreams = [free_port(), free_port()]
        self.servers: list[tuple[Server, threading.Thread]] = []
        (folder / "nginx.conf").write_text(self.configuration(rate), encoding="utf-8")
        command = [nginx, "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # what is wrong with the file stands in error.log, too
        self.wait()
        for port in self.upstreams:
            self.start_server(port)

    def configuration(self, rate: str) -> str:
        """What is delivered with only names, ports and folders changed."""
        text = DELIVERED.read_text(encoding="utf-8")
        for here, there in (
            (r"listen \[::\]:\d+[^;]*;", ""),
            (r"listen 80;", f"listen 127.0.0.1:{self.plain};"),
            (r"listen 443 ", f"listen 127.0.0.1:{self.secure} "),
            (r"127.0.0.1:8081", f"127.0.0.1:{self.upstreams[0]}"),
            (r"127.0.0.1:8082", f"127.0.0.1:{self.upstreams[1]}"),
            (r"/etc/ssl/presse.example.org.pem", f"{self.folder}/cert.pem"),
            (r"/etc/ssl/private/presse.example.org.key", f"{self.folder}/cert.key"),
            (r"/var/(lib|log)/nginx/", f"{self.folder}/"),
            (r"rate=\S+;", f"rate={rate};"),
        ):
            text, changed = re.subn(here, there, text)
            assert changed, here
        temporary = " ".join(f"{each}_temp_path {self.folder}/tmp;" for each in TEMPORARY)
        user = "user root;" if os.geteuid() == 0 else ""  # who else could not write where tests do
        return MAIN.format(user=user, run=self.folder, temporary=temporary, delivered=text)

    def start_server(self, port: int) -> None:
        server = Server(self.site.app, socket.create_server(("127.0.0.1", port)), settings=self.site.settings)
        thread = threading.Thread(target=server.run)
        thread.start()
        self.servers.append((server, thread))

    def stop_server(self) -> None:
        server, thread = self.servers.pop(0)
        server.stop()
        thread.join()

    def wait(self) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.secure)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError((self.folder / "error.log").read_text(encoding="utf-8"))

    def get(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        context = ssl.create_default_context(cafile=str(self.folder / "cert.pem"))
        connection = http.client.HTTPSConnection("127.0.0.1", self.secure, context=context, timeout=20)
        sock = socket.create_connection(("127.0.0.1", self.secure), timeout=20)
        connection.sock = context.wrap_socket(sock, server_hostname=HOST)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(connection):
            connection.request(method, path, body=body, headers={"Host": HOST, "Connection": "close"} | sent)
            response = connection.getresponse()
            return response, response.read()

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        while self.servers:
            self.stop_server()


def make_certificate(folder: Path) -> None:
    subject = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", str(folder / "cert.key")]
    command = ["openssl", "req", "-x509", *key, "-out", str(folder / "cert.pem"), "-days", "2", *subject]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"), site_url=f"https://{HOST}", trusted_proxy="127.0.0.1")
    site.publish(*(release(f"r{number}", f"Die Fähre Nummer {number} fährt wieder. " * 20) for number in range(40)))
    yield site
    site.close()


@pytest.fixture
def started(nginx: str, site: Site, tmp_path: Path) -> Iterator[ExitStack]:
    make_certificate(tmp_path)
    (tmp_path / "tmp").mkdir()
    with ExitStack() as running:
        yield running


@pytest.fixture
def front(nginx: str, site: Site, tmp_path: Path, started: ExitStack) -> Front:
    front = Front(nginx, tmp_path, site)
    started.callback(front.close)
    return front


def test_pages_come_by_tls_compressed_and_from_the_cache(front: Front) -> None:
    first, body = front.get("/search?q=F%C3%A4hre", Accept_Encoding="gzip")
    again, same = front.get("/search?q=F%C3%A4hre", Accept_Encoding="gzip")
    assert (first.status, first.headers["X-Cache"], again.headers["X-Cache"]) == (200, "MISS", "HIT")
    _, whole = front.get("/search?q=F%C3%A4hre")
    assert (first.headers["Content-Encoding"], len(body) < len(whole) / 2, len(same) == len(body)) == ("gzip", True, True)
    assert "max-age" in first.headers["Strict-Transport-Security"]
    assert "default-src" in first.headers["Content-Security-Policy"]
    kept, _ = front.get("/search?q=F%C3%A4hre", If_None_Match=str(first.headers["ETag"]))
    assert kept.status == 304


@pytest.mark.parametrize("signs", [3_000, 8_000, 12_000])
def test_a_long_search_is_answered_from_the_cache_like_any_other(front: Front, signs: int) -> None:
    """Also one longer than what pages can make. Its address is the key of the cache, which shares a buffer with the answer's headers."""
    asked = [front.get("/search?q=F%C3%A4hre" + "&" * signs)[0] for _ in range(2)]
    assert [(answer.status, answer.headers["X-Cache"]) for answer in asked] == [(200, "MISS"), (200, "HIT")]


@pytest.mark.parametrize("path", ["/api/v1/changes?since=0", "/api/v1/releases/r1", "/releases/r1.ninjs.json", "/api/v1/search?q=f"])
def test_who_asks_again_is_told_that_nothing_changed(front: Front, path: str) -> None:
    first, _ = front.get(path)
    again, body = front.get(path, If_None_Match=str(first.headers["ETag"]))
    assert (first.status, again.status, body) == (200, 304, b"")


def test_links_name_the_public_address(front: Front) -> None:
    _, body = front.get("/search.atom?q=F%C3%A4hre")
    assert f"https://{HOST}/search".encode() in body
    assert b"127.0.0.1" not in body


def test_who_comes_without_tls_is_led_to_it(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=20)
    connection.request("GET", "/search?q=a", headers={"Host": HOST})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}/search?q=a")
    connection.close()


def test_what_is_too_long_or_not_for_strangers_stays_outside(front: Front) -> None:
    assert front.get("/metrics")[0].status == 404
    with suppress(ConnectionResetError, BrokenPipeError, ssl.SSLError):  # refused before all of it was sent
        assert front.get(f"/search?q={'a' * 100_000}")[0].status == 414
    refused, _ = front.get("/api/v1/similar", method="POST", Content_Type="application/json", Content_Length=str(300_000_000))
    assert refused.status == 413


def test_who_asks_too_often_is_told_to_wait(nginx: str, site: Site, tmp_path: Path, started: ExitStack) -> None:
    front = Front(nginx, tmp_path, site, rate="1r/s")
    started.callback(front.close)
    answers = [front.get("/healthz")[0].status for _ in range(120)]
    assert (set(answers), answers[:100]) == ({200, 429}, [200] * 100)


def test_a_process_that_restarts_is_noticed_by_nobody(front: Front) -> None:
    """Each of the two in turn, while others ask, POST among them."""
    statuses: list[int] = []
    ends = threading.Event()

    def ask(number: int) -> None:
        count = 0
        while not ends.is_set():
            count += 1
            statuses.append(front.get(f"/api/v1/search?q=F%C3%A4hre&page={number}&size={count % 90 + 1}")[0].status)
            headers = {"Content_Type": "application/json"}
            statuses.append(front.get("/api/v1/similar", method="POST", body=b'{"text": "Die Schleuse ruht."}', **headers)[0].status)

    askers = [threading.Thread(target=ask, args=(number + 1,)) for number in range(3)]
    for asker in askers:
        asker.start()
    for port in front.upstreams:
        time.sleep(0.5)
        front.stop_server()
        time.sleep(0.5)
        front.start_server(port)
    ends.set()
    for asker in askers:
        asker.join()
    assert (len(statuses) > 50, set(statuses)) == (True, {200})


def test_a_process_that_cannot_answer_leaves_it_to_the_other(front: Front, tmp_path_factory: pytest.TempPathFactory) -> None:
    """As after an upgrade whose rebuild was forgotten."""
    front.stop_server()
    unbuilt = Site(tmp_path_factory.mktemp("unbuilt"), site_url=f"https://{HOST}", trusted_proxy="127.0.0.1")
    listener = socket.create_server(("127.0.0.1", front.upstreams[0]))
    server = Server(unbuilt.app, listener, settings=unbuilt.settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        statuses = {front.get(f"/search?q=F%C3%A4hre&size={size}")[0].status for size in range(1, 21)}
    finally:
        server.stop()
        thread.join()
        unbuilt.close()
    assert statuses == {200}


def test_without_any_process_readers_are_told_so(front: Front) -> None:
    while front.servers:
        front.stop_server()
    answer, body = front.get("/search?q=F%C3%A4hre&page=2")
    assert (answer.status, answer.headers["Retry-After"], "gleich noch einmal" in body.decode()) == (503, "10", True)
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_the_log_has_neither_queries_nor_whole_addresses(front: Front) -> None:
    front.get("/search?q=geheim")
    time.sleep(0.2)
    log = (front.folder / "news-search.log").read_text(encoding="utf-8")
    assert ("127.0.0.0" in log, "GET /search 200" in log) == (True, True)
    assert "geheim" not in log + (front.folder / "error.log").read_text(encoding="utf-8")
