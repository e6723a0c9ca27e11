"""How many exports may be under way, in number and bytes; what is too much is refused for now."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.exceptions import ServiceUnavailable

from search_service.web.exports.spool import Spool
from search_service.web.i18n import install_i18n


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    install_i18n(app)
    return app


def asked(app: Flask, spool: Spool, *parts: str, method: str = "GET") -> bytes:
    with app.test_request_context(method=method):
        response = spool.response(iter(parts), "text/plain")
        assert method == "HEAD" or response.content_length == sum(map(len, parts))
        data = b"".join(response.response)  # type: ignore[arg-type]  # bytes, as a file gives them
        response.close()
        return data


def test_what_was_sent_makes_room(app: Flask) -> None:
    spool = Spool(makers=1, megabytes=2)
    for _ in range(3):
        assert len(asked(app, spool, "a" * 1_900_000)) == 1_900_000


def test_what_is_not_sent_yet_takes_room(app: Flask) -> None:
    spool = Spool(makers=1, megabytes=2)
    with app.test_request_context():
        held = spool.response(iter(["a" * 1_900_000]), "text/plain")
        with pytest.raises(ServiceUnavailable) as refused:
            spool.response(iter(["a" * 100_000, "b"]), "text/plain")
        assert refused.value.retry_after == 10
        held.close()
        spool.response(iter(["a" * 1_900_000]), "text/plain").close()


def test_only_so_many_are_made_at_once(app: Flask) -> None:
    spool = Spool(makers=1, megabytes=2)
    begun, ended = threading.Event(), threading.Event()

    def slow() -> Iterator[str]:
        begun.set()
        ended.wait(timeout=10)
        yield "a"

    def ask() -> None:
        with app.test_request_context():
            spool.response(slow(), "text/plain").close()

    thread = threading.Thread(target=ask)
    thread.start()
    begun.wait(timeout=10)
    with pytest.raises(ServiceUnavailable):
        asked(app, spool, "b")
    ended.set()
    thread.join()
    assert asked(app, spool, "b") == b"b"


def test_one_that_fails_leaves_nothing(app: Flask) -> None:
    spool = Spool(makers=1, megabytes=2)

    def failing() -> Iterator[str]:
        yield "a" * 1_900_000
        raise ZeroDivisionError

    with app.test_request_context(), pytest.raises(ZeroDivisionError):
        spool.response(failing(), "text/plain")
    assert asked(app, spool, "a" * 1_900_000)


def test_without_a_place_for_temporary_files_it_is_refused_for_now(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    with pytest.raises(ServiceUnavailable):
        asked(app, Spool(makers=1, megabytes=2), "a")


def test_nothing_is_made_for_head(app: Flask) -> None:
    assert asked(app, Spool(makers=1, megabytes=2), "a" * 3_000_000, method="HEAD") == b""
