"""Where the parts of a release stand on the pages of a portal: XPath selectors, read from a TOML file, so a new portal needs no code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from search_service.errors import SettingsError

_HAS_CLASS = re.compile(r"has-class\((?P<names>\s*'[\w-]+'(?:\s*,\s*'[\w-]+')*\s*)\)")
_EMPTY_PAGE = etree.fromstring("<html/>")
_NO_ELEMENT = re.compile(r"(?:@[\w:*-]+|\btext\(\))\s*$")


def _plain_xpath(has_class: re.Match[str]) -> str:
    """``has-class('a', 'b')`` in XPath 1.0; a function in Python would be called 330 times on a page of 7 KB.

    The first condition fails for nearly all elements and is cheap.
    """
    names = re.findall(r"[\w-]+", has_class["names"])
    whole = "contains(concat(' ', normalize-space(), ' '), ' {0} ')"
    return "(@class[" + " or ".join(f"contains(., '{name}') and {whole.format(name)}" for name in names) + "])"


@dataclass(frozen=True, slots=True)
class Selector:
    """XPath 1.0 expressions, the first of which that finds elements counts; ``has-class('a', 'b')`` is true for either class."""

    expressions: tuple[etree.XPath, ...] = ()

    @classmethod
    def compiled(cls, written: object) -> Selector:
        """Raises ValueError for anything but a text or a list of texts in XPath that selects elements."""
        texts = [written] if isinstance(written, str) else written
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ValueError("write one XPath expression or a list of them")
        try:
            expressions = tuple(etree.XPath(_HAS_CLASS.sub(_plain_xpath, text)) for text in texts)
            selected = [expression(_EMPTY_PAGE) for expression in expressions]
        except etree.XPathError as error:
            raise ValueError(f"not XPath: {error}") from error
        if not all(isinstance(found, list) for found in selected) or any(_NO_ELEMENT.search(text) for text in texts):
            raise ValueError("must select elements, not attributes or text")
        return cls(expressions)

    def elements(self, node: HtmlElement) -> list[HtmlElement]:
        """What the first expression that finds anything finds, in the order of the page.

        Raises SettingsError for an expression that turns out to be unusable, such as one with an unknown function.
        """
        return next(filter(None, self.found(node)), [])

    def all_elements(self, node: HtmlElement) -> list[HtmlElement]:
        """What all expressions find together. Raises as ``elements``."""
        return [element for found in self.found(node) for element in found]

    def found(self, node: HtmlElement) -> Iterator[list[HtmlElement]]:
        """What each expression finds, in the order of the page. Raises as ``elements``."""
        for expression in self.expressions:
            try:
                yield [each for each in expression(node) if isinstance(each, HtmlElement)]
            except etree.XPathError as error:
                raise SettingsError(f"the selector {expression.path} of a portal is not usable ({error}); mend it") from error


Selected = Annotated[Selector, BeforeValidator(Selector.compiled)]


class Portal(BaseModel):
    """One entry of the file. A selector that finds nothing, or that it does not name, gives way to that of ``[default]``; ``[]`` does not.

    It is used for pages whose address is on one of ``hosts`` (or below), and for pages on which ``marker`` finds something.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    name: str = ""
    hosts: tuple[str, ...] = ()
    marker: Annotated[Selected, Field(description="an element that only pages of this portal have")] = Selector()
    id_from: Annotated[Literal["hash", "url", "file"], Field(description="id: hash of the address, its last part, or file name")] = "hash"
    ministry: Annotated[str, Field(description="of every release, for a portal of one ministry whose pages name none")] = ""
    ignore_metadata: Annotated[
        frozenset[Literal["title", "teaser", "published", "updated", "topics", "ministries", "images"]],
        Field(description="what JSON-LD and meta tags of this portal do not say right"),
    ] = frozenset()

    described: Annotated[frozenset[str], Field(description="set when read: the parts that have selectors of an operator or an entry")] = (
        frozenset()
    )

    skip: Annotated[Selected, Field(description="what is no part of the release at all")] = Selector()
    related: Annotated[Selected, Field(description="what holds the further releases")] = Selector()
    related_item: Annotated[Selected, Field(description="in it: one further release")] = Selector()
    related_title: Annotated[Selected, Field(description="in one: its title")] = Selector()
    related_topic: Annotated[Selected, Field(description="in one: its topic")] = Selector()
    attachments: Annotated[Selected, Field(description="links to files, or what holds them")] = Selector()
    topics: Selected = Selector()
    title: Selected = Selector()
    published: Selected = Selector()
    ministries: Selected = Selector()
    teaser: Selected = Selector()
    images: Annotated[Selected, Field(description="what holds a picture and its caption, or the picture alone")] = Selector()
    image_caption: Annotated[Selected, Field(description="in it: the caption")] = Selector()
    image_credit: Annotated[Selected, Field(description="in it: the credit")] = Selector()
    body: Annotated[Selected, Field(description="what holds the text")] = Selector()

    def has_host(self, host: str) -> bool:
        return any(host == known or host.endswith(f".{known}") for known in self.hosts)


_SELECTED = frozenset(name for name, field in Portal.model_fields.items() if field.annotation is Selector)


@dataclass(frozen=True, slots=True)
class Portals:
    """All entries of the file in its order; ``default`` is for the pages of all other portals."""

    entries: tuple[Portal, ...]
    default: Portal

    def portal_of(self, page: HtmlElement, url: str) -> Portal:
        """The entry with the page's host, else the first whose marker is on the page, else the default. Raises as ``Selector.elements``."""
        return next(self._fitting(page, (urlsplit(url).hostname or "").lower()), self.default)

    def _fitting(self, page: HtmlElement, host: str) -> Iterator[Portal]:
        yield from (entry for entry in self.entries if entry.has_host(host))
        yield from (entry for entry in self.entries if entry.marker.elements(page))


class _File(BaseModel):
    """The file as written; what an entry does not name is looked up in ``default``, so its tables stay unread until then."""

    model_config = ConfigDict(extra="forbid")

    default: dict[str, object] = {}
    portal: tuple[dict[str, object], ...] = ()


@cache
def known_portals() -> Portals:
    """The portals that come with the program."""
    return _portals(_built_in(), "portals.toml")


def read_portals(path: Path) -> Portals:
    """The portals of an operator's file, before those that come with the program; its ``[default]`` may change ours.

    Raises SettingsError that names the file and every unusable entry.
    """
    try:
        own = _tables(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the portals file {path} cannot be read ({error}); mend it or name another one") from error
    built_in = _built_in()
    tables = _File(default=built_in.default | own.default, portal=own.portal + built_in.portal)
    return _portals(tables, str(path), described=frozenset(own.default))


def _built_in() -> _File:
    return _tables(files("indexer.sources.pages").joinpath("portals.toml").read_text(encoding="utf-8"), "portals.toml")


def _tables(text: str, name: str) -> _File:
    try:
        return _File.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise SettingsError(f"the portals file {name} is no list of [[portal]] entries ({error}); mend it") from error


def _with_default(entry: dict[str, object], default: dict[str, object]) -> dict[str, object]:
    selectors = [
        name for name, field in Portal.model_fields.items() if field.annotation is Selector and entry.get(name) and name in default
    ]
    return default | entry | {name: [*_as_list(entry[name]), *_as_list(default[name])] for name in selectors}


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _portals(tables: _File, name: str, *, described: frozenset[str] = frozenset()) -> Portals:
    """``described`` are the parts for which the operator's ``[default]`` has selectors; they count for every page."""
    default = tables.default | {"described": described & _SELECTED}
    try:
        entries = tuple(
            Portal.model_validate(_with_default(entry, tables.default) | {"described": (described | frozenset(entry)) & _SELECTED})
            for entry in tables.portal
        )
        return Portals(entries, Portal.model_validate(default))
    except ValidationError as error:
        raise SettingsError(f"the portals file {name} is not usable ({error}); mend these entries") from error
