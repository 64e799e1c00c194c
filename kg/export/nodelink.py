"""Node-link JSON: the whole graph with its evidence, in the shape that D3 and networkx read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.export.files import atomic_text
from kg.export.sanitize import clean

if TYPE_CHECKING:
    import networkx as nx

    from kg.schema import Schema


def export(graph: nx.MultiDiGraph[str], schema: Schema, folder: Path) -> list[Path]:
    """Write `graph.json`; return its path. `networkx.node_link_graph(data, edges="links")` reads it."""
    data = {
        "directed": True,
        "multigraph": True,
        "graph": {"documents": graph.graph["documents"]},
        "nodes": [{"id": node, **_node(data)} for node, data in graph.nodes(data=True)],
        "links": [
            {"source": source, "target": target, "key": key, **_edge(data)}
            for source, target, key, data in graph.edges(keys=True, data=True)
        ],
    }
    return [atomic_text(folder / "graph.json", json.dumps(_cleaned(data), ensure_ascii=False, indent=1) + "\n")]


def _node(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "value": asdict(data["value"]) if data["value"] else None}


def _edge(data: Mapping[str, Any]) -> dict[str, Any]:
    qualifiers = dict(data["qualifiers"])
    evidence = [asdict(one) for one in data["evidence"]]
    return {**data, "qualifiers": qualifiers, "links": dict(data["links"]), "evidence": evidence}


def _cleaned(value: Any) -> Any:
    """Return a JSON value without the characters that other formats could not hold."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, list | tuple) else value
