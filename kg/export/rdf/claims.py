"""The graph as triples: entities, amounts, claims with their evidence, sentences and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from rdflib import OWL, RDF, RDFS, SKOS, XSD, Literal, URIRef

from kg.export.rdf.terms import count, iri, local, number, offset, plain, same_as, term, text, web
from kg.export.rdf.values import amount, span
from kg.model import Mode

if TYPE_CHECKING:
    import networkx as nx

    from kg.export.rdf.values import Pair
    from kg.graph import Evidence
    from kg.schema.english import English
    from kg.schema.ontology import Ontology

Triple = tuple[URIRef, URIRef, URIRef | Literal]
OPEN = "open:"
DATA = ("DATE", "TEXT")
AMOUNTS = ("MONEY", "PERCENT", "QUANTITY")


class Claims:
    """Turns one graph into triples; the order in which they come does not matter."""

    def __init__(self, graph: nx.MultiDiGraph[str], ontology: Ontology, english: English) -> None:
        self._graph, self._ontology, self._english = graph, ontology, english

    def triples(self) -> Iterator[Triple]:
        """Yield every triple of the graph (some twice), the vocabulary's own declarations aside."""
        for node, data in self._graph.nodes(data=True):
            if data["type"] not in DATA or self._graph.out_degree(node):
                yield from self._node(node, data)
        for subject, object_, key, data in self._graph.edges(keys=True, data=True):
            yield from self._claim(subject, object_, key, data)
        for doc, about in self._graph.graph.get("documents", {}).items():
            yield from self._document(doc, about)

    def property(self, predicate: str) -> URIRef:
        """Return the property of a predicate of the list, or of an open one (`open:nộp đơn xin`)."""
        if known := self._ontology.predicates.get(predicate):
            return URIRef(known.iri)
        return iri("open", predicate.removeprefix(OPEN), hashed=True)

    def _resource(self, node: str) -> URIRef:
        """Return the IRI of a node: literals have the prefix q: in their id."""
        kind, _, key = node.partition(":")
        return iri("q", key) if kind == "q" and key else iri("ent", node)

    def _object(self, node: str) -> URIRef | Literal:
        data = self._graph.nodes[node]
        if data["type"] not in DATA:
            return self._resource(node)
        days = span(data["value"]) if data["type"] == "DATE" else None
        return days.first if days else text(data["label"])

    def _node(self, node: str, data: Mapping[str, Any]) -> Iterator[Triple]:
        subject = self._resource(node)
        kind = data["type"]
        pairs: list[Pair] = []
        if kind in AMOUNTS:
            pairs += amount(kind, data["value"], self._english)
        elif kind not in DATA:
            pairs.append((RDF.type, URIRef(self._ontology.types[kind].iri)))
        pairs.append((RDFS.label, text(data["label"])))
        if label_en := data.get("label_en"):
            pairs.append((RDFS.label, text(label_en, "en")))
        pairs += [(SKOS.altLabel, text(alias)) for alias in data.get("aliases", ())]
        pairs += [(term("kg", name), count(data[name])) for name in ("mentions", "documents") if name in data]
        links = (same_as(name) for name in data.get("sameas", ()))
        pairs += [(term("schema", "sameAs"), link) for link in links if link]
        yield from ((subject, name, value) for name, value in pairs)

    def _claim(self, subject: str, object_: str, key: str, data: Mapping[str, Any]) -> Iterator[Triple]:
        name = key.partition(":")[2] or key
        claim, property_ = iri("st", name), self.property(data["predicate"])
        ends = (self._resource(subject), self._object(object_))
        if data["mode"] == Mode.ASSERTED:
            yield ends[0], property_, ends[1]
        if data["predicate"] not in self._ontology.predicates:
            yield from self._open(property_, data["predicate"], ends[1])
        evidence = tuple(data["evidence"])
        pairs: list[Pair] = [
            (RDF.type, RDF.Statement),
            (RDF.subject, ends[0]),
            (RDF.predicate, property_),
            (RDF.object, ends[1]),
            (term("kg", "mode"), term("kg", data["mode"])),
            (term("kg", "documents"), count(len({one.doc for one in evidence}))),
            *self._about(object_, data),
        ]
        if (confidence := number(str(round(data["confidence"], 4)))) is not None:
            pairs.append((term("kg", "confidence"), confidence))
        yield from ((claim, name_, value) for name_, value in pairs)
        for at, one in enumerate(evidence, 1):
            piece = iri("ev", f"{local(name)}-{at}")
            yield claim, term("kg", "evidence"), piece
            yield from self._evidence(piece, claim, one)

    def _open(self, property_: URIRef, predicate: str, object_: URIRef | Literal) -> Iterator[Triple]:
        kind = OWL.DatatypeProperty if isinstance(object_, Literal) else OWL.ObjectProperty
        yield property_, RDF.type, kind
        yield property_, RDFS.label, text(predicate.removeprefix(OPEN))
        yield property_, RDFS.subPropertyOf, term("kg", "openRelation")

    def _about(self, object_: str, data: Mapping[str, Any]) -> Iterator[Pair]:
        """Yield what a claim says beside its triple: source, qualifiers, exactness of a date, conflict."""
        nodes: dict[str, set[str]] = {}
        for words, node in data.get("links", ()):
            nodes.setdefault(words, set()).add(node)

        def named(words: str) -> URIRef | Literal:
            found = nodes.get(words, set())
            return self._resource(next(iter(found))) if len(found) == 1 else text(words)

        if data["by"]:
            yield term("kg", "by"), named(data["by"])
        for name, values in data["qualifiers"]:
            known = self._ontology.qualifiers.get(name)
            for words in values:
                value = named(words) if known and known.names_entity else text(words)
                yield URIRef(known.iri) if known else iri("kg", name), value
        about = self._graph.nodes[object_]
        if about["type"] == "DATE" and (days := span(about["value"])):
            yield term("kg", "precision"), plain(days.precision)
            yield term("kg", "objectText"), text(about["label"])
            if days.last is not None:
                yield term("kg", "lastDay"), days.last
        if data.get("conflict"):
            yield term("kg", "conflict"), Literal("true", datatype=XSD.boolean)

    def _evidence(self, piece: URIRef, claim: URIRef, one: Evidence) -> Iterator[Triple]:
        sentence = iri("se", f"{local(one.doc)}-{one.start}-{one.end}")
        yield piece, RDF.type, term("kg", "Evidence")
        yield piece, RDF.type, term("prov", "Activity")
        yield piece, term("prov", "used"), sentence
        yield piece, term("prov", "generated"), claim
        yield piece, term("kg", "fact"), plain(one.fact_id)
        yield piece, term("kg", "rule"), plain(one.rule)
        if one.trigger:
            yield piece, term("kg", "trigger"), text(one.trigger)
        if (confidence := number(str(round(one.confidence, 4)))) is not None:
            yield piece, term("kg", "confidence"), confidence
        yield sentence, RDF.type, term("nif", "Sentence")
        yield sentence, term("nif", "referenceContext"), iri("doc", one.doc)
        yield sentence, term("nif", "beginIndex"), offset(one.start)
        yield sentence, term("nif", "endIndex"), offset(one.end)
        yield sentence, term("nif", "anchorOf"), text(one.text)

    def _document(self, doc: str, about: Mapping[str, str | None]) -> Iterator[Triple]:
        subject = iri("doc", doc)
        yield subject, RDF.type, term("nif", "Context")
        yield subject, RDF.type, term("schema", "NewsArticle")
        yield subject, term("dcterms", "identifier"), plain(doc)
        if title := about.get("title"):
            yield subject, term("schema", "headline"), text(title)
        if published := _published(about.get("date")):
            yield subject, term("schema", "datePublished"), published
        if source := about.get("source"):
            address = web(source)
            yield (
                subject,
                *((term("schema", "url"), address) if address else (term("dcterms", "source"), text(source))),
            )


def _published(day: str | None) -> Literal | None:
    try:
        return Literal(date.fromisoformat((day or "")[:10]).isoformat(), datatype=XSD.date)
    except ValueError:
        return None
