"""The frozen records that flow through the pipeline, with their ids and JSON round trip.

All offsets are half-open code-point positions in the document's text as read (NFC).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

NAME_TYPES = ("PER", "ORG", "LOC", "PRODUCT", "EVENT", "WORK", "MISC")
LITERAL_TYPES = ("DATE", "MONEY", "PERCENT", "QUANTITY", "TEXT")
CONCEPT = "CONCEPT"
END_TYPES = (*NAME_TYPES, CONCEPT, *LITERAL_TYPES)


class Mode(StrEnum):
    """How the text commits to a fact."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    PREDICTED = "predicted"
    NEGATED = "negated"


def content_id(prefix: str, *parts: str, length: int = 12) -> str:
    """Return `prefix:` and the first `length` hex digits of the SHA-256 of the parts (no clock, no seed)."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}:{digest[:length]}"


@dataclass(frozen=True, slots=True)
class Value:
    """A normalised literal.

    `kind` is a literal type (DATE, MONEY, PERCENT, QUANTITY). `value` is a plain decimal number
    (`"1600000000"`, `"61"`) or an ISO date of `precision` (`"2024-07"`, `"2023"`, `"2024-11-21"`);
    `end` is the last value of a range (inclusive), None for a single value. `unit` is a currency code
    (`USD`, `VND`), `%`, a UCUM-like symbol (`km`, `ha`, `GB`) or the Vietnamese unit noun (`người`),
    None for a bare number or a date. `precision` is `day|month|quarter|year|decade` for dates, else None.
    `hedge` is the word that softens it (`khoảng`, `gần`, `hơn`), None if it is plain.
    """

    kind: str
    value: str
    unit: str | None = None
    end: str | None = None
    precision: str | None = None
    hedge: str | None = None

    def key(self) -> str:
        """Return a string equal for equal amounts, hedges aside."""
        return "|".join((self.kind, self.value, self.end or "", self.unit or "", self.precision or ""))


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the document that names something.

    `type` is a name type, a literal type or CONCEPT. `score` is in [0, 1]. `found_by` tells what found
    it (`model`, `list`, `value`, `repeat`, …). `canonical` is the id of a gazetteer entry, None if unlisted.
    """

    start: int
    end: int
    text: str
    type: str
    score: float = 1.0
    found_by: str = ""
    value: Value | None = None
    canonical: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document: `document.text[start:end] == text`."""

    doc: str
    start: int
    end: int
    text: str

    @property
    def id(self) -> str:
        return f"{self.doc}#{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines of the document. `kind` is `title`, `body`, or `dropped` (page furniture).

    `reason` names the cleaning rule that dropped it, None if it is kept.
    """

    start: int
    end: int
    kind: str = "body"
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One input text. `id` is its path relative to the folder given; `text` is NFC and never rewritten.

    `blocks` cover the text in order without overlap; an empty tuple means not cleaned yet. `date` is the
    ISO publication date when the page states it, else None.
    """

    id: str
    text: str
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    date: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """Subject or object of a fact: an entity (named or CONCEPT) or a literal.

    `id` is an ASCII slug (entities) or a content hash (literals), unique in the graph. `label` is the
    fullest name without title; `mention` the words in this sentence; `aliases` other surfaces in the
    document, sorted. `value` is set for literals that could be normalised.
    """

    id: str
    label: str
    type: str
    mention: str
    aliases: tuple[str, ...] = ()
    value: Value | None = None

    @property
    def is_literal(self) -> bool:
        return self.type in LITERAL_TYPES

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"id": self.id, "label": self.label, "type": self.type, "mention": self.mention}
        if self.aliases:
            out["aliases"] = list(self.aliases)
        if self.value:
            out["value"] = self.value.value
            for name in ("unit", "end", "precision", "hedge"):
                if (extra := getattr(self.value, name)) is not None:
                    out[name] = extra
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> End:
        value = None
        if "value" in data:
            extras = {k: data.get(k) for k in ("unit", "end", "precision", "hedge")}
            value = Value(data["type"], data["value"], **extras)
        aliases = tuple(data.get("aliases", ()))
        return cls(data["id"], data["label"], data["type"], data["mention"], aliases, value)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as one sentence states it.

    `by` is the source's label for reported (or attributed) facts, else None. `rule` is the id of the rule
    that fired, `trigger` the words that fired it, as they stand in the sentence. `qualifiers` are sorted
    (name, text) pairs, names unique. `confidence` is in [0, 1].
    """

    sentence: Sentence
    subject: End
    predicate: str
    object: End
    qualifiers: tuple[tuple[str, str], ...] = ()
    mode: Mode = Mode.ASSERTED
    by: str | None = None
    rule: str = ""
    trigger: str = ""
    confidence: float = 1.0
    id: str = field(init=False)

    def __post_init__(self) -> None:
        qualifiers = tuple(f"{k}={v}" for k, v in self.qualifiers)
        where = (self.sentence.doc, str(self.sentence.start), str(self.sentence.end))
        what = (self.subject.id, self.predicate, self.object.id, self.mode.value, self.by or "")
        object.__setattr__(self, "id", content_id("f", *where, *what, *qualifiers))

    def to_json(self, *, with_doc: bool = True) -> dict[str, Any]:
        """Return the object of one line of `facts.jsonl` (without `doc` for `kg annotate`)."""
        place = self.sentence
        return {
            "id": self.id,
            **({"doc": place.doc} if with_doc else {}),
            "sentence": {"start": place.start, "end": place.end, "text": place.text},
            "subject": self.subject.to_json(),
            "predicate": self.predicate,
            "object": self.object.to_json(),
            "qualifiers": dict(self.qualifiers),
            "mode": self.mode.value,
            "by": self.by,
            "rule": self.rule,
            "trigger": self.trigger,
            "confidence": round(self.confidence, 4),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Fact:
        place = data["sentence"]
        return cls(
            Sentence(data.get("doc", ""), place["start"], place["end"], place["text"]),
            End.from_json(data["subject"]),
            data["predicate"],
            End.from_json(data["object"]),
            sorted_pairs(data.get("qualifiers", {}).items()),
            Mode(data.get("mode", "asserted")),
            data.get("by"),
            data.get("rule", ""),
            data.get("trigger", ""),
            data.get("confidence", 1.0),
        )


def sorted_pairs(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the pairs sorted by name; the last value of a repeated name wins."""
    return tuple(sorted(dict(pairs).items()))
