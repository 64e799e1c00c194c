"""From inputs to result: what is read, kept, ordered and written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ARTICLE, OTHER

import kg
from kg import pipeline
from kg.errors import InputError, OutputError, UsageError
from kg.explain import explain, marked
from kg.model import Document, End, Fact, Sentence
from kg.output import Output, check_folder, facts_text, read_facts, read_output
from kg.pipeline import Settings, build, export_output, in_order, is_text
from kg.report import Report, counted, counted_facts, read_report

pytestmark = pytest.mark.usefixtures("ready")
ROOT = Path(__file__).resolve().parent.parent


def fact(subject: str, predicate: str, target: str, *, doc: str = "a", start: int = 0, confidence: float = 0.9) -> Fact:
    text = f"{subject} {predicate} {target}"
    ends = [End(name.lower().replace(" ", "-"), name, "ORG", name) for name in (subject, target)]
    return Fact(Sentence(doc, start, start + len(text), text), ends[0], predicate, ends[1], confidence=confidence)


def test_build_reads_paths_texts_and_documents(articles: Path) -> None:
    result = build([articles / "a.txt", OTHER, Document("given", "Bà Lê Thu Hà sáng lập Quỹ Mầm Xanh.")])
    assert [document.id for document in result.documents] == ["a.txt", "given", "text-1"]
    said = {(f.subject.label, f.predicate, f.object.label, f.sentence.doc) for f in result.facts}
    assert ("Trần Quốc Bảo", "leads", "Tập đoàn Hải Vân", "a.txt") in said
    assert ("Lê Thu Hà", "founded", "Quỹ Mầm Xanh", "given") in said
    assert {f.sentence.doc for f in result.facts} == {"a.txt", "text-1", "given"}
    assert result.report.fact_count == len(result.facts)


def test_one_input_need_not_be_a_list(articles: Path) -> None:
    assert [document.id for document in build(articles).documents] == ["a.txt", "b.txt"]


def test_sentences_are_where_facts_say(articles: Path) -> None:
    result = build(articles)
    texts = {document.id: document.text for document in result.documents}
    assert result.facts
    for one in result.facts:
        place = one.sentence
        assert texts[place.doc][place.start : place.end] == place.text
        assert one.trigger in place.text
        assert one.rule


@pytest.mark.parametrize(("source", "expected"), [
    ("seeds", False),
    ("không-có.txt", False),
    ("bài báo.txt", False),
    ("thư mục/bài báo.PDF", False),
    ("Bà Hà lãnh đạo FPT.", True),
    ("dòng\nhai", True),
    ("a" * 5000 + " b", True),
])  # fmt: skip
def test_what_is_a_text_and_what_a_path(source: str, expected: bool) -> None:
    assert is_text(source) is expected


def test_nothing_readable_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "leer.txt").write_text("")
    with pytest.raises(InputError) as caught:
        build([tmp_path / "leer.txt", tmp_path / "fehlt.txt"])
    assert "leer.txt: is empty (and 1 more)" in str(caught.value)
    with pytest.raises(InputError, match="no input"):
        build([])


def test_two_documents_of_one_id_are_refused() -> None:
    with pytest.raises(InputError, match="two documents"):
        build([Document("x", ARTICLE), Document("x", OTHER)])


def test_settings_leave_facts_out(articles: Path) -> None:
    every = build(articles).facts
    limit = max(one.confidence for one in every)
    sure = build(articles, Settings(min_confidence=limit)).facts
    assert sure
    assert all(one.confidence >= limit for one in sure)
    assert Settings(open_facts=False).keeps(fact("A", "owns", "B"))
    assert not Settings(open_facts=False).keeps(fact("A", "open:rót vốn", "B"))
    assert not Settings(min_confidence=0.95).keeps(fact("A", "owns", "B"))


def test_a_persons_decision_keeps_namesakes_apart(articles: Path, tmp_path: Path) -> None:
    together = build(articles)
    refs = [f"{doc}#tap-doan-hai-van" for doc in ("a.txt", "b.txt")]
    path = tmp_path / "decisions.jsonl"
    path.write_text(json.dumps({"left": refs[0], "right": refs[1], "verdict": "different"}), encoding="utf-8")
    apart = build(articles, Settings(decisions=path))
    assert apart.graph.number_of_nodes() == together.graph.number_of_nodes() + 1


def test_facts_are_in_the_order_of_documents_then_of_text() -> None:
    documents = [Document("z", ""), Document("a", "")]
    facts = [
        fact("A", "owns", "B"),
        fact("C", "owns", "D", doc="z", start=40),
        fact("B", "owns", "A", doc="z"),
    ]
    assert [one.subject.label for one in in_order(facts, documents)] == ["B", "C", "A"]


def test_save_writes_what_the_report_names(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = build(articles)
    files = result.save(out)
    names = [
        "facts.jsonl",
        "graph.ttl",
        "graph.html",
        "graph.graphml",
        "graph.gexf",
        "nodes.csv",
        "edges.csv",
    ]
    assert {*names, "report.json"} <= {path.name for path in files} == {path.name for path in out.iterdir()}
    assert read_report(out).files == tuple(path.name for path in files)
    assert tuple(read_facts(out / "facts.jsonl")) == result.facts
    assert read_output(out).decisions == result.decisions
    assert "seconds" not in (out / "report.json").read_text(encoding="utf-8")


def test_save_in_one_format(articles: Path, tmp_path: Path) -> None:
    build(articles).save(tmp_path / "out", ["csv"])
    assert not (tmp_path / "out" / "graph.ttl").exists()
    assert (tmp_path / "out" / "nodes.csv").is_file()
    with pytest.raises(UsageError, match="unknown format 'xls'"):
        build(articles).save(tmp_path / "out", ["xls"])


def test_report_round_trip(articles: Path) -> None:
    report = build(articles).report
    assert Report.from_json(json.loads(report.to_text())).to_text() == report.to_text()


def test_exporting_again_gives_the_same_bytes(articles: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "out", tmp_path / "again"
    build(articles).save(out)
    files = export_output(out, again)
    assert len(files) > 5
    for path in files:
        assert path.read_bytes() == (out / path.name).read_bytes(), path.name


@pytest.mark.usefixtures("articles")
def test_same_bytes_under_another_hash_seed(articles: Path, tmp_path: Path) -> None:
    outs = [tmp_path / seed for seed in ("1", "2")]
    for out in outs:
        command = [sys.executable, "-m", "kg", "build", str(articles), "-o", str(out), "-q"]
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": out.name}, check=True)
    names = sorted(path.name for path in outs[0].iterdir())
    assert names == sorted(path.name for path in outs[1].iterdir())
    for name in names:
        assert (outs[0] / name).read_bytes() == (outs[1] / name).read_bytes(), name


def test_counts_are_ordered() -> None:
    assert list(counted(["b", "a", "c", "c"]).items()) == [("c", 2), ("a", 1), ("b", 1)]
    assert counted_facts([fact("A", "owns", "B"), fact("A", "leads", "B"), fact("C", "owns", "B")]) == {
        "owns": {"asserted": 2},
        "leads": {"asserted": 1},
    }


def test_check_folder_makes_and_leaves_it_empty(tmp_path: Path) -> None:
    check_folder(tmp_path / "new" / "deep")
    assert list((tmp_path / "new" / "deep").iterdir()) == []


@pytest.mark.parametrize("bad", ["file", "file/below"])
def test_check_folder_refuses_what_is_no_folder(tmp_path: Path, bad: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="Choose another folder"):
        check_folder(tmp_path / bad)


def test_facts_file_names_its_broken_line(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_text(facts_text([fact("A", "owns", "B")]) + '{"id": "f:1"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"facts.jsonl:2: is not a line"):
        list(read_facts(path))


OUTPUT = Output((fact("Lê Tuấn", "leads", "Hải Vân"), fact("Lê Tuân", "owns", "Sóng", start=50)))


@pytest.mark.parametrize("name", ["Lê Tuấn", "lê tuấn", "le-tuan", "  LÊ  TUẤN "])
def test_explain_keeps_tone_marks_apart(name: str) -> None:
    output = Output((fact("Lê Tuấn", "leads", "Hải Vân"), fact("Trần Tuân", "owns", "Sóng", start=50)))
    if name == "le-tuan":
        name = output.facts[0].subject.id
    assert explain(name, output).facts == output.facts[:1]


def test_explain_a_fact_by_its_id() -> None:
    assert explain(OUTPUT.facts[1].id, OUTPUT).facts == OUTPUT.facts[1:]


@pytest.mark.parametrize(("name", "suggestion"), [
    ("Le Tuan", "Did you mean Lê Tuân or Lê Tuấn?"),
    ("Vân", "Did you mean Hải Vân?"),
    ("Hai Van Group", "kg stats lists"),
    ("Hải Vânn", "Did you mean Hải Vân?"),
    ("Nguyễn Du", "kg stats lists"),
])  # fmt: skip
def test_explain_suggests_and_never_guesses(name: str, suggestion: str) -> None:
    with pytest.raises(InputError) as caught:
        explain(name, OUTPUT)
    assert suggestion in str(caught.value)


def test_marked_sentence() -> None:
    place = Sentence("a", 0, 9, "X dẫn dắt")
    one = Fact(place, End("x", "X", "PER", "X"), "leads", End("y", "Y", "ORG", "Y"), trigger="dẫn dắt")
    assert marked(one) == "X »dẫn dắt«"
    assert marked(fact("A", "owns", "B")) == "A owns B"


def test_mark_is_on_the_word_not_inside_another() -> None:
    text = "Vì từng của từ"
    one = Fact(
        Sentence("a", 0, len(text), text),
        End("x", "X", "PER", "X"),
        "p",
        End("y", "Y", "ORG", "Y"),
        trigger="từ",
    )
    assert marked(one) == "Vì từng của »từ«"


def test_load_gives_a_spacy_language() -> None:
    doc = kg.load()("Ông Trần Quốc Bảo là tổng giám đốc của Tập đoàn Hải Vân.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("Trần Quốc Bảo", "PER"),
        ("Tập đoàn Hải Vân", "ORG"),
    ]
    assert [one.predicate for one in doc._.facts] == ["leads"]


def test_results_are_no_input(articles: Path) -> None:
    out = articles / "out"
    first = build(articles, without=out)
    first.save(out)
    assert build(articles, without=out).documents == first.documents
    assert len(build(articles).documents) > len(first.documents)


def test_progress_is_told_by_document(articles: Path) -> None:
    seen: list[str] = []
    pipeline.build(articles, on_document=lambda document: seen.append(document.id))
    assert seen == ["a.txt", "b.txt"]
