"""A site in other colours: by settings, by a file of variables; and whether they can be read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from lxml import html

from search_service.cli import main
from search_service.config import Settings, load_settings
from search_service.errors import SettingsError
from search_service.web.contrast import PAIRS, contrasts, ratio, variables_of
from search_service.web.stylesheet import joined_parts
from search_service.web.theme import early_theme, variables_in_force

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "themes.md").read_text(encoding="utf-8")


def too_low(settings: Settings, theme: Path | None = None) -> list[str]:
    return [f"{each.scheme} {each.upper}/{each.ground}" for each in contrasts(variables_in_force(settings, theme)) if not each.enough]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


@pytest.mark.parametrize(
    ("color", "other", "expected"), [("#000000", "#ffffff", 21.0), ("#777", "#ffffff", 4.48), ("#00527a", "#00527a", 1.0)]
)
def test_ratio(color: str, other: str, expected: float) -> None:
    assert ratio(color, other) == ratio(other, color) == pytest.approx(expected, abs=0.005)


def test_our_own_colours_can_be_read() -> None:
    assert too_low(Settings()) == []


def test_print_is_no_screen() -> None:
    assert variables_of(joined_parts()).light["accent"] != "#000000"


def test_every_pair_is_of_variables_that_a_reader_of_the_document_knows() -> None:
    documented = set(re.findall(r"`([a-z-]+)`", DOCUMENT.split("## Variables")[1].split("## Example")[0]))
    assert {name for pair in PAIRS for name in pair[:2]} <= documented
    assert set(variables_of(joined_parts()).light) <= documented


def test_the_worked_examples_can_be_read(tmp_path: Path) -> None:
    (toml,) = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
    assert too_low(Settings.model_validate(tomllib.loads(toml))) == []
    assert f"{2 * len(PAIRS)} pairs of colours, 0 too low" in DOCUMENT
    (css,) = re.findall(r"```css\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "theme.css").write_text(css, encoding="utf-8")
    assert too_low(Settings(), tmp_path / "theme.css") == too_low(Settings(theme_folder=tmp_path)) == []
    assert variables_in_force(Settings(theme_folder=tmp_path)).dark["accent"] == "#a9b9ff"


def test_the_command_names_what_is_too_low_first(tmp_path: Path) -> None:
    theme = tmp_path / "t.css"
    theme.write_text(":root { --accent: #8fc7e0; } /* --ink: #eeeeee; */", encoding="utf-8")
    result = run("theme", theme)
    assert result.exit_code == 1
    assert re.match(r"too low +1\.\d+ \(at least 4\.5\) light +--accent on --accent-soft", result.output)
    assert "--ink on" not in "".join(line for line in result.output.splitlines() if line.startswith("too low"))
    assert run("theme").exit_code == 0


@pytest.mark.parametrize(("css", "told"), [(":root { --ink: hotpink; }", "--ink is 'hotpink'"), (":root { --ink: var(--ink); }", "--ink")])
def test_a_colour_that_cannot_be_read_is_an_error(tmp_path: Path, css: str, told: str) -> None:
    (tmp_path / "t.css").write_text(css, encoding="utf-8")
    result = run("theme", tmp_path / "t.css")
    assert (result.exit_code, told in result.output, "#rrggbb" in result.output) == (2, True, True)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    result = run("theme", tmp_path / "none.css")
    assert (result.exit_code, "cannot be read" in result.output) == (2, True)


def test_colours_and_font_of_the_settings_end_our_stylesheet(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of(colors={"accent": "#a3122a"}, dark_colors={"accent": "#ffa8b4"}, font='"Fira Sans", sans-serif')
    (address,) = html.fromstring(client.get("/").text).xpath("//link[@rel='stylesheet']/@href")
    text = client.get(address).text
    assert text.startswith(joined_parts())
    assert "@media not (prefers-color-scheme: dark) { :root { --accent: #a3122a; } }" in text
    assert "@media (prefers-color-scheme: dark) { :root { --accent: #ffa8b4; } }" in text
    assert '--font: "Fira Sans", sans-serif;' in text
    assert address not in client_of().get("/").text


def test_light_colours_leave_the_dark_ones_as_they_are() -> None:
    changed, ours = variables_in_force(Settings(colors={"accent": "#a3122a"})), variables_in_force(Settings())
    assert (changed.light["accent"], changed.dark) == ("#a3122a", ours.dark)


def test_the_theme_is_linked_after_our_stylesheet(client_of: Callable[..., FlaskClient], tmp_path: Path) -> None:
    (tmp_path / "theme.css").write_text(":root { --accent: #a3122a; }", encoding="utf-8")
    client = client_of(theme_folder=tmp_path)
    page = html.fromstring(client.get("/").text)
    ours, theirs = page.xpath("//body/link[@rel='stylesheet']/@href")
    assert not page.xpath("//head/link[@rel='stylesheet']")
    assert page.xpath("string(//head/style)").endswith(":root { --accent: #a3122a; }")
    assert ours.startswith("/static/style.")
    with client.get(theirs) as response:
        assert "#a3122a" in response.text


def test_the_fonts_of_a_theme_come_with_its_file_its_colours_with_the_page(tmp_path: Path) -> None:
    (css,) = re.findall(r"```css\n(.*?)```", DOCUMENT, re.DOTALL)
    (tmp_path / "theme.css").write_text(css, encoding="utf-8")
    early = early_theme(Settings(theme_folder=tmp_path))
    assert early is not None
    assert ("--accent: #1d2f6f;" in early, "url(" in early, ".kern-btn { font-weight: 600; }" in early) == (True, False, True)


@pytest.mark.parametrize(
    "css", ['@import "more.css";', "p { background: url(wall.png) }", "p::after { content: '</i>' }", "p { --a: b }" * 900]
)
def test_a_theme_that_cannot_stand_in_a_page_is_linked_first_and_last(
    client_of: Callable[..., FlaskClient], tmp_path: Path, css: str
) -> None:
    (tmp_path / "theme.css").write_text(css, encoding="utf-8")
    page = html.fromstring(client_of(theme_folder=tmp_path).get("/").text)
    (early,) = page.xpath("//head/link[@rel='stylesheet']/@href")
    assert early == page.xpath("//body/link[@rel='stylesheet']/@href")[-1]
    assert css not in page.xpath("string(//head/style)")


def test_pages_of_before_a_change_of_the_theme_are_not_taken_for_fresh(client_of: Callable[..., FlaskClient], tmp_path: Path) -> None:
    """Their style would be none that the policy of today allows."""
    theme = tmp_path / "theme.css"
    theme.write_text(":root { --accent: #a3122a; }", encoding="utf-8")
    tag = client_of(theme_folder=tmp_path).get("/").headers["ETag"]
    assert client_of(theme_folder=tmp_path).get("/", headers={"If-None-Match": tag}).status_code == 304
    theme.write_text(":root { --accent: #00527a; }", encoding="utf-8")
    assert client_of(theme_folder=tmp_path).get("/", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("name", "value"),
    [("COLORS", '{"accent": "red"}'), ("COLORS", '{"Accent; }": "#000000"}'), ("DARK_COLORS", '{"ink": "#12"}'), ("FONT", "x; } body {")],
)
def test_what_is_no_colour_or_font_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"NEWS_SEARCH_{name}", value)
    with pytest.raises(SettingsError, match=f"{name.lower()}: "):
        load_settings()
