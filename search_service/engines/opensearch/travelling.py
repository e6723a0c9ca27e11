"""The files of a generation as pieces in the cluster: each is named by its content, so that what two generations share is sent once.

Each machine keeps the files of the generations that it uses in a folder of its own, complete or not at all.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from search_service.engines.generations import FileFacts, Verifier
from search_service.engines.opensearch.cluster import Cluster
from search_service.engines.opensearch.mapping import LEXICON_MAPPING
from search_service.engines.opensearch.published import Names, Published
from search_service.engines.opensearch.writing.bulk import BulkSender, Operation
from search_service.engines.rights import give_rights, make_folder, make_folder_of_index
from search_service.errors import IndexDamagedError, IndexUnwritableError

PIECE = 1 << 22
"""Bytes of a piece before it is compressed."""
LISTED = 10_000
COMING_BACK = 30
"""Seconds that a node which was started again is waited for."""


def send_files(cluster: Cluster, lexicons: str, folder: Path, files: Iterable[str], *, replicas: int) -> dict[str, list[str]]:
    """Send what the index ``lexicons`` does not have of ``files`` below ``folder``; the pieces that each is made of."""
    _make_index(cluster, lexicons, replicas=replicas)
    pieces: dict[str, list[str]] = {}

    def missing() -> Iterator[Operation]:
        for name in files:
            pieces[name] = []
            for data in _pieces_of(folder / name):
                digest = hashlib.blake2b(data, digest_size=20).hexdigest()
                pieces[name].append(digest)
                with cluster.errors():
                    is_there = cluster.client.exists(index=lexicons, id=digest)
                if not is_there:
                    yield Operation(digest, {"data": base64.b64encode(zlib.compress(data, 1)).decode()})

    BulkSender(cluster, lexicons, version=None).send(missing())
    return pieces


def _make_index(cluster: Cluster, lexicons: str, *, replicas: int) -> None:
    copies = {"number_of_replicas": replicas}
    with cluster.making():
        if cluster.client.indices.exists(index=lexicons):
            cluster.client.indices.put_settings(index=lexicons, body={"index": copies})
            return
        settings = {"number_of_shards": 1, "codec": "best_compression", **copies}
        cluster.client.indices.create(index=lexicons, body={"settings": {"index": settings}, "mappings": LEXICON_MAPPING})


def lexicons_of_a_rebuild(cluster: Cluster, names: Names, used: str | None) -> str:
    """Where whoever writes all anew puts pieces: into the index ``used`` before, or a new one where a part of that is on no node.

    What was published may still need the former, whose node may come back: it goes when something else is published.
    """
    lexicons = used or names.lexicons
    with cluster.errors():
        if not cluster.client.indices.exists(index=lexicons):
            return lexicons
        params = {"wait_for_status": "yellow", "timeout": f"{COMING_BACK}s"}
        health = cluster.client.cluster.health(index=lexicons, params=params, request_timeout=COMING_BACK + 10, ignore=408)
    return f"{names.lexicons}-{secrets.token_hex(4)}" if health["status"] == "red" else lexicons


def forget_lexicons(cluster: Cluster, names: Names, kept: str) -> None:
    """Remove all indices of pieces but the one that is ``kept``."""
    with cluster.errors():
        indices = cluster.client.indices.get(index=f"{names.lexicons}*", params={"filter_path": "*.aliases"})
        for index in filter(names.holds_lexicons, indices):
            if index != kept:
                cluster.client.indices.delete(index=index, params={"ignore_unavailable": "true"})


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while data := stream.read(PIECE):
            yield data


def forget_pieces(cluster: Cluster, lexicons: str, kept: Iterable[Mapping[str, Sequence[str]]]) -> None:
    """Remove the pieces of the index ``lexicons`` that no file of ``kept`` is made of."""
    needed = {digest for pieces in kept for digests in pieces.values() for digest in digests}
    with cluster.errors():
        cluster.client.indices.refresh(index=lexicons)
        body = {"size": LISTED, "_source": False, "query": {"match_all": {}}}
        found = cluster.client.search(index=lexicons, body=body)["hits"]["hits"]
    unneeded = (Operation(hit["_id"], None) for hit in found if hit["_id"] not in needed)
    BulkSender(cluster, lexicons, version=None).send(unneeded)


class LocalGenerations:
    """The folder of a machine's copies."""

    def __init__(self, folder: Path, cluster: Cluster, names: Names) -> None:
        self._folder = folder
        self._cluster = cluster
        self._names = names
        self._verifier = Verifier()

    def folder(self, published: Published, rooms: Sequence[str]) -> Path:
        """The folder of a generation, with the files of ``rooms``, which are fetched where they are missing or damaged."""
        target = self._folder / f"generation-{published.sidecar.name}"
        try:
            make_folder_of_index(self._folder)
            make_folder(target)
            for room in rooms:
                self._room(published, target, room)
        except OSError as error:
            raise IndexUnwritableError(f"{self._folder} cannot be written ({error.strerror or error}); see that there is room") from error
        return target

    def _room(self, published: Published, target: Path, room: str) -> None:
        facts = {name: each for name, each in published.sidecar.files.items() if name.startswith(f"{room}/")}
        if (target / room).is_dir():
            try:
                self._verifier.verify(target, facts)
            except IndexDamagedError:
                shutil.rmtree(target / room)
            else:
                return
        self._fetch(published, target, facts, room)

    def _fetch(self, published: Published, target: Path, facts: Mapping[str, FileFacts], room: str) -> None:
        with tempfile.TemporaryDirectory(dir=self._folder, prefix="fetching-") as folder:
            for name in facts:
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as stream:
                    for digest in published.pieces[name]:
                        stream.write(self._piece(published.lexicons or self._names.lexicons, digest))
            self._verifier.verify(Path(folder), facts)
            self._put(Path(folder) / room, target / room)

    def keep(self, published: Published, made: Path, rooms: Sequence[str]) -> None:
        """Take over ``rooms`` of a generation that was made here."""
        target = self._folder / f"generation-{published.sidecar.name}"
        make_folder(target)
        for room in rooms:
            self._put(made / room, target / room)

    @staticmethod
    def _put(made: Path, target: Path) -> None:
        """Move a folder to where it belongs; another process may have done so meanwhile."""
        try:
            made.rename(target)
        except OSError:
            if not target.is_dir():
                raise
        give_rights(target.parent)

    def _piece(self, lexicons: str, digest: str) -> bytes:
        with self._cluster.errors():
            found = self._cluster.client.get(index=lexicons, id=digest)
        return zlib.decompress(base64.b64decode(found["_source"]["data"]))

    def forget(self, kept: Iterable[str]) -> None:
        """Remove the copies of all generations but those with the names ``kept``; open readers keep their mapped files."""
        names = {f"generation-{name}" for name in kept}
        for path in self._folder.glob("generation-*"):
            if path.name not in names:
                shutil.rmtree(path, ignore_errors=True)
