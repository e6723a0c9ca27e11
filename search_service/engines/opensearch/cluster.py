"""The cluster as the engine asks it: every call has a time limit, and what goes wrong is one of our errors. Knows no release, no query."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionTimeout,
    NotFoundError,
    OpenSearchException,
    RequestError,
    TransportError,
)
from opensearchpy.exceptions import ConnectionError as UnreachableError

from search_service.config import Settings, secret
from search_service.engines.opensearch.unreachable import why_unreachable
from search_service.errors import EngineUnavailableError, IndexDamagedError, SettingsError

PASSWORD = "NEWS_SEARCH_OPENSEARCH_PASSWORD"  # the name of the variable that holds it
TRIES = 3
"""Nodes that are asked at most when one does not answer; writing is repeated as reading is: ids and versions make that harmless."""
PASSED_OVER = 5.0
"""Seconds for which a node that did not answer is not asked, twice as long after each time in a row. It may have waited for another."""
WRITING_SECONDS = 60.0
"""How long at least a writer waits: nobody sits before it, and a request of some megabytes may queue."""
Body = dict[str, Any]
"""JSON as it is sent and received."""


def client_of(settings: Settings, *, seconds: float = 0.0) -> OpenSearch:
    """A client for the cluster that the settings name; it connects when it is first asked. Safe from any thread.

    An answer is waited for as long as the settings say, by all nodes that are asked in turn together: a node that hangs, or waits for one
    that does, must not be all that a search tries. With ``seconds`` each may take as long as that.

    Raises SettingsError for certificates that cannot be read and for a user without a password.
    """
    tries = min(TRIES, len(settings.opensearch_url))
    tls = any(url.startswith("https:") for url in settings.opensearch_url)
    options: dict[str, Any] = {"verify_certs": True} if tls else {}
    if settings.opensearch_ca_file is not None:
        options["ca_certs"] = _certificates(settings.opensearch_ca_file)
    if settings.opensearch_user:
        options["http_auth"] = (settings.opensearch_user, _password(settings.opensearch_user))
    for name in ("opensearch", "opensearchpy.trace"):
        logging.getLogger(name).setLevel(logging.WARNING)  # the client tells each request as INFO
    return OpenSearch(
        list(settings.opensearch_url),
        timeout=max(seconds, settings.opensearch_seconds / tries),
        max_retries=max(1, tries - 1),  # of one node, too: it may have closed a connection that was kept
        retry_on_timeout=tries > 1,
        dead_timeout=PASSED_OVER,
        pool_maxsize=settings.threads + 2,
        **options,
    )


def _certificates(path: Path) -> str:
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:  # that of ssl is one, too
        raise SettingsError(f"opensearch_ca_file: {path} cannot be used ({error.strerror or error}); name certificates") from error
    return str(path)


def _password(user: str) -> str:
    password = secret(PASSWORD)
    if not password:
        raise SettingsError(f"opensearch_user is {user}, but the variable {PASSWORD}, which has its password, is not set")
    return password


class Cluster:
    """One cluster, asked through ``client``."""

    def __init__(self, client: OpenSearch) -> None:
        self.client = client

    @classmethod
    def of(cls, settings: Settings, *, seconds: float = 0.0) -> Cluster:
        """The cluster that the settings name; see ``client_of``."""
        return cls(client_of(settings, seconds=seconds))

    @property
    def tries(self) -> int:
        """How many nodes a request waits for in turn when none of them answers."""
        transport = self.client.transport
        return 1 + int(transport.max_retries) if transport.retry_on_timeout else 1

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turns what the client raises into EngineUnavailableError, or IndexDamagedError for an index that is gone.

        Messages are for the operator, in the log and of commands; pages and API say less.
        """
        try:
            yield
        except (AuthenticationException, AuthorizationException) as error:
            message = f"OpenSearch refuses this user ({_reason(error)}); check `opensearch_user`, the variable {PASSWORD} and its role"
            raise EngineUnavailableError(message) from error
        except NotFoundError as error:
            raise IndexDamagedError(f"OpenSearch lacks what was published ({_reason(error)}); run `news-indexer rebuild`") from error
        except ConnectionTimeout as error:
            raise EngineUnavailableError("OpenSearch did not answer in time; try again, or raise `opensearch_seconds`") from error
        except UnreachableError as error:
            raise EngineUnavailableError(why_unreachable(self.client, str(error.error))) from error
        except TransportError as error:
            raise EngineUnavailableError(f"OpenSearch cannot answer ({_reason(error)}); see that it is green") from error
        except OpenSearchException as error:
            raise EngineUnavailableError(f"OpenSearch cannot be asked ({error}); check `opensearch_url`") from error

    @contextmanager
    def making(self) -> Iterator[None]:
        """As ``errors``, for what is made: being there already is success, as another machine was quicker, or an answer was lost."""
        with self.errors():
            try:
                yield
            except RequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise

    def search(self, index: str, body: Body) -> Body:
        """One search. No shard may be missing from its answer. An index that is gone was replaced meanwhile: who asks again has another."""
        with self.errors():
            try:
                found: Body = self.client.search(index=index, body=body, params={"allow_partial_search_results": "false"})
            except NotFoundError as error:
                raise EngineUnavailableError(f"OpenSearch has replaced what was asked ({_reason(error)}); try again") from error
        return found

    def searches(self, index: str, bodies: Sequence[Body]) -> list[Body]:
        """Several searches in one request."""
        if not bodies:
            return []
        lines = [line for body in bodies for line in ({"allow_partial_search_results": False}, body)]
        with self.errors():
            answers: list[Body] = self.client.msearch(body=lines, index=index)["responses"]
        for answer in answers:
            if "error" in answer:
                reason = answer["error"].get("reason", answer["error"].get("type"))
                raise EngineUnavailableError(f"OpenSearch cannot answer ({reason}); see that it is green")
        return answers

    def totals(self, index: str, queries: Sequence[Body]) -> list[int]:
        """How many documents match each query, exactly."""
        bodies = [{"size": 0, "track_total_hits": True, "query": query} for query in queries]
        return [answer["hits"]["total"]["value"] for answer in self.searches(index, bodies)]


def _reason(error: TransportError) -> str:
    """What the server says of an error, in short."""
    info = error.info if isinstance(error.info, dict) else {}
    details = info.get("error")
    if isinstance(details, dict):
        causes = details.get("root_cause") or [details]
        kind = causes[0].get("type") or details.get("type") or error.status_code
        return f"{error.status_code}: {kind}: {str(causes[0].get('reason') or details.get('reason'))[:300]}"
    return f"{error.status_code}: {str(error.error)[:300]}"
