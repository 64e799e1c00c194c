"""The interactive page: pyvis draws, a shell of our own explains; one file that needs no network."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.export.files import atomic_text
from kg.export.html_data import MODE_LOOKS, Edge, Node, degrees, look, page_data, predicate_labels
from kg.export.layout import place
from kg.model import LITERAL_TYPES, Mode

if TYPE_CHECKING:
    import networkx as nx

    from kg.schema import Schema

SCRIPTS = ("words.js", "core.js", "labels.js", "panel.js", "search.js", "filters.js", "main.js")
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
    "nodes": {"borderWidth": 0, "chosen": False, "scaling": {"label": {"drawThreshold": 1e6}}},
    "edges": {
        "smooth": False,
        "selectionWidth": 1.2,
        "hoverWidth": 0.5,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}},
        "scaling": {"label": {"drawThreshold": 1e6}},
    },
}
# More than this and panning stutters while edges are drawn.
MANY_EDGES = 3000
# Up to so many edges are drawn in full strength; of more, each is fainter.
FEW_EDGES = 250
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
_PART = re.compile(r"<(style|script)(?: type=\"text/(?:css|javascript)\")?>(.*?)</\1>", re.DOTALL)


def export(graph: nx.MultiDiGraph[str], schema: Schema, folder: Path) -> list[Path]:
    """Write `graph.html` to the folder: self-contained, and the same bytes for the same graph.

    `graph` is what `kg.graph.build_graph` returns; an empty one gives a page that says so.
    """
    return [atomic_text(folder / "graph.html", page(graph, schema))]


def page(graph: nx.MultiDiGraph[str], schema: Schema) -> str:
    """Return the whole page as text."""
    nodes: list[Node] = sorted(graph.nodes.items())
    edges: list[Edge] = sorted(graph.edges(keys=True, data=True), key=lambda e: (e[2], e[0], e[1]))
    library, drawing = _pyvis_parts(_vis_nodes(nodes, edges), _vis_edges(edges, schema))
    scripts = [library, drawing, "\n".join(_asset(name) for name in SCRIPTS)]
    styles = [_asset("page.css")]
    parts = {
        "csp": _policy(scripts),
        "styles": "\n".join(f"<style>{text}</style>" for text in styles),
        "data": _json(page_data(graph, nodes, edges, schema)),
        "scripts": "\n".join(f"<script>{text}</script>" for text in scripts),
    }
    return re.sub(r"%(csp|styles|data|scripts)%", lambda m: parts[m[1]], _asset("page.html"))


def _asset(name: str) -> str:
    return (resources.files("kg.export") / "assets" / name).read_text(encoding="utf-8")


def _json(data: object) -> str:
    """Return JSON that stays inside its script element and has a UTF-8 form, whatever the strings are."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


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
    options = json.loads(json.dumps(OPTIONS))
    options["interaction"]["hideEdgesOnDrag"] = len(edges) > MANY_EDGES
    options["edges"]["color"] = _edge_colour(Mode.ASSERTED, len(edges))
    net.set_options(json.dumps(options))
    # In bulk: add_edge looks through all nodes for every edge.
    net.nodes, net.edges = nodes, edges
    html = net.generate_html(notebook=False)
    _, library, drawing = (text for kind, text in _PART.findall(html) if kind == "script")
    return library.replace("//# sourceMappingURL=vis-network.min.js.map", ""), drawing


def _vis_nodes(nodes: list[Node], edges: list[Edge]) -> list[dict[str, Any]]:
    number = {node: i for i, (node, _) in enumerate(nodes)}
    positions = place(len(nodes), [(number[a], number[b]) for a, b, _, _ in edges])
    degree = degrees(edges)
    # A large drawing is first seen from afar: its nodes are larger, so that they are still seen.
    extent = max((abs(side) * 2 for spot in positions for side in spot), default=0)
    zoom = min(max(extent / 1800, 1.0), 1.8)
    out = []
    for (node, data), (x, y) in zip(nodes, positions, strict=True):
        shape, colour = look(data["type"])
        size = (5.5 if data["type"] in LITERAL_TYPES else 8) + 3 * math.sqrt(degree[node])
        style = {"shape": shape, "color": colour, "size": round(min(size, 34) * zoom, 1)}
        out.append({"id": node, "label": data["label"], "x": x, "y": y, **style})
    return out


def _vis_edges(edges: list[Edge], schema: Schema) -> list[dict[str, Any]]:
    parallel: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, target, key, _ in edges:
        parallel[min(source, target), max(source, target)].append(key)
    out = []
    for source, target, key, data in edges:
        one: dict[str, Any] = {"id": key, "from": source, "to": target}
        one["label"] = predicate_labels(data["predicate"], schema)["vi"]
        if dashes := MODE_LOOKS[data["mode"]]["dashes"]:
            one |= {"dashes": dashes, "color": _edge_colour(data["mode"], len(edges))}
        known = schema.ontology.predicates.get(data["predicate"])
        if known and known.symmetric:
            one["arrows"] = {"to": {"enabled": False}}
        group = parallel[min(source, target), max(source, target)]
        out.append(one | _bend(group.index(key), len(group), source, target))
    return out


def _edge_colour(mode: str, count: int) -> dict[str, Any]:
    """Return the colour of an edge: the more edges there are, the fainter each, or they would be one blot."""
    colour = MODE_LOOKS[mode]["color"]
    opacity = round(min(1.0, (FEW_EDGES / max(count, 1)) ** 0.3), 2)
    return {"color": colour, "highlight": colour, "hover": colour, "inherit": False, "opacity": opacity}


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
