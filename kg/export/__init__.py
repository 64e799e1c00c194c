"""The table of exporters: one graph, many files. A module is imported only when its exporter runs."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kg.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

    from kg.schema import Schema

    Export = Callable[[nx.MultiDiGraph[str], Schema, Path], list[Path]]


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format. `files` are the names it writes, `target` is `module:function`, imported on first use.

    `default` tells whether it runs when no format is named.
    """

    name: str
    files: tuple[str, ...]
    target: str
    description: str
    default: bool = True

    def load(self) -> Export:
        """Return the function `(graph, schema, folder) -> files written`."""
        module, function = self.target.split(":")
        return cast("Export", getattr(importlib.import_module(module), function))


_TABLE = (
    Exporter("ttl", ("graph.ttl",), "kg.export.rdf:export", "Turtle with evidence, for SPARQL stores and Protégé"),
    Exporter("jsonld", ("graph.jsonld",), "kg.export.rdf:export_jsonld", "the same triples as JSON-LD"),
    Exporter("nt", ("graph.nt",), "kg.export.rdf:export_nt", "the same triples, one a line", default=False),
    Exporter("html", ("graph.html",), "kg.export.html:export", "one interactive page that needs no network"),
    Exporter("graphml", ("graph.graphml",), "kg.export.xml:graphml", "GraphML, for yEd, igraph, Gephi, Cytoscape"),
    Exporter("gexf", ("graph.gexf",), "kg.export.xml:gexf", "GEXF, for Gephi"),
    Exporter(
        "csv",
        ("nodes.csv", "edges.csv", "evidence.csv"),
        "kg.export.tables:export",
        "tables in plain UTF-8, for Neo4j, DuckDB, pandas",
    ),
    Exporter(
        "excel",
        ("nodes.excel.csv", "edges.excel.csv", "evidence.excel.csv"),
        "kg.export.tables:export_excel",
        "the same tables with the byte order mark that Excel needs for Vietnamese",
        default=False,
    ),
    Exporter("json", ("graph.json",), "kg.export.nodelink:export", "node-link JSON, for D3 and networkx"),
)
EXPORTERS: dict[str, Exporter] = {exporter.name: exporter for exporter in _TABLE}


def chosen(names: Iterable[str] | None = None) -> tuple[Exporter, ...]:
    """Return the exporters of these names in the table's order, the default ones for None.

    Raises UsageError for a name that is not in the table, or if none is named.
    """
    if names is None:
        return tuple(exporter for exporter in _TABLE if exporter.default)
    wanted = list(names)
    for name in wanted:
        if name not in EXPORTERS:
            raise UsageError(f"unknown format {name!r}", choices=EXPORTERS, hint="Name one or more of these")
    if not wanted:
        raise UsageError("no format is named", choices=EXPORTERS)
    return tuple(exporter for exporter in _TABLE if exporter.name in wanted)


def export_all(
    graph: nx.MultiDiGraph[str], schema: Schema, folder: Path, names: Iterable[str] | None = None
) -> list[Path]:
    """Write the graph into `folder` (made if missing) in the formats named, and return the files in order.

    None means every default format. Each file appears whole or not at all. Raises UsageError for an unknown
    format before anything is written, OutputError for a folder that cannot be written.
    """
    return [path for exporter in chosen(names) for path in exporter.load()(graph, schema, folder)]
