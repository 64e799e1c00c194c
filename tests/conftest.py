"""What many tests share: the real schema and language, loaded once, and a sample to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from nlp_samples import Reader
    from spacy.language import Language

    from kg.nlp.names import NameRecogniser
    from kg.nlp.vi import Vietnamese
    from kg.schema import Schema

ARTICLE = """Tập đoàn Hải Vân thay người đứng đầu

Ông Trần Quốc Bảo là tổng giám đốc của Tập đoàn Hải Vân từ năm 2019. Tập đoàn Hải Vân có trụ sở tại Đà Nẵng.

Năm 2023, Tập đoàn Hải Vân đạt doanh thu 1.250 tỷ đồng. Công ty này ra mắt ứng dụng Sóng Biển tháng 5/2024.
"""
OTHER = """Quỹ Mầm Xanh mở văn phòng mới

Bà Lê Thu Hà sáng lập Quỹ Mầm Xanh năm 2016. Trước đó, bà Lê Thu Hà là tổng giám đốc của Tập đoàn Hải Vân.
"""


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The packaged schema."""
    from kg.schema import load_schema

    return load_schema()


@pytest.fixture(scope="session")
def nlp(schema: Schema) -> Language:
    """The real pipeline; it keeps nothing from one document to the next."""
    from kg.nlp import make_nlp

    return make_nlp(schema)


@pytest.fixture(scope="session")
def recogniser(schema: Schema) -> NameRecogniser:
    """The shipped name recogniser."""
    from kg.nlp.names import NameRecogniser

    return NameRecogniser.of(schema)


@pytest.fixture(scope="session")
def language(schema: Schema) -> Vietnamese:
    """Sentences, words and tags."""
    from kg.nlp.vi import Vietnamese

    return Vietnamese(schema.lang.writing.abbreviations)


@pytest.fixture(scope="session")
def reader(schema: Schema) -> Reader:
    """Reads marked sentences as the relation engine does."""
    from nlp_samples import Reader

    return Reader(schema)


@pytest.fixture
def ready(schema: Schema, nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands and `build` use the language that is loaded already, unless they ask for other schemas."""
    from kg import pipeline
    from kg import schema as package

    load: Callable[[Path | None], Schema] = package.load_schema
    make: Callable[[Schema], Language] = pipeline.make_language

    def load_once(overlay: Path | None = None) -> Schema:
        return load(overlay) if overlay else schema

    def make_once(wanted: Schema) -> Language:
        return nlp if wanted is schema else make(wanted)

    for module in (package, pipeline):
        monkeypatch.setattr(module, "load_schema", load_once)
    monkeypatch.setattr(pipeline, "make_language", make_once)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of two articles that speak of one company."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "b.txt").write_text(OTHER, encoding="utf-8")
    return folder
