"""Every error that the program raises on purpose, in one tree; each message says what the user can do next.

NewsSearchError
├── SettingsError            a setting is missing or unusable
├── InvalidReleaseError      a record cannot become a release; lists everything wrong with it
├── InvalidRequestError      parameters of a search cannot be understood; lists all of them
├── UnreadableDateError      a text is no date that we can read
│   └── ReversedPeriodError      a period ends before it begins
├── CursorExpiredError       the generation of a cursor, or its order, is gone
├── UnreadableSourceError    a source file, folder or feed cannot be read at all
│   └── SourceRefusedError       a server answers that it will not give it
├── StoreError               the store is missing, locked by another writer, or of another version
│   ├── StoreDamagedError        its file does not hold together
│   ├── StoreUnavailableError    its server does not answer; it may soon
│   └── DamagedReleaseError      one release in it is not what was written
├── StatisticsError          what was searched for cannot be counted or read; searches go on
└── EngineError              an index cannot answer
    ├── EngineUnavailableError   the engine itself is not there, or its files may not be read
    ├── IndexNotBuiltError       nothing has been published yet
    ├── IndexOutdatedError       made by another schema, analysis or engine version
    ├── IndexLockedError         another writer is at work
    ├── IndexUnwritableError     the disk is full, or refuses
    ├── IndexExposedError        anybody may write it, and it is trusted like the program
    └── IndexDamagedError        its files do not hold together
"""

from __future__ import annotations

from dataclasses import dataclass

from search_service.messages import Message


class NewsSearchError(Exception):
    """Base of all errors of this program; ``str(error)`` is a complete message for the user."""


class SettingsError(NewsSearchError):
    """A setting is missing or unusable."""


class InvalidReleaseError(NewsSearchError):
    """A record cannot become a release.

    ``problems`` lists everything that is wrong with it, one sentence each.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ParameterProblem:
    """One parameter that could not be understood: what was sent and what is allowed; a Message is still to be translated."""

    parameter: str
    sent: str
    message: str | Message


class InvalidRequestError(NewsSearchError):
    """One or more parameters of a request cannot be understood; ``problems`` lists all of them."""

    def __init__(self, problems: tuple[ParameterProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.parameter}: {p.message}" for p in problems))
        self.problems = problems


class UnreadableDateError(NewsSearchError, ValueError):
    """A text is no date that we can read; ``text`` is that text, the message (one fixed sentence a purpose) says what is allowed.

    It is a ``ValueError`` too, so that it can be raised inside the validation of a record.
    """

    def __init__(self, text: str, message: str) -> None:
        super().__init__(message)
        self.text = text


class ReversedPeriodError(UnreadableDateError):
    """A period ends before it begins."""


class CursorExpiredError(NewsSearchError):
    """What a cursor belongs to is gone: its generation, or the order; ``reason`` says which, and to start again from the first page."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class UnreadableSourceError(NewsSearchError):
    """A source file, folder or feed cannot be read at all."""


class SourceRefusedError(UnreadableSourceError):
    """A server answers that it will not give what was asked for.

    ``status`` is its HTTP status; ``retry_after`` the seconds that it wants to be left alone, 0 where it does not say.
    """

    def __init__(self, message: str, *, status: int, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class StoreError(NewsSearchError):
    """The store is missing, locked by another writer, or of another version."""


class StoreDamagedError(StoreError):
    """The file of the store does not hold together."""


class StoreUnavailableError(StoreError):
    """The server of the store does not answer now; the same may be asked again in a moment."""


class DamagedReleaseError(StoreError):
    """What the store has of one release is not what was written; ``release_id`` names it."""

    def __init__(self, release_id: str, restoring: str) -> None:
        super().__init__(
            f"the release {release_id} is damaged in the store and is not shown; "
            f"`news-indexer check` tells what else is, {restoring} puts a backup in its place"
        )
        self.release_id = release_id


class StatisticsError(NewsSearchError):
    """What was searched for cannot be counted, or the counts cannot be read; searches are answered as ever."""


class EngineError(NewsSearchError):
    """An index cannot answer."""


class EngineUnavailableError(EngineError):
    """The engine itself is not there."""


class IndexNotBuiltError(EngineError):
    """Nothing has been published yet."""


class IndexOutdatedError(EngineError):
    """The index was made by another schema, analysis or engine version."""


class IndexLockedError(EngineError):
    """Another writer is at work on this index."""


class IndexUnwritableError(EngineError):
    """The disk is full, or refuses; what was published before still answers."""


class IndexExposedError(EngineError):
    """Anybody may write the index, which is trusted like the program."""


class IndexDamagedError(EngineError):
    """The files of the index do not hold together."""
