"""The text of the page: nothing outside it, nothing that leaves its string, everything in the data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import networkx as nx
import pytest
from graph_samples import end, fact, sample_documents, sample_graph, schema
from html_samples import MARKUP

from kg.export.html import page
from kg.graph import build_graph


def data_of(text: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    return dict(json.loads(found))


def test_nothing_points_outside() -> None:
    text = page(sample_graph(), schema())
    assert text.startswith("<!doctype html>")
    assert "bootstrap" not in text
    shell = re.sub(r"(<script[^>]*>).*?</script>", r"\1", text, flags=re.DOTALL)
    assert not re.findall(r"https?:|//cdn|@import|url\(", shell)
    assert re.findall(r'(?:src|href)="([^"]*)"', shell) == ["data:,", "#search"]


def test_policy_names_exactly_the_scripts() -> None:
    text = page(sample_graph(), schema())
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    assert len(scripts) == 3
    assert re.findall(r"'sha256-([^']*)'", policy) == digests
    assert policy.startswith("default-src 'none';")
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]


def test_order_of_insertion_does_not_matter() -> None:
    graph = sample_graph()
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    for source, target, key, data in reversed(list(graph.edges(keys=True, data=True))):
        turned.add_edge(source, target, key=key, **data)
    assert page(turned, schema()) == page(graph, schema())


def test_data_holds_every_node_fact_and_sentence() -> None:
    graph = sample_graph()
    data = data_of(page(graph, schema()))
    assert {node["id"] for node in data["nodes"]} == set(graph)
    assert {edge["id"] for edge in data["edges"]} == {key for *_, key in graph.edges(keys=True)}
    for edge in data["edges"]:
        proofs = graph.edges[edge["from"], edge["to"], edge["id"]]["evidence"]
        for (sentence, rule, trigger, confidence), one in zip(edge["evidence"], proofs, strict=True):
            doc, start, stop, text = data["sentences"][sentence]
            assert data["documents"][doc]["id"] == one.doc
            assert (start, stop, text) == (one.start, one.end, one.text)
            assert (rule, trigger, confidence) == (one.rule, one.trigger, one.confidence)
    assert len({tuple(sentence) for sentence in data["sentences"]}) == len(data["sentences"])


@pytest.mark.parametrize("label", [*MARKUP, "lone \ud800 surrogate"])
def test_no_label_leaves_its_string(label: str) -> None:
    hostile = end(label, "MISC", local="hostile")
    facts = [fact(hostile, "open:" + label, end("Meta"), text=label)]
    text = page(build_graph(facts, [], schema()), schema())
    data = data_of(text)
    assert label in {node["label"] for node in data["nodes"]}
    assert data["sentences"][0][3] == label
    plain = page(build_graph([fact(end("A"), "owns", end("B"))], [], schema()), schema())
    for tag in ("<script", "</script", "<!--"):
        assert text.count(tag) == plain.count(tag)
    assert text.encode()


def test_unknown_type_and_predicate_are_drawn_too() -> None:
    graph = build_graph([fact(end("A"), "owns", end("B"))], sample_documents(), schema())
    graph.nodes["a"]["type"] = "SHIP"
    for *_, data in graph.edges(data=True):
        data["predicate"] = "sailsWith"
    data = data_of(page(graph, schema()))
    assert data["types"]["SHIP"]["vi"] == "SHIP"
