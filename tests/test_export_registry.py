"""What every exporter of the table must do; the formats' own tests stand beside them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest
from graph_samples import HOSTILE, SHARE, sample_graph, schema

from kg.errors import OutputError, UsageError
from kg.export import EXPORTERS, chosen, export_all

Counts = tuple[int, int]


def from_csv(folder: Path, suffix: str = ".csv", encoding: str = "utf-8") -> Counts:
    def lines(name: str) -> int:
        with (folder / (name + suffix)).open(encoding=encoding, newline="") as stream:
            return len(list(csv.DictReader(stream)))

    return lines("nodes"), lines("edges")


def counts(graph: nx.Graph[str]) -> Counts:
    return graph.number_of_nodes(), graph.number_of_edges()


def from_json(folder: Path) -> Counts:
    data = json.loads((folder / "graph.json").read_text("utf-8"))
    return counts(nx.node_link_graph(data, edges="links"))


def from_rdf(path: Path) -> Counts:
    """Count claims as statements, nodes as what statements are about."""
    import rdflib

    triples = rdflib.Graph().parse(path)
    statements = list(triples.subjects(rdflib.RDF.type, rdflib.RDF.Statement))
    ends = {triples.value(one, end) for one in statements for end in (rdflib.RDF.subject, rdflib.RDF.object)}
    return len(ends), len(statements)


READERS: dict[str, Callable[[Path], Counts]] = {
    "ttl": lambda folder: from_rdf(folder / "graph.ttl"),
    "jsonld": lambda folder: from_rdf(folder / "graph.jsonld"),
    "nt": lambda folder: from_rdf(folder / "graph.nt"),
    "graphml": lambda folder: counts(nx.read_graphml(folder / "graph.graphml")),
    "gexf": lambda folder: counts(nx.read_gexf(folder / "graph.gexf", version="1.2draft")),
    "csv": from_csv,
    "excel": lambda folder: from_csv(folder, ".excel.csv", "utf-8-sig"),
    "json": from_json,
}
# The page has no reader but a browser; tests/test_html.py draws it.
UNREAD = {"html"}


@pytest.mark.parametrize("name", EXPORTERS)
def test_writes_the_files_it_names_and_nothing_else(name: str, tmp_path: Path) -> None:
    written = export_all(sample_graph(), schema(), tmp_path / "new", [name])
    assert written == [tmp_path / "new" / file for file in EXPORTERS[name].files]
    assert sorted(written) == sorted(path for path in (tmp_path / "new").rglob("*") if path.is_file())


def test_every_exporter_has_a_reader() -> None:
    assert READERS.keys() | UNREAD == EXPORTERS.keys()


@pytest.mark.parametrize("name", READERS)
def test_reads_back_with_all_nodes_and_parallel_edges(name: str, tmp_path: Path) -> None:
    graph = sample_graph()
    export_all(graph, schema(), tmp_path, [name])
    assert READERS[name](tmp_path) == counts(graph)


@pytest.mark.parametrize("name", EXPORTERS)
def test_empty_graph(name: str, tmp_path: Path) -> None:
    empty: nx.MultiDiGraph[str] = nx.MultiDiGraph(documents={})
    export_all(empty, schema(), tmp_path, [name])
    if name in READERS:
        assert READERS[name](tmp_path) == (0, 0)


@pytest.mark.parametrize("name", EXPORTERS)
def test_leaves_the_graph_alone(name: str, tmp_path: Path) -> None:
    graph = sample_graph()
    export_all(graph, schema(), tmp_path, [name])
    untouched = sample_graph()
    assert list(graph.nodes(data=True)) == list(untouched.nodes(data=True))
    assert list(graph.edges(keys=True, data=True)) == list(untouched.edges(keys=True, data=True))


def test_attributes_survive_graphml_and_gexf(tmp_path: Path) -> None:
    export_all(sample_graph(), schema(), tmp_path, ["graphml", "gexf"])
    for found in (nx.read_graphml(tmp_path / "graph.graphml"), nx.read_gexf(tmp_path / "graph.gexf")):
        label = "".join(c for c in HOSTILE if c not in "\x00\x08\ufffe")
        # XML turns a carriage return in an attribute or text into a line end unless it is escaped.
        assert found.nodes["hostile"]["label"].replace("\r", "\n") == label.replace("\r", "\n")
        assert found.nodes[SHARE.id]["unit"] == "%"
        (held,) = found["mark-zuckerberg"][SHARE.id].values()
        assert (held["predicate"], held["q_in"], held["mode"]) == ("holds", "Meta", "asserted")
        assert held["confidence"] == pytest.approx(0.9)


def test_gexf_bears_no_date(tmp_path: Path) -> None:
    (path,) = export_all(sample_graph(), schema(), tmp_path, ["gexf"])
    assert "lastmodifieddate" not in path.read_text("utf-8")


_SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from graph_samples import sample_graph, schema
from kg.export import EXPORTERS, export_all
export_all(sample_graph(), schema(), Path({folder!r}), EXPORTERS)
"""


def test_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    results = []
    for seed in ("0", "12345"):
        folder = tmp_path / seed
        script = _SCRIPT.format(tests=str(Path(__file__).parent), folder=str(folder))
        root = Path(__file__).parent.parent
        subprocess.run([sys.executable, "-c", script], check=True, cwd=root, env={**os.environ, "PYTHONHASHSEED": seed})
        results.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert results[0].keys() == {file for exporter in EXPORTERS.values() for file in exporter.files}
    assert [name for name in results[0] if results[0][name] != results[1][name]] == []


def test_names() -> None:
    assert [one.name for one in chosen(["json", "csv", "json"])] == ["csv", "json"], "the table's order, once each"
    assert "excel" not in [one.name for one in chosen()]
    assert all(name == one.name for name, one in EXPORTERS.items())
    files = [file for one in EXPORTERS.values() for file in one.files]
    assert len(files) == len(set(files))


def test_unknown_name_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown format 'pdf' \(valid: ttl, jsonld, nt, html"):
        export_all(sample_graph(), schema(), tmp_path, ["csv", "pdf"])
    with pytest.raises(UsageError, match="no format"):
        export_all(sample_graph(), schema(), tmp_path, [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", EXPORTERS)
def test_folder_that_cannot_be_made(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        export_all(sample_graph(), schema(), tmp_path / "file" / "out", [name])


def test_table_loads_nothing_heavy() -> None:
    heavy = ("networkx", "rdflib", "pyvis", "lxml")
    code = f"import sys, kg.export; print([name for name in {heavy} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert out.stdout.strip() == "[]"
