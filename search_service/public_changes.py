"""Which changes of the store anybody may be told of, and how many of them fit into one answer, as queries. ``archive`` reads them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Select, func, select

from search_service.store_rows import whole_seconds
from search_service.store_schema import changes, releases, versions


class ChangeType(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


_withdrawals = changes.alias("withdrawals")
_last_withdrawal = func.coalesce(
    select(func.max(_withdrawals.c.sequence))
    .where((_withdrawals.c.id == changes.c.id) & _withdrawals.c.type.not_in([ChangeType.ADDED, ChangeType.CHANGED]))
    .correlate(changes)
    .scalar_subquery(),
    0,
)
"""Beside a change: the number of the last withdrawal of its release, 0 when it never was."""


def public_changes(since: int, moment: datetime | None) -> Select[int]:
    """The sequence numbers of what may be told at ``moment`` (now) after ``since``, in the store's order."""
    withdrawal = changes.c.type == ChangeType.WITHDRAWN
    visible = releases.c.visible_from <= whole_seconds(moment)
    shown = ~changes.c.pending & (changes.c.sequence >= _last_withdrawal) & (withdrawal | visible)
    query = select(changes.c.sequence).join(releases, releases.c.id == changes.c.id).where((changes.c.sequence > since) & shown)
    return query.order_by(changes.c.sequence)


def count_within(connection: Connection, query: Select[int], *, letters: int) -> int:
    """How many of the first changes of ``query`` have texts of ``letters`` together: 1 at least, unless there is none."""
    version = (versions.c.id == changes.c.id) & (versions.c.version == changes.c.version)
    lengths = query.outerjoin(versions, version).with_only_columns(func.coalesce(func.length(versions.c.content), 0))
    count = total = 0
    with connection.execute(lengths) as found:  # row by row: what does not fit is not read
        for length in found.scalars():
            total += length
            if count and total > letters:
                break
            count += 1
    return count
