"""GraphML and GEXF through networkx, from the sanitised view, the same bytes for the same graph."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.files import atomic_bytes
from kg.export.sanitize import Plain, flat_edges, flat_nodes

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from kg.schema import Schema


def graphml(graph: nx.MultiDiGraph[str], schema: Schema, folder: Path) -> list[Path]:
    """Write `graph.graphml`: the claim's id is the edge's id; return the path.

    The writer that builds on lxml is called by name: networkx would fall back without a word to one that
    holds the whole tree of elements in memory.
    """
    import networkx as nx

    stream = io.BytesIO()
    nx.write_graphml_lxml(_plain(graph, schema), stream)
    return [atomic_bytes(folder / "graph.graphml", stream.getvalue() + b"\n")]


def gexf(graph: nx.MultiDiGraph[str], schema: Schema, folder: Path) -> list[Path]:
    """Write `graph.gexf`, labelled for Gephi and without the day's date; return the path."""
    from networkx.readwrite.gexf import GEXFWriter

    plain = _plain(graph, schema)
    for _, _, key, data in plain.edges(keys=True, data=True):
        # Gephi weighs layouts by it; the writer takes both for its own attributes of the edge.
        data.update(id=key, weight=data["confidence"])
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(plain)
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    stream = io.BytesIO()
    writer.write(stream)
    return [atomic_bytes(folder / "graph.gexf", stream.getvalue() + b"\n")]


def _plain(graph: nx.MultiDiGraph[str], schema: Schema) -> nx.MultiDiGraph[str]:
    import networkx as nx

    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in flat_nodes(graph):
        plain.add_node(node.id, **_said(node.attributes))
    for edge in flat_edges(graph, schema):
        plain.add_edge(edge.source, edge.target, key=edge.id, **_said(edge.attributes))
    return plain


def _said(attributes: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return the attributes that say something; an absent one costs nothing in either format."""
    return {name: value for name, value in attributes.items() if value != ""}
