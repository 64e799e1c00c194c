"""The commands as people use them: exit codes, one line an error, and what is printed where."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import kg
from kg import pipeline
from kg.cli import app
from kg.errors import OutputError

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.usefixtures("ready")


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


class Terminal:
    """Runs commands in this process and returns what they printed."""

    def __init__(self, capfd: pytest.CaptureFixture[str]) -> None:
        self._capture = capfd

    def __call__(self, *args: object) -> Ran:
        self._capture.readouterr()
        try:
            app([str(arg) for arg in args], prog_name="kg")
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        printed = self._capture.readouterr()
        return Ran(code, printed.out, printed.err)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capfd)


def assert_one_line(ran: Ran, *parts: str) -> None:
    """Check for exit 1 and a single line on stderr that holds the parts."""
    assert ran.code == 1
    assert ran.out == ""
    (line,) = ran.err.splitlines()
    assert line.startswith("kg: ")
    for part in parts:
        assert part in line


def test_build_prints_what_it_found(run: Terminal, articles: Path, tmp_path: Path) -> None:
    ran = run("build", articles, "-o", tmp_path / "out")
    assert (ran.code, ran.err) == (0, "")
    for word in ("documents", "mentions", "entities", "leads", "asserted", "graph.html", "seconds"):
        assert word in ran.out
    assert (tmp_path / "out" / "graph.html").is_file()


def test_quiet_build_prints_nothing(run: Terminal, articles: Path, tmp_path: Path) -> None:
    assert run("build", articles, "-o", tmp_path / "out", "--quiet") == Ran(0, "", "")


def test_good_files_are_processed_beside_bad_ones(run: Terminal, articles: Path, tmp_path: Path) -> None:
    (articles / "leer.txt").write_text("")
    (articles / "bild.txt").write_bytes(b"\x89PNG\0\0\0\1")
    ran = run("build", articles, tmp_path / "fehlt", "-o", tmp_path / "out", "-q")
    assert ran.code == 0
    assert len(ran.err.splitlines()) == 3
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    skipped = {Path(one["path"]).name: one["reason"] for one in report["skipped"]}
    assert skipped.keys() == {"leer.txt", "bild.txt", "fehlt"}
    for name in skipped:
        assert name in ran.err
    assert report["counts"]["documents"] == 2


@pytest.mark.parametrize(("name", "data", "reason"), [
    ("leer.txt", b"", "is empty"),
    ("bild.txt", b"\x89PNG\0\0\0\1\2\3", "no text"),
    ("alt.txt", "Tiếng Việt".encode("utf-16-le"), "UTF-16"),
    ("latin.txt", "Âm thanh rất khác à".encode("cp1258", "replace"), "UTF-8"),
    ("tabelle.xlsx", b"PK", ".xlsx"),
])  # fmt: skip
def test_unreadable_file_alone(run: Terminal, tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert_one_line(run("build", tmp_path / name, "-o", tmp_path / "out"), name, reason)


def test_missing_path(run: Terminal, tmp_path: Path) -> None:
    assert_one_line(run("build", tmp_path / "nơi nào", "-o", tmp_path / "out"), "nơi nào", "no such file")


def test_folder_with_nothing_to_read(run: Terminal, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert_one_line(run("build", tmp_path / "empty", "-o", tmp_path / "out"), "empty", "holds no file")


def no_work(*args: object, **options: object) -> Any:
    raise AssertionError("the long work began before the output was checked")


@pytest.mark.parametrize("out", ["file", "file/deep"])
def test_unwritable_output_is_told_before_the_work(
    run: Terminal, articles: Path, tmp_path: Path, out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "build", no_work)
    (tmp_path / "file").write_text("x")
    assert_one_line(run("build", articles, "-o", tmp_path / out), out, "Choose another folder")


def test_results_among_the_articles(run: Terminal, articles: Path) -> None:
    ran = run("build", articles, "-o", articles)
    assert ran.code == 2
    assert "is an input" in ran.err
    assert len(list(articles.iterdir())) == 2


def test_broken_schemas(run: Terminal, articles: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "resolve.toml").write_text("a = = 1\n", encoding="utf-8")
    ran = run("build", articles, "-o", tmp_path / "out", "--schemas", tmp_path / "mine")
    assert_one_line(ran, "resolve.toml", "not valid TOML", "line 1")


def test_missing_schemas_folder(run: Terminal, articles: Path, tmp_path: Path) -> None:
    ran = run("build", articles, "-o", tmp_path / "out", "--schemas", tmp_path / "fehlt")
    assert_one_line(ran, "fehlt")


def test_broken_decisions(run: Terminal, articles: Path, tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_text('{"left": "a"}\n')
    ran = run("build", articles, "-o", tmp_path / "out", "--decisions", tmp_path / "d.jsonl")
    assert_one_line(ran, "d.jsonl:1")


def test_a_failed_export_leaves_no_half_file(
    run: Terminal, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*args: object) -> Any:
        raise OutputError("cannot be written: No space left on device", where="graph.ttl")

    monkeypatch.setattr(pipeline, "export_all", full_disk)
    assert_one_line(run("build", articles, "-o", tmp_path / "out"), "graph.ttl: cannot be written")
    assert {path.name for path in (tmp_path / "out").iterdir()} <= {"facts.jsonl", "decisions.jsonl"}


@pytest.mark.parametrize("args", [
    ("build",),
    ("build", "x"),
    ("build", "x", "-o", "out", "--formats", "xls"),
    ("build", "x", "-o", "out", "--formats", ","),
    ("build", "x", "-o", "out", "--min-confidence", "2"),
    ("build", "x", "-o", "out", "--wat"),
    ("buidl",),
    ("export", "out"),
    ("explain",),
    ("train", "names"),
], ids=" ".join)  # fmt: skip
def test_wrong_usage(run: Terminal, args: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*args)
    assert ran.code == 2
    assert ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "out").exists()


def test_unknown_format_names_the_known_ones(run: Terminal) -> None:
    ran = run("build", "x", "-o", "out", "--formats", "xls")
    assert "'xls'" in ran.err
    assert "ttl" in ran.err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (BrokenPipeError, 141)])
def test_stopping_is_quiet(
    run: Terminal,
    articles: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException],
    code: int,
) -> None:
    def stop(*args: object, **options: object) -> Any:
        raise error

    monkeypatch.setattr(pipeline, "build", stop)
    assert run("build", articles, "-o", tmp_path / "out") == Ran(code, "", "")


def test_reader_that_goes_away(tmp_path: Path) -> None:
    command = f"{sys.executable} -m kg stats --help | true"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_annotate_files(run: Terminal, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    text = "Bà Lê Thu Hà sáng lập Quỹ Mầm Xanh năm 2016."
    source.write_text(json.dumps({"id": "s1", "text": text, "facts": "ignored"}) + "\n", encoding="utf-8")
    assert run("annotate", source, "-o", target) == Ran(0, "", "")
    found = json.loads(target.read_text(encoding="utf-8"))
    assert found["id"] == "s1"
    names = [text[start:end] for start, end, _ in found["entities"]]
    assert names[:2] == ["Lê Thu Hà", "Quỹ Mầm Xanh"]
    assert "founded" in [one["predicate"] for one in found["facts"]]


def test_annotate_from_stdin_to_stdout(run: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps({"id": 1, "text": "Hà Nội đẹp."}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line)))
    ran = run("annotate", "-")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["entities"] == [[0, 6, "LOC"]]


@pytest.mark.parametrize(("data", "parts"), [
    (b'{"id": "1", "text": "A"}\nA\n', ("in.jsonl:2", "not a JSON object")),
    (b'{"id": "1"}\n', ("in.jsonl:1", '"text" is missing')),
    (b"\xff\xfe\n", ("in.jsonl", "not UTF-8")),
])  # fmt: skip
def test_annotate_names_the_wrong_line(run: Terminal, tmp_path: Path, data: bytes, parts: tuple[str, ...]) -> None:
    (tmp_path / "in.jsonl").write_bytes(data)
    assert_one_line(run("annotate", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl"), *parts)
    assert not (tmp_path / "out.jsonl").exists()


def test_annotate_missing_file(run: Terminal, tmp_path: Path) -> None:
    assert_one_line(run("annotate", tmp_path / "fehlt.jsonl"), "fehlt.jsonl: cannot be read")


@pytest.fixture
def built(run: Terminal, articles: Path, tmp_path: Path) -> Path:
    assert run("build", articles, "-o", tmp_path / "out", "-q").code == 0
    return tmp_path / "out"


def test_explain_a_name(run: Terminal, built: Path) -> None:
    ran = run("explain", "Trần Quốc Bảo", "-o", built)
    assert ran.code == 0
    assert "Trần Quốc Bảo –leads→ Tập đoàn Hải Vân" in ran.out
    assert "»" in ran.out
    assert "a.txt" in ran.out
    assert "confidence" in ran.out


def test_explain_tells_why_names_were_joined(run: Terminal, built: Path) -> None:
    ran = run("explain", "Tập đoàn Hải Vân", "-o", built / "facts.jsonl")
    assert "a.txt#tap-doan-hai-van same b.txt#tap-doan-hai-van" in ran.out


def test_explain_a_fact(run: Terminal, built: Path) -> None:
    first = json.loads((built / "facts.jsonl").read_text(encoding="utf-8").splitlines()[0])
    ran = run("explain", first["id"], "-o", built)
    assert ran.code == 0
    assert first["rule"] in ran.out


def test_explain_suggests(run: Terminal, built: Path) -> None:
    assert_one_line(run("explain", "tran quoc bao", "-o", built), "Did you mean Trần Quốc Bảo?")


@pytest.mark.parametrize("command", [("explain", "X", "-o"), ("stats",)])
def test_no_build_to_look_into(run: Terminal, tmp_path: Path, command: tuple[str, ...]) -> None:
    assert_one_line(run(*command, tmp_path), "cannot be read", "kg build")


def test_stats_repeats_the_counts(run: Terminal, built: Path) -> None:
    ran = run("stats", built)
    assert ran.code == 0
    report = json.loads((built / "report.json").read_text(encoding="utf-8"))
    for predicate in report["counts"]["facts"]:
        assert predicate.startswith("open:") or predicate in ran.out


def test_export_again(run: Terminal, built: Path, tmp_path: Path) -> None:
    ran = run("export", built, "--format", "csv,ttl", "-o", tmp_path / "again")
    assert ran.code == 0
    assert (tmp_path / "again" / "graph.ttl").read_bytes() == (built / "graph.ttl").read_bytes()
    assert len(ran.out.splitlines()) == len(list((tmp_path / "again").iterdir()))


def test_validate(run: Terminal, built: Path) -> None:
    assert run("validate", built) == Ran(0, "", "")
    path = built / "graph.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("kg:confidence 0.", "kg:confidence 7."), encoding="utf-8")
    ran = run("validate", path)
    assert ran.code == 1
    assert "confidence" in ran.out


def test_version(run: Terminal) -> None:
    assert run("--version") == Ran(0, f"kg {kg.__version__}\n", "")


def test_train_names(run: Terminal, tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    text = "Bà Lê Thu Hà đến Đà Nẵng."
    data.write_text(
        json.dumps({"id": "1", "text": text, "entities": [[3, 12, "PER"], [17, 24, "LOC"]]}), encoding="utf-8"
    )
    assert run("train", "names", data, "-o", tmp_path / "model.crf").code == 0
    assert (tmp_path / "model.crf").stat().st_size > 0
