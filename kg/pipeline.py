"""From files to graph and exports: generators that hand documents on, and the result they end in.

read → clean → spaCy pipeline (mentions, facts) → resolve → graph → exports. Every stage is a function of its
own elsewhere; what is here only joins them.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from kg import report as reports
from kg.clean import clean
from kg.errors import InputError
from kg.export import export_all
from kg.export.files import atomic_text
from kg.graph import build_graph
from kg.ingest import SUFFIXES, Skipped, read
from kg.model import Document, Fact, Mention
from kg.output import DECISIONS, FACTS, facts_text, read_facts
from kg.resolve import Decision, dump_decisions, load_decisions, resolve_with
from kg.schema import Schema, load_schema
from kg.text import nfc
from kg.workers import shares, spread

if TYPE_CHECKING:
    import networkx as nx
    from spacy.language import Language

Source = str | Path | Document
_WORTH = 100_000  # code points that a process must have to read for its start to pay


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose for a build.

    `schemas` is a folder laid over the packaged schemas, None for those alone. Facts below `min_confidence`
    (in [0, 1]) are left out, and with `open_facts` False those whose relation is outside the closed list.
    `decisions` is a file of a person's decisions on which entities are one, None for the rules' alone. `jobs` is
    how many processes may read at once; the result is the same for any number. More than one starts the calling
    script anew in each, so it must guard its own work with `if __name__ == "__main__"`.
    """

    schemas: Path | None = None
    min_confidence: float = 0.0
    open_facts: bool = True
    decisions: Path | None = None
    jobs: int = 1

    def keeps(self, fact: Fact) -> bool:
        """Return whether the fact belongs in the result."""
        known = self.open_facts or not fact.predicate.startswith("open:")
        return known and fact.confidence >= self.min_confidence


@dataclass(frozen=True, slots=True)
class Analysed:
    """One document with what was found in it, in the order of its text."""

    document: Document
    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a build found. `facts` are resolved and in the order of `facts.jsonl`; `seconds` is by stage."""

    schema: Schema
    documents: tuple[Document, ...]
    facts: tuple[Fact, ...]
    decisions: tuple[Decision, ...]
    graph: nx.MultiDiGraph[str]
    report: reports.Report
    seconds: dict[str, float] = field(default_factory=dict)

    def save(self, folder: str | Path, formats: Iterable[str] | None = None) -> list[Path]:
        """Write the result into `folder` (made if missing) and return the files, each of them whole.

        `formats` are names of exporters, None for the default ones; `facts.jsonl` and `report.json` are
        always written. KgError for an unknown format or a folder that cannot be written.
        """
        target = Path(folder)
        with stopwatch(self.seconds, "export"):
            files = [atomic_text(target / FACTS, facts_text(self.facts))]
            files.append(atomic_text(target / DECISIONS, dump_decisions(self.decisions)))
            files += export_all(self.graph, self.schema, target, formats)
            files.append(target / reports.FILE)
            names = tuple(path.name for path in files)
            atomic_text(files[-1], replace(self.report, files=names).to_text())
        return files


def build(
    inputs: Sequence[Source] | Source,
    settings: Settings | None = None,
    *,
    without: Path | None = None,
    on_document: Callable[[Document], None] | None = None,
) -> Result:
    """Return the graph of all the inputs: files, folders, texts or documents.

    A string is a text if it is not a path that exists and has a line end, or a space and no suffix of a
    readable file. Files in the folder `without`, where the results go, are no input. `on_document` is called
    after each document. InputError if nothing at all can be read.
    """
    settings = settings or Settings()
    seconds: dict[str, float] = {}
    with stopwatch(seconds, "load"):
        schema = load_schema(settings.schemas)
        human = load_decisions(settings.decisions) if settings.decisions else ()
    skipped: list[Skipped] = []
    documents = _documents(inputs, skipped, without)
    cleaned = (clean(document, schema.cleaning) for document in documents)
    analyses = _analysed(cleaned, schema, settings, seconds, on_document)
    if not analyses:
        raise _nothing_read(skipped)
    found = [fact for analysis in analyses for fact in analysis.facts if settings.keeps(fact)]
    with stopwatch(seconds, "resolve"):
        facts, decisions = resolve_with(found, schema, human)
    kept = tuple(analysis.document for analysis in analyses)
    ordered = in_order(facts, kept)
    with stopwatch(seconds, "graph"):
        graph = build_graph(ordered, kept, schema)
    report = _report(analyses, ordered, graph, skipped, schema, settings)
    return Result(schema, kept, ordered, tuple(decisions), graph, report, seconds)


def load(schemas: str | Path | None = None) -> Language:
    """Return the spaCy pipeline: its docs carry `ents`, `_.mentions` and `_.facts`."""
    return make_language(load_schema(Path(schemas) if schemas else None))


@contextmanager
def stopwatch(seconds: dict[str, float], stage: str) -> Iterator[None]:
    """Add the time that passes inside to `seconds[stage]`."""
    began = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - began


def make_language(schema: Schema) -> Language:
    """Return the spaCy pipeline of a schema."""
    from kg.nlp import make_nlp

    return make_nlp(schema)


def analyse(documents: Iterable[Document], nlp: Language) -> Iterator[Analysed]:
    """Return each document with its mentions and facts, in order and one at a time.

    Confidences have the 4 digits that `facts.jsonl` keeps, so that a graph read back from it is the same.
    """
    for document in documents:
        doc = nlp.make_doc(document.text)
        doc._.document = document
        doc = nlp(doc)
        facts = (replace(fact, confidence=round(fact.confidence, 4)) for fact in doc._.facts)
        yield Analysed(document, tuple(doc._.mentions), tuple(facts))


def _analysed(
    documents: Iterable[Document],
    schema: Schema,
    settings: Settings,
    seconds: dict[str, float],
    on_document: Callable[[Document], None] | None,
) -> list[Analysed]:
    """Return all documents with their mentions and facts, read by as many processes as pay.

    The time goes to the stages `load` and `analyse`; waiting for the other processes is part of the latter.
    """

    def here(share: Iterable[Document]) -> list[Analysed]:
        # The others have been started by now, so all of them load their models at the same time.
        with stopwatch(seconds, "load"):
            nlp = make_language(schema)
        found = []
        for analysis in analyse(share, nlp):
            found.append(analysis)
            if on_document:
                on_document(analysis.document)
        return found

    before, began = seconds["load"], time.perf_counter()
    if settings.jobs < 2:
        found = here(documents)
    else:
        listed = list(documents)
        parts = shares([len(document.text) for document in listed], settings.jobs, _WORTH)
        found = spread(listed, parts, here, partial(_share, settings.schemas))
        if on_document:
            for index in (i for part in parts[1:] for i in part):
                on_document(listed[index])
    seconds["analyse"] = time.perf_counter() - began - (seconds["load"] - before)
    return found


def _share(schemas: Path | None, documents: list[Document]) -> list[Analysed]:
    """Read documents in a process of its own."""
    return list(analyse(documents, make_language(load_schema(schemas))))


def in_order(facts: Iterable[Fact], documents: Sequence[Document]) -> tuple[Fact, ...]:
    """Return the facts by document in the order read, then by place and content."""
    number = {document.id: i for i, document in enumerate(documents)}

    def place(fact: Fact) -> tuple[int, int, int, str, str, str, str]:
        at = fact.sentence
        return (
            number[at.doc],
            at.start,
            at.end,
            fact.subject.label,
            fact.predicate,
            fact.object.label,
            fact.id,
        )

    return tuple(sorted(facts, key=place))


def export_output(
    folder: Path, target: Path, formats: Iterable[str] | None = None, schemas: Path | None = None
) -> list[Path]:
    """Write the graph of an earlier build in `folder` again, into `target`; return the files."""
    report, schema = reports.read_report(folder), load_schema(schemas)
    documents = [Document(one.id, "", (), one.title, one.date, one.source) for one in report.documents]
    graph = build_graph(read_facts(folder / FACTS), documents, schema)
    return export_all(graph, schema, target, formats)


def is_text(source: Source) -> bool:
    """Return whether an input is a text: no path that exists, but a line end, or a space and no suffix."""
    if not isinstance(source, str) or os.path.lexists(source):
        return False
    return "\n" in source or (" " in source.strip() and Path(source).suffix.lower() not in SUFFIXES)


def _documents(inputs: Sequence[Source] | Source, skipped: list[Skipped], without: Path | None) -> Iterator[Document]:
    """Return what can be read, paths first; the rest goes to `skipped`. InputError for an id met twice."""
    sources = [inputs] if isinstance(inputs, str | Path | Document) else list(inputs)
    texts = [source for source in sources if isinstance(source, str) and is_text(source)]
    given = [source for source in sources if isinstance(source, Document)]
    paths = [source for source in sources if not isinstance(source, Document) and not is_text(source)]
    given += [Document(f"text-{number}", nfc(text)) for number, text in enumerate(texts, 1)]
    ids: set[str] = set()
    for found in chain(read(paths, without), given):
        if isinstance(found, Skipped):
            skipped.append(found)
        elif found.id in ids:
            raise InputError("two documents have this id", where=found.id, hint="Give each its own")
        else:
            ids.add(found.id)
            yield found


def _nothing_read(skipped: Sequence[Skipped]) -> InputError:
    """Return the error for a build without a single document; one line, whatever the number of files."""
    if not skipped:
        hint = f"Give files or folders with {' '.join(SUFFIXES)} files"
        return InputError("no input holds a file to read", hint=hint)
    first, others = skipped[0], len(skipped) - 1
    more = f" (and {others} more)" if others else ""
    return InputError(f"{first.reason}{more}, so nothing is left to read", where=first.path)


def _report(
    analyses: Sequence[Analysed],
    facts: Sequence[Fact],
    graph: nx.MultiDiGraph[str],
    skipped: Sequence[Skipped],
    schema: Schema,
    settings: Settings,
) -> reports.Report:
    of_document = Counter(fact.sentence.doc for fact in facts)
    documents = tuple(
        reports.document_report(one.document, len(one.mentions), of_document[one.document.id]) for one in analyses
    )
    return reports.Report(
        documents=documents,
        mentions=reports.counted(mention.type for one in analyses for mention in one.mentions),
        entities=reports.counted(data["type"] for _, data in graph.nodes(data=True)),
        facts=reports.counted_facts(facts),
        edges=graph.number_of_edges(),
        schema=schema.hash,
        versions=reports.versions(),
        settings={"min_confidence": settings.min_confidence, "open_facts": settings.open_facts},
        skipped=tuple((one.path, one.reason) for one in skipped),
        warnings=tuple(reports.warnings(documents)),
    )
