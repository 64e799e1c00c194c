"""Class nouns: the noun phrases that say what a named thing is (`hãng chip`, `mô hình ngôn ngữ lớn`)."""

from __future__ import annotations

from kg.model import CONCEPT
from kg.nlp.analysis import Analysis, Node
from kg.nlp.extents import Extents
from kg.nlp.triggers import Trigger


def add_concepts(sentence: Analysis, trigger: Trigger, extents: Extents) -> tuple[list[int], list[int] | None]:
    """Add to the sentence a node for the class phrase that the trigger heads; return its index in a list.

    The second part is what alone the phrase may describe: where it is itself a description that stands for a name
    (`startup này`) the node of that; None where any name may be meant. Both are empty where no class is said.
    """
    first, after = trigger.units
    tokens = sentence.tokens
    begin, least = trigger.syllables
    if all(sentence.units[u].kind != "M" for u in range(first, after)):
        last, only = len(tokens.syllables), None
    else:
        owner = sentence.units[first].node
        if after - first > 1 or owner is None or sentence.nodes[owner].entity is None:
            return [], []
        last, only = sentence.units[first].syllables[1], [owner]
    stop = extents.end(sentence, begin, least, last)
    words = " ".join(tokens.syllables[begin:stop])
    sentence.nodes.append(Node(tokens.spans[begin][0], tokens.spans[stop - 1][1], words, CONCEPT, f"~{words.lower()}"))
    sentence.unit_of.append(sentence.unit_at[stop - 1])
    return [len(sentence.nodes) - 1], only
