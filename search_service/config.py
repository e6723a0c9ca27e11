"""Settings in layers: defaults, then a TOML file, then ``NEWS_SEARCH_*`` variables, then options of a command.

The only place that reads the environment. ``news-search settings`` prints what is in force, and the table of docs/settings.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from search_service.errors import SettingsError
from search_service.setting_values import (
    PageAddress,
    checked_colors,
    checked_database_url,
    checked_hosts,
    checked_logo,
    checked_proxy,
    checked_public_address,
    checked_servers,
    fields_of_a_release,
    long_enough,
    parsed_addresses,
    parsed_json,
)

PREFIX = "NEWS_SEARCH_"
CONFIG = PREFIX + "CONFIG"
"""The variable that names the TOML file."""
_NOT_OF_ANSWERS = frozenset({"data", "host", "port", "threads", "cache_megabytes", "trusted_hosts", "trusted_proxy", "log_format"})
_NOT_OF_ANSWERS |= {"csv_columns", "private_addresses", "portals_file", "watch_file", "user_agent"}
_NOT_OF_ANSWERS |= {"connections", "idle_seconds", "request_seconds", "write_seconds", "export_megabytes"}
_NOT_OF_ANSWERS |= {"taxonomy_file", "taxonomy_names", "steering_file", "wait", "slow_query_ms"}
_NOT_OF_ANSWERS |= {"statistics", "statistics_file", "statistics_token", "statistics_days", "statistics_sources"}
_NOT_OF_ANSWERS |= {"statistics_kept_days", "statistics_entries"}
_NOT_OF_ANSWERS |= {"database_url", "database_connections", "database_seconds"}
_NOT_OF_ANSWERS |= {f"opensearch_{name}" for name in ("url", "user", "ca_file", "index", "shards", "replicas", "seconds")}
"""Settings that no answer depends on; two machines that differ in them alone give the same answers."""


_SECRET = "_token"
_PASSWORD = re.compile(r"(://[^\s/:@]*:)[^\s/]*(@)")


class Settings(BaseModel):
    """Everything that an operator can set; paths are relative to the working folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Annotated[Path, Field(description="folder of the store and the index")] = Path("var")
    database_url: Annotated[
        str,
        AfterValidator(checked_database_url),
        Field(description="where the store lies: postgresql://USER@HOST/DATABASE or sqlite:///FILE; empty: `releases.db` in `data`"),
    ] = ""
    database_connections: Annotated[
        int, Field(ge=0, le=1000, description="connections to PostgreSQL that one process has at most; 0: four more than `threads`")
    ] = 0
    database_seconds: Annotated[
        float, Field(gt=0, description="seconds after which PostgreSQL counts as away: until it lets us in, or a connection is free")
    ] = 5
    engine: Annotated[str, Field(description="search engine, a name of the registry; `opensearch` as soon as `opensearch_url` is set")] = (
        "whoosh"
    )
    host: Annotated[str, Field(description="address that `serve` listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="port that `serve` listens on; 0 takes a free one")] = 8080
    threads: Annotated[int, Field(ge=1, le=64, description="threads of the web server")] = 4
    connections: Annotated[
        int, Field(ge=1, le=10_000, description="connections at once; who waits longest without a request leaves when there are more")
    ] = 500
    idle_seconds: Annotated[float, Field(gt=0, description="seconds that a connection stays open without a request")] = 30
    request_seconds: Annotated[float, Field(gt=0, description="seconds that a client has to send a request")] = 30
    write_seconds: Annotated[
        float, Field(gt=0, description="seconds after which a client is cut that takes nothing of its answer, or less than 32 kB a second")
    ] = 60
    export_megabytes: Annotated[int, Field(ge=1, description="bound of the temporary files of all exports that are being sent")] = 2000
    cache_megabytes: Annotated[
        int, Field(ge=0, description="bound of the engine's cache in one process; 0: 32 and one for a thousand releases, at most 256")
    ] = 0
    recency: Annotated[bool, Field(description="newer releases rank slightly higher")] = True
    site_name: Annotated[str, Field(description="name in the header and in titles")] = "Pressearchiv"
    authority: Annotated[str, Field(description="name of the authority in the header; empty: none")] = ""
    logo: Annotated[str, AfterValidator(checked_logo), Field(description="path of a logo below the theme folder; empty: none")] = ""
    site_url: Annotated[
        str,
        AfterValidator(checked_public_address),
        Field(description="public address of the start page, with its path if it has one; empty: taken from the request"),
    ] = ""
    footer_links: Annotated[dict[str, str], BeforeValidator(parsed_json), Field(description="label → address of the footer's links")] = {}
    imprint_url: Annotated[PageAddress, Field(description="address of the Impressum, linked in the footer; empty: no link")] = ""
    privacy_url: Annotated[PageAddress, Field(description="address of the Datenschutzerklärung; empty: no link")] = ""
    accessibility_url: Annotated[
        PageAddress, Field(description="address of the Erklärung zur Barrierefreiheit, see deploy/; empty: no link")
    ] = ""
    easy_language_url: Annotated[PageAddress, Field(description="address of the information in Leichte Sprache; empty: no link")] = ""
    sign_language_url: Annotated[PageAddress, Field(description="address of the information in Gebärdensprache; empty: no link")] = ""
    editor_tools: Annotated[bool, Field(description="pages have a selection kept in the browser, and keys for hits")] = True
    image_host: Annotated[
        str,
        Field(
            description="own host whose images (https) the page of a release shows; empty: none is loaded",
            pattern=r"^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]+)?)?$",
        ),
    ] = ""
    theme_folder: Annotated[
        Path | None, Field(description="folder of a theme: theme.css comes after our style, a style.css in its place; see docs/themes.md")
    ] = None
    colors: Annotated[
        dict[str, str],
        BeforeValidator(parsed_json),
        AfterValidator(checked_colors),
        Field(description="variable of a colour → #rrggbb, for light screens; see docs/themes.md"),
    ] = {}
    dark_colors: Annotated[
        dict[str, str], BeforeValidator(parsed_json), AfterValidator(checked_colors), Field(description="the same, for dark screens")
    ] = {}
    font: Annotated[
        str, Field(description="font families of the pages, as CSS writes them; empty: the system's", pattern=r"^[\w \-,\"']*$")
    ] = ""
    trusted_hosts: Annotated[
        tuple[str, ...],
        BeforeValidator(parsed_json),
        AfterValidator(checked_hosts),
        Field(
            description="hosts that are answered beside this machine's loopback names, `host` and that of `site_url`; `.x.org`: all below"
        ),
    ] = ()
    trusted_proxy: Annotated[
        str, AfterValidator(checked_proxy), Field(description="address of the proxy whose X-Forwarded-* headers count; empty: none")
    ] = ""
    url_prefix: Annotated[
        str, Field(description="path that the application is mounted below; empty: the path of `site_url`", pattern=r"^(/[^/]+)*$")
    ] = ""
    csv_columns: Annotated[
        dict[str, str],
        BeforeValidator(parsed_json),
        AfterValidator(fields_of_a_release),
        Field(description="name of a column in imported tables → field of a release; German and English names are known"),
    ] = {}
    portals_file: Annotated[
        Path | None, Field(description="TOML file with own portals, before those that come with the program; see docs/portals.md")
    ] = None
    taxonomy_file: Annotated[
        Path | None, Field(description="TOML file with names of ministries and topics through time; see docs/taxonomy.md")
    ] = None
    taxonomy_names: Annotated[
        Literal["today", "then"], Field(description="name of a ministry or topic that is shown: that of today, or of a release's day")
    ] = "today"
    steering_file: Annotated[
        Path | None, Field(description="TOML file with synonyms, pins, stop phrases and boosts of editors; see docs/steering.md")
    ] = None
    wait: Annotated[int, Field(ge=0, description="seconds that a command waits while another one writes the index")] = 600
    private_addresses: Annotated[bool, Field(description="imports may fetch from addresses of private networks and this machine")] = False
    watch_file: Annotated[Path | None, Field(description="TOML file of the sources that `watch` reads; see docs/operation.md")] = None
    opensearch_url: Annotated[
        tuple[str, ...],
        BeforeValidator(parsed_addresses),
        AfterValidator(checked_servers),
        Field(description="addresses of the nodes that the engine `opensearch` asks; of each cluster one is enough", min_length=1),
    ] = ("http://127.0.0.1:9200",)
    opensearch_user: Annotated[
        str, Field(description="user of the cluster; the password is read from NEWS_SEARCH_OPENSEARCH_PASSWORD alone")
    ] = ""
    opensearch_ca_file: Annotated[Path | None, Field(description="certificates that the cluster's TLS is checked against")] = None
    opensearch_index: Annotated[
        str, Field(description="what the names of all indices and of the alias begin with", pattern=r"^[a-z0-9][a-z0-9_-]{0,60}$")
    ] = "news-search"
    opensearch_shards: Annotated[int, Field(ge=1, le=100, description="shards of each index, one for some 300,000 releases")] = 1
    opensearch_replicas: Annotated[int, Field(ge=0, le=10, description="copies of each shard on other nodes")] = 1
    opensearch_seconds: Annotated[
        float, Field(gt=0, description="how long an answer of the cluster is waited for, of all nodes asked in turn")
    ] = 10.0
    user_agent: Annotated[
        str,
        Field(description="how the indexer calls itself to servers: a name, then who operates it", pattern=r"^[A-Za-z_-]+[ -~]*$"),
    ] = "news-indexer"
    statistics: Annotated[bool, Field(description="searches are counted, see docs/operation.md")] = True
    statistics_file: Annotated[Path | None, Field(description="file of these counts; none: `statistics.db` in the data folder")] = None
    statistics_token: Annotated[
        SecretStr,
        AfterValidator(long_enough),
        Field(description="secret that `/statistics` asks for, 16 characters at least; empty: there is no such page"),
    ] = SecretStr("")
    statistics_days: Annotated[int, Field(ge=1, description="days on which a query must have been asked before its words are kept")] = 2
    statistics_sources: Annotated[int, Field(ge=2, description="sources that must have asked it on one of them")] = 3
    statistics_kept_days: Annotated[int, Field(ge=1, le=3660, description="days that counts are kept")] = 90
    statistics_entries: Annotated[int, Field(ge=100, description="queries that are counted at most, one for each day")] = 20_000
    slow_query_ms: Annotated[
        float, Field(ge=0, description="milliseconds from which on a search is a line of the log, without its words; 0: none is")
    ] = 1000
    log_format: Annotated[Literal["text", "json"], Field(description="lines for people or for machines")] = "text"

    @model_validator(mode="before")
    @classmethod
    def _engine_at_the_address(cls, given: Any) -> Any:
        """Whoever names a cluster means to search in it."""
        named = isinstance(given, dict) and given.get("opensearch_url") and not given.get("engine")
        return given | {"engine": "opensearch"} if named else given

    @property
    def store_path(self) -> Path:
        """The store, unless ``database_url`` names another place; ``database.database_of`` knows which."""
        return self.data / "releases.db"

    @property
    def statistics_path(self) -> Path:
        """What was searched for, as counts."""
        return self.statistics_file or self.data / "statistics.db"

    @property
    def quarantine_path(self) -> Path:
        """What imports rejected, until it is mended."""
        return self.data / "quarantine.jsonl"

    @property
    def index_folder(self) -> Path:
        """Folder of the generations of the chosen engine."""
        return self.data / "index" / self.engine

    @property
    def mounted_at(self) -> str:
        """The path below which the application answers, "" for the root: without a prefix of its own that of the public address."""
        return self.url_prefix or urlsplit(self.site_url).path

    def as_toml(self) -> str:
        """Every setting as a line of a settings file; one that has no value is a comment. Passwords in addresses are left out."""
        hidden = sorted(name for name in type(self).model_fields if isinstance(value := getattr(self, name), SecretStr) and value)
        shown = self.model_dump(mode="json", exclude=set(hidden))
        lines = [*(_toml_line(*each) for each in shown.items()), *(f"# {name} is set, and not shown" for name in hidden)]
        return _without_password("\n".join(lines))

    def digest_of_answers(self) -> str:
        """Equal for settings that give equal answers."""
        shaping = self.model_dump_json(exclude=set(_NOT_OF_ANSWERS))
        return hashlib.blake2b(shaping.encode(), digest_size=12).hexdigest()


def supervisor_address() -> str:
    """Where the system's supervisor listens, as it says itself (sd_notify(3)); empty without one."""
    return os.environ.get("NOTIFY_SOCKET", "")


class _Layers(BaseSettings, Settings):
    """Settings read from their layers. An empty variable counts as one that is not there."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, enable_decoding=False, frozen=True, extra="forbid")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The first one wins."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=_settings_file())


def load_settings(**options: Any) -> Settings:  # each of its setting's type, or None
    """Read the settings; ``options`` of a command that are not None win.

    Raises SettingsError that lists every unusable setting.
    """
    try:
        layers = _Layers(**{name: value for name, value in options.items() if value is not None})
        return Settings.model_validate(dict(layers))
    except ValidationError as error:
        raise SettingsError(_explained(error)) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        named = os.environ.get(CONFIG)
        raise SettingsError(f"the settings file {named} ({CONFIG}) cannot be read ({error}); mend it or name another one") from error


def _settings_file() -> Path | None:
    """The TOML file that the environment names. Raises OSError when it cannot be read: the library takes a missing one for an empty one."""
    named = os.environ.get(CONFIG)
    if not named:
        return None
    Path(named).open("rb").close()
    return Path(named)


def _explained(error: ValidationError) -> str:
    lines = [f"{'.'.join(map(str, item['loc']))}: {_message(item)}{_got(item)}" for item in error.errors()]
    return _without_password("these settings cannot be used, change them in the settings file or the environment: " + "; ".join(lines))


def _without_password(text: str) -> str:
    """The text with stars for the passwords of addresses in it."""
    return _PASSWORD.sub(r"\1***\2", text)


def _got(item: ErrorDetails) -> str:
    """What was written, if it is no secret."""
    return "" if str(item["loc"][0]).endswith(_SECRET) else f" (got {item['input']!r})"


def _message(item: ErrorDetails) -> str:
    return "there is no such setting" if item["type"] == "extra_forbidden" else item["msg"].removeprefix("Value error, ")


def _toml_line(name: str, value: Any) -> str:  # what JSON can hold: TOML writes texts, numbers and lists alike
    if value is None:
        return f"# {name} is not set"
    if isinstance(value, dict):
        pairs = ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(each, ensure_ascii=False)}" for key, each in value.items())
        return f"{name} = {{{pairs}}}"
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


def secret(variable: str) -> str:
    """What a variable of the environment holds that no file and no command line should; empty where it is not set."""
    return os.environ.get(variable, "")


def settings_table() -> str:
    """Every setting with its meaning and its default, as a table in Markdown."""
    rows = [f"| `{name}` | {field.description} | {_default(field.default)} |" for name, field in Settings.model_fields.items()]
    return "\n".join(["| setting | meaning | default |", "|---|---|---|", *rows])


def _default(value: object) -> str:
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return "none" if value is None or not written else f"`{written}`"
