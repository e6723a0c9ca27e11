"""The two pictures of the README, made anew from the sample releases: `python -m benchmarks.screenshots`.

It wants the extra `test` (Playwright) and Chrome or Chromium; nothing is fetched from elsewhere.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import click
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from indexer.pipeline import bring_up_to_date, import_releases, read_sources
from indexer.store import Store
from search_service.cli import application, sample_folder
from search_service.config import Settings
from search_service.engines.registry import open_index

FOLDER = Path(__file__).resolve().parent / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    path: str
    scheme: Literal["light", "dark"]
    width: int
    height: int


PICTURES = (
    Picture("results.png", "/search?q=Konferenz+der+Integrationsminister", "light", 1200, 900),
    Picture("release.png", "/releases/2024-09-10-integrationspreis-ausschreibung?q=Integrationspreis&page=1", "dark", 420, 900),
)


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing: nobody reads it."""


@click.command()
@click.option("--browser", type=click.Path(exists=True), help="Chrome or Chromium (default: the one of the system).")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=FOLDER, show_default=True, help="Where pictures go.")
def main(browser: str | None, folder: Path) -> None:
    """Take the pictures."""
    executable = browser or next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        raise click.ClickException("no Chrome or Chromium found; name one with --browser")
    folder.mkdir(exist_ok=True)
    with _served() as address, sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for picture in PICTURES:
            path = folder / picture.name
            _take(running, address, picture, path)
            click.echo(f"{path}: {picture.width} x {picture.height}, {path.stat().st_size / 1000:.0f} kB")
        running.close()


@contextmanager
def _served() -> Iterator[str]:
    """The address of the pages over the sample releases."""
    with TemporaryDirectory(prefix="news-search-pictures-") as folder:
        settings = Settings(data=Path(folder), site_name="Pressearchiv", authority="Landesregierung Nordmark-Auen")
        with closing(Store.open(settings.store_path)) as store:
            import_releases(store, read_sources([str(sample_folder())]))
            bring_up_to_date(store, open_index(settings))
        server = make_server("127.0.0.1", 0, application(settings), threaded=True, request_handler=_Silent)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _take(browser: Browser, address: str, picture: Picture, path: Path) -> None:
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(viewport=size, color_scheme=picture.scheme, locale="de-DE")  # type: ignore[arg-type]  # its own shape
    page = context.new_page()
    page.goto(address + picture.path)
    page.evaluate("document.querySelector('.reasons')?.setAttribute('open', '')")
    page.screenshot(path=path)
    context.close()


if __name__ == "__main__":
    main()
