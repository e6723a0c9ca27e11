"""When sources are due."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from indexer.watching.memory import SourceRun
from indexer.watching.schedule import LONGEST_BACKOFF, Ending, Schedule
from indexer.watching.watch_file import FolderSource

NOW = 1_800_000_000.0
WELL = Ending(failed=False)
FAILED = Ending(failed=True)


def source(name: str, interval: float = 60) -> FolderSource:
    return FolderSource(name=name, kind="folder", path=Path(name), interval=interval)


def run(name: str, due_at: float) -> SourceRun:
    return SourceRun(source=name, kind="folder", ended_at=NOW, seconds=1, due_at=due_at)


def names(schedule: Schedule, now: float = NOW) -> list[str]:
    return [each.name for each in schedule.due(now)]


def test_a_restart_does_not_ask_again_what_was_just_asked() -> None:
    schedule = Schedule([source("a"), source("b")], [run("a", NOW + 30)], Random(1))
    assert names(schedule) == ["b"]
    assert names(schedule, NOW + 31) == ["b", "a"]


def test_what_is_being_read_is_not_started_again() -> None:
    a = source("a")
    schedule = Schedule([a], [], Random(1))
    schedule.started(a)
    assert (names(schedule), schedule.next_due(NOW)) == ([], float("inf"))
    due_at = schedule.ended(a, WELL, NOW).due_at
    assert 54 <= due_at - NOW <= 66
    assert schedule.next_due(NOW) == due_at


def test_failures_make_waits_longer_up_to_a_bound_and_success_ends_that() -> None:
    a = source("a", 60)
    schedule = Schedule([a], [], Random(1))
    waits = [schedule.ended(a, FAILED, NOW).due_at - NOW for _ in range(12)]
    assert waits[0] < waits[1] < waits[2] < waits[3]
    assert max(waits) <= LONGEST_BACKOFF * 1.1
    assert schedule.ended(a, WELL, NOW).due_at - NOW <= 66


def test_a_server_that_asks_for_time_gets_it_within_a_bound() -> None:
    a = source("a", 60)
    schedule = Schedule([a], [], Random(1))
    assert schedule.ended(a, Ending(failed=True, retry_after=3000), NOW).due_at == NOW + 3000
    assert schedule.ended(a, Ending(failed=True, retry_after=10**9), NOW).due_at <= NOW + 6 * 3600


def test_what_wants_to_go_on_is_due_sooner_unless_it_failed() -> None:
    a = source("a", 60)
    schedule = Schedule([a], [], Random(1))
    assert schedule.ended(a, Ending(failed=False, again_in=0), NOW).due_at == NOW
    assert schedule.ended(a, Ending(failed=True, again_in=0), NOW).due_at > NOW + 60


@pytest.mark.parametrize("ahead", [10**6, 10**9])
def test_a_clock_that_was_put_back_loses_no_source(ahead: int) -> None:
    assert names(Schedule([source("a")], [run("a", NOW + ahead)], Random(1))) == ["a"]


def test_a_single_round_takes_what_is_nearly_due_and_nothing_twice() -> None:
    a = source("a", 60)
    schedule = Schedule([a, source("b", 60)], [run("a", NOW + 20), run("b", NOW + 40)], Random(1), once=True)
    assert names(schedule) == ["a"]
    schedule.started(a)
    schedule.ended(a, Ending(failed=False, again_in=0), NOW)
    assert names(schedule, NOW + 10**6) == ["b"]
