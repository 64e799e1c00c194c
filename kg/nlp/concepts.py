"""Class nouns: the noun phrases that say what a named thing is (`hãng chip`, `mô hình ngôn ngữ lớn`)."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import CONCEPT
from kg.nlp.analysis import Analysis, Node
from kg.nlp.triggers import Trigger

_TAIL = frozenset({"N", "A", "Nc", "Ny", "FW", "X", "V", "Np"})
_PLAIN = frozenset({"N", "A", "Nc", "Ny", "FW", "X"})
_LONGEST = 6


def add_concepts(sentence: Analysis, trigger: Trigger) -> list[int]:
    """Add to the sentence a node for each reading of the phrase that the trigger heads; return their indexes.

    The phrase runs from the trigger over the nominal words after it; every shorter reading is one of its own.
    """
    first, after = trigger.units
    if any(sentence.units[u].kind == "M" for u in range(first, after)):
        return []
    added = []
    for end in _ends(sentence, after):
        start = sentence.tokens.spans[sentence.units[first].syllables[0]][0]
        stop = sentence.tokens.spans[sentence.units[end - 1].syllables[1] - 1][1]
        words = " ".join(
            sentence.tokens.syllables[sentence.units[first].syllables[0] : sentence.units[end - 1].syllables[1]]
        )
        sentence.nodes.append(Node(start, stop, words, CONCEPT, f"~{words.lower()}"))
        sentence.unit_of.append(end - 1)
        added.append(len(sentence.nodes) - 1)
    return added


def _ends(sentence: Analysis, after: int) -> Iterator[int]:
    yield after
    for u in range(after, min(len(sentence.units), after + _LONGEST)):
        unit = sentence.units[u]
        if unit.kind != "W" or unit.tag not in _TAIL:
            return
        if unit.tag in _PLAIN or unit.tag == "V":
            yield u + 1
