"""The language of an answer: chosen per request, texts from the catalogues, dates and numbers as that language writes them.

``?lang=`` wins, then ``Accept-Language``; without either, pages are German and what programs are told is English.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

from babel.dates import format_date, format_interval, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, request
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from search_service.dates import BERLIN, period_name
from search_service.errors import SettingsError
from search_service.messages import Message

LANGUAGES = {"de": "Deutsch", "en": "English"}
"""Languages of the interface with their own names, the first-class one first."""
CONTENT_LANGUAGE = "de"
"""Language of the releases' own texts where a hit does not name another."""

_LOCALES = {"de": "de", "en": "en_GB"}
_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics")
"""Beginnings of addresses whose messages are English unless asked otherwise."""
_WITHOUT_WORDS = frozenset({"assets", "theme"})
"""Blueprints whose answers are the same in every language."""


def install_i18n(app: Flask) -> None:
    """Give an application its catalogues and templates their functions. Raises SettingsError without compiled catalogues."""
    for each in LANGUAGES:
        _load(each)
    # Jinja's own extension asks its context three times for every text: a seventh of the time of a page.
    app.jinja_env.globals |= {"_": _text, "ngettext": _text_for_count}
    for template_filter in (long_date, number, listed):
        app.add_template_filter(template_filter)
    app.after_request(_vary)


def language() -> str:
    """The language of the current request."""
    chosen: str | None = g.get("language")
    if chosen is None:
        g.language = chosen = asked_language() or _accepted_language()
    return chosen


def _accepted_language() -> str:
    default = "en" if request.path.startswith(_FOR_PROGRAMS) else "de"
    return accepted_language(request.headers.get("Accept-Language", ""), default=default)


def accepted_language(header: str, *, default: str) -> str:
    """The language that a client's ``Accept-Language`` names first among ours, with ``default`` for one that names none."""
    return parse_accept_header(header, LanguageAccept).best_match(LANGUAGES, default=default) if header else default


def asked_language() -> str | None:
    """The language that the URL names, if it is one of ours."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else None


def named_language() -> str | None:
    """The language of the request as links to files name it, which nobody's preferences shall change; None for German."""
    return language() if language() != "de" else None


def gettext(message: str, **values: object) -> str:
    """The message in the language of the request, ``%(name)s`` filled in."""
    return _catalogue().gettext(message) % values


def in_language(chosen: str, message: str) -> str:
    """The message in one of LANGUAGES, whatever the language of the request, and outside of any."""
    return _load(chosen).gettext(message)


def told(message: str | Message) -> str:
    """A message from below the web in the language of the request; a text is in it already."""
    return gettext(message.text, **message.values) if isinstance(message, Message) else message


def ngettext(singular: str, plural: str, count: int, **values: object) -> str:
    """As ``gettext``, in the form for ``count``; ``%(num)s`` is the count as the language writes it."""
    return _catalogue().ngettext(singular, plural, count) % {"num": number(count), **values}


def number(value: int) -> str:
    """A whole number with its thousands grouped: 12.345 or 12,345."""
    if 0 <= value < 1000:  # the same in every language, and most numbers of a page: a sixth of its time with Babel
        return str(value)
    return format_decimal(value, locale=_locale())


def listed(values: tuple[str, ...]) -> str:
    """Names as an enumeration: "A, B und C"."""
    return format_list(values, locale=_locale())


def alternatives(values: tuple[str, ...]) -> str:
    """Names of which any will do: "A, B oder C"."""
    return format_list(values, style="or", locale=_locale()) if values else ""


def long_date(value: date | datetime) -> str:
    """A day in words, a moment as its day in Berlin: 21. März 2024."""
    return _formatted(_day(value), "long", _locale())


def long_moment(value: datetime) -> str:
    """A moment as its day and time in Berlin: 21. März 2024, 14:05 Uhr."""
    time = format_time(value.astimezone(BERLIN), "short", locale=_locale())
    return gettext("%(date)s, %(time)s", date=long_date(value), time=time)


def month_and_year(value: date) -> str:
    """The month of a day with its year: März 2024."""
    return _formatted(value, "LLLL y", _locale())


def short_month(value: date) -> str:
    """A month for the axis of a picture: "Jan", "Mär"; the first three letters in either language."""
    return _formatted(value, "LLLL", _locale())[:3]


def short_date(value: date) -> str:
    """A day in digits, as the date fields read it back: 21.03.2024 in any language."""
    return value.strftime("%d.%m.%Y")


def period(first: date | None, last: date | None) -> str:
    """A period in the shortest words: "2024", "März 2024", "20.–21. März 2024", "2015–2018", "ab 2015" or "bis Mai 2018"."""
    if first is None:
        return gettext("until %(date)s", date=_end(last)) if last else ""
    if last is None:
        return gettext("from %(date)s", date=_beginning(first))
    if first == last:
        return long_date(first)
    if name := period_name(first, last):
        return _formatted(first, "y", _locale()) if name.isdigit() else month_and_year(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{_formatted(first, 'y', _locale())}–{_formatted(last, 'y', _locale())}"
    return format_interval(first, last, "yMMMMd", locale=_locale())


def _beginning(first: date) -> str:
    """The year or month that begins with this day, else the day in words."""
    if first.day != 1:
        return long_date(first)
    return _formatted(first, "y", _locale()) if first.month == 1 else month_and_year(first)


def _end(last: date) -> str:
    """The year or month that ends with this day, else the day in words."""
    beginnings = (last.replace(month=1, day=1), last.replace(day=1))
    whole = [first for first in beginnings if first != last and period_name(first, last)]
    return period(whole[0], last) if whole else long_date(last)


@lru_cache(maxsize=4096)
def _formatted(value: date, pattern: str, locale: str) -> str:
    """Kept, because a page has dozens of dates and Babel takes long for each."""
    return format_date(value, pattern, locale=locale)


def _day(value: date | datetime) -> date:
    return value.astimezone(BERLIN).date() if isinstance(value, datetime) else value


def _locale() -> str:
    return _LOCALES[language()]


def _text(message: str, **values: object) -> Markup:
    """``gettext`` for templates: the catalogue's text is HTML as it stands, what is filled in is escaped."""
    text = _markup(_catalogue(), message)
    return text % values if values or "%" in text else text


def _text_for_count(singular: str, plural: str, count: int, **values: object) -> Markup:
    """As ``_text``, in the form for ``count``, which is ``%(num)s`` unless ``values`` say how to write it."""
    return _counted(_catalogue(), singular, plural, count, tuple(values.items()))


@lru_cache(maxsize=4096)
def _counted(catalogue: NullTranslations, singular: str, plural: str, count: int, values: tuple[tuple[str, object], ...]) -> Markup:
    """Kept, because a page has dozens of counts."""
    return Markup(catalogue.ngettext(singular, plural, count)) % {"num": count, **dict(values)}


@lru_cache(maxsize=1024)
def _markup(catalogue: NullTranslations, message: str) -> Markup:
    return Markup(catalogue.gettext(message))


def _catalogue() -> NullTranslations:
    catalogue: NullTranslations | None = g.get("catalogue")
    if catalogue is None:
        g.catalogue = catalogue = _load(language())
    return catalogue


@cache
def _load(language_code: str) -> Translations:
    catalogue = Translations.load(Path(__file__).parent.parent / "translations", [language_code])
    if not isinstance(catalogue, Translations):
        raise SettingsError(
            f"the messages for {language_code!r} are not compiled; install the package, in a checkout with `pip install -e .`"
        )
    return catalogue


def _vary(response: Response) -> Response:
    if request.blueprint not in _WITHOUT_WORDS:
        response.headers.add("Vary", "Accept-Language")
    return response
