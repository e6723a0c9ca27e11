"""The table of formats: which module reads what."""

from __future__ import annotations

from indexer.sources.agencies.newsml import read_newsml
from indexer.sources.base import Reader
from indexer.sources.csv_table import read_csv
from indexer.sources.detect import Format
from indexer.sources.documents.docx import read_docx
from indexer.sources.documents.mail import read_mail
from indexer.sources.documents.odt import read_odt
from indexer.sources.documents.pdf import read_pdf
from indexer.sources.feeds.rss_atom import read_feed
from indexer.sources.feeds.sitemaps import read_sitemap
from indexer.sources.json_documents import read_json
from indexer.sources.json_lines import read_json_lines
from indexer.sources.pages.html_page import read_html
from indexer.sources.pages.text_page import read_text

READERS: dict[Format, Reader] = {
    Format.JSON_LINES: read_json_lines,
    Format.JSON: read_json,
    Format.CSV: read_csv,
    Format.MAIL: read_mail,
    Format.DOCX: read_docx,
    Format.ODT: read_odt,
    Format.PDF: read_pdf,
    Format.FEED: read_feed,
    Format.SITEMAP: read_sitemap,
    Format.NEWSML: read_newsml,
    Format.HTML: read_html,
    Format.TEXT: read_text,
}
