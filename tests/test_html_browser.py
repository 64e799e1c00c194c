"""The page in a real browser with the network off: it draws and explains everything, and asks for nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from browser import Visit, browser, visit
from graph_samples import SHARE, end, fact, sample_documents, sample_facts, schema
from html_samples import MARKUP

from kg.export.html import export
from kg.graph import build_graph
from kg.model import Document, Mode
from kg.text import fold

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SENTENCE = "Ông Phạm Nhật Vượng là chủ tịch của Tập đoàn Vingroup."


def vietnamese_graph() -> nx.MultiDiGraph[str]:
    """Two people, two companies, a place: every mode, and edges both ways between one pair."""
    vuong = end("Phạm Nhật Vượng", "PER", aliases=("ông Vượng",))
    group, city = end("Tập đoàn Vingroup"), end("Hà Nội", "LOC")
    duong, bank = end("Lê Đức Đường", "PER"), end("Ngân hàng Sao Khuê")
    facts = [
        fact(vuong, "leads", group, at=10, text=SENTENCE, role="chủ tịch", rule="leads/la-chuc-vu"),
        fact(vuong, "leads", group, doc="b.txt", text=f"{SENTENCE} Tin hôm nay.", role="chủ tịch"),
        fact(vuong, "founded", group, at=90),
        fact(group, "open:vinh danh", vuong, at=120),
        fact(group, "headquarteredIn", city, at=150),
        fact(duong, "worksFor", bank, at=200, mode=Mode.REPORTED, by="Phạm Nhật Vượng", time="năm 2023"),
        fact(bank, "acquired", group, at=250, mode=Mode.PREDICTED),
        fact(bank, "headquarteredIn", city, at=300, mode=Mode.NEGATED),
        fact(vuong, "holds", SHARE, at=350, in_="Tập đoàn Vingroup"),
    ]
    documents = [Document("a.txt", "", title="Chuyện hai tập đoàn", date="2024-11-21"), Document("b.txt", "")]
    return build_graph(facts, documents, schema())


def edge_id(graph: nx.MultiDiGraph[str], predicate: str, mode: str = "asserted") -> str:
    found = graph.edges(keys=True, data=True)
    (key,) = [k for *_, k, data in found if (data["predicate"], data["mode"]) == (predicate, mode)]
    return str(key)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def graph() -> nx.MultiDiGraph[str]:
    return vietnamese_graph()


@pytest.fixture(scope="module")
def file(graph: nx.MultiDiGraph[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    (written,) = export(graph, schema(), tmp_path_factory.mktemp("page"))
    return written


@pytest.fixture
def open_page(chromium: Browser, file: Path) -> Iterator[Visit]:
    with visit(chromium, file) as seen:
        yield seen
        assert seen.clean, (seen.requests, seen.errors)


def spot(seen: Visit, kind: str, name: str) -> tuple[float, float]:
    """Return the place on the screen of a node, or of the middle of an edge."""
    script = """([kind, id]) => {
      const { network } = kgPage, box = network.canvas.frame.getBoundingClientRect();
      const { nodes, edges } = network.body, line = edges[id]?.edgeType;
      const point = kind === "edge" ? line.getPoint(0.5, line.getViaNode()) : nodes[id];
      const { x, y } = network.canvasToDOM({ x: point.x, y: point.y });
      return [x + box.left, y + box.top];
    }"""
    x, y = seen.page.evaluate(script, [kind, name])
    return x, y


def shown(seen: Visit) -> tuple[int, int]:
    """Return how many nodes and edges the drawing shows."""
    script = """() => [kgPage.network.body.nodes, kgPage.network.body.edges].map((bodies) =>
      Object.values(bodies).filter((one) => !one.options.hidden && one.connected !== false).length)"""
    nodes, edges = seen.page.evaluate(script)
    return nodes, edges


def test_draws_everything_and_asks_for_nothing(open_page: Visit, graph: nx.MultiDiGraph[str]) -> None:
    assert shown(open_page) == (graph.number_of_nodes(), graph.number_of_edges())
    assert open_page.page.locator("#counts").inner_text() == "6 thực thể · 8 sự kiện · 2 tài liệu"
    shades = """() => { const { width, height } = document.querySelector("canvas");
      const pen = document.querySelector("canvas").getContext("2d");
      return new Set(pen.getImageData(0, 0, width, height).data).size; }"""
    assert open_page.page.evaluate(shades) > 20


@pytest.mark.parametrize(
    ("typed", "name"),
    [("pham nhat vuong", "Phạm Nhật Vượng"), ("ONG VUONG", "Phạm Nhật Vượng"), ("duc duong", "Lê Đức Đường"),
     ("Đường", "Lê Đức Đường"), ("ha noi", "Hà Nội"), ("khue ngan", "Ngân hàng Sao Khuê")],
)  # fmt: skip
def test_search_needs_no_tone_marks(open_page: Visit, typed: str, name: str) -> None:
    tab = open_page.page
    tab.fill("#search", typed)
    first = tab.locator("#results [role=option]").first
    assert first.locator("bdi").inner_text() == name
    assert tab.locator("#said").inner_text().endswith("kết quả")
    tab.press("#search", "Enter")
    assert tab.locator("#panel h2").inner_text() == name
    assert tab.locator("#results").is_hidden()
    assert tab.evaluate("document.activeElement.id") == "panel"


def test_search_by_keyboard_and_without_a_hit(open_page: Visit) -> None:
    tab = open_page.page
    tab.keyboard.press("/")
    tab.keyboard.type("a")
    names = tab.locator("#results bdi").all_inner_texts()
    tab.keyboard.press("ArrowDown")
    assert tab.locator("[aria-selected=true] bdi").inner_text() == names[1]
    assert tab.get_attribute("#search", "aria-activedescendant") == "hit-1"
    tab.fill("#search", "không có ai")
    assert tab.locator("#results [role=option]").count() == 0
    assert tab.locator("#said").inner_text() == "Không tìm thấy tên nào khớp"
    tab.keyboard.press("Escape")
    assert tab.input_value("#search") == ""


def test_folds_as_the_product_does(open_page: Visit) -> None:
    texts = [
        "Phạm Nhật Vượng",
        "ĐÀ NẴNG",
        "  Thừa  Thiên–Huế ",
        "Hoà = hòa",
        "북경 北京",
        "İstanbul",
        *MARKUP[:4],
    ]
    for text in texts:
        assert open_page.page.evaluate("(text) => kgPage.fold(text)", text) == fold(text)


def test_click_on_an_edge_shows_its_sentences(open_page: Visit, graph: nx.MultiDiGraph[str]) -> None:
    tab = open_page.page
    tab.mouse.click(*spot(open_page, "edge", edge_id(graph, "leads")))
    panel = tab.locator("#panel")
    names = ["Phạm Nhật Vượng", "Tập đoàn Vingroup"]
    assert panel.locator(".statement").inner_text().split("\n") == [names[0], "lãnh đạo", names[1]]
    assert panel.locator("blockquote").all_inner_texts() == [SENTENCE, f"{SENTENCE} Tin hôm nay."]
    first = panel.locator("article").first.inner_text()
    for part in (
        "Chuyện hai tập đoàn",
        "a.txt",
        "2024-11-21",
        f"10–{10 + len(SENTENCE)}",
        "leads/la-chuc-vu",
        "90%",
    ):
        assert part in first
    assert panel.locator("article").first.locator("mark.name").all_inner_texts() == names
    assert panel.locator("dl").inner_text().split("\n")[:2] == ["Chức vụ", "chủ tịch"]


def test_click_on_a_node_lists_its_facts_and_leads_on(open_page: Visit) -> None:
    tab = open_page.page
    tab.mouse.click(*spot(open_page, "node", "le-duc-duong"))
    assert tab.locator("#panel h2").inner_text() == "Lê Đức Đường"
    fact_row = tab.locator("#panel .fact")
    assert "Ngân hàng Sao Khuê" in fact_row.inner_text()
    assert "Theo nguồn" in fact_row.inner_text()
    fact_row.click()
    assert "năm 2023" in tab.locator("#panel dl").inner_text()
    tab.locator("#panel dl .link", has_text="Phạm Nhật Vượng").click()
    assert tab.locator("#panel h2").inner_text() == "Phạm Nhật Vượng"
    assert "ông Vượng" in tab.locator("#panel dl").inner_text()
    tab.go_back()
    assert tab.locator("#panel .statement").count() == 1
    tab.keyboard.press("Escape")
    assert tab.locator("#panel h3").inner_text().lower() == "nổi bật"


def test_click_on_empty_ground_clears(open_page: Visit) -> None:
    tab = open_page.page
    tab.mouse.click(*spot(open_page, "node", "ha-noi"))
    assert tab.evaluate("location.hash") == "#ha-noi"
    box = tab.locator("#mynetwork").bounding_box()
    assert box
    tab.mouse.click(box["x"] + 4, box["y"] + 4)
    assert tab.evaluate("[kgPage.state.node, location.hash]") == [None, ""]


@pytest.mark.parametrize(
    ("listed", "key", "left"),
    [("by-mode", "negated", (6, 7)), ("by-mode", "asserted", (4, 3)), ("by-type", "PERCENT", (5, 7)),
     ("by-type", "PER", (3, 3)), ("by-predicate", "headquarteredIn", (5, 6))],
)  # fmt: skip
def test_filters_hide_and_show(open_page: Visit, listed: str, key: str, left: tuple[int, int]) -> None:
    tab = open_page.page
    box = tab.locator(f"#{listed} input[data-key='{key}']")
    box.uncheck()
    assert shown(open_page) == left
    assert f"{left[1]}/8 sự kiện" in tab.locator("#counts").inner_text()
    box.check()
    assert shown(open_page) == (6, 8)
    box.uncheck()
    tab.click("#reset")
    assert shown(open_page) == (6, 8)
    assert box.is_checked()


def test_no_predicate_then_all(open_page: Visit) -> None:
    open_page.page.click("#all-predicates")
    assert shown(open_page) == (0, 0)
    open_page.page.click("#all-predicates")
    assert shown(open_page) == (6, 8)


def test_search_reopens_what_a_filter_hides(open_page: Visit) -> None:
    tab = open_page.page
    tab.locator("#by-type input[data-key='LOC']").uncheck()
    tab.fill("#search", "ha noi")
    tab.press("#search", "Enter")
    assert shown(open_page) == (6, 8)


def test_double_click_shows_the_neighbourhood_only(open_page: Visit) -> None:
    tab = open_page.page
    tab.mouse.dblclick(*spot(open_page, "node", "le-duc-duong"))
    assert shown(open_page) == (2, 1)
    assert "Lê Đức Đường" in tab.locator("#focus-note").inner_text()
    tab.click("#unfocus")
    assert shown(open_page) == (6, 8)
    assert tab.locator("#focus-note").is_hidden()


@pytest.mark.parametrize("predicate", [None, "founded"])
def test_address_opens_a_node_or_a_fact(
    chromium: Browser, file: Path, graph: nx.MultiDiGraph[str], predicate: str | None
) -> None:
    name = edge_id(graph, predicate) if predicate else "pham-nhat-vuong"
    with visit(chromium, file, fragment=name) as seen:
        chosen = seen.page.evaluate("kgPage.state.edge || kgPage.state.node")
        assert chosen == name
        assert seen.page.locator(".statement" if predicate else "#panel h2").is_visible()
        assert seen.clean
    with visit(chromium, file, fragment="%E0%A4%A") as seen:
        assert seen.clean


def test_speaks_english_on_request(open_page: Visit) -> None:
    tab = open_page.page
    tab.mouse.click(*spot(open_page, "node", "ha-noi"))
    tab.click("#language")
    assert tab.evaluate("document.documentElement.lang") == "en"
    assert tab.locator("h1").inner_text() == "Knowledge graph"
    assert "headquartered in" in tab.locator("#by-predicate").inner_text()
    assert tab.locator("#panel .kicker").inner_text() == "Place"
    assert tab.get_attribute("#search", "placeholder") == "Find a name, tone marks optional"
    tab.click("#language")
    assert tab.locator("h1").inner_text() == "Đồ thị tri thức"


def test_both_languages_have_the_same_words(open_page: Visit) -> None:
    vietnamese, english = (set(open_page.page.evaluate(f"Object.keys(WORDS.{one})")) for one in ("vi", "en"))
    assert vietnamese == english
    used = """() => [...document.querySelectorAll("*")].flatMap(({ dataset }) =>
      [dataset.word, dataset.label, dataset.hint, dataset.title])"""
    assert set(open_page.page.evaluate(used)) - {None} <= vietnamese


def test_modes_are_told_apart_and_parallel_edges_too(open_page: Visit, graph: nx.MultiDiGraph[str]) -> None:
    edges = {edge["id"]: edge for edge in open_page.page.evaluate("kgPage.edges.get()")}
    looks = {}
    for *_, key, data in graph.edges(keys=True, data=True):
        looks[data["mode"]] = (str(edges[key].get("dashes")), edges[key].get("color", {}).get("color"))
    assert len(set(looks.values())) == 4
    assert looks["asserted"] == ("None", None)
    pair = [edge_id(graph, name) for name in ("leads", "founded", "open:vinh danh")]
    middles = [spot(open_page, "edge", key) for key in pair]
    for i, one in enumerate(middles):
        for other in middles[:i]:
            assert math.dist(one, other) > 5


def test_hostile_names_do_no_harm(chromium: Browser, tmp_path: Path) -> None:
    names = [end(label, "MISC", local=f"h{i}", aliases=(label[::-1],)) for i, label in enumerate(MARKUP)]
    facts = [fact(a, f"open:{b.label}", b, text=a.label, by=b.label, role=a.label) for a in names for b in names]
    (file,) = export(build_graph([*facts, *sample_facts()], sample_documents(), schema()), schema(), tmp_path)
    with visit(chromium, file) as seen:
        tab = seen.page
        for i, label in enumerate(MARKUP):
            tab.evaluate("(id) => kgPage.choose({ node: id }, { move: true })", f"h{i}")
            assert tab.evaluate("document.querySelector('#panel h2').textContent") == label
            tab.locator("#panel .fact").first.click()
            tab.fill("#search", label[:12])
        assert tab.evaluate("document.querySelectorAll('img, iframe, #panel script').length") == 0
        assert tab.evaluate("document.scripts.length") == 4
        assert seen.clean, (seen.requests, seen.errors)


def test_empty_graph_says_so(chromium: Browser, tmp_path: Path) -> None:
    (file,) = export(nx.MultiDiGraph(), schema(), tmp_path)
    with visit(chromium, file) as seen:
        assert "Chưa có sự kiện nào" in seen.page.locator("#empty").inner_text()
        assert seen.page.locator("#filters").is_hidden()
        assert seen.clean, seen.errors


def test_narrow_screen(chromium: Browser, file: Path) -> None:
    with visit(chromium, file, size=(390, 844), fragment="ha-noi", dark=True) as seen:
        tab = seen.page
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        panel, drawing = tab.locator("#panel").bounding_box(), tab.locator("#mynetwork").bounding_box()
        assert panel and drawing
        assert panel["width"] == drawing["width"] == 390
        assert spot(seen, "node", "ha-noi")[1] < panel["y"]
        tab.locator("#panel .close").click()
        assert tab.locator("#panel").is_hidden()
        tab.click("#toggle-filters")
        assert tab.locator("#by-type").is_visible()
        assert seen.clean


def test_saves_a_picture(open_page: Visit, tmp_path: Path) -> None:
    with open_page.page.expect_download() as caught:
        open_page.page.click("#save")
    caught.value.save_as(tmp_path / "graph.png")
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")


def test_draws_two_thousand_nodes(chromium: Browser, tmp_path: Path) -> None:
    hubs = [end(f"Công ty {i}") for i in range(40)]
    facts = [fact(hubs[i * i % 40], "develops", end(f"Ứng dụng {i}", "PRODUCT"), at=i) for i in range(1960)]
    links = [fact(hub, "partnersWith", hubs[i // 2], at=9000 + i) for i, hub in enumerate(hubs) if i]
    graph = build_graph([*facts, *links], [], schema())
    (file,) = export(graph, schema(), tmp_path)
    with visit(chromium, file) as seen:
        assert shown(seen) == (graph.number_of_nodes(), graph.number_of_edges()) == (2000, 1999)
        assert seen.clean
