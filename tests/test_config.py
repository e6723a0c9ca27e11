"""Settings: defaults, TOML, environment, options, and errors that list everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_service.config import load_settings
from search_service.errors import SettingsError


def test_environment_wins_over_toml_and_options_over_both(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('site_name = "Aus TOML"\nport = 1\nthreads = 7\n[footer_links]\nImpressum = "/i"\n', encoding="utf-8")
    environment = {"NEWS_SEARCH_CONFIG": str(file), "NEWS_SEARCH_PORT": "2", "NEWS_SEARCH_TRUSTED_HOSTS": '["a.example"]'}
    settings = load_settings(environment=environment, port=3, host=None)
    assert (settings.site_name, settings.threads, settings.port, settings.host) == ("Aus TOML", 7, 3, "127.0.0.1")
    assert (settings.trusted_hosts, settings.footer_links) == (("a.example",), {"Impressum": "/i"})


def test_paths_follow_from_the_data_folder() -> None:
    settings = load_settings(environment={}, data=Path("x"))
    assert (settings.store_path, settings.index_folder) == (Path("x/releases.db"), Path("x/index/whoosh"))


def test_error_lists_every_unusable_setting() -> None:
    with pytest.raises(SettingsError, match=r"port.*threads"):
        load_settings(environment={"NEWS_SEARCH_PORT": "many", "NEWS_SEARCH_THREADS": "0"})


@pytest.mark.parametrize("content", [b"no toml", b"\xff", b"unknown = 1"])
def test_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"settings\.toml|unknown"):
        load_settings(file, environment={})
