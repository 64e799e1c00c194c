"""What the interactive page shows beside the drawing: names, facts, evidence, labels in two languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.model import LITERAL_TYPES, Mode

if TYPE_CHECKING:
    import networkx as nx

    from kg.graph import Evidence
    from kg.schema import Schema
    from kg.schema.ontology import EntityType, Predicate, Qualifier

Node = tuple[str, Mapping[str, Any]]
Edge = tuple[str, str, str, Mapping[str, Any]]
Sentence = tuple[str, int, int, str]

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


def look(type_name: str) -> tuple[str, str]:
    """Return shape and colour of an entity type."""
    return LOOKS.get(type_name, UNKNOWN_LOOK)


def degrees(edges: list[Edge]) -> dict[str, int]:
    """Return how many facts each node takes part in; a loop counts twice."""
    degree: dict[str, int] = defaultdict(int)
    for source, target, _, _ in edges:
        degree[source] += 1
        degree[target] += 1
    return degree


def predicate_labels(name: str, schema: Schema) -> dict[str, str]:
    """Return the Vietnamese (`vi`) and English (`en`) label; an open predicate is its own words in both."""
    if name.startswith("open:"):
        return {"vi": name[5:], "en": name[5:]}
    known = schema.ontology.predicates.get(name)
    return _labels(known) if known else {"vi": name, "en": name}


def _labels(named: EntityType | Predicate | Qualifier) -> dict[str, str]:
    return {"vi": named.label_vi, "en": named.label_en}


def page_data(graph: nx.MultiDiGraph[str], nodes: list[Node], edges: list[Edge], schema: Schema) -> dict[str, Any]:
    """Return all that the page's own scripts need, ready for JSON.

    `rank` of a node counts from 0, the most important; `sentences` are [number of the document, start, end,
    text]; an edge's `evidence` is a list of [number of the sentence, rule, trigger, confidence].
    """
    documents = graph.graph.get("documents", {})
    number = {doc: i for i, doc in enumerate(documents)}
    # A sentence often states several facts: it is kept once, and evidence points to it.
    quoted = sorted({_sentence(one) for *_, data in edges for one in data["evidence"]})
    place_of = {sentence: i for i, sentence in enumerate(quoted)}
    degree = degrees(edges)
    rank = {node: i for i, (node, _) in enumerate(sorted(nodes, key=lambda n: _importance(n, degree)))}
    predicates = sorted({data["predicate"] for *_, data in edges} & set(schema.ontology.predicates))
    about = ("title", "date", "source")
    return {
        "documents": [{"id": doc, **{k: data[k] for k in about}} for doc, data in documents.items()],
        "edges": [_edge_data(edge, place_of) for edge in edges],
        "modes": MODE_LOOKS,
        "nodes": [_node_data(node, degree[node[0]], rank[node[0]]) for node in nodes],
        "predicates": {name: predicate_labels(name, schema) for name in predicates},
        "qualifiers": {name: _labels(one) for name, one in sorted(schema.ontology.qualifiers.items())},
        "sentences": [[number[doc], start, end, text] for doc, start, end, text in quoted],
        "types": _types({data["type"] for _, data in nodes}, schema),
    }


def _importance(node: Node, degree: Mapping[str, int]) -> tuple[bool, int, int, str]:
    """Order names before literals, then by facts, then by mentions."""
    name, data = node
    return data["type"] in LITERAL_TYPES, -degree[name], -data["mentions"], name


def _sentence(one: Evidence) -> Sentence:
    return one.doc, one.start, one.end, one.text


def _types(used: set[str], schema: Schema) -> dict[str, dict[str, str]]:
    out = {}
    for name in [*LOOKS, *sorted(used - set(LOOKS))]:
        shape, colour = look(name)
        known = schema.ontology.types.get(name)
        labels = _labels(known) if known else {"vi": name, "en": name}
        out[name] = {"shape": shape, "color": colour, **labels}
    return out


def _node_data(node: Node, degree: int, rank: int) -> dict[str, Any]:
    name, data = node
    return {
        "id": name,
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


def _edge_data(edge: Edge, place_of: Mapping[Sentence, int]) -> dict[str, Any]:
    source, target, key, data = edge
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
            [place_of[_sentence(one)], one.rule, one.trigger, round(one.confidence, 4)] for one in data["evidence"]
        ],
    }
