"""Word files: paragraphs and table cells in the order of the page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from kg.ingest.text import UnreadableError, normal
from kg.model import Document


def read_docx(data: bytes, name: str) -> Iterator[Document]:
    """Return the one document of a Word file, a line for every paragraph and every table cell's paragraph."""
    import docx

    try:
        content = docx.Document(io.BytesIO(data))
        lines = list(_lines(content))
    # A damaged or foreign archive makes python-docx raise nearly anything (BadZipFile, KeyError, XML errors).
    except Exception as error:
        raise UnreadableError(f"is no readable Word file ({type(error).__name__}). Save it again as .docx") from error
    text = "\n".join(lines)
    if not text.strip():
        raise UnreadableError("is a Word file without text")
    yield Document(name, normal(text))


def _lines(container: Any) -> Iterator[str]:
    """Return the lines of a document or table cell; a cell that spans several places is read once."""
    from docx.table import Table

    for part in container.iter_inner_content():
        if not isinstance(part, Table):
            yield part.text
            continue
        seen: set[int] = set()
        for row in part.rows:
            for cell in row.cells:
                if id(cell._tc) not in seen:
                    seen.add(id(cell._tc))
                    yield from _lines(cell)
