"""Tables: `nodes.csv`, `edges.csv` and `evidence.csv`, as RFC 4180 with `\\n` line ends, in UTF-8.

The plain tables carry no byte order mark: Neo4j's `LOAD CSV`, DuckDB and pandas would read it as part of the
first column's name. Excel, opened by a double click, takes a file without the mark for a Western code page
and spoils every Vietnamese letter: the `excel` exporter writes the same tables with it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.files import atomic_text
from kg.export.sanitize import Plain, cell, flat_edges, flat_nodes, predicate_labels

if TYPE_CHECKING:
    import networkx as nx

    from kg.schema import Schema

Row = Sequence[Plain]
_BOM = "\ufeff"
_NODE = (
    "id",
    "label",
    "label_en",
    "entity_type",
    "aliases",
    "value",
    "value_end",
    "unit",
    "precision",
    "hedge",
)
_COUNTS = ("mentions", "documents")
_EVIDENCE = (
    *("claim", "fact", "subject", "predicate", "object", "mode", "by", "document", "title", "date"),
    *("start", "end", "sentence", "rule", "trigger", "confidence"),
)


def export(graph: nx.MultiDiGraph[str], schema: Schema, folder: Path) -> list[Path]:
    """Write the three tables without a byte order mark; return their paths."""
    return _write(graph, schema, folder, ".csv", "")


def export_excel(graph: nx.MultiDiGraph[str], schema: Schema, folder: Path) -> list[Path]:
    """Write the three tables with a byte order mark, as `nodes.excel.csv` and so on; return their paths."""
    return _write(graph, schema, folder, ".excel.csv", _BOM)


def _write(graph: nx.MultiDiGraph[str], schema: Schema, folder: Path, suffix: str, mark: str) -> list[Path]:
    tables = (
        ("nodes", _nodes(graph)),
        ("edges", _edges(graph, schema)),
        ("evidence", _evidence(graph, schema)),
    )
    return [atomic_text(folder / (name + suffix), mark + _csv(rows)) for name, rows in tables]


def _csv(rows: Iterable[Row]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return stream.getvalue()


def _nodes(graph: nx.MultiDiGraph[str]) -> Iterator[Row]:
    yield (*_NODE, *_COUNTS)
    for node in flat_nodes(graph):
        yield (node.id, *(node.attributes[name] for name in (*_NODE[1:], *_COUNTS)))


def _edges(graph: nx.MultiDiGraph[str], schema: Schema) -> Iterator[Row]:
    qualifiers = tuple(f"q_{name}" for name in sorted(schema.ontology.qualifiers))
    first = ("predicate", "label", "label_en", "mode", "by")
    last = ("confidence", "conflict", "sentences", "documents", "sources", "sentence")
    names = (*first, *qualifiers, *last)
    yield ("id", "source", "target", *names)
    for edge in flat_edges(graph, schema):
        yield (edge.id, edge.source, edge.target, *(edge.attributes[name] for name in names))


def _evidence(graph: nx.MultiDiGraph[str], schema: Schema) -> Iterator[Row]:
    yield _EVIDENCE
    documents = graph.graph["documents"]
    for source, target, key, data in graph.edges(keys=True, data=True):
        subject, obj = graph.nodes[source]["label"], graph.nodes[target]["label"]
        claim = (subject, predicate_labels(data["predicate"], schema)[0], obj, data["mode"], data["by"] or "")
        for one in data["evidence"]:
            about = documents.get(one.doc, {})
            place = (one.doc, about.get("title") or "", about.get("date") or "", one.start, one.end)
            yield (key, one.fact_id, *claim, *place, one.text, one.rule, one.trigger, one.confidence)
