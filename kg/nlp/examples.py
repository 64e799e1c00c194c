"""The examples and counterexamples of rules, read as the engine reads a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import LITERAL_TYPES, Mention
from kg.schema.ontology import Ontology
from kg.schema.rules import MARK, Rule
from kg.text import nfc


@dataclass(frozen=True, slots=True)
class Example:
    """A marked sentence of a rule: `subject` and `object` are half-open spans of `text`.

    `mentions` are the marked spans with their types; `positive` is False for a counterexample.
    """

    rule: Rule
    text: str
    mentions: tuple[Mention, ...]
    subject: tuple[int, int]
    object: tuple[int, int]
    positive: bool


def examples_of(rule: Rule, ontology: Ontology) -> Iterator[Example]:
    """Yield the rule's examples, then its counterexamples."""
    for marked in rule.examples:
        yield _example(rule, ontology, nfc(marked), True)
    for marked in rule.counterexamples:
        yield _example(rule, ontology, nfc(marked), False)


def _example(rule: Rule, ontology: Ontology, marked: str, positive: bool) -> Example:
    predicate = ontology.predicates[rule.predicate]
    kinds = {
        "subject": sorted(rule.subject or predicate.domain),
        "object": sorted(rule.object or predicate.range),
    }
    parts: list[str] = []
    mentions: list[Mention] = []
    places: dict[str, tuple[int, int]] = {}
    at = length = 0
    for match in MARK.finditer(marked):
        parts += [marked[at : match.start()], match[1]]
        start = length + match.start() - at
        length, at = start + len(match[1]), match.end()
        slot = match[2]
        kind = match[3] or (kinds[slot][0] if slot in kinds else "MISC")
        if slot in kinds and not match[3]:
            kind = next((k for k in kinds[slot] if k not in {"CONCEPT", "TEXT"}), kinds[slot][0])
        places[slot] = (start, length)
        if kind not in {"CONCEPT", "TEXT"}:
            found_by = "value" if kind in LITERAL_TYPES else "mark"
            mentions.append(Mention(start, length, match[1], kind, 1.0, found_by))
    text = "".join(parts) + marked[at:]
    return Example(rule, text, tuple(mentions), places["subject"], places["object"], positive)
