"""What it costs to take one word for another: edits between two rows of letters, slips that people make more often cost less."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search_service.analysis.meaning.mistyped.letters import BARE, NO_LETTER, letters_of

WRONG, MISSING, EXTRA, SWAPPED = 1.0, 0.8, 1.1, 0.8
"""A letter can be left out in one way and be wrong in thirty: what is missing or swapped is the likelier reading of the same word."""
DOUBLED, MUTE_H, UMLAUT = 0.5, 0.5, 0.3
"""A letter once instead of twice or twice instead of once, an h too many or too few after another letter, ä for a."""
MOST_SHIFTED = 3
"""Letters by which the same part of both words may be shifted."""
_NEVER = np.float32(99.0)
_H = int(letters_of("h")[0])

Costs = NDArray[np.float32]


def slip_costs(typed: NDArray[np.uint8], words: NDArray[np.uint8]) -> Costs:
    """The least cost of slips that make ``typed`` uint8 [letters] of each of ``words`` uint8 [n, longest]: float32 [n].

    Optimal string alignment (Boytsov 2011): insertions, deletions, substitutions and swaps of neighbours, no letter twice.
    """
    lacking = _one_letter_costs(words, MISSING)
    too_many = _one_letter_costs(typed[np.newaxis], EXTRA)[0]
    before: Costs = np.empty(0, np.float32)
    reached = np.concatenate([np.zeros((len(words), 1), np.float32), np.cumsum(lacking, axis=1)], axis=1)
    for place in range(len(typed)):
        before, reached = reached, _next_letter(typed, place, words, lacking, too_many[place], before, reached)
    lengths = (words != NO_LETTER).sum(axis=1)
    return np.asarray(reached[np.arange(len(words)), lengths], np.float32)


def _one_letter_costs(words: NDArray[np.uint8], cost: float) -> Costs:
    """What each letter of ``words`` costs where the other word lacks it."""
    costs = np.full(words.shape, cost, np.float32)
    costs[:, 1:][words[:, 1:] == _H] = MUTE_H
    costs[:, 1:][words[:, 1:] == words[:, :-1]] = DOUBLED
    return costs


def _next_letter(
    typed: NDArray[np.uint8], place: int, words: NDArray[np.uint8], lacking: Costs, too_many: float, before: Costs, reached: Costs
) -> Costs:
    """The costs of all beginnings of ``words`` after one more letter of ``typed``; ``before`` are those of two letters ago."""
    first, end = max(0, place - MOST_SHIFTED), min(words.shape[1], place + MOST_SHIFTED + 1)
    columns = words[:, first:end]
    change = np.where(columns == typed[place], 0.0, np.where(BARE[columns] == BARE[typed[place]], UMLAUT, WRONG)).astype(np.float32)
    best = np.minimum(reached[:, first:end] + change, reached[:, first + 1 : end + 1] + too_many)
    if place and typed[place] != typed[place - 1]:
        skipped = max(first, 1)
        swapped = (words[:, skipped - 1 : end - 1] == typed[place]) & (words[:, skipped:end] == typed[place - 1])
        after_swap = np.where(swapped, before[:, skipped - 1 : end - 1] + np.float32(SWAPPED), _NEVER)
        best[:, skipped - first :] = np.minimum(best[:, skipped - first :], after_swap)
    following = np.full_like(reached, _NEVER)
    following[:, 0] = reached[:, 0] + too_many
    for column in range(first, end):
        following[:, column + 1] = np.minimum(best[:, column - first], following[:, column] + lacking[:, column])
    return following
