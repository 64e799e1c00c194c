"""The circumstances of a fact: when, where, in what role, of what whole, for how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.model import LITERAL_TYPES
from kg.nlp.analysis import Analysis
from kg.nlp.candidates import Candidate
from kg.nlp.entities import Entity
from kg.schema.lang import FunctionWords

_ROLE_TAIL = frozenset({"N", "A", "Nc", "Ny", "FW", "X"})


def qualifiers(
    sentence: Analysis, candidate: Candidate, known: Mapping[str, Entity], text: str, words: FunctionWords
) -> Iterator[tuple[str, str]]:
    """Yield (name, words) pairs for a candidate; the words are the text's, entities by their label."""
    rule = candidate.trigger.rule
    if rule.role:
        yield rule.role, _role(sentence, candidate, text)
    yield from _times(sentence, candidate, text, words)
    for name, slot in sorted(rule.slots.items()):
        for index, node in enumerate(sentence.nodes):
            if index in {candidate.subject, candidate.object} or node.type not in slot.types:
                continue
            if (u := sentence.unit_of[index]) < 0:
                continue
            before = " ".join(unit.text for unit in sentence.units[max(0, u - 3) : u])
            if not slot.words or any(before.endswith(word) for word in slot.words):
                entity = known.get(node.entity or "")
                yield name, entity.label if entity else text[node.start : node.end]
                break


def _role(sentence: Analysis, candidate: Candidate, text: str) -> str:
    """Return the trigger with the nominal words after it, up to a name, a verb or a sign."""
    last = candidate.trigger.units[1]
    while last < len(sentence.units):
        unit = sentence.units[last]
        if unit.kind != "W" or unit.tag not in _ROLE_TAIL:
            break
        last += 1
    spans = sentence.tokens.spans
    start = spans[candidate.trigger.syllables[0]][0]
    end = spans[max(candidate.trigger.syllables[1], sentence.units[last - 1].syllables[1]) - 1][1]
    return text[start:end]


def _times(sentence: Analysis, candidate: Candidate, text: str, words: FunctionWords) -> Iterator[tuple[str, str]]:
    """Yield the date of the clause that stands nearest the trigger, as `time`, or `start` after `từ`."""
    places = []
    object_ = sentence.nodes[candidate.object]
    if object_.type in LITERAL_TYPES and object_.type == "DATE":
        return
    for index, node in enumerate(sentence.nodes):
        if node.type == "DATE" and index != candidate.object:
            u = sentence.unit_of[index]
            gap = range(*sorted((u, candidate.trigger.units[0])))
            if not any(sentence.units[g].text in {";", ":"} for g in gap):
                places.append((len(gap), u, node))
    if places:
        _, u, node = min(places, key=lambda p: (p[0], p[1]))
        before = sentence.units[u - 1].text if u else ""
        name = "start" if before in words.period_starts else "end" if before in words.period_ends else "time"
        yield name, text[node.start : node.end]
