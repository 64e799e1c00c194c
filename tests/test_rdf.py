"""RDF of the graph: form of the triples, hostile text, other readers, stable bytes, questions in SPARQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest
import rdflib
from graph_samples import end, fact, sample_graph, schema
from hypothesis import given
from hypothesis import strategies as st
from rdf_samples import NASTY, business_graph, nasty_graph
from rdflib import RDF, RDFS, SKOS, Literal, URIRef

from kg.errors import OutputError
from kg.export.rdf import build, export, export_jsonld, export_nt
from kg.export.rdf.terms import iri, local, number, same_as, text, web
from kg.export.rdf.values import span
from kg.export.rdf.writing import turtle
from kg.graph import build_graph
from kg.model import Value
from kg.schema.turtle import PREFIXES


def kg(name: str) -> URIRef:
    return URIRef(PREFIXES["kg"] + name)


def prefixed(name: str) -> URIRef:
    prefix, _, rest = name.partition(":")
    return URIRef(PREFIXES[prefix] + rest)


@cache
def sample() -> rdflib.Graph:
    return build(business_graph(), schema())


def claim(predicate: str) -> rdflib.term.Node:
    (found,) = sample().subjects(RDF.predicate, kg(predicate))
    return found


def test_a_claim_and_its_evidence_in_full() -> None:
    graph, leads = sample(), claim("leads")
    minh, bien = prefixed("ent:le-minh"), prefixed("ent:bien-xanh")
    assert (minh, kg("leads"), bien) in graph
    assert (graph.value(leads, RDF.subject), graph.value(leads, RDF.object)) == (minh, bien)
    assert graph.value(leads, kg("mode")) == kg("asserted")
    assert graph.value(leads, kg("documents")) == Literal(2)
    assert graph.value(leads, kg("role")) == Literal("tổng giám đốc", lang="vi")
    pieces = sorted(graph.objects(leads, kg("evidence")), key=str)
    assert [str(piece) for piece in pieces] == [str(leads).replace("/st/", "/ev/") + suffix for suffix in ("-1", "-2")]
    (sentence,) = graph.objects(pieces[0], prefixed("prov:used"))
    assert graph.value(pieces[0], prefixed("prov:generated")) == leads
    assert graph.value(pieces[0], kg("rule")) == Literal("r/1")
    assert graph.value(sentence, prefixed("nif:beginIndex")) == Literal(
        "0", datatype=prefixed("xsd:nonNegativeInteger")
    )
    assert str(graph.value(sentence, prefixed("nif:anchorOf"))) == "Lê Minh · leads · Biển Xanh."
    assert graph.value(sentence, prefixed("nif:referenceContext")) == prefixed("doc:a.txt")


def test_names_and_documents() -> None:
    graph, minh = sample(), prefixed("ent:le-minh")
    assert graph.value(minh, RDF.type) == prefixed("schema:Person")
    assert graph.value(minh, RDFS.label) == Literal("Lê Minh", lang="vi")
    assert Literal("ông Minh", lang="vi") in set(graph.objects(minh, SKOS.altLabel))
    first, second = prefixed("doc:a.txt"), iri("doc", "b/tin 2.txt")
    assert graph.value(first, prefixed("schema:headline")) == Literal("Biển Xanh đổi chủ", lang="vi")
    assert graph.value(first, prefixed("schema:datePublished")) == Literal("2024-11-21", datatype=prefixed("xsd:date"))
    assert graph.value(first, prefixed("schema:url")) == URIRef("https://example.vn/tin?id=1")
    assert graph.value(second, prefixed("dcterms:identifier")) == Literal("b/tin 2.txt")
    assert graph.value(second, prefixed("dcterms:source")) == Literal("Báo Chiều", lang="vi")
    assert graph.value(second, prefixed("schema:datePublished")) is None


def test_plain_triples_stand_for_asserted_claims_only() -> None:
    graph = sample()
    modes = {
        str(graph.value(one, RDF.predicate)).rpartition("#")[2]: graph.value(one, kg("mode"))
        for one in graph.subjects(RDF.type, RDF.Statement)
    }
    for name in ("acquired", "develops", "founded"):
        assert modes[name] != kg("asserted")
        assert not list(graph.triples((None, kg(name), None))), name
    for one in graph.subjects(kg("mode"), kg("asserted")):
        subject, name_, object_ = (graph.value(one, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        assert subject and name_ and object_ is not None
        assert (subject, name_, object_) in graph


def test_sources_and_qualifiers_are_entities_where_the_graph_knows_them() -> None:
    graph = sample()
    assert graph.value(claim("acquired"), kg("by")) == prefixed("ent:bao-chieu")
    assert graph.value(claim("acquired"), kg("amount")) == Literal("12 triệu USD", lang="vi")
    assert graph.value(claim("holds"), kg("in")) == prefixed("ent:bien-xanh")


def test_amounts() -> None:
    graph, bien = sample(), prefixed("ent:bien-xanh")
    share = graph.value(prefixed("ent:le-minh"), kg("holds"))
    labels = {str(one) for one in graph.objects(share, RDFS.label)}
    assert labels == {"61% quyền biểu quyết", "61% voting rights"}
    assert graph.value(share, prefixed("schema:unitCode")) == Literal("P1")
    value = graph.value(share, prefixed("schema:value"))
    assert isinstance(value, Literal) and value.value == Decimal(61) and value.datatype == prefixed("xsd:decimal")
    price = graph.value(bien, kg("hasRevenue"))
    assert graph.value(price, prefixed("schema:currency")) == Literal("USD")
    assert str(graph.value(price, prefixed("schema:value"))) == "1600000000.0"
    assert prefixed("schema:MonetaryAmount") in set(graph.objects(price, RDF.type))
    staff = graph.value(bien, kg("hasEmployees"))
    assert graph.value(staff, prefixed("schema:value")) is None
    bounds = [str(graph.value(staff, prefixed(f"schema:{end_}Value"))) for end_ in ("min", "max")]
    assert bounds == ["200.0", "300.0"]
    assert graph.value(staff, kg("hedge")) == Literal("khoảng", lang="vi")
    assert graph.value(staff, prefixed("schema:unitText")) == Literal("nhân viên")
    assert graph.value(graph.value(bien, kg("hasArea")), prefixed("schema:unitCode")) == Literal("HAR")


def test_dates_and_texts_are_literals() -> None:
    graph = sample()
    assert graph.value(prefixed("ent:bien-xanh"), kg("foundedOn")) == Literal(
        "2013-01-01", datatype=prefixed("xsd:date")
    )
    (exact,) = graph.subjects(RDF.object, Literal("2013-01-01", datatype=prefixed("xsd:date")))
    assert graph.value(exact, kg("precision")) == Literal("year")
    assert graph.value(exact, kg("lastDay")) == Literal("2013-12-31", datatype=prefixed("xsd:date"))
    assert graph.value(exact, kg("objectText")) == Literal("năm 2013", lang="vi")
    vague = Literal("một ngày đầu xuân", lang="vi")
    assert graph.value(prefixed("ent:son-tra"), kg("foundedOn")) == vague
    (loose,) = graph.subjects(RDF.object, vague)
    assert graph.value(loose, kg("precision")) is None
    assert graph.value(prefixed("ent:bien-xanh"), kg("alsoKnownAs")) == Literal("BX", lang="vi")


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        (Value("DATE", "2024-11-21", precision="day"), "2024-11-21", None),
        (Value("DATE", "2024-11-21", end="2024-11-23", precision="day"), "2024-11-21", "2024-11-23"),
        (Value("DATE", "2024-02", precision="month"), "2024-02-01", "2024-02-29"),
        (Value("DATE", "2024-07", end="2024-09", precision="quarter"), "2024-07-01", "2024-09-30"),
        (Value("DATE", "2024-07", precision="quarter"), "2024-07-01", "2024-09-30"),
        (Value("DATE", "1990", end="1999", precision="decade"), "1990-01-01", "1999-12-31"),
        (Value("DATE", "1990", precision="decade"), "1990-01-01", "1999-12-31"),
        (Value("DATE", "2023"), "2023-01-01", "2023-12-31"),
        (Value("DATE", "9999"), "9999-01-01", "9999-12-31"),
    ],
)
def test_days_of_a_date(value: Value, first: str, last: str | None) -> None:
    found = span(value)
    assert found is not None
    assert (str(found.first), found.last and str(found.last)) == (first, last)


@pytest.mark.parametrize("value", ["-0043", "2023-13", "2023-02-30", "23-1-1-1", "", "x", "9995"])
def test_dates_that_no_calendar_holds_stay_text(value: str) -> None:
    assert span(Value("DATE", value, precision="decade")) is None
    assert span(Value("MONEY", "2023")) is None
    assert span(Value("DATE", "2023", end="2021")) is None


def test_open_predicates_are_declared() -> None:
    graph = sample()
    (name,) = graph.subjects(RDFS.subPropertyOf, kg("openRelation"))
    assert str(name).startswith(PREFIXES["open"] + "phong-van-")
    assert graph.value(name, RDFS.label) == Literal("phỏng vấn", lang="vi")
    assert (prefixed("ent:bao-chieu"), name, prefixed("ent:le-minh")) in graph
    # Tones are lost in the slug: the hash keeps these two apart.
    assert iri("open", "bán", hashed=True) != iri("open", "bạn", hashed=True)


def test_every_term_of_the_graph_is_declared_and_nothing_is_blank() -> None:
    graph = sample()
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]
    ours = {one for one in graph.predicates() if str(one).startswith((PREFIXES["kg"], PREFIXES["open"]))}
    assert ours and all((one, RDF.type, None) in graph for one in ours)
    assert (kg("meets"), None, None) not in graph, "an unused predicate is not declared"
    assert not list(graph.triples((None, rdflib.OWL.sameAs, None)))


def test_conflicts_are_marked() -> None:
    minh = end("Lê Minh", "PER")
    days = [end(label, "DATE", value=Value("DATE", label, precision="day")) for label in ("1970-01-02", "1971-03-04")]
    graph = build(build_graph([fact(minh, "bornOn", day) for day in days], [], schema()), schema())
    marked = list(graph.subjects(kg("conflict"), Literal(True)))
    assert len(marked) == 2
    assert len(list(graph.objects(prefixed("ent:le-minh"), kg("bornOn")))) == 2


@pytest.mark.parametrize("make", [sample_graph, nasty_graph])
def test_independent_readers_agree(make: Callable[[], nx.MultiDiGraph[str]], tmp_path: Path) -> None:
    graph = make()
    built = build(graph, schema())
    (ttl,) = export(graph, schema(), tmp_path)
    (nt,) = export_nt(graph, schema(), tmp_path)
    (jsonld,) = export_jsonld(graph, schema(), tmp_path)
    by_oxigraph = {tuple(map(str, quad.triple)) for quad in pyoxigraph.parse(path=str(ttl))}
    assert len(by_oxigraph) == len(built)
    assert {tuple(map(str, quad.triple)) for quad in pyoxigraph.parse(path=str(nt))} == by_oxigraph
    for path in (ttl, nt, jsonld):
        assert set(rdflib.Graph().parse(path)) == set(built), path.name
    if rapper := shutil.which("rapper"):
        run = subprocess.run([rapper, "-c", "-i", "turtle", str(ttl)], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        assert f"returned {len(built)} triples" in run.stderr and "Warning" not in run.stderr


def test_hostile_text_survives_as_text() -> None:
    graph = build(nasty_graph(), schema())
    labels = {str(one) for one in graph.objects(None, RDFS.label)}
    wanted = "".join("\ufffd" if c in "\x00\x08\x1f\x7f\ud800\ufffe" else c for c in NASTY)
    assert wanted in labels
    assert len(wanted) == len(NASTY), "offsets into sentences must hold"
    links = set(graph.objects(None, prefixed("schema:sameAs")))
    assert links == {prefixed("wd:Q42")}
    for term in {term for triple in graph for term in triple if isinstance(term, URIRef)}:
        assert term.isascii() and not set(' "<>{}|\\^`%') & set(term), term


def test_a_broken_term_is_refused_before_the_file_is_touched(tmp_path: Path) -> None:
    graph = rdflib.Graph()
    graph.add((URIRef("http://x/a"), RDFS.seeAlso, URIRef("relative")))
    with pytest.raises(OutputError, match="not well-formed RDF"):
        turtle(graph)


@given(st.text(), st.text())
def test_local_names(one: str, other: str) -> None:
    assert (local(one) == local(other)) is (one == other)
    pyoxigraph.NamedNode(iri("ent", one))
    assert iri("ent", one).isascii()
    literal = text(one)
    assert pyoxigraph.Literal(str(literal), language="vi").value == str(literal)


@pytest.mark.parametrize(
    ("digits", "wanted"),
    [
        ("61", "61.0"),
        ("0.10", "0.1"),
        ("-5", "-5.0"),
        ("1E+3", "1000.0"),
        ("100", "100.0"),
        ("12345678901234567890.5", "12345678901234567890.5"),
        ("NaN", None),
        ("inf", None),
        ("", None),
        ("1,5", None),
    ],
)
def test_numbers_are_exact(digits: str, wanted: str | None) -> None:
    found = number(digits)
    assert (found and str(found)) == wanted


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://example.vn/tin-123.html?a=1&b=%20#x", True),
        ("http://localhost:80/", True),
        ("https://x.vn", True),
        ("https://x.vn/a b", False),
        ("https://x.vn/%", False),
        ("https://x.vn/\n", False),
        ("https://x.vn/á", False),
        ("ftp://x.vn/", False),
        ("javascript:alert(1)", False),
        ("//x.vn", False),
        ('https://x.vn/"', False),
    ],
)
def test_web_addresses(address: str, fine: bool) -> None:
    assert (web(address) is not None) is fine
    assert (same_as(address) is not None) is fine


SEEDED = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from rdf_samples import nasty_graph
from graph_samples import schema
from kg.export.rdf import export, export_jsonld, export_nt
for write in (export, export_nt, export_jsonld):
    write(nasty_graph(), schema(), Path({folder!r}))
"""


def test_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        code = SEEDED.format(tests=str(Path(__file__).parent), folder=str(tmp_path / seed))
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=Path(__file__).parent.parent)
        found.append([path.read_bytes() for path in sorted((tmp_path / seed).iterdir())])
    assert len(found[0]) == 3
    assert found[0] == found[1]


QUESTIONS = {
    "who leads Biển Xanh": (
        'SELECT ?n { ?x kg:leads ?o ; rdfs:label ?n . ?o rdfs:label "Biển Xanh"@vi }',
        [("Lê Minh",)],
    ),
    "what share does Lê Minh hold, and of what": (
        "SELECT ?w { ?s rdf:subject ent:le-minh ; rdf:predicate kg:holds ; rdf:object ?q ; kg:in ?o ."
        " ?q schema:value ?v ; schema:unitCode 'P1' FILTER(?v = 61) ?o rdfs:label ?w }",
        [("Biển Xanh",)],
    ),
    "what does a source claim": (
        "SELECT ?a ?p ?b { ?s kg:by ent:bao-chieu ; rdf:subject/rdfs:label ?a ; rdf:predicate/rdfs:label ?p ;"
        " rdf:object/rdfs:label ?b FILTER(lang(?p) = 'vi') }",
        [("Biển Xanh", "mua lại", "Sơn Trà")],
    ),
    "where is it said that Lê Minh leads": (
        "SELECT ?d ?from ?t { ?s rdf:subject ent:le-minh ; rdf:predicate kg:leads ;"
        " kg:evidence/prov:used ?n ."
        " ?n nif:anchorOf ?t ; nif:beginIndex ?from ; nif:referenceContext/dcterms:identifier ?d }",
        [(doc, at, "Lê Minh · leads · Biển Xanh.") for doc, at in (("a.txt", "0"), ("b/tin 2.txt", "7"))],
    ),
    "what was founded before 2015": (
        'SELECT ?n { ?x kg:foundedOn ?d ; rdfs:label ?n FILTER(?d < "2015-01-01"^^xsd:date) }',
        [("Biển Xanh",)],
    ),
    "which revenues exceed a billion": (
        "SELECT ?n ?c { ?x kg:hasRevenue ?m ; rdfs:label ?n . ?m schema:value ?v ; schema:currency ?c"
        " FILTER(?v > 1000000000) }",
        [("Biển Xanh", "USD")],
    ),
    "what is planned": (
        "SELECT ?a ?b { ?s kg:mode kg:predicted ; rdf:subject/rdfs:label ?a ; rdf:object/rdfs:label ?b }",
        [("Biển Xanh", "Sóng")],
    ),
    "what is denied": (
        "SELECT ?p { ?s kg:mode kg:negated ; rdf:predicate/rdfs:label ?p FILTER(lang(?p) = 'en') }",
        [("founded",)],
    ),
    "which open relations are there": (
        "SELECT ?l { ?p rdfs:subPropertyOf kg:openRelation ; rdfs:label ?l }",
        [("phỏng vấn",)],
    ),
}


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(turtle(sample()), format=pyoxigraph.RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_have_the_same_answer_everywhere(question: str, store: pyoxigraph.Store) -> None:
    query, wanted = QUESTIONS[question]
    head = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in PREFIXES.items())
    by_rdflib = sorted(tuple(map(str, row)) for row in sample().query(head + query))  # type: ignore[arg-type]
    solutions = store.query(head + query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    by_oxigraph = sorted(tuple(value.value for value in row) for row in solutions)
    assert by_rdflib == by_oxigraph == wanted
