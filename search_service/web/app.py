"""The application factory: puts views, language, headers and errors together around a searcher and an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, request, send_from_directory, url_for

from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.web.api import Api
from search_service.web.health import Health
from search_service.web.i18n import LANGUAGES, asked_language, install_i18n, language
from search_service.web.links import SITE_URL
from search_service.web.pages import Pages
from search_service.web.problems import install_problems
from search_service.web.security import install_security
from search_service.web.view_models import LanguageLink, Link, SiteView

_PACKAGE = Path(__file__).parent.parent


def create_app(settings: Settings, searcher: Searcher, archive: Archive) -> Flask:
    """Make the web application. Raises SettingsError when its catalogues are not compiled."""
    app = Flask(__name__, template_folder=str(_template_folder()))
    app.config["TRUSTED_HOSTS"] = list(settings.trusted_hosts) or None
    app.config[SITE_URL] = settings.site_url
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    install_i18n(app)
    install_security(app)
    install_problems(app)
    app.register_blueprint(Pages(settings, searcher, archive).blueprint())
    app.register_blueprint(Api(searcher, archive).blueprint())
    app.register_blueprint(Health(searcher).blueprint())
    if settings.theme_folder:
        app.register_blueprint(_theme(settings.theme_folder.resolve()))
    app.url_defaults(_keep_language)
    app.context_processor(lambda: {"site": _site(settings)})
    return app


def _template_folder() -> Path:
    """In a wheel inside the package, in a checkout beside it."""
    packaged = _PACKAGE / "templates"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "templates"


def _theme(folder: Path) -> Blueprint:
    """The operator's stylesheet, fonts and logo, served from our own origin."""
    blueprint = Blueprint("theme", __name__, url_prefix="/theme")
    blueprint.add_url_rule("/<path:name>", "file", lambda name: send_from_directory(folder, name))
    return blueprint


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """A language that the URL names stays in the links of its pages."""
    asked = asked_language()
    if endpoint.startswith("pages.") and asked:
        values.setdefault("lang", asked)


def _site(settings: Settings) -> SiteView:
    return SiteView(
        name=settings.site_name,
        authority=settings.authority,
        language=language(),
        stylesheet=_stylesheet(settings),
        logo=url_for("theme.file", name=settings.logo) if settings.theme_folder and settings.logo else "",
        languages=tuple(LanguageLink(code, name, _in_language(code), code == language()) for code, name in LANGUAGES.items()),
        footer_links=tuple(Link(label, address) for label, address in settings.footer_links.items()),
    )


def _stylesheet(settings: Settings) -> str:
    if settings.theme_folder and (settings.theme_folder / "style.css").is_file():
        return url_for("theme.file", name="style.css")
    return url_for("static", filename="style.css")


def _in_language(code: str) -> str:
    """This page in another language, every other parameter as it is."""
    if request.endpoint is None or not request.endpoint.startswith("pages."):
        return url_for("pages.start", lang=code)
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    path = url_for(request.endpoint, **(request.view_args or {}), lang=code)
    return f"{path}&{urlencode(others)}" if others else path
