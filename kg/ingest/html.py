"""HTML pages: the article's text, title, date and site; nothing is fetched."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from kg.ingest.logs import quiet
from kg.ingest.text import UnreadableError, decode, normal
from kg.model import Document
from kg.text import identity_key

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SPACE = re.compile(r"[^\S\n]+")
_SILENT = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "footer",
    "form",
    "button",
    "svg",
    "head",
    "iframe",
)
_INLINE = frozenset(("a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span"))
_INLINE_TOO = frozenset(("strong", "sub", "sup", "time", "u", "label", "kbd", "bdi", "bdo", "ins", "del"))
_SCANT = 250  # characters; so little of a page is no article, and the whole page is short
# Its default is today, which would make the same page give another date tomorrow.
_LATEST = "2199-12-31"


def read_html(data: bytes, name: str) -> Iterator[Document]:
    """Return the one document of a page; its text is the article, the title as the first line."""
    page = _XML.sub("", _markup(data), count=1)
    title, day, site, text = _article(page)
    if len(text) < _SCANT:
        text = max(_all_text(page), text, key=len)
    if not text.strip():
        raise UnreadableError("is an HTML page without text")
    if title and not _begins_with(text, title):
        text = f"{title}\n{text}"
    found = _ISO_DAY.match(day or "")
    yield Document(name, normal(text), (), title, found[0] if found else None, site)


def _markup(data: bytes) -> str:
    """Return the page as text; a charset that the page declares is believed, none is guessed."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = declared[1].decode("ascii")
        try:
            return normal(data.decode(encoding))
        except LookupError as error:
            raise UnreadableError(f"declares the unknown charset {encoding!r}. Save it as UTF-8") from error
        except UnicodeDecodeError as error:
            if encoding.casefold().replace("-", "") == "utf8":
                return decode(data)
            raise UnreadableError(f"is not the {encoding} that it declares. Save it as UTF-8") from error
    return decode(data)


def _article(page: str) -> tuple[str | None, str | None, str | None, str]:
    """Return title, date, site and text as trafilatura finds them (None, empty where it finds nothing)."""
    from trafilatura import bare_extraction

    with quiet("trafilatura"), quiet("htmldate"):
        found: Any = bare_extraction(
            page,
            include_comments=False,
            include_tables=True,
            deduplicate=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True, "max_date": _LATEST},
        )
    if found is None:
        return None, None, None, ""
    title = _one_line(found.title)
    return title, found.date, _one_line(found.sitename), found.text or ""


def _one_line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _begins_with(text: str, title: str) -> bool:
    return identity_key(title) in [identity_key(line) for line in text.split("\n")[:3]]


def _all_text(page: str) -> str:
    """Return all visible text of the page, a line for every block; empty if there is none."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(page)
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(root, *_SILENT, with_tail=False)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    pieces: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        edge = "" if str(node.tag) in _INLINE | _INLINE_TOO else "\n"
        pieces += (edge, node.text or "") if event == "start" else (edge, node.tail or "")
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
