"""A browser of the machine and the application on a port. Without a browser these tests are skipped, or fail with REQUIRE_BROWSER=1."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator, FileWrapper

from search_service.web.app import create_app
from tests.conftest import SampleIndex

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
BUNDLES = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)


def browser_path(playwright: Playwright) -> str | None:
    """The browser that BROWSER_PATH names, one of the system, or Playwright's own if somebody downloaded it."""
    if named := os.environ.get("BROWSER_PATH"):
        return named
    installed = [path for path in map(shutil.which, NAMES) if path]
    bundled = [str(path) for path in (*BUNDLES, Path(playwright.chromium.executable_path)) if path.exists()]
    return next(iter(installed + bundled), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    path = browser_path(playwright)
    if path is None:
        reason = "no Chrome or Chromium found: set BROWSER_PATH, or install the system package `chromium`"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox"] if is_root else []}


@pytest.fixture(autouse=True)
def impatient(context: BrowserContext) -> None:
    """What is not there after ten seconds will not come."""
    context.set_default_timeout(10_000)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "de-DE"}


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def live_server(sample_index: SampleIndex) -> Iterator[str]:
    """The address of the application over the sample archive."""
    with served(create_app(sample_index.settings, sample_index.searcher, sample_index.archive)) as address:
        yield address


def _closing(app: WSGIApplication) -> WSGIApplication:
    """The application with every answer read and closed: werkzeug's server leaves one open, and so its file, when the browser hangs up
    while it looks for the rest of a request (WSGIRequestHandler.run_wsgi)."""

    def closing(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = app(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            if isinstance(answer, ClosingIterator | FileWrapper):
                answer.close()

    return closing


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of an application that answers until the block is left."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, _closing(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
