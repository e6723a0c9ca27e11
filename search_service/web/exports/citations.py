"""A release as a citation: a German line for people, BibTeX, RIS and CSL-JSON for reference managers.

A citation names the release's permanent address here and, where it is known, the original one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from search_service.dates import BERLIN, today_in_berlin
from search_service.release import Release
from search_service.schema import Role, facet_values, in_role
from search_service.web.links import permanent_url, web_address

KIND = "Pressemitteilung"


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited; ``url`` is the permanent address, ``original`` may be empty, ``publisher`` stands in for a missing issuer."""

    release: Release
    url: str
    original: str
    publisher: str
    accessed: date

    @property
    def authors(self) -> tuple[str, ...]:
        return tuple(map(_one_line, in_role(facet_values(self.release), Role.ISSUER))) or (self.publisher,)

    @property
    def title(self) -> str:
        return _one_line(self.release.title)

    @property
    def day(self) -> date:
        return self.release.published.astimezone(BERLIN).date()


@dataclass(frozen=True, slots=True)
class CitationFormat:
    """``suffix`` is the end of the address that gives a citation in this format; ``join`` makes one text of those of several releases."""

    suffix: str
    label: str
    media_type: str
    write: Callable[[Citation], str]
    join: Callable[[Iterable[str]], str] = "".join

    def write_all(self, citations: Iterable[Citation]) -> str:
        return self.join(map(self.write, citations))


def citation_of(release: Release, *, publisher: str) -> Citation:
    """A release as it is cited today, with its permanent address in this archive."""
    return Citation(
        release=release,
        url=permanent_url(release.id),
        original=web_address(release.url),
        publisher=publisher,
        accessed=today_in_berlin(),
    )


def plain(citation: Citation) -> str:
    """One line in German: issuers, title, date, address."""
    title = citation.title if citation.title[-1] in ".!?…" else citation.title + "."
    authors, day, accessed = "; ".join(citation.authors), _german(citation.day), _german(citation.accessed)
    return f"{authors}: {title} {KIND} vom {day}. {citation.url} (abgerufen am {accessed})."


def bibtex(citation: Citation) -> str:
    """An entry of type ``@online`` (biblatex); names in double braces are not taken apart."""
    fields = {
        "author": " and ".join(f"{{{_latex(author)}}}" for author in citation.authors),
        "title": f"{{{_latex(citation.title)}}}",
        "date": citation.day.isoformat(),
        "url": _latex_url(citation.url),
        "urldate": citation.accessed.isoformat(),
        "langid": "ngerman" if citation.release.language == "de" else citation.release.language,
        "note": KIND + (f", zuerst: \\url{{{_latex_url(citation.original)}}}" if citation.original else ""),
    }
    lines = "".join(f"  {name:<8} = {{{value}}},\n" for name, value in fields.items())
    return f"@online{{{citation.release.id},\n{lines}}}\n"


def ris(citation: Citation) -> str:
    """Tagged lines. A comma in a name would be read as "surname, first name", so such names are publishers only."""
    tags = [
        ("TY", "ELEC"),
        *(("AU", author) for author in citation.authors if "," not in author),
        ("TI", citation.title),
        ("PB", "; ".join(citation.authors)),
        ("PY", f"{citation.day.year:04}"),
        ("DA", citation.day.strftime("%Y/%m/%d")),
        ("M3", KIND),
        ("LA", citation.release.language),
        ("UR", citation.url),
        *([("L2", citation.original)] if citation.original else []),
        ("Y2", citation.accessed.strftime("%Y/%m/%d")),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tags)


def csl_json(citation: Citation) -> str:
    """A list of one item, as reference managers import it."""
    item = {
        "id": citation.release.id,
        "type": "webpage",
        "genre": KIND,
        "title": citation.title,
        "author": [{"literal": author} for author in citation.authors],
        "issued": {"date-parts": [_date_parts(citation.day)]},
        "accessed": {"date-parts": [_date_parts(citation.accessed)]},
        "URL": citation.url,
        "language": citation.release.language,
        **({"source": citation.original} if citation.original else {}),
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _one_list(lists: Iterable[str]) -> str:
    items = [item for each in lists for item in json.loads(each)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


FORMATS = (
    CitationFormat("bib", "BibTeX", "application/x-bibtex", bibtex),
    CitationFormat("ris", "RIS", "application/x-research-info-systems", ris),
    CitationFormat("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json, _one_list),
)

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: "\\" + sign for sign in "&%$#_{}"},
    }
)


def _german(day: date) -> str:
    return format_date(day, "long", locale="de")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def _latex_url(url: str) -> str:
    """Inside ``\\url`` nothing but braces and backslashes ends an address, and none of them belongs in one."""
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _date_parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]
