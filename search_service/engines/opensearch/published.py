"""What of a generation lies in the cluster, and under which names: an index of its own, an alias that names the published one.

news-search               the alias; a search never sees half of anything, because it moves in one step
news-search-7-3f0c…       the index of generation 7, never written again once it is published; its mapping holds the sidecar
news-search-lexicons      pieces of the files that travel with generations
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opensearchpy.exceptions import NotFoundError
from pydantic import BaseModel, ValidationError

from search_service.engines.generations import Sidecar, number_in, sidecar_of
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.mapping import VERSIONS
from search_service.errors import (
    EngineUnavailableError,
    IndexDamagedError,
    IndexLockedError,
    IndexNotBuiltError,
    IndexOutdatedError,
    SettingsError,
)


@dataclass(frozen=True, slots=True)
class Published:
    """A generation in the cluster: its ``index``, what it is, and of which ``pieces`` (in ``lexicons``) its files are made."""

    index: str
    sidecar: Sidecar
    pieces: Mapping[str, Sequence[str]]
    lexicons: str | None = None
    """None: where they usually lie, ``Names.lexicons``."""


class Names:
    """The names of an archive's indices, which all begin alike."""

    def __init__(self, prefix: str) -> None:
        self.alias = prefix
        self.lexicons = f"{prefix}-lexicons"
        self._lexicons = re.compile(rf"{re.escape(self.lexicons)}(-[0-9a-f]+)?")
        self._index = re.compile(rf"{re.escape(prefix)}-(\d+-[0-9a-f]+)")

    def index(self, generation: str) -> str:
        """The index of a generation by its name (``Sidecar.name``)."""
        return f"{self.alias}-{generation}"

    def holds_lexicons(self, index: str) -> bool:
        """Whether an index holds pieces of files; there is a second one where those of the first were lost."""
        return self._lexicons.fullmatch(index) is not None

    def generation(self, index: str) -> str | None:
        """The name of the generation that an index holds; None for other indices."""
        match = self._index.fullmatch(index)
        return match[1] if match else None


def published_index(cluster: Cluster, names: Names, *, local: bool = False) -> str:
    """The index that the alias names, see ``named_by_alias``. Raises IndexNotBuiltError."""
    found = named_by_alias(cluster, names, local=local)
    if not found:
        raise IndexNotBuiltError(f"there is no index {names.alias} in the cluster yet; build it with `news-indexer rebuild`")
    if len(found) != 1 or names.generation(found[0]) is None:
        raise IndexDamagedError(f"the alias {names.alias} names no generation ({', '.join(found)[:80]}); run `news-indexer rebuild`")
    return found[0]


def read_published(cluster: Cluster, index: str) -> Published:
    """What an index says of itself. Raises IndexOutdatedError or IndexDamagedError."""
    with cluster.errors():
        meta = cluster.client.indices.get_mapping(index=index)[index]["mappings"].get("_meta", {})
    if not isinstance(meta.get("sidecar"), str):
        raise IndexDamagedError(f"the index {index} was never completed; run `news-indexer rebuild`")
    return Published(index, sidecar_of(meta["sidecar"].encode(), VERSIONS, where=index), json.loads(meta["pieces"]), meta.get("lexicons"))


def store_of(cluster: Cluster, index: str) -> str:
    """The identity of the store that an index was made from, by whichever version of the program; empty where it tells none."""
    with cluster.errors():
        meta = cluster.client.indices.get_mapping(index=index)[index]["mappings"].get("_meta", {})
    try:
        return _MadeFrom.model_validate_json(meta.get("sidecar", "")).store
    except ValidationError:
        return ""


class _MadeFrom(BaseModel):
    store: str = ""


def of_another_store(names: Names) -> IndexOutdatedError:
    """What is raised where the alias leads to an index of another store."""
    return IndexOutdatedError(
        f"`opensearch_index` is {names.alias}, an index that was made from another store, and another archive may be using it: choose "
        "another name; only where no archive uses it any more, replace it with `news-indexer rebuild --overwrite`"
    )


def check_name(cluster: Cluster, names: Names) -> None:
    """Raises SettingsError where an index, not an alias, bears the name that the alias is to have."""
    with cluster.errors():
        found = cluster.client.indices.get(index=names.alias, params={"filter_path": "*.aliases"}, ignore=404)
    if names.alias in found:
        raise SettingsError(f"the cluster has an index of its own with the name {names.alias}; choose another `opensearch_index`")


def pieces_of(cluster: Cluster, index: str) -> Mapping[str, Sequence[str]]:
    """Of which pieces the files of an index are made, whichever version of the program wrote it; none of one that is incomplete."""
    with cluster.errors():
        meta = cluster.client.indices.get_mapping(index=index)[index]["mappings"].get("_meta", {})
    pieces: Mapping[str, Sequence[str]] = json.loads(meta.get("pieces", "{}"))
    return pieces


def lexicons_of(cluster: Cluster, index: str) -> str | None:
    """In which index the pieces of an index's files lie, whichever version of the program wrote it; None: where they usually do."""
    with cluster.errors():
        meta = cluster.client.indices.get_mapping(index=index)[index]["mappings"].get("_meta", {})
    lexicons: str | None = meta.get("lexicons")
    return lexicons


def check_there(cluster: Cluster, index: str) -> None:
    """Raises EngineUnavailableError where a part of an index is on no node that is there: what it is can still be read, not what it has."""
    with cluster.errors():
        health = cluster.client.cluster.health(index=index)
    if health["status"] == "red":
        message = f"a part of {index} is on no node of the cluster; see that all nodes run, or, where its data are lost,"
        raise EngineUnavailableError(f"{message} run `news-indexer rebuild`")


def complete(cluster: Cluster, published: Published) -> None:
    """Write into an index what it is."""
    meta = {"sidecar": published.sidecar.model_dump_json(), "pieces": json.dumps(published.pieces), "lexicons": published.lexicons}
    with cluster.errors():
        cluster.client.indices.put_mapping(index=published.index, body={"_meta": meta})


def named_by_alias(cluster: Cluster, names: Names, *, local: bool = False) -> list[str]:
    """The indices that the alias names now: one, or none before anything was published.

    The elected manager knows. ``local`` asks whatever node is there: that may be behind for a moment, but answers without a manager.
    """
    params = {"local": "true"} if local else {}
    with cluster.errors():
        found = cluster.client.indices.get_alias(name=names.alias, params=params, ignore=404)
    return [] if "error" in found else list(found)


def switch(cluster: Cluster, names: Names, fresh: str, *, before: Sequence[str]) -> None:
    """Let the alias name the index ``fresh`` in one step. Raises IndexLockedError if it no longer names ``before``."""
    removed = [{"remove": {"index": index, "alias": names.alias, "must_exist": True}} for index in before]
    with cluster.errors():
        try:
            cluster.client.indices.update_aliases(body={"actions": [*removed, {"add": {"index": fresh, "alias": names.alias}}]})
        except NotFoundError as error:
            if named_by_alias(cluster, names) == [fresh]:
                return  # it was this very move, whose answer was lost
            message = f"another writer has published {names.alias} meanwhile; run the command again: what is stored is safe"
            raise IndexLockedError(message) from error


def generations(cluster: Cluster, names: Names) -> dict[str, int]:
    """The indices of all generations that are there, complete or not, with their numbers."""
    with cluster.errors():
        indices = cluster.client.indices.get(index=f"{names.alias}-*", params={"expand_wildcards": "all", "filter_path": "*.aliases"})
    named = ((index, names.generation(index)) for index in indices)
    return {index: number for index, name in named if name is not None and (number := number_in(name)) is not None}
