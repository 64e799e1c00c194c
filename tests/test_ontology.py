"""The vocabulary: what it must hold, and how a broken one is refused."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS

from kg.errors import SchemaError
from kg.model import CONCEPT, END_TYPES, LITERAL_TYPES, NAME_TYPES, Mode, Value
from kg.schema.english import English, load_english
from kg.schema.files import packaged_root
from kg.schema.ontology import ONTOLOGY, Ontology, Predicate, Qualifier, load_ontology
from kg.schema.turtle import KG, PREFIXES

SOURCE = (packaged_root() / ONTOLOGY).read_text("utf-8")
LIST = """
leads worksFor founded memberOf educatedAt appointed succeeds familyOf bornIn diedIn bornOn diedOn
nationality owns holds acquired investsIn hasRevenue hasProfit hasLoss spends raised hasValuation
hasPrice hasUsers hasDownloads hasParameters hasSize hasEmployees hasPopulation hasArea hasAge
hasMarketShare hasQuantity develops releases releasedOn uses basedOn versionOf partOf integratedIn
availableOn competesWith hasLicense createdBy instanceOf discontinued partnersWith suppliesTo customerOf
sues accuses criticizes supports opposes meets sanctions attacks locatedIn headquarteredIn visits
foundedOn occurredOn occurredIn participatesIn wins alsoKnownAs
"""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology((packaged_root(),))


def test_holds_the_closed_list(ontology: Ontology) -> None:
    assert set(ontology.predicates) == set(LIST.split())
    wanted = "time start end role in amount purpose place metric kin with"
    assert set(ontology.qualifiers) == set(wanted.split())
    assert tuple(ontology.types) == END_TYPES


def test_only_births_deaths_and_foundations_are_unique(ontology: Ontology) -> None:
    unique = {one.name for one in ontology.predicates.values() if one.functional}
    assert unique == {"bornOn", "bornIn", "diedOn", "diedIn", "foundedOn"}
    assert {one.name for one in ontology.predicates.values() if one.symmetric} == {
        "competesWith",
        "partnersWith",
        "meets",
    }
    assert {one.name: one.inverse for one in ontology.predicates.values() if one.inverse} == {
        "suppliesTo": "customerOf",
        "customerOf": "suppliesTo",
    }


def test_labels_and_comments_are_proper(ontology: Ontology) -> None:
    entries: list[Predicate | Qualifier] = [*ontology.predicates.values(), *ontology.qualifiers.values()]
    for one in entries:
        assert one.label_vi == one.label_vi.strip().casefold(), one.name
        assert one.comment.endswith(".") and one.comment_vi.endswith("."), one.name
    labels = [one.label_vi for one in ontology.predicates.values()]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("predicate", "subject", "object_", "fits"),
    [
        ("leads", "PER", "ORG", True),
        ("leads", "ORG", "PER", False),
        ("holds", "PER", "PERCENT", True),
        ("holds", "PER", "MONEY", False),
        ("bornOn", "PER", "DATE", True),
        ("bornOn", "ORG", "DATE", False),
        ("competesWith", CONCEPT, "PRODUCT", True),
        ("alsoKnownAs", "LOC", "TEXT", True),
        ("alsoKnownAs", "LOC", "LOC", False),
        ("open:nộp đơn", "DATE", "TEXT", True),
    ],
)
def test_admits(ontology: Ontology, predicate: str, subject: str, object_: str, fits: bool) -> None:
    assert ontology.admits(predicate, subject, object_) is fits


def test_no_domain_is_a_literal_and_every_type_has_a_use(ontology: Ontology) -> None:
    domains = frozenset().union(*(one.domain for one in ontology.predicates.values()))
    ranges = frozenset().union(*(one.range for one in ontology.predicates.values()))
    assert domains == {*NAME_TYPES, CONCEPT}
    assert ranges == set(END_TYPES)
    assert ontology.predicates["hasRevenue"].literal is False
    assert {one.name for one in ontology.predicates.values() if one.literal} == {
        "bornOn",
        "diedOn",
        "releasedOn",
        "foundedOn",
        "occurredOn",
        "alsoKnownAs",
    }


def test_owl_tools_see_an_ontology() -> None:
    graph = rdflib.Graph().parse(data=SOURCE, format="turtle")
    assert len(list(graph.subjects(RDF.type, OWL.Ontology))) == 1
    assert len(set(graph.subjects(RDF.type, OWL.ObjectProperty))) > 60
    bare = {term for term in graph.subjects(RDF.type) if not list(graph.objects(term, RDFS.label))}
    assert bare == set()
    # Two values of a functional property would become one thing to a reasoner.
    assert not list(graph.subjects(RDF.type, OWL.FunctionalProperty))
    assert {mode.value for mode in Mode} == {
        str(one).removeprefix(KG) for one in graph.subjects(RDF.type, rdflib.URIRef(KG + "Mode"))
    }
    links = {prefix: space for prefix, space in graph.namespaces() if prefix in PREFIXES}
    assert all(str(space) == PREFIXES[prefix] for prefix, space in links.items())


def test_loads_fast() -> None:
    load_ontology((packaged_root(),))
    times = []
    for _ in range(5):
        start = time.perf_counter()
        load_ontology((packaged_root(),))
        times.append(time.perf_counter() - start)
    assert min(times) < 0.06


def broken(tmp_path: Path, old: str, new: str) -> tuple[Path, ...]:
    assert len(re.findall(old, SOURCE)) >= 1, f"{old} is not in the ontology"
    (tmp_path / ONTOLOGY).write_text(re.sub(old, new, SOURCE, count=1), "utf-8")
    return (tmp_path,)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (r'"lãnh đạo"@vi , ', "", "kg:leads needs one rdfs:label in vi"),
        (r'"lãnh đạo"@vi', '" "@vi', "kg:leads needs one rdfs:label in vi"),
        (r'"leads"@en', '"leads"@en , "heads"@en', "kg:leads needs one rdfs:label in en"),
        (r'"leads"@en', "kg:leads", "kg:leads needs a text as rdfs:label"),
        (r'"PER"', '"PERSON"', "schema:Person has the unknown kg:endType “PERSON”.*valid: PER, ORG"),
        (r'"PER"', '"ORG"', "kg:endType ORG"),
        (r'    kg:endType "TEXT" ;\n', "", "no class has the kg:endType TEXT"),
        (r"owl:inverseOf kg:customerOf", "owl:inverseOf kg:buysFrom", "has the inverse kg:buysFrom"),
        (r"owl:inverseOf kg:customerOf", "owl:inverseOf kg:sues", "kg:sues, which does not name it back"),
        (
            r"owl:inverseOf kg:customerOf",
            "owl:inverseOf kg:customerOf , kg:sues",
            "more than one owl:inverseOf",
        ),
        (r"kg:singleValued true", "kg:singleValued 1", "kg:bornIn needs one kg:singleValued"),
        (
            r"schema:domainIncludes schema:Person",
            "schema:domainIncludes schema:Human",
            "kg:leads has schema:Human",
        ),
        (
            r"schema:domainIncludes schema:Person",
            "schema:domainIncludes xsd:date",
            "is not its one schema:domain",
        ),
        (r"    schema:rangeIncludes [^;]+ ;\n", "", "kg:leads needs schema:rangeIncludes"),
        (
            r"schema:rangeIncludes xsd:date",
            "schema:rangeIncludes xsd:date , schema:Place",
            "kg:bornOn mixes dates",
        ),
        (r"kg:bornOn a owl:Datatype", "kg:bornOn a owl:Object", "kg:bornOn must be an owl:DatatypeProperty"),
        (r"kg:leads a", "kg:Leads a", "kg:Leads must be a plain name"),
        (r"kg:leads a", "schema:leads a", "schema:leads must be a plain name"),
        (r"kg:negated a kg:Mode ,", "kg:negated a", "kg:negated must be a kg:Mode"),
        (r"kg:leads a", "kg:time a", "time"),
        (r"kg:leads a", "kg:leads b", r"ontology.ttl:\d+: is not valid Turtle"),
        (
            r"kg:partnersWith a ([^;]+);",
            r"kg:partnersWith a \1; rdfs:range schema:Place ;",
            "kg:partnersWith",
        ),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        load_ontology(broken(tmp_path, old, new))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"ontology\.ttl: file is missing"):
        load_ontology((tmp_path,))
    (tmp_path / ONTOLOGY).write_text("", "utf-8")
    with pytest.raises(SchemaError, match="kg:endType"):
        load_ontology((tmp_path,))


@pytest.fixture(scope="module")
def english() -> English:
    return load_english((packaged_root(),))


@pytest.mark.parametrize(
    ("label", "value", "wanted"),
    [
        ("61% quyền biểu quyết", Value("PERCENT", "61", "%"), "61% voting rights"),
        ("12,5%", Value("PERCENT", "12.5", "%"), "12.5%"),
        ("61% quyền gì đó", Value("PERCENT", "61", "%"), None),
        ("một nửa cổ phần", Value("PERCENT", "50", "%"), "50% shares"),
        ("hai điểm phần trăm", Value("PERCENT", "2", "pp"), None),
        ("1,6 tỷ USD", Value("MONEY", "1600000000", "USD"), "1.6 billion USD"),
        ("hơn 300 triệu đồng", Value("MONEY", "300000000", "VND", hedge="hơn"), "more than 300 million VND"),
        (
            "10-20 tỷ đồng",
            Value("MONEY", "10000000000", "VND", "20000000000"),
            "10 billion to 20 billion VND",
        ),
        ("78 USD một thùng", Value("MONEY", "78", "USD/thùng"), "78 USD per barrel"),
        ("78 USD một gánh", Value("MONEY", "78", "USD/gánh"), None),
        ("5 tấn", Value("QUANTITY", "5", "t"), "5 tonnes"),
        ("một người", Value("QUANTITY", "1", "người"), "1 person"),
        ("12.500 nhân viên", Value("QUANTITY", "12500", "nhân viên"), "12,500 employees"),
        ("1.234.567 người", Value("QUANTITY", "1234567", "người"), "1,234,567 people"),
        ("0,1 mm", Value("QUANTITY", "0.1", "mm"), "0.1 mm"),
        ("ba gánh hát", Value("QUANTITY", "3", "gánh hát"), None),
        ("chừng độ 5 tấn", Value("QUANTITY", "5", "t", hedge="chừng độ"), None),
        ("280 ha cao su", Value("QUANTITY", "280", "ha"), None),
        ("280 ha", Value("QUANTITY", "280", "ha"), "280 hectares"),
        ("12 km vuông", Value("QUANTITY", "12", "km2"), "12 km²"),
        ("hàng nghìn lao động", Value("QUANTITY", "1000", "lao động", hedge="hàng"), "at least 1,000 workers"),
        ("166", Value("QUANTITY", "166"), None),
        ("vô số", Value("QUANTITY", "vô số", "người"), None),
        ("vô số", None, None),
        ("năm 2023", Value("DATE", "2023", precision="year"), None),
    ],
)
def test_english_labels(english: English, label: str, value: Value | None, wanted: str | None) -> None:
    assert english.label(value.kind if value else "QUANTITY", label, value) == wanted


def test_literal_types_have_the_classes_that_exporters_know(ontology: Ontology) -> None:
    iris = {name: ontology.types[name].iri for name in LITERAL_TYPES}
    assert iris["DATE"] == PREFIXES["xsd"] + "date"
    assert iris["MONEY"] == PREFIXES["schema"] + "MonetaryAmount"
    assert len(set(iris.values())) == len(iris)
