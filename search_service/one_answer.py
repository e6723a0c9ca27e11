"""One answer is of one state: what its first question found holds for all others, whatever is published, stored or steered meanwhile.

Whoever makes an answer of several questions says where it begins and ends; elsewhere each question takes what is newest. To look which
generation that is costs a cluster a question of its own, and a store a transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

AskedT = TypeVar("AskedT")


class _Answer(ExitStack):
    """What was asked for an answer, by key, and what ends with it."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[Hashable, Any] = {}


_answer: ContextVar[_Answer | None] = ContextVar("answer", default=None)


@contextmanager
def one_answer() -> Iterator[None]:
    """What is asked inside is one answer."""
    with _Answer() as answer:
        token = _answer.set(answer)
        try:
            yield
        finally:
            _answer.reset(token)  # or an idle thread would keep a generation that is gone


def once(key: Hashable, ask: Callable[[], AskedT]) -> AskedT:
    """What ``ask`` gave first for ``key`` in the answer that is made, else what it gives. Raises what it raises."""
    answer = _answer.get()
    if answer is None:
        return ask()
    if key not in answer.known:
        answer.known[key] = ask()
    return cast(AskedT, answer.known[key])


@contextmanager
def opened_once(key: Hashable, make: Callable[[], AbstractContextManager[AskedT]], lost: tuple[type[Exception], ...]) -> Iterator[AskedT]:
    """What ``make`` opens, to the end of the answer that is made; after an error of the kinds ``lost`` it is opened anew."""
    answer = _answer.get()
    if answer is None:
        with make() as opened:
            yield opened
        return
    if key not in answer.known:
        ending = answer.enter_context(ExitStack())
        answer.known[key] = ending, ending.enter_context(make())
    ending, opened = answer.known[key]
    try:
        yield opened
    except lost:
        answer.known.pop(key, None)
        ending.close()
        raise
