"""One contestant behind our web application and waitress, in a process of its own; prints its port. Started by ``http``."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import click

from benchmarks.contestants import MODULES, OURS, contestant
from benchmarks.load import HOST
from search_service.archive import Archive
from search_service.config import Settings
from search_service.serving.server import Server
from search_service.web.app import create_app
from search_service.web.warming import spare_collections, warm


@click.command()
@click.argument("name", type=click.Choice(list(MODULES)))
@click.argument("index", type=click.Path(exists=True, path_type=Path))
@click.argument("store", type=click.Path(exists=True, path_type=Path))
def main(name: str, index: Path, store: Path) -> None:
    """Serve the contestant NAME over its INDEX until the process is ended."""
    settings = Settings()
    app = create_app(settings, contestant(name).open_searcher(index), Archive.open(store))
    if name == OURS:
        warm(app)  # asks for pages, too, which the peers cannot answer
    spare_collections()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is what a load is meant to make
    listener = socket.create_server((HOST, 0))
    click.echo(listener.getsockname()[1])
    Server(app, listener, settings=settings).run()


if __name__ == "__main__":
    main()
