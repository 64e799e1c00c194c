"""Writing whole files or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import OutputError
from kg.export.files import atomic_bytes, atomic_text


def test_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "tệp.txt"
    assert atomic_text(path, "một\r\nhai\n") == path
    assert path.read_bytes() == "một\r\nhai\n".encode()
    atomic_bytes(path, b"ba")
    assert path.read_bytes() == b"ba"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_in_the_way_is_an_error_and_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").mkdir()
    with pytest.raises(OutputError, match=r"graph\.ttl: cannot be written.*-o"):
        atomic_bytes(tmp_path / "graph.ttl", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]


def test_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("kept")
    with pytest.raises(OutputError, match="cannot be written"):
        atomic_text(tmp_path / "out" / "graph.ttl", "x")
    assert (tmp_path / "out").read_text() == "kept"


def test_a_failed_write_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_text("old")
    with pytest.raises(OutputError, match="character 4 is a lone surrogate"):
        atomic_text(path, "new \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
