"""From files, folders and standard input to documents; what cannot be read is told, never raised."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from kg.ingest.text import UnreadableError
from kg.model import Document
from kg.text import nfc

STDIN = "-"

# suffix → the function that turns a file's bytes and its id into documents
READERS: dict[str, str] = {
    ".txt": "kg.ingest.text:read_text",
    ".md": "kg.ingest.text:read_markdown",
    ".jsonl": "kg.ingest.text:read_jsonl",
    ".html": "kg.ingest.html:read_html",
    ".htm": "kg.ingest.html:read_html",
    ".pdf": "kg.ingest.pdf:read_pdf",
    ".docx": "kg.ingest.docx:read_docx",
}
SUFFIXES = tuple(READERS)

Reader = Callable[[bytes, str], Iterable[Document | UnreadableError]]


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input, or a part of one, that could not be read. `path` is as given, with the line of a `.jsonl`."""

    path: str
    reason: str


def read(inputs: Sequence[str | Path], without: Path | None = None) -> Iterator[Document | Skipped]:
    """Return the documents of files, folders (recursive, by name) and `-` (standard input), in order.

    A document's id is its path relative to the folder given, `/`-separated (a single file's is its name, a
    `.jsonl` line has its own); an id met before gets `~2`, `~3`, …. A file met twice is read once; hidden
    files of a folder and all below `without` (where results go) are passed over. Text is NFC with `\\n` line
    ends. Whatever cannot be read yields a Skipped.
    """
    ids: set[str] = set()
    seen: set[Path] = set()
    closed = without.resolve() if without else None
    for given in inputs:
        for found in _read_input(given, seen, closed):
            yield _with_unique_id(found, ids) if isinstance(found, Document) else found


def _read_input(given: str | Path, seen: set[Path], closed: Path | None) -> Iterator[Document | Skipped]:
    if str(given) == STDIN:
        yield from _read_bytes(".txt", "stdin", "stdin", sys.stdin.buffer.read)
        return
    path = Path(given)
    if not path.exists():
        yield Skipped(_shown(path), "no such file or folder")
    elif path.is_dir():
        yield from _read_folder(path, seen, closed)
    else:
        yield from _read_file(path, path.name, seen)


def _read_folder(folder: Path, seen: set[Path], closed: Path | None) -> Iterator[Document | Skipped]:
    failed: list[OSError] = []
    empty = True
    for name in sorted(_names(folder, closed, failed)):
        empty = False
        yield from _read_file(folder / name, name, seen)
    for error in failed:
        yield Skipped(_shown(Path(error.filename or folder)), _os_reason(error))
    if empty and not failed:
        yield Skipped(_shown(folder), "holds no file")


def _names(folder: Path, closed: Path | None, failed: list[OSError]) -> Iterator[str]:
    """Return the `/`-separated relative names of the files below a folder but hidden ones and `closed`."""
    for root, folders, files in os.walk(folder, onerror=failed.append):
        visible = [name for name in folders if not name.startswith(".")]
        folders[:] = [name for name in visible if (Path(root) / name).resolve() != closed]
        for name in files:
            if not name.startswith("."):
                yield (Path(root) / name).relative_to(folder).as_posix()


def _read_file(path: Path, name: str, seen: set[Path]) -> Iterator[Document | Skipped]:
    real = path.resolve()
    if real in seen:
        return
    seen.add(real)
    suffix = path.suffix.lower()
    if suffix not in READERS:
        what = f"files of type {suffix}" if suffix else "files without a suffix"
        yield Skipped(_shown(path), f"{what} cannot be read (valid: {', '.join(SUFFIXES)})")
    elif not path.is_file():
        yield Skipped(_shown(path), "is not a regular file")
    else:
        yield from _read_bytes(suffix, _identifier(name), _shown(path), path.read_bytes)


def _read_bytes(suffix: str, name: str, shown: str, load: Callable[[], bytes]) -> Iterator[Document | Skipped]:
    try:
        for found in reader(suffix)(load(), name):
            if isinstance(found, Document):
                yield found
            else:
                yield Skipped(f"{shown}:{found.line}" if found.line else shown, found.reason)
    except UnreadableError as error:
        yield Skipped(shown, error.reason)
    except OSError as error:
        yield Skipped(shown, _os_reason(error))


def reader(suffix: str) -> Reader:
    """Return the function that reads files of this suffix (lower case, with the dot)."""
    module, name = READERS[suffix].split(":")
    found: Reader = getattr(import_module(module), name)
    return found


def _with_unique_id(document: Document, ids: set[str]) -> Document:
    name, number = document.id, 1
    while name in ids:
        number += 1
        name = f"{document.id}~{number}"
    ids.add(name)
    return document if name == document.id else replace(document, id=name)


def _identifier(name: str) -> str:
    """Return a file name as an id: NFC, and characters that are not UTF-8 or do not print replaced."""
    text = nfc(os.fsencode(name).decode("utf-8", "replace"))
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _shown(path: Path) -> str:
    return _identifier(path.as_posix())


def _os_reason(error: OSError) -> str:
    return (error.strerror or "cannot be read").lower()
