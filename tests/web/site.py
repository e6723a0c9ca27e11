"""A whole site over releases of a test's own: store, index and application."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.serving import make_server

from indexer.pipeline import bring_up_to_date
from indexer.store import Store
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.registry import open_index
from search_service.release import Release
from search_service.web.app import create_app


class Site:
    """What is stored is seen in searches once ``publish`` was called, as after a run of the indexer."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.settings = Settings.model_validate({"data": folder, "site_name": "Pressearchiv"} | settings)
        self.store = Store.open(self.settings.store_path)
        self.searcher = open_searcher(self.settings)
        self.app = create_app(self.settings, self.searcher, self.store.archive())
        self.client: FlaskClient = self.app.test_client()

    def publish(self, *releases: Release, withdraw: tuple[str, ...] = ()) -> None:
        self.store.put(releases)
        for release_id in withdraw:
            self.store.withdraw(release_id)
        bring_up_to_date(self.store, open_index(self.settings))

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The site on a port of this machine; its address."""
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        server = make_server("127.0.0.1", 0, self.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def close(self) -> None:
        self.searcher.close()
        self.store.close()
