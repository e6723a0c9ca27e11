"""What the value of a setting may be, beyond its type: each function gives the value, or raises ValueError that says how to write it.

Which settings there are, and where they come from, is ``config.py``.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr
from pydantic_core import from_json
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from search_service.release import Release

SHORTEST_TOKEN = 16
_VARIABLE = re.compile(r"[a-z]+(-[a-z]+)*")
_HOST = re.compile(r"[\w.:-]+", re.ASCII)
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def parsed_json(value: Any) -> Any:  # a value of a TOML file may be of any type
    """A variable holds a list or table as JSON. Raises ValueError that says so."""
    try:
        return from_json(value) if isinstance(value, str) else value
    except ValueError as error:
        shown = 'write a list or table: in a settings file as TOML, in a variable as JSON, such as ["www.example.org"]'
        raise ValueError(f'{shown} or {{"Impressum": "https://www.example.org/impressum"}}') from error


def parsed_addresses(value: Any) -> Any:  # a value of a TOML file may be of any type
    """As ``parsed_json``. Raises ValueError for a lone address, with the list that it would be: TOML and JSON write it alike."""
    if not isinstance(value, str) or value.lstrip().startswith(("[", "{")):
        return parsed_json(value)
    address = value.strip() if "://" in value else f"http://{value.strip()}"
    raise ValueError(f'write a list, also of one address: opensearch_url = ["{address}"]')


def _ascii_host(name: str) -> str:
    """A host as it is asked for, in lower case. Raises ValueError for one that the registries read in two ways (ß: RFC 5891, 3490)."""
    try:
        written = name.lower().encode("idna").decode()
        clear = written.encode().decode("idna") == name.lower()
    except UnicodeError:
        clear = False
    if not clear or not _HOST.fullmatch(written):
        raise ValueError(f"{name!r} is no name of a host; write it in ASCII, as browsers ask for it, such as xn--bro-hoa.example.org")
    return written


def checked_hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names in ASCII. Raises ValueError for what is none; a dot at the beginning stands for all names below."""
    return tuple("." * name.startswith(".") + _ascii_host(name.removeprefix(".")) for name in names)


def checked_proxy(address: str) -> str:
    """The same address. Raises ValueError for one that no connection comes from."""
    try:
        return str(ip_address(address)) if address else ""
    except ValueError as error:
        raise ValueError(f"{address!r}: write the proxy's IP address, such as 127.0.0.1; headers of nobody else count") from error


def checked_logo(path: str) -> str:
    """The same path. Raises ValueError for one that leads out of the theme folder."""
    if path.startswith("/") or ".." in PurePosixPath(path).parts:
        raise ValueError("write the path of a file below the theme folder, such as logo.svg")
    return path


def checked_public_address(text: str) -> str:
    """The address without the slash at its end, its host in ASCII. Raises ValueError that says how to write it."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host = None
    if not text:
        return ""
    whole = bool(host) and parts.scheme in {"http", "https"} and not any(character.isspace() for character in text)
    if not whole or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("write the whole address, such as https://www.example.org or https://www.example.org/presse")
    if not parts.path.isascii():
        raise ValueError("write the path in ASCII: it stands in headers, which hold nothing else")
    name, colon, port = parts.netloc.partition(":")
    return text.rstrip("/") if text.isascii() else parts._replace(netloc=_ascii_host(name) + colon + port).geturl().rstrip("/")


def checked_servers(urls: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses as they are. Raises ValueError for one that is no server, or names a user: passwords stand in no file."""
    for url in urls:
        if "://" not in url:
            raise ValueError(f"{url!r} has no scheme: write http:// or https:// before it, such as http://{url}")
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
            raise ValueError(f"{url!r}: write the address of a server, such as https://search.example.org:9200, without user and password")
    return urls


def _page_address(text: str) -> str:
    """The address of a page, whole or as a path of this host. Raises ValueError that says how to write it."""
    parts = urlsplit(text)
    is_path = text.startswith("/") and not parts.netloc
    if (text and not is_path and not (parts.scheme in {"http", "https"} and parts.hostname)) or any(map(str.isspace, text)):
        raise ValueError("write the whole address, such as https://www.example.org/impressum, or a path, such as /impressum")
    return text


def checked_colors(colors: dict[str, str]) -> dict[str, str]:
    """The same table. Raises ValueError that lists what is no variable or no colour; which there are, docs/themes.md says."""
    wrong = [f"{name} = {value}" for name, value in colors.items() if not _VARIABLE.fullmatch(name) or not _COLOR.fullmatch(value)]
    if wrong:
        raise ValueError(f"{', '.join(wrong)}: write a variable of docs/themes.md without dashes before it, and its colour as #rrggbb")
    return colors


def checked_database_url(text: str) -> str:
    """The same address. Raises ValueError for one that names no database."""
    try:
        url = make_url(text) if text else None
    except ArgumentError:
        url = None
    known = url is not None and bool(url.database) and url.drivername in ("sqlite", "postgresql")
    if text and (not known or (text.startswith("sqlite:") and not text.startswith("sqlite:///"))):
        raise ValueError("write postgresql://USER@HOST/DATABASE, or sqlite:///FILE (an absolute path with four slashes)")
    return text


PageAddress = Annotated[str, AfterValidator(_page_address)]
"""An address that the footer leads to; empty: no link."""


def fields_of_a_release(columns: dict[str, str]) -> dict[str, str]:
    """The same table. Raises ValueError that lists the fields for one that names others."""
    if unknown := sorted(set(columns.values()) - set(Release.model_fields)):
        raise ValueError(f"{', '.join(unknown)}: write one of {', '.join(Release.model_fields)}")
    return columns


def long_enough(token: SecretStr) -> SecretStr:
    """The same without blanks around it, as it is compared. Raises ValueError for one that can be guessed."""
    token = SecretStr(token.get_secret_value().strip())
    if 0 < len(token.get_secret_value()) < SHORTEST_TOKEN:
        raise ValueError(f"write at least {SHORTEST_TOKEN} characters that nobody guesses, such as those of `openssl rand -hex 32`")
    return token
