"""The application factory: puts views, language, headers and errors together around a searcher and an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from search_service.archive import Archive
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.errors import EngineError
from search_service.one_answer import one_answer
from search_service.statistics.collector import Collector
from search_service.taxonomy import UNNAMED, Taxonomy
from search_service.web.api.blueprint import api_blueprint
from search_service.web.api.document import ApiDocument
from search_service.web.assets import Assets
from search_service.web.caching import install_caching
from search_service.web.compression import install_compression
from search_service.web.counting import counting_observer
from search_service.web.direction import install_direction
from search_service.web.discovery import Discovery
from search_service.web.exports.export_routes import ExportViews
from search_service.web.first_style import first_styles
from search_service.web.health import Health
from search_service.web.hosts import install_hosts
from search_service.web.i18n import asked_language, install_i18n
from search_service.web.links import install_links
from search_service.web.metrics import metrics_observers
from search_service.web.observation import Observer, install_observation
from search_service.web.pages.page_routes import Pages
from search_service.web.pages.site_view import site_views
from search_service.web.problems import install_problems
from search_service.web.security import install_security
from search_service.web.slow_queries import slow_query_observer
from search_service.web.statistics_routes import StatisticsViews
from search_service.web.theme import settings_css, theme_blueprint

_PACKAGE = Path(__file__).parent.parent


def create_app(settings: Settings, searcher: Searcher, archive: Archive, *, collector: Collector | None = None) -> Flask:
    """Make the web application, whose searches ``collector`` counts. Raises SettingsError when its catalogues are not compiled."""
    styles = first_styles(settings)
    archive = archive.under(lambda: _names(searcher))
    app = Flask(__name__, template_folder=str(_template_folder()), static_folder=None)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.wsgi_app = one_answer()(app.wsgi_app)  # type: ignore[method-assign]  # as Flask wants it
    install_compression(app)  # first, so that it comes last to an answer
    install_direction(app)
    install_observation(app, _observers(app, settings, searcher, collector))
    install_hosts(app, settings)
    install_i18n(app)
    install_links(app, settings.site_url)
    install_caching(app, settings, *styles.hashes)
    install_security(app, image_host=settings.image_host, style_hashes=styles.hashes)
    install_problems(app)
    app.register_blueprint(Pages(settings, searcher, archive).blueprint())
    document = ApiDocument(settings.site_name, archive)
    app.register_blueprint(api_blueprint(searcher, archive, document))
    app.register_blueprint(document.page_blueprint())
    app.register_blueprint(ExportViews(settings, searcher, archive).blueprint())
    app.register_blueprint(Discovery(searcher, archive, site_name=settings.site_name).blueprint())
    app.register_blueprint(Health(searcher).blueprint())
    if collector and settings.statistics_token:
        app.register_blueprint(StatisticsViews(settings, collector.file).blueprint())
    assets = Assets(appended_style=settings_css(settings))
    app.register_blueprint(assets.blueprint())
    if settings.theme_folder:
        app.register_blueprint(theme_blueprint(settings.theme_folder.resolve()))
    app.url_defaults(_keep_language)
    site_view = site_views(settings, assets, styles)
    app.context_processor(lambda: {"site": site_view()})
    return app


def _observers(app: Flask, settings: Settings, searcher: Searcher, collector: Collector | None) -> tuple[Observer, ...]:
    slow = (slow_query_observer(settings.slow_query_ms),) if settings.slow_query_ms else ()
    counting = (counting_observer(collector.count),) if collector else ()
    return (*metrics_observers(app, searcher, settings.data), *slow, *counting)


def _names(searcher: Searcher) -> Taxonomy:
    """The names that the newest generation has, so that pages of releases call a ministry as the search does.

    While there is no index that can answer, releases are shown as their sources wrote them; searches tell what is wrong.
    """
    try:
        return searcher.status().taxonomy
    except EngineError:
        return UNNAMED


def _template_folder() -> Path:
    """In a wheel inside the package, in a checkout beside it."""
    packaged = _PACKAGE / "templates"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "templates"


def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """A language that the URL names stays in the links of its pages."""
    asked = asked_language()
    if endpoint.startswith("pages.") and asked:
        values.setdefault("lang", asked)
