"""The interactive page: pyvis draws, a shell of our own explains; one file that asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.export.files import atomic_text
from kg.export.layout import place
from kg.model import LITERAL_TYPES, Mode

if TYPE_CHECKING:
    import networkx as nx

    from kg.schema import Schema

Edge = tuple[str, str, str, Mapping[str, Any]]

SCRIPTS = ("words.js", "core.js", "labels.js", "panel.js", "search.js", "filters.js", "main.js")
# Shape and colour tell a type apart even in grey or for a colour-blind reader; literals are smaller.
LOOKS = {
    "PER": ("dot", "#3b7dd8"),
    "ORG": ("square", "#e2782f"),
    "LOC": ("triangle", "#2c9c69"),
    "PRODUCT": ("diamond", "#8a5cd6"),
    "EVENT": ("star", "#d8475f"),
    "WORK": ("triangleDown", "#bf4f9b"),
    "CONCEPT": ("hexagon", "#1795a5"),
    "MISC": ("dot", "#76829a"),
    "DATE": ("square", "#9a8a3c"),
    "MONEY": ("diamond", "#6f9a2f"),
    "PERCENT": ("dot", "#b08a28"),
    "QUANTITY": ("triangle", "#a8764a"),
    "TEXT": ("square", "#8d97a5"),
}
UNKNOWN_LOOK = ("dot", "#76829a")
MODE_LOOKS: dict[str, dict[str, Any]] = {
    Mode.ASSERTED: {"color": "#9aa5b4", "dashes": None},
    Mode.REPORTED: {"color": "#5f93cc", "dashes": [9, 5]},
    Mode.PREDICTED: {"color": "#a382d8", "dashes": [2, 4]},
    Mode.NEGATED: {"color": "#d8475f", "dashes": [9, 5]},
}
OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "zoomSpeed": 0.8,
    },
    # The page writes the labels itself (labels.js); a threshold that is never met keeps vis from it.
    "nodes": {"borderWidth": 0, "borderWidthSelected": 3, "scaling": {"label": {"drawThreshold": 1e6}}},
    "edges": {
        "smooth": False,
        "width": 1.3,
        "selectionWidth": 1.5,
        "hoverWidth": 0.5,
        "color": {"color": MODE_LOOKS[Mode.ASSERTED]["color"], "inherit": False},
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}},
        "scaling": {"label": {"drawThreshold": 1e6}},
    },
}
# More than this and panning stutters while edges are drawn.
MANY_EDGES = 3000
_PART = re.compile(r"<(style|script)(?: type=\"text/(?:css|javascript)\")?>(.*?)</\1>", re.DOTALL)


def export(graph: nx.MultiDiGraph, schema: Schema, folder: Path) -> list[Path]:
    """Write `graph.html` to the folder: self-contained, and the same bytes for the same graph.

    `graph` is what `kg.graph.build_graph` returns; an empty one gives a page that says so.
    """
    return [atomic_text(folder / "graph.html", page(graph, schema))]


def page(graph: nx.MultiDiGraph, schema: Schema) -> str:
    """Return the whole page as text."""
    nodes = sorted(graph.nodes(data=True))
    edges: list[Edge] = sorted(graph.edges(keys=True, data=True), key=lambda e: (e[2], e[0], e[1]))
    library, drawing = _pyvis_parts(_vis_nodes(nodes, edges), _vis_edges(edges, schema))
    scripts = [library, drawing, "\n".join(_asset(name) for name in SCRIPTS)]
    styles = [_asset("page.css")]
    parts = {
        "csp": _policy(scripts),
        "styles": "\n".join(f"<style>{text}</style>" for text in styles),
        "data": _json(_page_data(graph, nodes, edges, schema)),
        "scripts": "\n".join(f"<script>{text}</script>" for text in scripts),
    }
    return re.sub(r"%(csp|styles|data|scripts)%", lambda m: parts[m[1]], _asset("page.html"))


def _asset(name: str) -> str:
    return (resources.files("kg.export") / "assets" / name).read_text(encoding="utf-8")


def _json(data: object) -> str:
    """Return JSON that no HTML parser can leave: `<`, `>`, `&` and all that is not ASCII are escaped."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _policy(scripts: Iterable[str]) -> str:
    """Return a Content-Security-Policy that runs these very scripts and loads nothing from anywhere."""
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _pyvis_parts(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> tuple[str, str]:
    """Return the vis-network library and the drawing script of the page that pyvis makes of nodes and edges.

    Of pyvis's page only its inline scripts are taken, so nothing it links to (bootstrap) comes along.
    """
    from pyvis.network import Network

    net = Network(height="100%", width="100%", directed=True, cdn_resources="in_line")
    interaction = {**OPTIONS["interaction"], "hideEdgesOnDrag": len(edges) > MANY_EDGES}
    net.set_options(json.dumps({**OPTIONS, "interaction": interaction}))
    # In bulk: add_edge looks through all nodes for every edge.
    net.nodes, net.edges = nodes, edges
    html = net.generate_html(notebook=False)
    _, library, drawing = (text for kind, text in _PART.findall(html) if kind == "script")
    return library.replace("//# sourceMappingURL=vis-network.min.js.map", ""), drawing


def _degrees(edges: list[Edge]) -> dict[str, int]:
    degree: dict[str, int] = defaultdict(int)
    for source, target, _, _ in edges:
        degree[source] += 1
        degree[target] += 1
    return degree


def _vis_nodes(nodes: list[tuple[str, dict[str, Any]]], edges: list[Edge]) -> list[dict[str, Any]]:
    number = {node: i for i, (node, _) in enumerate(nodes)}
    positions = place(len(nodes), [(number[a], number[b]) for a, b, _, _ in edges])
    degree = _degrees(edges)
    out = []
    for (node, data), (x, y) in zip(nodes, positions, strict=True):
        shape, colour = LOOKS.get(data["type"], UNKNOWN_LOOK)
        size = (5 if data["type"] in LITERAL_TYPES else 8) + 3.2 * math.sqrt(degree[node])
        look = {"shape": shape, "color": colour, "size": round(min(size, 46), 1)}
        out.append({"id": node, "label": data["label"], "x": x, "y": y, **look})
    return out


def _vis_edges(edges: list[Edge], schema: Schema) -> list[dict[str, Any]]:
    parallel: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, target, key, _ in edges:
        parallel[min(source, target), max(source, target)].append(key)
    out = []
    for source, target, key, data in edges:
        one: dict[str, Any] = {"id": key, "from": source, "to": target}
        one["label"] = _predicate_labels(data["predicate"], schema)["vi"]
        look = MODE_LOOKS[data["mode"]]
        if look["dashes"]:
            one |= {"dashes": look["dashes"], "color": {"color": look["color"], "highlight": look["color"]}}
        known = schema.ontology.predicates.get(data["predicate"])
        if known and known.symmetric:
            one["arrows"] = {"to": {"enabled": False}}
        group = parallel[min(source, target), max(source, target)]
        out.append(one | _bend(group.index(key), len(group), source, target))
    return out


def _bend(index: int, count: int, source: str, target: str) -> dict[str, Any]:
    """Return how the index-th of `count` edges between one pair is curved, so that each stays apart."""
    if source == target:
        angle = 2 * math.pi * index / count
        return {"selfReference": {"size": 18 + 6 * (index // 4), "angle": round(angle, 3)}}
    # -1 … 1 over the group, 0 in the middle: straight.
    side = 0.0 if count == 1 else 2 * index / (count - 1) - 1
    if side == 0:
        return {}
    if source > target:  # the same side of the line seen from the other end
        side = -side
    roundness = round(abs(side) * min(0.08 * count, 0.6), 3)
    return {"smooth": {"enabled": True, "type": "curvedCW" if side > 0 else "curvedCCW", "roundness": roundness}}


def _predicate_labels(name: str, schema: Schema) -> dict[str, str]:
    if name.startswith("open:"):
        return {"vi": name[5:], "en": name[5:]}
    known = schema.ontology.predicates.get(name)
    return {"vi": known.label_vi, "en": known.label_en} if known else {"vi": name, "en": name}


def _page_data(
    graph: nx.MultiDiGraph, nodes: list[tuple[str, dict[str, Any]]], edges: list[Edge], schema: Schema
) -> dict[str, Any]:
    documents = list(graph.graph.get("documents", {}).items())
    number = {doc: i for i, (doc, _) in enumerate(documents)}
    degree = _degrees(edges)
    ranked = sorted(nodes, key=lambda n: (n[1]["type"] in LITERAL_TYPES, -degree[n[0]], -n[1]["mentions"], n[0]))
    rank = {node: i for i, (node, _) in enumerate(ranked)}
    used = {data["predicate"] for _, _, _, data in edges}
    return {
        "documents": [{"id": doc, **{k: about[k] for k in ("title", "date", "source")}} for doc, about in documents],
        "edges": [_edge_data(edge, number) for edge in edges],
        "modes": MODE_LOOKS,
        "nodes": [_node_data(node, data, degree[node], rank[node]) for node, data in nodes],
        "predicates": {name: _predicate_labels(name, schema) for name in sorted(used) if name[:5] != "open:"},
        "qualifiers": {
            name: {"vi": one.label_vi, "en": one.label_en} for name, one in sorted(schema.ontology.qualifiers.items())
        },
        "types": _types({data["type"] for _, data in nodes}, schema),
    }


def _types(used: set[str], schema: Schema) -> dict[str, dict[str, str]]:
    out = {}
    for name in [*LOOKS, *sorted(used - set(LOOKS))]:
        shape, colour = LOOKS.get(name, UNKNOWN_LOOK)
        known = schema.ontology.types.get(name)
        labels = {"vi": known.label_vi, "en": known.label_en} if known else {"vi": name, "en": name}
        out[name] = {"shape": shape, "color": colour, **labels}
    return out


def _node_data(node: str, data: Mapping[str, Any], degree: int, rank: int) -> dict[str, Any]:
    return {
        "id": node,
        "label": data["label"],
        "en": data["label_en"],
        "type": data["type"],
        "literal": data["type"] in LITERAL_TYPES,
        "aliases": list(data["aliases"]),
        "value": asdict(data["value"]) if data["value"] else None,
        "mentions": data["mentions"],
        "documents": data["documents"],
        "degree": degree,
        "rank": rank,
    }


def _edge_data(edge: Edge, number: Mapping[str, int]) -> dict[str, Any]:
    source, target, key, data = edge
    fields = ("start", "end", "text", "rule", "trigger", "confidence")
    return {
        "id": key,
        "from": source,
        "to": target,
        "p": data["predicate"],
        "mode": data["mode"],
        "by": data["by"],
        "q": data["qualifiers"],
        "links": data.get("links", ()),
        "confidence": round(data["confidence"], 4),
        "conflict": data["conflict"],
        "evidence": [
            {"doc": number[one.doc], **{name: getattr(one, name) for name in fields}} for one in data["evidence"]
        ],
    }
