"""One flat, plain view of the graph in front of every exporter that knows only texts and numbers.

No None, no list, no Decimal, no control character reaches a writer; no attribute bears a name that a format
keeps for itself (`id`, `type`, `weight`, `source`, `target`), since readers drop or misread those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

    from kg.schema import Schema

Plain = str | int | float | bool
BETWEEN = " | "
# What XML 1.0 cannot hold: control characters but tab and line ends, lone surrogates, two non-characters.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A spreadsheet runs a cell that starts with one of these, in full width too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class FlatNode:
    """A node: its id and its attributes, the same for every node, `""` where there is nothing to say."""

    id: str
    attributes: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class FlatEdge:
    """A claim: the ids of its ends, its own id, and its attributes, the same for every claim."""

    source: str
    target: str
    id: str
    attributes: Mapping[str, Plain]


def clean(text: str) -> str:
    """Return the text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def cell(value: Plain) -> str:
    """Return a table cell: a text that a spreadsheet would run as a formula gets a `'` before it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    text = clean(value)
    runs = text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if runs else text


def joined(values: Iterable[str]) -> str:
    """Return several texts as one."""
    return clean(BETWEEN.join(values))


def flat_nodes(graph: nx.MultiDiGraph[str]) -> Iterator[FlatNode]:
    """Yield the nodes in the graph's order. Values are decimal numbers or ISO dates, as texts."""
    for node, data in graph.nodes(data=True):
        value = data["value"]
        parts = [getattr(value, name, None) for name in ("value", "end", "unit", "precision", "hedge")]
        number, end, unit, precision, hedge = (clean(part or "") for part in parts)
        yield FlatNode(
            clean(node),
            {
                "label": clean(data["label"]),
                "label_en": clean(data["label_en"] or ""),
                "entity_type": data["type"],
                "aliases": joined(data["aliases"]),
                "value": number,
                "value_end": end,
                "unit": unit,
                "precision": precision,
                "hedge": hedge,
                "mentions": int(data["mentions"]),
                "documents": int(data["documents"]),
            },
        )


def flat_edges(graph: nx.MultiDiGraph[str], schema: Schema) -> Iterator[FlatEdge]:
    """Yield the claims in the graph's order, parallel ones each on its own.

    `label` is the predicate's Vietnamese name; each qualifier of the ontology has an attribute `q_<name>`.
    """
    known = sorted(schema.ontology.qualifiers)
    for source, target, key, data in graph.edges(keys=True, data=True):
        yield FlatEdge(clean(source), clean(target), clean(key), _edge(data, schema, known))


def _edge(data: Mapping[str, Any], schema: Schema, known: Iterable[str]) -> dict[str, Plain]:
    vi, en = predicate_labels(data["predicate"], schema)
    evidence, qualifiers = data["evidence"], dict(data["qualifiers"])
    documents = {one.doc for one in evidence}
    return {
        "label": clean(vi),
        "label_en": clean(en),
        "predicate": clean(data["predicate"]),
        "mode": data["mode"],
        "by": clean(data["by"] or ""),
        **{f"q_{name}": joined(qualifiers.get(name, ())) for name in known},
        "confidence": float(data["confidence"]),
        "conflict": bool(data["conflict"]),
        "sentences": len({(one.doc, one.start, one.end) for one in evidence}),
        "documents": len(documents),
        "sources": joined(sorted(documents)),
        "sentence": clean(evidence[0].text) if evidence else "",
    }


def predicate_labels(predicate: str, schema: Schema) -> tuple[str, str]:
    """Return the Vietnamese and the English name of a predicate; an open one is its own phrase in both."""
    if known := schema.ontology.predicates.get(predicate):
        return known.label_vi, known.label_en
    phrase = predicate.removeprefix("open:")
    return phrase, phrase
