"""A shallow analysis of one sentence: units, noun phrases, coordination, brackets and quotations.

The relation engine sees a sentence as a row of units: a mention of a name or value, a resolved or unresolved
pronoun or description, a word, or a sign. All syntax knowledge that rules share is computed here, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.model import Mention
from kg.nlp.vi import SentenceTokens

# Tags that may stand inside a noun phrase before its name: nouns, classifiers, numbers, determiners, adjectives.
_NOUN_PHRASE = frozenset({"N", "Nc", "Nu", "Ny", "Np", "A", "M", "L", "Nb", "Ni", "FW", "X"})
COORDINATORS = frozenset({",", "và", "cùng", "hay", "hoặc", "lẫn", "&", "cùng với", "cũng như", "rồi", ";", "/"})
IMPLICIT = 4  # from here on the `anaphor` of a node that the sentence leaves unsaid
_DASHES = frozenset("–—-")


@dataclass(frozen=True, slots=True)
class Node:
    """A mention as the engine sees it: `entity` is the document-local id, None when it could not be resolved.

    `anaphor` is 0 for a name or value; for a pronoun or description that stands for a name elsewhere it says how
    sure the choice was: 1 the only candidate, 2 the clearly best, 3 one of several. IMPLICIT and above is a thing
    that the sentence may leave unsaid (`Doanh thu quý I đạt 37 tỷ đồng`), with an empty span: the last one spoken
    of, the one the text is mostly about (+ 1), or both in one (+ 2).
    """

    start: int
    end: int
    text: str
    type: str
    entity: str | None
    anaphor: int = 0
    mention: Mention | None = None

    @property
    def implicit(self) -> bool:
        return self.anaphor >= IMPLICIT


@dataclass(frozen=True, slots=True)
class Unit:
    """One step of the row: `kind` is `M` (a node), `W` (a word) or `P` (a sign).

    `text` is lower case with single spaces; `tag` the part of speech (of the last word for a node); `syllables` are
    the half-open range of the sentence's tokens that it covers.
    """

    kind: str
    text: str
    tag: str
    syllables: tuple[int, int]
    node: int | None = None


@dataclass(slots=True)
class Analysis:
    """Everything the candidates need to know of one sentence; all indexes are unit indexes.

    `unit_of[node]` is the unit of a node; `phrase[u]` the first unit of the noun phrase that ends in the node at
    u; `preposition[u]` the word that governs that phrase, empty for none; `group[u]` the coordination group of a
    node's unit; `depth[u]` the number of open brackets, `quoted[u]` whether a quotation is open.
    """

    tokens: SentenceTokens
    nodes: list[Node]
    units: list[Unit] = field(default_factory=list)
    unit_of: list[int] = field(default_factory=list)
    unit_at: list[int] = field(default_factory=list)
    phrase: dict[int, int] = field(default_factory=dict)
    preposition: dict[int, str] = field(default_factory=dict)
    group: dict[int, int] = field(default_factory=dict)
    depth: list[int] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)


def analyse(tokens: SentenceTokens, nodes: Sequence[Node], prepositions: frozenset[str]) -> Analysis:
    """Return the analysis of a sentence with its nodes (sorted, non-overlapping, on token bounds)."""
    shown = [node for node in nodes if not node.implicit]
    found = Analysis(tokens, shown)
    _units(found)
    _nesting(found)
    _phrases(found, prepositions)
    _coordination(found)
    for node in nodes:
        if node.implicit:
            found.nodes.append(node)
            found.unit_of.append(-1)
    return found


def _owners(tokens: SentenceTokens, nodes: Sequence[Node]) -> list[int | None]:
    owner: list[int | None] = [None] * len(tokens.spans)
    at = 0
    for index, node in enumerate(nodes):
        while at < len(tokens.spans) and tokens.spans[at][1] <= node.start:
            at += 1
        i = at
        while i < len(tokens.spans) and tokens.spans[i][0] < node.end:
            owner[i] = index
            i += 1
    return owner


def _units(found: Analysis) -> None:
    tokens, owner = found.tokens, _owners(found.tokens, found.nodes)
    found.unit_of = [-1] * len(found.nodes)
    size, i = len(tokens.syllables), 0
    while i < size:
        j, node = i + 1, owner[i]
        if node is not None:
            while j < size and owner[j] == node:
                j += 1
            found.unit_of[node] = len(found.units)
        else:
            while j < size and tokens.words[j] == tokens.words[i] and owner[j] is None:
                j += 1
        text = " ".join(s.lower() for s in tokens.syllables[i:j])
        sign = node is None and not any(c.isalnum() for c in text)
        kind = "M" if node is not None else "P" if sign else "W"
        found.unit_at.extend([len(found.units)] * (j - i))
        found.units.append(Unit(kind, text, tokens.tags[j - 1], (i, j), node))
        i = j


def _nesting(found: Analysis) -> None:
    depth, quoted, dash = 0, False, False
    for unit in found.units:
        if unit.kind == "P":
            depth = max(0, depth + sum(c in "([" for c in unit.text) - sum(c in ")]" for c in unit.text))
            if unit.text in "“«":
                quoted = True
            elif unit.text in "”»":
                quoted = False
            elif unit.text == '"':
                quoted = not quoted
            elif unit.text in _DASHES:
                dash = not dash
        found.depth.append(depth)
        found.quoted.append(quoted)


def _phrases(found: Analysis, prepositions: frozenset[str]) -> None:
    units = found.units
    for u, unit in enumerate(units):
        if unit.kind != "M":
            continue
        first = u
        while first > 0 and units[first - 1].kind == "W" and units[first - 1].text not in prepositions:
            if units[first - 1].tag not in _NOUN_PHRASE:
                break
            first -= 1
        found.phrase[u] = first
        before = units[first - 1] if first else None
        found.preposition[u] = before.text if before and before.text in prepositions else ""


def _coordination(found: Analysis) -> None:
    units = found.units
    places = sorted(found.phrase)
    for index, u in enumerate(places):
        found.group[u] = u
        if not index:
            continue
        left = places[index - 1]
        between = units[left + 1 : found.phrase[u]]
        same = found.nodes[units[left].node or 0].type == found.nodes[units[u].node or 0].type
        if same and between and all(b.text in COORDINATORS for b in between):
            found.group[u] = found.group[left]
