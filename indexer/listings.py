"""What each source has: under which ids its things (files, pages) tell of releases; what vanished from it, and may be withdrawn for that.

Within the transactions of ``store``. Whether a source was read completely is decided by whoever reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from itertools import islice
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, bindparam, distinct, func, insert, or_, select, update

from indexer.store_batch import Batch, known_releases
from search_service.release import Status
from search_service.store_schema import listings, releases, told

MOST_PLAUSIBLE, FEW = 0.1, 5
"""Share of a source's releases that may vanish at once, and how many always may: more is a source that broke."""
AT_ONCE = 500
"""Ids in one statement."""
LONGEST = 1000
"""Bytes of a source or thing; a row is found by all of its key, of which an index of PostgreSQL takes 2,700 bytes."""


class State(StrEnum):
    """Whether a thing still tells of a release: as it was read last, no longer, or no longer and withdrawn for that."""

    THERE = "there"
    GONE = "gone"
    WITHDRAWN = "withdrawn"


class Mirror(StrEnum):
    """What becomes of releases that vanished: they are reported, withdrawn where that is plausible, or withdrawn however many."""

    REPORT = "report"
    PLAUSIBLE = "plausible"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a release was told: the source, the thing of it (empty where a source is read as one), and the run that read it."""

    source: str
    thing: str
    run: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", _bounded(self.source))
        object.__setattr__(self, "thing", _bounded(self.thing))


@dataclass(frozen=True, slots=True)
class Entry:
    """That a place tells of a release, under the id and kind that it has there."""

    place: Place
    given: str
    kind: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.place.source, self.place.thing, self.given, self.kind


@dataclass(frozen=True, slots=True)
class Vanished:
    """What a source of ``listed`` releases no longer has, and no other source has either.

    ``withdrawn`` tells that they were; ``too_many`` that they were not, because so many vanish where a source broke.
    """

    source: str
    ids: tuple[str, ...]
    listed: int
    withdrawn: bool = False
    too_many: bool = False


def _bounded(name: str) -> str:
    """A name as it is kept: of one that is too long the beginning and a digest."""
    written = name.encode("utf-8", "surrogatepass")
    if len(written) <= LONGEST:
        return name
    return f"{written[: LONGEST // 2].decode('utf-8', 'ignore')}…{blake2b(written, digest_size=16).hexdigest()}"


class Listings:
    """The rows of some ids, as they were before a batch, and how they change by it."""

    def __init__(self, connection: Connection, given: Sequence[str]) -> None:
        self._connection = connection
        rows = connection.execute(select(listings).where(listings.c.given.in_(given))).all()
        self._known = {(row.source, row.thing, row.given, row.kind) for row in rows}
        self._withdrawn = {row.given for row in rows if row.state == State.WITHDRAWN}

    def was_withdrawn(self, given: str) -> bool:
        """Whether the release that is ``given`` there was withdrawn because it had vanished: then it comes back."""
        return given in self._withdrawn

    def enter(self, entries: Iterable[Entry]) -> None:
        """Note that places tell of releases now."""
        entered = {entry.key: entry for entry in entries}
        back = sorted({entry.given for entry in entered.values()} & self._withdrawn)
        if back:
            of_given = (listings.c.given == bindparam("of_given")) & (listings.c.state == State.WITHDRAWN)
            self._connection.execute(update(listings).where(of_given).values(state=State.GONE), [{"of_given": each} for each in back])
        new = [_row(entry) for key, entry in entered.items() if key not in self._known]
        again = [{f"of_{name}": value for name, value in _row(entry).items()} for key, entry in entered.items() if key in self._known]
        if new:
            self._connection.execute(insert(listings), new)
        if again:
            names = ("source", "thing", "given", "kind")
            same = [listings.c[name] == bindparam(f"of_{name}") for name in names]
            now: dict[str, BindParameter[Any]] = {"run": bindparam("of_run"), "state": bindparam("of_state")}
            self._connection.execute(update(listings).where(*same).values(now), again)


def _row(entry: Entry) -> dict[str, object]:
    source, thing, given, kind = entry.key
    return {"source": source, "thing": thing, "given": given, "kind": kind, "run": entry.place.run, "state": State.THERE}


def leave(connection: Connection, place: Place) -> None:
    """Note that a thing of a source was read completely in a run: what it told before and not then is gone."""
    _leave(connection, (listings.c.source == place.source) & (listings.c.thing == place.thing) & (listings.c.run != place.run))


def leave_things(connection: Connection, source: str, things: Iterable[str]) -> None:
    """Note that a source no longer has these things."""
    for some in _some_at_once(map(_bounded, things)):
        _leave(connection, (listings.c.source == _bounded(source)) & listings.c.thing.in_(some))


def _leave(connection: Connection, which: ColumnElement[bool]) -> None:
    connection.execute(update(listings).where(which, listings.c.state == State.THERE).values(state=State.GONE))


def vanished(connection: Connection, source: str) -> Vanished:
    """The published releases that ``source`` had, and that nobody has any more; none of a source that has nothing left at all."""
    source = _bounded(source)
    of_source = listings.c.source == source
    count = select(func.count(distinct(listings.c.given))).where(of_source, listings.c.state == State.THERE)
    there = connection.execute(count).scalar_one()
    if not there:
        return Vanished(source, (), 0)
    ids = tuple(connection.execute(_vanished_ids(source)).scalars())
    return Vanished(source, ids, there + len(ids), too_many=len(ids) > FEW and len(ids) > MOST_PLAUSIBLE * (there + len(ids)))


def _vanished_ids(source: str) -> Select[Any]:
    """A release stays as long as one of those who told of it has it, or may have it: nobody keeps a list of what a mail said."""
    gone = (
        select(told.c.id)
        .join(listings, listings.c.given == told.c.given)
        .join(releases, releases.c.id == told.c.id)
        .where(listings.c.source == source, listings.c.state == State.GONE, releases.c.status == Status.PUBLISHED)
    )
    by, at = told.alias("by"), listings.alias("at")
    same_kind = or_(at.c.kind == by.c.kind, by.c.kind == "")
    of_source = (at.c.source == source) & (at.c.given == by.c.given) & same_kind & (at.c.state != State.THERE)
    has_it = (at.c.given == by.c.given) & (at.c.state == State.THERE)
    is_kept = ~select(at.c.given).where(of_source).exists() | select(at.c.given).where(has_it).exists()
    kept = select(by.c.id).where((by.c.id == releases.c.id) & is_kept).exists()
    return select(releases.c.id).where(releases.c.id.in_(gone) & ~kept).order_by(releases.c.id)


def withdraw_vanished(connection: Connection, source: str, mirror: Mirror, moment: datetime) -> Vanished:
    """Withdraw what vanished as ``mirror`` says; one of them that comes back is taken in again."""
    found = vanished(connection, source)
    if not found.ids or mirror is Mirror.REPORT or (found.too_many and mirror is not Mirror.ALL):
        return found
    for some in _some_at_once(found.ids):
        batch = Batch(connection, moment)
        for known in known_releases(connection, some).values():
            batch.withdraw(known)
        batch.write()
        given = select(told.c.given).where(told.c.id.in_(some))
        of_them = (listings.c.source == _bounded(source)) & (listings.c.state == State.GONE) & listings.c.given.in_(given)
        connection.execute(update(listings).where(of_them).values(state=State.WITHDRAWN))
    return Vanished(source, found.ids, found.listed, withdrawn=True)


def stays_withdrawn(connection: Connection, release_id: str) -> None:
    """Somebody withdraws a release: it does not come back with its source."""
    of_release = listings.c.given.in_(select(told.c.given).where(told.c.id == release_id))
    connection.execute(update(listings).where(of_release, listings.c.state == State.WITHDRAWN).values(state=State.GONE))


def sources_with_gone(connection: Connection) -> tuple[str, ...]:
    """The sources that no longer have something they had."""
    query = select(listings.c.source).distinct().where(listings.c.state == State.GONE).order_by(listings.c.source)
    return tuple(connection.execute(query).scalars())


def _some_at_once(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    waiting = iter(texts)
    while some := tuple(islice(waiting, AT_ONCE)):
        yield some
