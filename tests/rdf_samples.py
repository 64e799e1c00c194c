"""Facts and graphs for the tests of RDF and its validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph_samples import SHARE, end, fact, schema

from kg.graph import build_graph
from kg.model import Document, Fact, Mode, Value

if TYPE_CHECKING:
    import networkx as nx

NASTY = "a \"b\" \\ %41 % <script>alert(1)</script>\n\r\t\x00\x08\x1f\x7f\ud800\ufffe\U0010ffff 😀 \u202eשלום ''"


def facts() -> list[Fact]:
    minh, bien = end("Lê Minh", "PER", aliases=("ông Minh",)), end("Biển Xanh")
    son, bao = end("Sơn Trà"), end("báo Chiều")
    price = end("1,6 tỷ USD", "MONEY", value=Value("MONEY", "1600000000", "USD"))
    staff = end("200-300 nhân viên", "QUANTITY", value=Value("QUANTITY", "200", "nhân viên", "300", hedge="khoảng"))
    land = end("12,5 ha", "QUANTITY", value=Value("QUANTITY", "12.5", "ha"))
    year = end("năm 2013", "DATE", value=Value("DATE", "2013", precision="year"))
    vague = end("một ngày đầu xuân", "DATE")
    short = end("BX", "TEXT")
    return [
        fact(minh, "leads", bien, role="tổng giám đốc", at=0),
        fact(minh, "leads", bien, role="tổng giám đốc", doc="b/tin 2.txt", at=7),
        fact(minh, "holds", SHARE, in_="Biển Xanh", at=30),
        fact(bien, "hasRevenue", price, at=60, time="năm 2023"),
        fact(bien, "hasEmployees", staff, at=90),
        fact(bien, "hasArea", land, at=120),
        fact(bien, "foundedOn", year, at=150),
        fact(son, "foundedOn", vague, at=170),
        fact(bien, "alsoKnownAs", short, at=180),
        fact(bien, "acquired", son, at=200, mode=Mode.REPORTED, by="báo Chiều", amount="12 triệu USD"),
        fact(bao, "open:phỏng vấn", minh, at=220),
        fact(bien, "develops", end("Sóng", "PRODUCT"), at=240, mode=Mode.PREDICTED),
        fact(minh, "founded", son, at=270, mode=Mode.NEGATED),
    ]


def documents() -> list[Document]:
    source = "https://example.vn/tin?id=1"
    return [
        Document("a.txt", "", title="Biển Xanh đổi chủ", date="2024-11-21", source=source),
        Document("b/tin 2.txt", "", date="hôm qua", source="Báo Chiều"),
    ]


def business_graph() -> nx.MultiDiGraph[str]:
    """Return a graph of all modes, all kinds of literals, one claim of two documents."""
    return build_graph(facts(), documents(), schema())


def nasty_graph() -> nx.MultiDiGraph[str]:
    bad, worse = end(NASTY, "PER", local=NASTY), end(NASTY + "2", "ORG", local="…/../ ", aliases=(NASTY,))
    amount = end("5 " + NASTY, "QUANTITY", value=Value("QUANTITY", "NaN", NASTY, hedge=NASTY))
    money = end("6 " + NASTY, "MONEY", value=Value("MONEY", "1e3", "USD/" + NASTY))
    found = [
        fact(bad, f"open:{NASTY}", worse, doc=NASTY, role=NASTY, text=NASTY, rule=NASTY),
        fact(bad, "alsoKnownAs", end(NASTY, "TEXT"), doc="../" + NASTY, mode=Mode.REPORTED, by=NASTY),
        fact(bad, "hasQuantity", amount),
        fact(bad, "hasRevenue", money),
        fact(worse, "foundedOn", end(NASTY, "DATE", value=Value("DATE", NASTY))),
    ]
    documents = [Document(NASTY, "", title=NASTY, date=NASTY, source="http://x/" + NASTY)]
    graph = build_graph(found, documents, schema())
    for node in graph:
        graph.nodes[node]["sameas"] = (NASTY, "Q42", "https://example.org/a b", "javascript:alert(1)")
    return graph
