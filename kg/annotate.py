"""Names and facts for texts given as JSON lines, with offsets into each text exactly as it was given."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.clean import clean
from kg.errors import InputError
from kg.model import Document
from kg.pipeline import analyse
from kg.resolve import resolve_with
from kg.text import nfc

if TYPE_CHECKING:
    from spacy.language import Language

    from kg.schema import Schema

# A line end of two characters becomes one before the text is read, as in a file.
_LINE_END = "\r\n"
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Given:
    """A text as it was given and in the form the pipeline reads (NFC, `\\n` line ends).

    `starts[i]` and `ends[i]` are where a span of `read` that starts or ends at i starts or ends in `given`;
    both are None when the two texts are the same.
    """

    given: str
    read: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the half-open span of `read` lies in `given`."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end]


def given(text: str) -> Given:
    """Return the text with its normal form and the way back."""
    if "\r" not in text and unicodedata.is_normalized("NFC", text):
        return Given(text, text)
    read: list[str] = []
    starts, ends = [], [0]
    at = 0
    for cluster in _clusters(text):
        form = nfc(cluster.replace(_LINE_END, "\n").replace("\r", "\n"))
        same = len(form) == len(cluster)
        for i in range(len(form)):
            starts.append(at + i if same else at)
            ends.append(at + i + 1 if same else at + len(cluster))
        at += len(cluster)
        read.append(form)
    return Given(text, "".join(read), (*starts, at), tuple(ends))


def _clusters(text: str) -> Iterator[str]:
    """Cut the text where the normal form of what is before and after do not touch each other."""
    cluster = ""
    for char in text:
        joined = cluster + char
        if cluster and joined != _LINE_END and _apart(cluster, char):
            yield cluster
            cluster = char
        else:
            cluster = joined
    if cluster:
        yield cluster


def _apart(cluster: str, char: str) -> bool:
    if char.isascii():
        return True
    return not unicodedata.combining(char) and nfc(cluster + char) == nfc(cluster) + nfc(char)


@dataclass(frozen=True, slots=True)
class Record:
    """One line of input: `id` as it was given (a string or a number) and its text."""

    id: str | int
    text: str


def records(lines: Iterable[str], where: str) -> Iterator[Record]:
    """Return the record of each line that is not blank; InputError names `where` and the line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{where}:{number}"
        try:
            data = json.loads(line)
        except ValueError as error:
            raise InputError(f"is not a JSON object: {error}", where=place) from error
        yield _record(data, place)


def _record(data: Any, place: str) -> Record:
    hint = 'A line is an object like {"id": "1", "text": "…"}'
    if not isinstance(data, dict):
        raise InputError("is not a JSON object", where=place, hint=hint)
    if isinstance(data.get("id"), bool) or not isinstance(data.get("id"), str | int):
        raise InputError('"id" is missing or neither a string nor a whole number', where=place, hint=hint)
    if not isinstance(data.get("text"), str):
        raise InputError('"text" is missing or not a string', where=place, hint=hint)
    for key in ("id", "text"):
        if _SURROGATE.search(str(data[key])):
            raise InputError(f'"{key}" holds half a character (a lone surrogate)', where=place)
    return Record(data["id"], data["text"])


def annotate(
    texts: Iterable[Record], nlp: Language, schema: Schema, *, cleaning: bool = False
) -> Iterator[dict[str, Any]]:
    """Return `{"id", "entities", "facts"}` for each text, in order; each text is a document of its own.

    With `cleaning` page furniture is left out as in `kg build`. `entities` are `[start, end, type]` of names
    and values; `facts` are as in `facts.jsonl` without `doc`. All offsets are half-open code points of the
    text as it was given.
    """
    waiting: list[tuple[Record, Given]] = []

    def documents() -> Iterator[Document]:
        for record in texts:
            text = given(record.text)
            waiting.append((record, text))
            document = Document(str(record.id), text.read)
            yield clean(document, schema.cleaning) if cleaning else document

    for found in analyse(documents(), nlp):
        record, text = waiting.pop(0)
        yield {
            "id": record.id,
            "entities": [[*text.span(m.start, m.end), m.type] for m in found.mentions],
            "facts": [_placed(fact.to_json(with_doc=False), text) for fact in resolve_with(found.facts, schema)[0]],
        }


def _placed(fact: dict[str, Any], text: Given) -> dict[str, Any]:
    place = fact["sentence"]
    start, end = text.span(place["start"], place["end"])
    return {**fact, "sentence": {"start": start, "end": end, "text": text.given[start:end]}}
