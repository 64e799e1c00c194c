"""Facts, a schema and a graph for the tests of merging and export."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from kg.graph import build_graph
from kg.model import Document, End, Fact, Mode, Sentence, Value, sorted_pairs
from kg.resolve import literal_id
from kg.schema import Schema, load_schema
from kg.text import slug

if TYPE_CHECKING:
    import networkx as nx


@cache
def schema() -> Schema:
    """Return the packaged schema."""
    return load_schema()


def end(label: str, type_: str = "ORG", *, local: str | None = None, aliases: tuple[str, ...] = (),
        mention: str | None = None, value: Value | None = None) -> End:  # fmt: skip
    """Return an end whose id holds in its document: the slug of the label unless given.

    A literal has the id it has in the graph.
    """
    made = End(local or slug(label), label, type_, mention or label, aliases, value)
    return replace(made, id=literal_id(made)) if made.is_literal else made


def fact(subject: End, predicate: str, obj: End, *, doc: str = "a.txt", at: int = 0, text: str | None = None,
         mode: Mode = Mode.ASSERTED, by: str | None = None, confidence: float = 0.9, rule: str = "r/1",
         **qualifiers: str) -> Fact:  # fmt: skip
    """Return a fact of a sentence that starts at `at`; a qualifier `in` is given as `in_`."""
    words = text or f"{subject.mention} · {predicate} · {obj.mention}."
    place = Sentence(doc, at, at + len(words), words)
    pairs = sorted_pairs((name.rstrip("_"), value) for name, value in qualifiers.items())
    return Fact(place, subject, predicate, obj, pairs, mode, by, rule, predicate, confidence)


HOSTILE = '=cmd|" /C calc"!A0\x00\x08\ufffe <script>alert(1)</script> & "quoted", ‘x’\nline\ttab\r😀'


SHARE = end("61% quyền biểu quyết", "PERCENT", value=Value("PERCENT", "61", "%"))


def sample_facts() -> list[Fact]:
    """Return facts with parallel claims, a self-loop, values, all modes, hostile and non-Latin text."""
    meta, mark = end("Meta"), end("Mark Zuckerberg", "PER", aliases=("Zuckerberg", "ông"))
    llama, hostile = end("Llama", "PRODUCT"), end(HOSTILE, "MISC", local="hostile")
    day = end("tháng 7/2023", "DATE", value=Value("DATE", "2023-07", precision="month"))
    return [
        fact(mark, "holds", SHARE, in_="Meta"),
        fact(mark, "holds", SHARE, doc="b.txt", in_="Meta", at=40),
        fact(mark, "leads", meta, at=50, role="CEO"),
        fact(mark, "founded", meta, at=90),
        fact(meta, "develops", llama, at=130, mode=Mode.PREDICTED),
        fact(meta, "releases", llama, at=130),
        fact(meta, "competesWith", hostile, doc="b.txt", by="Reuters", mode=Mode.REPORTED),
        fact(hostile, "open:so găng với", hostile, doc="b.txt", at=90, mode=Mode.NEGATED, text=HOSTILE),
        fact(llama, "releasedOn", day, at=170),
        fact(end("北京", "LOC", local="bac-kinh"), "partOf", end("Trung Quốc", "LOC"), doc="c/d e.txt"),
    ]


def sample_documents() -> list[Document]:
    return [Document("a.txt", "", title='Bài "một" & =1+1', date="2024-11-21"), Document("b.txt", "")]


def sample_graph() -> nx.MultiDiGraph[str]:
    return build_graph(sample_facts(), sample_documents(), schema())
