"""Which release of the store each one that comes in is, and what is told of it by now. What then changes is ``store_batch``.

The transaction is that of ``store``. Besides, only ``tombstones`` and ``migrations`` add rows of ``told``
and ``likenesses``; erasing (``store_batch``) takes out what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from indexer.identity import are_same, keys_of
from indexer.joining import Told, joined
from indexer.listings import Entry, Listings, Place
from indexer.store_batch import Batch, Known, Outcome, known_releases
from search_service.release import Release, Status
from search_service.store_schema import ERASED, changes, likenesses, releases, told, versions

ANY_KIND = ""
"""Of what was stored before kinds were known, and of what is stored by hand."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A release as a source tells it, under the id that it has there.

    ``own_id`` tells that this id is the source's own: two such ids never are one release. ``kind`` is how the source tells it; one
    release from two kinds is joined, another text from the same replaces what it told. ``place`` is None where nobody keeps a list.
    """

    release: Release
    own_id: bool = True
    kind: str = ANY_KIND
    known_hash: str = ""
    place: Place | None = None

    @property
    def content_hash(self) -> str:
        """That of the release: ``known_hash`` where somebody computed it before."""
        return self.known_hash or self.release.content_hash


@dataclass(frozen=True, slots=True)
class _TellsOf:
    """A row of ``told``."""

    id: str
    given: str
    kind: str
    own: bool
    hash: str
    revision: int
    content: str | None

    def as_row(self) -> dict[str, object]:
        """By column."""
        return {name: getattr(self, name) for name in self.__slots__}

    def is_from(self, incoming: Incoming) -> bool:
        """Whether the same source tells it."""
        same_kind = self.kind == incoming.kind or ANY_KIND in (self.kind, incoming.kind)
        return self.given == incoming.release.id and same_kind


class Intake:
    """Takes releases with distinct ids in at one ``moment``, within one transaction."""

    def __init__(self, connection: Connection, moment: datetime) -> None:
        self._connection = connection
        self._moment = moment
        self._batch = Batch(connection, moment)
        self._rows = _NewRows()
        self._known: dict[str, Known] = {}
        self._told: dict[str, list[_TellsOf]] = {}
        self._id_by_given: dict[str, str] = {}
        self._alike: dict[int, set[str]] = {}
        self._current: dict[str, Release] = {}
        self._keys: dict[str, tuple[int, ...]] = {}
        self._touched: set[str] = set()
        self._listings = Listings(connection, ())

    def take(self, incoming: Sequence[Incoming]) -> list[Outcome]:
        """What becomes of each, in order; everything is written when this returns."""
        self._look_up(incoming)
        outcomes = [self._take(each) for each in incoming]
        self._write()
        self._listings.enter(
            Entry(each.place, each.release.id, each.kind)
            for each, outcome in zip(incoming, outcomes, strict=True)
            # What was erased leaves nothing in the store, not even the address of its page.
            if each.place and each.release.status is Status.PUBLISHED and outcome is not Outcome.ERASED
        )
        return outcomes

    def _look_up(self, incoming: Sequence[Incoming]) -> None:
        """What is known under the ids of ``incoming``; for what is new, also what may be the same."""
        given = [each.release.id for each in incoming]
        self._listings = Listings(self._connection, given)
        rows = self._connection.execute(select(told.c.given, told.c.id).where(told.c.given.in_(given))).all()
        self._id_by_given = {row.given: row.id for row in rows}
        self._keys = {each.release.id: keys_of(each.release) for each in incoming if each.release.id not in self._id_by_given}
        keys = sorted({key for of_release in self._keys.values() for key in of_release})
        for row in self._connection.execute(select(likenesses).where(likenesses.c.key.in_(keys))):
            self._alike.setdefault(row.key, set()).add(row.id)
        self._load({*given, *self._id_by_given.values(), *(each for ids in self._alike.values() for each in ids)})

    def _load(self, ids: Iterable[str]) -> None:
        wanted = sorted(ids)
        self._known |= known_releases(self._connection, wanted)
        self._told |= {each: [] for each in wanted}
        for row in self._connection.execute(select(told).where(told.c.id.in_(wanted)).order_by(told.c.given, told.c.kind)):
            self._told[row.id].append(_TellsOf(*row))

    def _take(self, incoming: Incoming) -> Outcome:
        release_id = self._id_of(incoming)
        if release_id in self._touched:
            self._write()
            self._load([release_id])
        self._touched.add(release_id)
        known, rows = self._known.get(release_id), self._told.get(release_id, [])
        mine = next((row for row in rows if row.is_from(incoming)), None)
        if known is None:
            return self._add(incoming)
        release = incoming.release.model_copy(update={"id": release_id})
        if known.status == ERASED:
            return Outcome.ERASED
        if release.status is Status.WITHDRAWN:
            return self._batch.put(release, known)
        if not rows or (mine is not None and len(rows) == 1):
            return self._replace(incoming, release, known, mine)
        return self._join(incoming, known, rows, mine)

    def _id_of(self, incoming: Incoming) -> str:
        """The id under which the store has the release, else its own."""
        given = incoming.release.id
        if known := self._id_by_given.get(given) or (given if given in self._known else ""):
            return known
        alike = {each for key in self._keys[given] for each in self._alike.get(key, ())}
        same = [each for each in sorted(alike) if self._may_be(each, incoming) and are_same(self._content(each), incoming.release)]
        return self._united(same) if len(same) > 1 else next(iter(same), given)

    def _united(self, same: Sequence[str]) -> str:
        """The id of what was known as several releases until one came that is each of them; the first known stays, others go to it.

        Ids of sources' own stay apart, and what was withdrawn stays withdrawn.
        """
        self._write()
        self._load(same)
        first_change = func.min(changes.c.sequence)
        query = select(changes.c.id).where(changes.c.id.in_(same)).group_by(changes.c.id).order_by(first_change)
        kept, *others = self._connection.execute(query).scalars()
        for other in others:
            apart = any(row.own for row in self._told[kept]) and any(row.own for row in self._told[other])
            if not apart and self._known[kept].status == self._known[other].status == Status.PUBLISHED:
                self._move(other, kept)
        return str(kept)

    def _move(self, other: str, kept: str) -> None:
        """Withdraw a release and let another have what its sources tell."""
        for row in self._told[kept]:
            self._rows.told(replace(row, content=self._text_of(row).model_dump_json()), instead_of=row)
        for row in self._told.pop(other):
            self._rows.told(row, instead_of=row, moved_to=kept, content=self._text_of(row).model_dump_json())
            self._id_by_given[row.given] = kept
        self._batch.withdraw(self._known[other])
        self._rows.forget_likeness(other)
        self._note_likeness(self._content(other).model_copy(update={"id": kept}))
        for ids in self._alike.values():
            ids.discard(other)
        self._touched.add(other)
        self._write()
        self._load([kept])

    def _may_be(self, release_id: str, incoming: Incoming) -> bool:
        """Two ids that are sources' own are two releases."""
        return not (incoming.own_id and any(row.own for row in self._told.get(release_id, ())))

    def _content(self, release_id: str) -> Release:
        """The current version."""
        if release_id not in self._current:
            current = (versions.c.id == releases.c.id) & (versions.c.version == releases.c.version)
            query = select(versions.c.content).join(releases, current).where(releases.c.id == release_id)
            self._current[release_id] = Release.model_validate_json(self._connection.execute(query).scalar_one())
        return self._current[release_id]

    def _add(self, incoming: Incoming) -> Outcome:
        release, content_hash = incoming.release, incoming.content_hash
        outcome = self._batch.put(release, None, content_hash=content_hash)
        row = _TellsOf(release.id, release.id, incoming.kind, incoming.own_id, content_hash, 0, None)
        self._rows.told(row, is_new=True)
        self._told[release.id], self._id_by_given[release.id] = [row], release.id
        self._current[release.id] = release
        for key in self._keys.get(release.id) or keys_of(release):
            self._alike.setdefault(key, set()).add(release.id)
            self._rows.likeness(key, release.id, is_new=True)
        return outcome

    def _replace(self, incoming: Incoming, release: Release, known: Known, mine: _TellsOf | None) -> Outcome:
        """Another text, or the same, of the one source that tells of a release."""
        content_hash = incoming.content_hash
        comes_back = self._listings.was_withdrawn(incoming.release.id)
        outcome = self._batch.put(release, known, content_hash=content_hash, comes_back=comes_back)
        changed = outcome in (Outcome.CHANGED, Outcome.REPUBLISHED) and content_hash != known.hash
        row = mine or _TellsOf(known.id, incoming.release.id, incoming.kind, incoming.own_id, content_hash, 0, None)
        now = replace(
            row,
            kind=incoming.kind or row.kind,
            hash=content_hash if changed else row.hash,
            revision=row.revision + changed,
        )
        if now != mine:
            self._rows.told(now, instead_of=mine)
        self._told[known.id] = [now]
        if changed:
            self._current[known.id] = release
            self._note_likeness(release)
        return outcome

    def _join(self, incoming: Incoming, known: Known, rows: Sequence[_TellsOf], mine: _TellsOf | None) -> Outcome:
        """What one of several sources tells: the release is made of all of them anew."""
        content_hash = incoming.content_hash
        stays_whole = mine is not None and incoming.release.cut and not self._text_of(mine).cut
        comes_back = self._listings.was_withdrawn(incoming.release.id)
        if mine is not None and (mine.hash == content_hash or stays_whole):
            return self._batch.see_again(known, comes_back=comes_back)
        row = _TellsOf(
            known.id,
            incoming.release.id,
            incoming.kind,
            incoming.own_id,
            content_hash,
            mine.revision + 1 if mine else 0,
            incoming.release.model_dump_json(),
        )
        others = [replace(each, content=self._text_of(each).model_dump_json()) for each in rows if each is not mine]
        for each in others:
            self._rows.told(each, instead_of=each)
        self._rows.told(row, instead_of=mine)
        self._told[known.id] = [*others, row]
        self._note_likeness(incoming.release.model_copy(update={"id": known.id}))
        if known.status == Status.WITHDRAWN and mine is None:  # one more source of what was withdrawn brings nothing back
            return self._batch.see_again(known)
        all_told = [Told(each.given, each.kind, self._text_of(each), each.revision) for each in (*others, row)]
        self._current[known.id] = joined(all_told).model_copy(update={"id": known.id})
        return self._batch.put(self._current[known.id], known, comes_back=comes_back)

    def _text_of(self, row: _TellsOf) -> Release:
        return Release.model_validate_json(row.content) if row.content is not None else self._content(row.id)

    def _note_likeness(self, release: Release) -> None:
        for key in keys_of(release):
            self._rows.likeness(key, release.id)

    def _write(self) -> None:
        """Put everything that was decided into the store; what is decided next knows it."""
        self._batch.write()
        self._rows.write(self._connection)
        self._batch, self._rows = Batch(self._connection, self._moment), _NewRows()
        for release_id in self._touched:
            self._current.pop(release_id, None)
        self._touched.clear()


class _NewRows:
    """Rows of ``told`` and ``likenesses`` that are to be written; one that replaces another is deleted and inserted."""

    def __init__(self) -> None:
        self._gone: list[dict[str, str]] = []
        self._told: list[dict[str, object]] = []
        self._maybe_known: set[tuple[int, str]] = set()
        self._likenesses: set[tuple[int, str]] = set()
        self._unlike: list[dict[str, str]] = []

    def told(
        self, row: _TellsOf, *, instead_of: _TellsOf | None = None, is_new: bool = False, moved_to: str = "", content: str | None = None
    ) -> None:
        for old in {(each.given, each.kind) for each in (row, instead_of) if each and not is_new}:
            self._gone.append({"of_id": row.id, "of_given": old[0], "of_kind": old[1]})
        self._told.append((replace(row, id=moved_to, content=content) if moved_to else row).as_row())

    def forget_likeness(self, release_id: str) -> None:
        self._unlike.append({"of_id": release_id})

    def likeness(self, key: int, release_id: str, *, is_new: bool = False) -> None:
        (self._likenesses if is_new else self._maybe_known).add((key, release_id))

    def write(self, connection: Connection) -> None:
        """Put them into the store, after the releases that they are of."""
        if self._gone:
            same = (told.c.id == bindparam("of_id")) & (told.c.given == bindparam("of_given")) & (told.c.kind == bindparam("of_kind"))
            connection.execute(delete(told).where(same), self._gone)
        if self._told:
            connection.execute(insert(told), self._told)
        if self._unlike:
            connection.execute(delete(likenesses).where(likenesses.c.id == bindparam("of_id")), self._unlike)
        if self._maybe_known:
            rows = [{"of_key": key, "of_id": release_id} for key, release_id in sorted(self._maybe_known)]
            same = (likenesses.c.key == bindparam("of_key")) & (likenesses.c.id == bindparam("of_id"))
            connection.execute(delete(likenesses).where(same), rows)
        if pairs := sorted(self._likenesses | self._maybe_known):
            connection.execute(insert(likenesses), [{"key": key, "id": release_id} for key, release_id in pairs])
