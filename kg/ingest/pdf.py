"""PDF files with a text layer: pages to paragraphs."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kg.ingest.logs import quiet
from kg.ingest.text import UnreadableError, normal
from kg.model import Document

if TYPE_CHECKING:
    from pypdf import PageObject

_STOPPED = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_ITEM = re.compile(r"(?:[-–•▪●*+]|\d{1,2}[.)])\s")
_OPEN = (",", "-", "–", "(")  # no paragraph ends so
_HYPHEN = re.compile(r"[^\W\d_]-$")
_PAGE_NUMBER = re.compile(r"\W*(?:trang|page)?\s*\d{1,4}(?:\s*/\s*\d{1,4})?\W*", re.IGNORECASE)
_FULL = 0.8  # a line that long (of the page's usual width) was broken by the margin
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_TORN = 0.2  # share of single letters among the words
_REPEATED = 3  # on that many pages, and on most: a running head or foot


def read_pdf(data: bytes, name: str) -> Iterator[Document]:
    """Return the one document of a PDF file: its pages' text, wrapped lines joined to paragraphs."""
    pages = [[" ".join(line.split()) for line in page.split("\n")] for page in _pages(data)]
    text = "\n".join(paragraphs(without_running_lines(pages))).translate(_LIGATURES)
    if not any(c.isalnum() for c in text):
        raise UnreadableError("is a PDF without text, perhaps a scan. Run OCR on it first (ocrmypdf -l vie)")
    yield Document(name, normal(text))


def _pages(data: bytes) -> list[str]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    with quiet("pypdf"):
        try:
            document = PdfReader(io.BytesIO(data))
            if document.is_encrypted and not document.decrypt(""):
                raise UnreadableError("is a PDF locked with a password. Save a copy without one")
            return [_page_text(page) for page in document.pages]
        except UnreadableError:
            raise
        except (DependencyError, FileNotDecryptedError) as error:
            raise UnreadableError("is an encrypted PDF. Save a copy without encryption") from error
        # A damaged file makes pypdf raise nearly anything (KeyError, RecursionError, …).
        except Exception as error:
            raise UnreadableError(f"is a damaged PDF ({error or type(error).__name__}). Save it again") from error


def _page_text(page: PageObject) -> str:
    """Return a page's text in the order of its content, or by place where that order tears words apart.

    Fonts that lack some Vietnamese letters borrow them from another one, and pypdf takes each change of font
    for a gap between words (`tr ả l ờ i`). Reading by place mends that but mixes columns, so it comes second.
    """
    text = page.extract_text() or ""
    if not is_torn(text):
        return text
    placed = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    return placed if placed.strip() and not is_torn(placed) else text


def is_torn(text: str) -> bool:
    """Return whether many of the words are single letters, as no Vietnamese or English text has."""
    words = [word for word in text.split() if word.isalpha()]
    return sum(len(word) == 1 for word in words) > _TORN * max(1, len(words))


def without_running_lines(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the pages without page numbers and without the heads and feet that most pages share."""
    counts = Counter(line for page in pages for line in {*_edges(page)})
    needed = max(_REPEATED, len(pages) // 2 + 1)
    running = {line for line, count in counts.items() if count >= needed}
    kept: list[list[str]] = []
    for page in pages:
        edges = _edges(page)
        kept.append([x for x in page if not (x in edges and (x in running or _PAGE_NUMBER.fullmatch(x)))])
    return kept


def _edges(page: Sequence[str]) -> list[str]:
    filled = [line for line in page if line]
    return [*filled[:2], *filled[-2:]]


def paragraphs(pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """Return the text's paragraphs; a paragraph may go on across pages."""
    lines = [line for page in pages for line in page]
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[int(0.9 * len(lengths))] if lengths else 0
    current = last = ""
    for line in lines:
        if not line:
            # A blank line ends a paragraph unless it stands inside a sentence (a page's edge).
            if _STOPPED.search(current) or len(last) < _FULL * width:
                yield from [current] if current else []
                current = last = ""
            continue
        if current and not _goes_on(current, last, line, width):
            yield current
            current = ""
        current, last = _joined(current, line), line
    if current:
        yield current


def _goes_on(current: str, last: str, line: str, width: int) -> bool:
    """Return whether `line` continues the paragraph whose last line is `last`."""
    if _ITEM.match(line):
        return False
    if _STOPPED.search(current):
        return len(last) >= _FULL * width and not line[0].isupper()
    return line[0].islower() or last.endswith(_OPEN) or len(last) >= _FULL * width


def _joined(current: str, line: str) -> str:
    if _HYPHEN.search(current) and line[0].islower():
        return current[:-1] + line
    return f"{current} {line}" if current else line
