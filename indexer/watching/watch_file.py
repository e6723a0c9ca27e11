"""The file of watched sources (``watch.toml``): its models, and reading it. No source is looked at here."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from indexer.fetch import Limits
from search_service.errors import SettingsError

_UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d)")


def _seconds(value: Any) -> Any:  # what a TOML file can hold; other values than texts are left to pydantic
    """Raises ValueError that says how to write a span of time."""
    if not isinstance(value, str):
        return value
    if span := _SPAN.fullmatch(value.strip()):
        return float(span[1]) * _UNITS[span[2]]
    raise ValueError('write a span of time such as "30 s", "5 min", "2 h" or "1 d"')


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ValueError(f"is no address ({error})") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or any(character.isspace() for character in text):
        raise ValueError("write a whole address that begins with http:// or https://")
    if parts.username is not None:
        raise ValueError("names and passwords in addresses end up in logs; there is no way to give them here")
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression ({error})") from error
    return text


_SAID_TWICE = "more than one source is called {}; what is known of them is kept by name"
Span = Annotated[float, BeforeValidator(_seconds)]
Address = Annotated[str, AfterValidator(_address)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Source(_Strict):
    """What all kinds have: ``ministry`` and ``topic`` are given to releases that name none of their own."""

    name: Annotated[str, Field(pattern=r"^[\w.-]{1,64}$")]
    interval: Annotated[Span, Field(ge=0.05, le=30 * 86_400)] = 300.0
    ministry: Text | None = None
    topic: Text | None = None
    patience: Annotated[Span, Field(gt=0, le=3600)] = 300.0
    """Seconds that one run may take; what is left waits for the next."""

    @property
    def place(self) -> str:
        """Of what has the same place only one is read at a time: a slow server keeps one thread busy, not all of them."""
        return self.name


class _FromTheWeb(_Source):
    size: Annotated[int, Field(ge=1_000, le=1_000_000_000)] = 20_000_000
    seconds: Annotated[Span, Field(gt=0, le=600)] = 60.0
    silence: Annotated[Span, Field(gt=0, le=600)] = 15.0
    redirects: Annotated[int, Field(ge=0, le=20)] = 5
    recheck: Annotated[Span, Field(ge=0.05)] = 86_400.0
    """A page that is still listed is asked for again after so many seconds, whether or not the list says that it changed."""
    most_pages: Annotated[int, Field(ge=1, le=10_000)] = 500

    def limits(self, *, private_addresses: bool) -> Limits:
        """What one fetch for this source may cost."""
        return Limits(
            size=self.size, seconds=self.seconds, silence=self.silence, redirects=self.redirects, private_addresses=private_addresses
        )


class _List(_FromTheWeb):
    url: Address
    include: Pattern = ""
    exclude: Pattern | None = None

    @property
    def place(self) -> str:
        return str(urlsplit(self.url).netloc)

    def wants(self, url: str) -> bool:
        """Whether the page at ``url`` is to be read."""
        return bool(re.search(self.include, url)) and not (self.exclude and re.search(self.exclude, url))


class FeedSource(_List):
    """RSS, RDF, Atom or JSON Feed; with ``follow`` the pages behind it are read too."""

    kind: Literal["feed"]
    follow: bool = True


class SitemapSource(_List):
    """A sitemap or an index of sitemaps; the pages that it lists are read."""

    kind: Literal["sitemap"]
    recheck: Annotated[Span, Field(ge=0.05)] = 7 * 86_400.0
    most_sitemaps: Annotated[int, Field(ge=1, le=1_000)] = 50
    mirror: bool | Literal["all"] = False
    """Whether pages that are listed no more are withdrawn where that is plausible, or ("all") however many they are."""


class PagesSource(_FromTheWeb):
    """Single pages, each of them a release or several."""

    kind: Literal["pages"]
    urls: Annotated[tuple[Address, ...], Field(min_length=1)]

    @property
    def place(self) -> str:
        return str(urlsplit(self.urls[0]).netloc)


class FolderSource(_Source):
    """Files of any format; one that was changed less than ``settle`` seconds ago may still be written."""

    kind: Literal["folder"]
    path: Path
    settle: Annotated[Span, Field(ge=0, le=3600)] = 2.0
    most_files: Annotated[int, Field(ge=1)] = 1_000
    mirror: bool | Literal["all"] = False
    """Whether what vanished from the folder is withdrawn, as for sitemaps."""

    @property
    def place(self) -> str:
        return str(self.path.resolve())


class _Letters(_Source):
    """Mails: ``senders`` are addresses or, beginning with @, domains that may publish; ``["*"]`` lets anybody."""

    senders: Annotated[tuple[Text, ...], Field(min_length=1)]
    most_mails: Annotated[int, Field(ge=1)] = 200


class MailFolderSource(_Letters):
    """A maildir, or a folder of ``.eml`` files."""

    kind: Literal["mails"]
    path: Path
    settle: Annotated[Span, Field(ge=0, le=3600)] = 2.0

    @property
    def place(self) -> str:
        return str(self.path.resolve())


class MailboxSource(_Letters):
    """A folder of an IMAP server, which is only read."""

    kind: Literal["imap"]
    host: Text
    port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    user: Text
    password_file: Path | None = None
    password_variable: Text | None = None
    folder: Text = "INBOX"
    encryption: Literal["tls", "starttls", "none"] = "tls"
    silence: Annotated[Span, Field(gt=0, le=600)] = 30.0
    size: Annotated[int, Field(ge=1_000, le=1_000_000_000)] = 50_000_000

    @property
    def place(self) -> str:
        return self.host

    @model_validator(mode="after")
    def _has_one_password(self) -> MailboxSource:
        if (self.password_file is None) == (self.password_variable is None):
            raise ValueError("name either password_file or password_variable; the password itself never stands in this file")
        return self


Source = FeedSource | SitemapSource | PagesSource | FolderSource | MailFolderSource | MailboxSource


KINDS = ", ".join(get_args(each.model_fields["kind"].annotation)[0] for each in get_args(Source))
"""As a file may name them."""


class WatchFile(_Strict):
    """All sources, and what they share: how many are read at once, and the pause between requests to one host."""

    threads: Annotated[int, Field(ge=1, le=32)] = 8
    pause: Annotated[Span, Field(ge=0, le=60)] = 1.0
    robots: bool = True
    source: Annotated[tuple[Annotated[Source, Field(discriminator="kind")], ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _has_names_once(self) -> WatchFile:
        if twice := _twice(each.name for each in self.source):
            raise ValueError(_SAID_TWICE.format(", ".join(twice)))
        return self


def read_watch_file(path: Path) -> WatchFile:
    """The sources; relative paths in it count from its own folder. Raises SettingsError that lists everything wrong."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the file of watched sources {path} cannot be read ({error}); name one with --sources") from error
    try:
        found = WatchFile.model_validate(values)
    except ValidationError as error:
        raise SettingsError(f"mend these in the file of watched sources {path}: {_explained(error, values)}") from error
    return found.model_copy(update={"source": tuple(_below(path.parent, each) for each in found.source)})


def _below(folder: Path, source: Source) -> Source:
    paths = {name: folder / value for name in ("path", "password_file") if isinstance(value := getattr(source, name, None), Path)}
    return source.model_copy(update=paths)


def _explained(error: ValidationError, values: dict[str, Any]) -> str:
    wrong = [f"{_where(item['loc'], values)}: {_what(item)}" for item in error.errors(include_url=False)]
    return "; ".join([*wrong, *(() if any("more than one source" in each for each in wrong) else _named_twice(values.get("source")))])


def _named_twice(sources: Any) -> Iterator[str]:
    """What is found by pydantic only where nothing else is wrong."""
    names = [each.get("name") for each in sources if isinstance(each, dict)] if isinstance(sources, list) else []
    if twice := _twice(name for name in names if isinstance(name, str)):
        yield f"file: {_SAID_TWICE.format(', '.join(twice))}"


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, number in Counter(names).items() if number > 1)


def _where(place: tuple[int | str, ...], values: dict[str, Any]) -> str:
    """A source by its name, else by its number; pydantic puts the kind between a source and its field."""
    if len(place) < 2 or place[0] != "source" or not isinstance(place[1], int):
        return ".".join(map(str, place)) or "file"
    entry = values["source"][place[1]]
    named = entry.get("name") if isinstance(entry, dict) else None
    return ".".join([f"source {named or place[1] + 1}", *map(str, place[3:])])


def _what(item: Any) -> str:  # pydantic's own type is not exported
    limits = item.get("ctx", {})
    match item["type"]:
        case "extra_forbidden":
            return "there is no such entry"
        case "missing":
            return "is missing"
        case "union_tag_not_found":
            return f"has no kind; there are {KINDS}"
        case "union_tag_invalid":
            return f"there is no kind {limits.get('tag')!r}; there are {KINDS}"
        case "too_short" | "string_too_short":
            return "is empty; name at least one"
        case "tuple_type":
            return "write a list, also for a single one"
        case "string_pattern_mismatch":
            return "write up to 64 letters, digits, dots and hyphens"
        case _:
            return str(item["msg"]).removeprefix("Value error, ").replace("Input should be", "must be")
