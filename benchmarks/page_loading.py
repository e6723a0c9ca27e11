"""How pages load in a real browser on a slow line: bytes on the line, requests, first paint, layout shift. Asked for by ``pages``.

The line is Chromium's own emulation (Network.emulateNetworkConditions): 400 kbit/s, at two latencies, nothing in the browser's cache.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Request, sync_playwright
from werkzeug.serving import make_server

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
BYTES_PER_SECOND = 400_000 // 8
LATENCIES = (400, 2000)
"""Milliseconds before each answer: a slow mobile line, and what developer tools call slow 3G."""
PAGES = ("/", "/search?q=Land", "/search?q=Land&size=100", "/glossary", "/advanced", "/subscribe?q=Land")
HEADINGS = ["page", "kB on the line", "requests", "foreign", *(f"first paint, {latency} ms" for latency in LATENCIES), "layout shift"]
_WATCHED = """
window.seen = {shift: 0};
new PerformanceObserver(list => list.getEntries().forEach(each => { window.seen.shift += each.value; }))
  .observe({type: "layout-shift", buffered: true});
"""


def browser_path() -> str | None:
    """Chrome or Chromium of this machine."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def loading_rows(app: Flask, browser: str, pages: Sequence[str] = PAGES) -> list[list[str]]:
    """A row of ``HEADINGS`` for each page."""
    with _served(app) as address, sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        rows = [_row(running, address, page) for page in pages]
        running.close()
    return rows


def _row(running: Browser, address: str, path: str) -> list[str]:
    loads = [_load(running, address + path, latency=latency) for latency in LATENCIES]
    sizes, requests, foreign, _, shift = loads[0]
    return [path, f"{sizes / 1000:.1f}", str(requests), str(foreign), *(f"{load[3]:.2f} s" for load in loads), f"{shift:.3f}"]


def _load(running: Browser, url: str, *, latency: int) -> tuple[int, int, int, float, float]:
    """Bytes, requests, requests to other hosts, seconds to the first paint, layout shift."""
    context = running.new_context(viewport={"width": 390, "height": 844}, locale="de-DE")
    page = context.new_page()
    page.add_init_script(_WATCHED)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    throughput = {"downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": latency, **throughput})
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))  # a method of a list takes no attributes, which Playwright sets
    page.goto(url, wait_until="networkidle")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
    shift = page.evaluate("window.seen.shift")
    sizes = sum(sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")) for request in asked)
    foreign = sum(urlsplit(request.url).netloc != urlsplit(url).netloc for request in asked)
    context.close()
    return sizes, len(asked), foreign, paint, shift


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
