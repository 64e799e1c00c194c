"""`report.json`: what a build read, found, left out and why, in a form that is the same on every run.

Times are not part of it: they differ between runs, and every output file must not. The command prints them.
"""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from kg import __version__
from kg.errors import InputError
from kg.model import Document, Fact

FILE = "report.json"
_PACKAGES = ("networkx", "pyvis", "rdflib", "spacy", "underthesea", "underthesea_core")


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One document: `characters` of text, `dropped` of them page furniture; `mentions` and `facts` found."""

    id: str
    title: str | None
    date: str | None
    source: str | None
    characters: int
    dropped: int
    mentions: int
    facts: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything `report.json` says.

    `mentions` and `entities` count by type, `facts` by predicate and mode. `skipped` are (path, reason)
    pairs; `files` the names of the files written, in order; `schema` the hash of the schema's files.
    """

    documents: tuple[DocumentReport, ...]
    mentions: Mapping[str, int]
    entities: Mapping[str, int]
    facts: Mapping[str, Mapping[str, int]]
    edges: int
    schema: str
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    skipped: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def fact_count(self) -> int:
        return sum(n for modes in self.facts.values() for n in modes.values())

    def to_json(self) -> dict[str, Any]:
        """Return the object that `report.json` holds."""
        return {
            "versions": dict(self.versions),
            "schema": self.schema,
            "settings": dict(self.settings),
            "counts": {
                "documents": len(self.documents),
                "skipped": len(self.skipped),
                "mentions": dict(self.mentions),
                "entities": dict(self.entities),
                "facts": {predicate: dict(modes) for predicate, modes in self.facts.items()},
                "edges": self.edges,
            },
            "documents": [asdict(document) for document in self.documents],
            "skipped": [{"path": path, "reason": reason} for path, reason in self.skipped],
            "warnings": list(self.warnings),
            "files": list(self.files),
        }

    def to_text(self) -> str:
        """Return the text of `report.json`."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        """Return the report of an object made by `to_json`; KeyError or TypeError if it is another one."""
        counts = data["counts"]
        return cls(
            tuple(DocumentReport(**document) for document in data["documents"]),
            counts["mentions"],
            counts["entities"],
            counts["facts"],
            counts["edges"],
            data["schema"],
            data["settings"],
            data["versions"],
            tuple((entry["path"], entry["reason"]) for entry in data["skipped"]),
            tuple(data["warnings"]),
            tuple(data["files"]),
        )


def read_report(folder: Path) -> Report:
    """Return the report of a build's output folder; InputError if there is none or it is no report."""
    path = folder / FILE
    try:
        return Report.from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        hint = f"Make one with: kg build INPUT... -o {folder}"
        raise InputError(f"cannot be read: {error.strerror}", where=str(path), hint=hint) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("is not a report of kg build", where=str(path), hint="Build again") from error


def document_report(document: Document, mentions: int, facts: int) -> DocumentReport:
    """Return the counts of one document."""
    dropped = sum(block.end - block.start for block in document.blocks if block.kind == "dropped")
    head = (document.id, document.title, document.date, document.source)
    return DocumentReport(*head, len(document.text), dropped, mentions, facts)


def warnings(documents: Iterable[DocumentReport]) -> Iterator[str]:
    """Return one line for each document that gave nothing, saying why."""
    for document in documents:
        if document.dropped >= document.characters:
            yield f"{document.id}: nothing but page furniture, so nothing of it was used"
        elif not document.mentions:
            yield f"{document.id}: no name and no value found; is it Vietnamese text?"


def counted(names: Iterable[str]) -> dict[str, int]:
    """Return how often each name occurs, the most frequent first, then by name."""
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def counted_facts(facts: Iterable[Fact]) -> dict[str, dict[str, int]]:
    """Return the number of facts by predicate and mode, the most frequent predicate first."""
    modes: dict[str, list[str]] = {}
    for fact in facts:
        modes.setdefault(fact.predicate, []).append(fact.mode.value)
    order = sorted(modes, key=lambda predicate: (-len(modes[predicate]), predicate))
    return {predicate: counted(modes[predicate]) for predicate in order}


def versions() -> dict[str, str]:
    """Return the versions of kg, Python and the packages that shape the result."""
    found = {"kg": __version__, "python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # vendored or linked in another way
            found[name] = "unknown"
    return found
