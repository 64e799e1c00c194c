"""Check the files of a build with readers that are not ours: Turtle, tables, and the page in a real browser.

Run from the root of the project: python .ci/check_output.py OUT
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import networkx as nx
import pyoxigraph
import rdflib

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import browser, visit  # noqa: E402  (a helper of the tests, found by the line above)

from kg.text import fold  # noqa: E402


def check(name: str, left: object, right: object) -> None:
    """Stop unless both are equal."""
    if left != right:
        raise SystemExit(f"{name}: {left!r} is not {right!r}")
    print(f"{name}: {left}")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def check_tables(folder: Path) -> tuple[int, int]:
    """Return the number of nodes and edges, the same in every export of the graph."""
    size = len(rows(folder / "nodes.csv")), len(rows(folder / "edges.csv"))
    for name, read in (("graph.graphml", nx.read_graphml), ("graph.gexf", nx.read_gexf)):
        graph = read(folder / name)
        check(name, (graph.number_of_nodes(), graph.number_of_edges()), size)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    check("report.json: edges", report["counts"]["edges"], size[1])
    for name in report["files"]:
        check(f"{name} exists", (folder / name).is_file(), True)
    return size


def check_turtle(path: Path) -> None:
    ours = len(rdflib.Graph().parse(path, format="turtle"))
    theirs = sum(1 for _ in pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE))
    check("graph.ttl: triples in rdflib and pyoxigraph", ours, theirs)
    if not ours:
        raise SystemExit("graph.ttl: no triple")


def check_page(path: Path, size: tuple[int, int], label: str) -> None:
    """Open the page with the network off; count what is drawn and search `label` without its marks."""
    with browser() as running, visit(running, path) as seen:
        counted = "['nodes', 'edges'].map((part) => Object.keys(kgPage.network.body[part]).length)"
        check("graph.html: nodes and edges drawn", tuple(seen.page.evaluate(counted)), size)
        seen.page.fill("#search", fold(label))
        hits = seen.page.locator("#results [role=option]").all_inner_texts()
        check(f"graph.html: {fold(label)!r} finds {label!r}", any(label in hit for hit in hits), True)
        check("graph.html: requests and errors", seen.requests + seen.errors, [])


def main(folder: Path) -> None:
    size = check_tables(folder)
    check_turtle(folder / "graph.ttl")
    facts = (folder / "facts.jsonl").read_text(encoding="utf-8").splitlines()
    if not facts:
        raise SystemExit("facts.jsonl: no fact")
    labels = {json.loads(line)["subject"]["label"] for line in facts}
    # A name with marks, so that finding it without them says something.
    check_page(folder / "graph.html", size, min(name for name in labels if not name.isascii()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
