"""What a source hands over: items to store, and the marks that say, once they are stored, how far the source was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from indexer.sources.base import Item, Read, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is known of one thing of a source: a page, a file, a mailbox, or the list itself (``key``: its address, path or name).

    ``stamp`` changes when the thing does; ``etag`` and ``modified`` are a server's validators. ``due_at`` (seconds since 1970) is when
    a page that a list names is to be looked at again, 0 for never; ``failures`` counts attempts in vain in a row.
    """

    key: str
    stamp: str = ""
    etag: str = ""
    modified: str = ""
    due_at: float = 0.0
    failures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Some items of a run, and the marks that become true when they are stored; ``gone`` are keys to forget.

    ``again_in`` (seconds) asks for a next run sooner than the interval: files that are still written, pages that are left.
    ``strangers`` are mails of senders that may not publish: nobody needs to mend them. ``whole`` are the keys of things that were read to
    their end with nothing in vain, ``lost`` those that the source certainly no longer has.
    """

    items: tuple[Item, ...] = ()
    marks: tuple[Mark, ...] = ()
    gone: tuple[str, ...] = ()
    again_in: float | None = None
    strangers: int = 0
    whole: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


_ENTRY = "entry"


def entry_key(url: str, stamp: str) -> str:
    """Names one state of an entry of a feed, at its address or ("") at none."""
    return f"{_ENTRY} {url} {stamp}"


def address_in(key: str) -> str:
    """The address that a key names: that of an entry, else the key itself."""
    return key.removeprefix(f"{_ENTRY} ").rpartition(" ")[0] if key.startswith(f"{_ENTRY} ") else key


MOST_ITEMS = 200
"""Items of one portion; a source hands them over as it reads, so that no run holds a whole archive."""


def in_portions(items: Iterable[Item], mark: Mark) -> Iterator[Portion]:
    """The items of one thing; its mark comes with the last of them."""
    waiting = iter(items)
    kinds: set[type[Item]] = set()
    while taken := tuple(islice(waiting, MOST_ITEMS)):
        kinds.update(map(type, taken))
        yield of_thing(Portion(items=taken), mark.key)
    yield Portion(marks=(mark,), whole=(mark.key,) if Read in kinds and Rejection not in kinds else ())


def of_thing(portion: Portion, key: str) -> Portion:
    """The same, whose releases are known to stand in this thing."""
    return replace(portion, items=tuple(replace(item, thing=key) if isinstance(item, Read) else item for item in portion.items))


def gathered(portions: Iterable[Portion]) -> Iterator[Portion]:
    """The same in fewer portions, none much larger than ``MOST_ITEMS``: a thousand small files need not be a thousand transactions."""
    so_far = Portion()
    for portion in portions:
        so_far = _joined(so_far, portion)
        if max(len(so_far.items), len(so_far.marks)) >= MOST_ITEMS:
            yield so_far
            so_far = Portion()
    yield so_far


def _joined(first: Portion, then: Portion) -> Portion:
    waits = [each.again_in for each in (first, then) if each.again_in is not None]
    return Portion(
        items=first.items + then.items,
        marks=first.marks + then.marks,
        gone=first.gone + then.gone,
        again_in=min(waits, default=None),
        strangers=first.strangers + then.strangers,
        whole=first.whole + then.whole,
        lost=first.lost + then.lost,
    )
