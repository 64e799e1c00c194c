"""PDF files with a text layer: pages to paragraphs."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kg.ingest.logs import quiet
from kg.ingest.text import UnreadableError, normal
from kg.model import Document

_STOPPED = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_ITEM = re.compile(r"(?:[-–•▪●*+]|\d{1,2}[.)])\s")
_OPEN = (",", "-", "–", "(")  # no paragraph ends so
_HYPHEN = re.compile(r"[^\W\d_]-$")
_PAGE_NUMBER = re.compile(r"\W*(?:trang|page)?\s*\d{1,4}(?:\s*/\s*\d{1,4})?\W*", re.IGNORECASE)
_FULL = 0.8  # a line that long (of the page's usual width) was broken by the margin
_REPEATED = 3  # on that many pages, and on most: a running head or foot


def read_pdf(data: bytes, name: str) -> Iterator[Document]:
    """Return the one document of a PDF file: its pages' text, wrapped lines joined to paragraphs."""
    pages = [[line.strip() for line in page.split("\n")] for page in _pages(data)]
    text = "\n".join(paragraphs(without_running_lines(pages)))
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
            return [page.extract_text() or "" for page in document.pages]
        except UnreadableError:
            raise
        except (DependencyError, FileNotDecryptedError) as error:
            raise UnreadableError("is an encrypted PDF. Save a copy without encryption") from error
        # A damaged file makes pypdf raise nearly anything (KeyError, RecursionError, …).
        except Exception as error:
            raise UnreadableError(
                f"is a damaged PDF ({error or type(error).__name__}). Save it again"
            ) from error


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
