"""Which steering is in force: that of the file, read again when it changes. A running server needs no restart."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Protocol

from search_service.config import Settings
from search_service.errors import SettingsError
from search_service.steering.rules import UNSTEERED, Steering
from search_service.steering.steering_file import read_steering, with_default_synonyms

_log = logging.getLogger(__name__)
_Facts = tuple[int, int, int] | None


class SteeringInForce(Protocol):
    """Tells what steers a search that is answered now; safe from any thread."""

    @property
    def current(self) -> Steering: ...


class FixedSteering:
    """The same steering always."""

    def __init__(self, steering: Steering) -> None:
        self.current = steering


UNSTEERED_ALWAYS = FixedSteering(UNSTEERED)


class SteeringOfFile:
    """The steering of a file. One that is gone or wrong changes nothing: the last good one stays in force, and the log says why.

    Raises SettingsError when the file is wrong at first.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reading = threading.Lock()
        self._facts = _facts_of(path)
        self._steering = read_steering(path)

    @property
    def current(self) -> Steering:
        """The file is looked at for every search, and read only when it changed."""
        if _facts_of(self._path) != self._facts:
            with self._reading:
                self._read_again()
        return self._steering

    def _read_again(self) -> None:
        facts = _facts_of(self._path)
        if facts == self._facts:
            return
        try:
            self._steering = read_steering(self._path)
            _log.info("steering %s is in force, read from %s", self._steering.revision, self._path)
        except SettingsError as error:
            _log.error("steering %s stays in force: %s", self._steering.revision, error)  # the message is complete
        self._facts = facts


def _facts_of(path: Path) -> _Facts:
    """What tells one state of a file from another; None while it is not there."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_mtime_ns, facts.st_size


def steering_of(settings: Settings) -> SteeringInForce:
    """The steering that the settings ask for: without a file the synonyms that come with the program.

    Raises SettingsError when the file is wrong.
    """
    if settings.steering_file is None:
        return FixedSteering(with_default_synonyms(Steering()))
    return SteeringOfFile(settings.steering_file)
