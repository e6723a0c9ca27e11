"""Settings: defaults, TOML, environment, options, and errors that list everything."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from search_service.config import Settings, load_settings
from search_service.errors import SettingsError

Environment = pytest.MonkeyPatch


@pytest.fixture
def toml(tmp_path: Path, monkeypatch: Environment) -> Path:
    """The settings file that the environment names; not there yet."""
    file = tmp_path / "settings.toml"
    monkeypatch.setenv("NEWS_SEARCH_CONFIG", str(file))
    return file


def test_environment_wins_over_toml_and_options_over_both(toml: Path, monkeypatch: Environment) -> None:
    toml.write_text('site_name = "Aus TOML"\nport = 1\nthreads = 7\n[footer_links]\nImpressum = "/i"\n', encoding="utf-8")
    monkeypatch.setenv("NEWS_SEARCH_PORT", "2")
    monkeypatch.setenv("NEWS_SEARCH_TRUSTED_HOSTS", '["a.example"]')
    settings = load_settings(port=3, host=None)
    assert (settings.site_name, settings.threads, settings.port, settings.host) == ("Aus TOML", 7, 3, "127.0.0.1")
    assert (settings.trusted_hosts, settings.footer_links) == (("a.example",), {"Impressum": "/i"})
    assert load_settings().port == 2


def test_a_table_of_the_environment_stands_for_the_whole_one(toml: Path, monkeypatch: Environment) -> None:
    toml.write_text('[footer_links]\nImpressum = "/i"\n', encoding="utf-8")
    monkeypatch.setenv("NEWS_SEARCH_FOOTER_LINKS", '{"Kontakt": "/k"}')
    assert load_settings().footer_links == {"Kontakt": "/k"}


def test_paths_follow_from_the_data_folder() -> None:
    settings = load_settings(data=Path("x"))
    assert (settings.store_path, settings.index_folder) == (Path("x/releases.db"), Path("x/index/whoosh"))


def test_a_named_cluster_is_searched_in(toml: Path, monkeypatch: Environment) -> None:
    """So two settings move an installation; the engine may be named nevertheless."""
    toml.touch()
    assert load_settings().engine == "whoosh"
    toml.write_text('opensearch_url = ["https://search-1:9200"]', encoding="utf-8")
    assert load_settings().engine == "opensearch"
    monkeypatch.setenv("NEWS_SEARCH_ENGINE", "whoosh")
    assert load_settings().engine == "whoosh"
    monkeypatch.delenv("NEWS_SEARCH_ENGINE")
    toml.write_text("", encoding="utf-8")
    monkeypatch.setenv("NEWS_SEARCH_OPENSEARCH_URL", '["https://search-1:9200"]')
    assert load_settings().engine == "opensearch"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('"http://search-1:9200"', 'opensearch_url = ["http://search-1:9200"]'),
        ('"search-1:9200"', 'opensearch_url = ["http://search-1:9200"]'),
        ('["search-1:9200"]', "write http:// or https:// before it, such as http://search-1:9200"),
        ('["search-1"]', "write http:// or https:// before it, such as http://search-1"),
    ],
)
def test_addresses_of_a_cluster_written_otherwise_are_shown_as_they_should_be(toml: Path, written: str, told: str) -> None:
    toml.write_text(f"opensearch_url = {written}", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert told in str(caught.value)


def test_an_empty_variable_is_none(monkeypatch: Environment) -> None:
    monkeypatch.setenv("NEWS_SEARCH_THEME_FOLDER", "")
    monkeypatch.setenv("NEWS_SEARCH_PORT", "")
    assert load_settings() == Settings()


def test_hosts_proxies_and_logos_that_cannot_be_stand_in_the_list_of_errors() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(trusted_proxy="banana", trusted_hosts=("*",), logo="../../etc/passwd", port=-1)
    for name in ("trusted_proxy", "trusted_hosts", "logo", "port"):
        assert name in str(caught.value)


def test_error_lists_every_unusable_setting_of_every_layer(toml: Path, monkeypatch: Environment) -> None:
    toml.write_text("cache_megabytes = -1\nunknown = 1\n", encoding="utf-8")
    wrong = {"PORT": "many", "THREADS": "0", "FOOTER_LINKS": "Impressum", "TRUSTED_HOSTS": "a.example", "SITE_URL": "www.example.org"}
    for name, value in wrong.items():
        monkeypatch.setenv(f"NEWS_SEARCH_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings(log_format="xml")
    told = str(caught.value)
    assert [name for name in (*map(str.lower, wrong), "cache_megabytes", "unknown", "log_format") if f"{name}: " not in told] == []
    assert "https://www.example.org" in told


@pytest.mark.parametrize("content", [b"no toml", b"\xff", b"unknown = 1", None])
def test_a_file_that_cannot_be_used_is_named(toml: Path, content: bytes | None) -> None:
    if content is not None:
        toml.write_bytes(content)
    with pytest.raises(SettingsError, match=r"settings\.toml|unknown: there is no such setting"):
        load_settings()


@pytest.mark.parametrize(
    "address", ["www.example.org", "//www.example.org", "ftp://example.org", "https://", "https:///presse", "http://[", "https://a b"]
)
@pytest.mark.parametrize("rest", ["", "?a=b"])
def test_a_public_address_is_whole(address: str, rest: str) -> None:
    with pytest.raises(ValueError, match="write the whole address"):
        Settings(site_url=address + rest)


@pytest.mark.parametrize("address", ["https://www.example.org?a=b", "https://www.example.org/#a", "https://me:you@www.example.org"])
def test_a_public_address_is_that_of_a_page(address: str) -> None:
    with pytest.raises(ValueError, match="write the whole address"):
        Settings(site_url=address)


@pytest.mark.parametrize(
    ("address", "kept", "path"),
    [
        ("", "", ""),
        ("https://www.example.org/", "https://www.example.org", ""),
        ("http://[::1]:8080", "http://[::1]:8080", ""),
        ("https://www.example.org/presse/", "https://www.example.org/presse", "/presse"),
    ],
)
def test_a_path_of_the_public_address_is_kept(address: str, kept: str, path: str) -> None:
    settings = Settings(site_url=address)
    assert (settings.site_url, settings.mounted_at) == (kept, path)
    assert Settings(site_url=address, url_prefix="/innen").mounted_at == "/innen"


def test_settings_can_be_written_as_the_file_that_holds_them(toml: Path) -> None:
    settings = Settings(site_name='Presse "Land"', footer_links={"Über uns": "/ü"}, trusted_hosts=("a", "b"), recency=False, port=1)
    toml.write_text(settings.as_toml(), encoding="utf-8")
    assert tomllib.loads(toml.read_text(encoding="utf-8"))["port"] == 1
    assert load_settings() == settings
