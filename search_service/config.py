"""Settings: defaults, then a TOML file, then ``NEWS_SEARCH_*`` variables. The only place that reads the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from search_service.errors import SettingsError

PREFIX = "NEWS_SEARCH_"


class Settings(BaseModel):
    """Everything that an operator can set; paths are relative to the working folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Annotated[Path, Field(description="folder of the store and the index")] = Path("var")
    engine: Annotated[str, Field(description="search engine, a name of the registry")] = "whoosh"
    host: Annotated[str, Field(description="address that `serve` listens on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="port that `serve` listens on; 0 takes a free one")] = 8080
    threads: Annotated[int, Field(ge=1, le=64, description="threads of the web server")] = 4
    cache_megabytes: Annotated[int, Field(ge=1, description="bound of the engine's cache in one process")] = 128
    recency: Annotated[bool, Field(description="newer releases rank slightly higher")] = True
    site_name: Annotated[str, Field(description="name in the header and in titles")] = "Pressearchiv"
    authority: Annotated[str, Field(description="name of the authority in the header; empty: none")] = ""
    logo: Annotated[str, Field(description="path of a logo below the theme folder; empty: none")] = ""
    site_url: Annotated[str, Field(description="public address; empty: taken from the request")] = ""
    footer_links: Annotated[dict[str, str], Field(description="label → address of the footer's links")] = {}
    theme_folder: Annotated[Path | None, Field(description="folder whose style.css replaces ours")] = None
    trusted_hosts: Annotated[tuple[str, ...], Field(description="host names that are answered; empty: all")] = ()
    trusted_proxy: Annotated[str, Field(description="address of the proxy whose X-Forwarded-* headers count; empty: none")] = ""
    url_prefix: Annotated[str, Field(description="path that the application is mounted below", pattern=r"^(/[^/]+)*$")] = ""
    log_format: Annotated[Literal["text", "json"], Field(description="lines for people or for machines")] = "text"

    @property
    def store_path(self) -> Path:
        return self.data / "releases.db"

    @property
    def index_folder(self) -> Path:
        """Folder of the generations of the chosen engine."""
        return self.data / "index" / self.engine


def load_settings(toml_file: Path | None = None, *, environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Read the settings; ``overrides`` (command-line options) that are not None win.

    Raises SettingsError that lists every unusable setting.
    """
    variables = os.environ if environment is None else environment
    named = variables.get(PREFIX + "CONFIG")
    values = _from_toml(toml_file or (Path(named) if named else None))
    values |= _from_environment(variables)
    values |= {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error


def _from_toml(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"the settings file {path} cannot be read ({error}); mend it or name another one") from error


def _from_environment(variables: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in Settings.model_fields.items():
        value = variables.get(PREFIX + name.upper())
        if value is not None:
            found[name] = value if field.annotation is str else _structured(value)
    return found


def _structured(value: str) -> Any:  # JSON of any shape; the model checks it
    """Lists and tables are written as JSON; anything else is taken as it stands."""
    if value[:1] not in "[{":
        return value
    try:
        return TypeAdapter(Any).validate_json(value)
    except ValidationError:
        return value


def _explain(error: ValidationError) -> str:
    lines = [f"{'.'.join(map(str, item['loc']))}: {item['msg']} (got {item['input']!r})" for item in error.errors()]
    return "these settings cannot be used, change them in the settings file or the environment: " + "; ".join(lines)
