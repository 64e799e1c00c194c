"""Chunks and their dependencies: a deterministic reading of a Vietnamese sentence, good enough to carry relations.

Vietnamese has no inflection but firm word order: a subject stands before its verb group, an object after it, a
possessor after `của`, a description in commas behind its name. This module groups units into chunks (noun phrases,
verb groups, links) and hangs each chunk on another with a label. It does not try to be a full parse: where two
readings are open it takes the usual one, and the path between two chunks says which constructions were crossed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.nlp.analysis import Analysis

_NOMINAL = frozenset({"N", "Nc", "Nu", "Ny", "Np", "Nb", "Ni", "A", "M", "L", "P", "X", "FW", "Z"})
_VERBAL = frozenset({"V", "R", "T", "I"})
_STOPS = frozenset({";", ":", ".", "!", "?", "…"})
_DASH = frozenset("–—-")
_SIGNS = frozenset(",-;:(")


@dataclass(slots=True)
class Chunk:
    """A run of units. `kind`: NP, VG (verb group), E (preposition), C (clause or list link), P (sign).

    `units` is half-open; `head` the chunk it depends on (-1: none) with `label`; `passive` marks `được`/`bị`.
    """

    kind: str
    units: tuple[int, int]
    text: str
    nodes: list[int] = field(default_factory=list)
    head: int = -1
    label: str = ""
    passive: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """The closed word classes the parser needs, from `lang.toml`."""

    prepositions: frozenset[str]
    possessives: frozenset[str]
    coordinators: frozenset[str]
    subordinators: frozenset[str]
    agents: frozenset[str]
    passives: frozenset[str]
    copulas: frozenset[str]


@dataclass(slots=True)
class Parse:
    """The chunks of a sentence and `of[u]`, the chunk of each unit."""

    chunks: list[Chunk]
    of: list[int]
    _paths: dict[tuple[int, int], str] = field(default_factory=dict, repr=False)

    def path(self, source: int, target: int) -> str:
        """Return the labels from one chunk up and down to another, `=` for the same, `?` if unconnected."""
        if source == target:
            return "="
        if (found := self._paths.get((source, target))) is None:
            found = self._paths[source, target] = self._path(source, target)
        return found

    def _path(self, source: int, target: int) -> str:
        up, down = self._ancestors(source), self._ancestors(target)
        places = {c: i for i, c in enumerate(down)}
        for i, chunk in enumerate(up):
            if chunk in places:
                rising = "".join("^" + self.chunks[c].label for c in up[:i])
                falling = "".join("/" + self.chunks[c].label for c in reversed(down[: places[chunk]]))
                return rising + falling if i + places[chunk] <= 6 else "far"
        return "?"

    def _ancestors(self, chunk: int) -> list[int]:
        out = [chunk]
        while (chunk := self.chunks[chunk].head) >= 0 and chunk not in out:
            out.append(chunk)
        return out


def parse(sentence: Analysis, grammar: Grammar) -> Parse:
    """Return the chunks of an analysed sentence with their dependencies."""
    chunks = _chunk(sentence, grammar)
    of = [0] * len(sentence.units)
    for index, chunk in enumerate(chunks):
        for u in range(*chunk.units):
            of[u] = index
    _Attacher(chunks, grammar).run()
    return Parse(chunks, of)


def _kind(sentence: Analysis, u: int, grammar: Grammar) -> str:
    unit = sentence.units[u]
    if unit.kind == "M":
        return "NP"
    if unit.kind == "P":
        return "P"
    if unit.text in grammar.passives or unit.text in grammar.copulas:
        return "VG"
    if unit.text in {"mà", "do", "bởi"}:
        return "C" if unit.text == "mà" else "E"
    if unit.tag == "V" or unit.tag in _VERBAL:
        return "VG"
    if unit.tag in {"C", "Cc"} or unit.text in grammar.subordinators:
        return "C"
    if unit.tag == "E" or unit.text in grammar.prepositions:
        return "E"
    return "NP" if unit.tag in _NOMINAL else "VG"


def _chunk(sentence: Analysis, grammar: Grammar) -> list[Chunk]:
    chunks: list[Chunk] = []
    for u, unit in enumerate(sentence.units):
        kind = _kind(sentence, u, grammar)
        last = chunks[-1] if chunks else None
        joins = last is not None and last.kind == kind and kind in {"NP", "VG"}
        if joins and last and kind == "NP" and _breaks(sentence, last, u):
            joins = False
        if joins and last:
            last.units = (last.units[0], u + 1)
            last.text += " " + unit.text
        else:
            last = Chunk(kind, (u, u + 1), unit.text)
            chunks.append(last)
        if unit.node is not None and last:
            last.nodes.append(unit.node)
        if kind == "VG" and last and unit.text in {"được", "bị"}:
            last.passive = True
    return chunks


def _breaks(sentence: Analysis, last: Chunk, u: int) -> bool:
    """Whether a nominal unit begins a new noun phrase: a date beside a name, or a noun after a person's name."""
    unit = sentence.units[u]
    before = sentence.units[last.units[1] - 1]
    if unit.node is not None and before.node is not None:
        left, right = sentence.nodes[before.node], sentence.nodes[unit.node]
        return "DATE" in {left.type, right.type} or left.type == "PER"
    if unit.node is not None:
        return sentence.nodes[unit.node].type == "DATE"
    if before.node is not None:
        node = sentence.nodes[before.node]
        return node.type in {"DATE", "PER"} or bool(node.anaphor)
    return False


class _Attacher:
    """Hangs the chunks on one another, left to right."""

    def __init__(self, chunks: list[Chunk], grammar: Grammar) -> None:
        self.chunks, self.grammar = chunks, grammar
        self.subject = self.verb = self.noun = -1
        self.link = ""  # what stands between the last chunk that counts and the next one
        self.pending_verb = -1  # a verb group without subject at the start of the sentence
        self.clauses: list[tuple[int, int, int]] = []

    def run(self) -> None:
        for index, chunk in enumerate(self.chunks):
            if chunk.kind == "P":
                self._sign(chunk.text)
            elif chunk.kind in {"E", "C"}:
                self._word(index, chunk)
            elif chunk.kind == "NP":
                self._noun(index)
            else:
                self._verb(index)

    def _hang(self, index: int, head: int, label: str) -> None:
        if head >= 0 and not self._below(head, index):
            self.chunks[index].head, self.chunks[index].label = head, label

    def _below(self, chunk: int, above: int) -> bool:
        """Whether one chunk depends on another, or is the same: hanging that one on it would run in a circle."""
        while chunk >= 0 and chunk != above:
            chunk = self.chunks[chunk].head
        return chunk == above

    def _sign(self, text: str) -> None:
        if text in "([":
            self.clauses.append((self.subject, self.verb, self.noun))
            self.link = "("
        elif text in ")]":
            if self.clauses:
                self.subject, self.verb, self.noun = self.clauses.pop()
            self.link = ""
        elif text in _STOPS:
            self.link = text if text in ";:" else ";"
        elif text == "," or text in _DASH:
            self.link = "," if text == "," else "-"

    def _word(self, index: int, chunk: Chunk) -> None:
        comma = self.link[:1] if self.link[:1] in _SIGNS else ""
        self.link = comma + chunk.text
        self._hang(index, self.verb if self.verb >= 0 else self.noun, "w")

    def _next(self, index: int) -> str:
        return self.chunks[index + 1].kind if index + 1 < len(self.chunks) else "P"

    def _noun(self, index: int) -> None:
        link, grammar = self.link.lstrip(",-;(:"), self.grammar
        sign = self.link[:1] if self.link[:1] in _SIGNS else ""
        self.link = ""
        clause_follows = self._next(index) == "VG"
        if link == "mà" or (link in grammar.agents and clause_follows):
            self.chunks[index].label = "relsubj" if link == "mà" else "agent"
            self._hang(index, self.noun, self.chunks[index].label)
            self.subject = index
            return
        if link in grammar.coordinators or (not link and sign == ","):
            if self._coordinated(index, sign, clause_follows):
                return
        elif link in grammar.subordinators:
            self._hang(index, self.verb, f"sub:{link}")
            self.subject, self.verb, self.noun = index, -1, index
            return
        if link:
            self._preposition(index, link, sign)
            return
        if sign in {"(", "-", ","} and self.noun >= 0 and not (clause_follows and sign == "," and self.verb >= 0):
            self._hang(index, self.noun, "par" if sign == "(" else "appos")
            if sign == "(":
                self.noun = index
            return
        previous = index - 1
        if previous >= 0 and self.chunks[previous].kind == "VG" and not sign:
            self._hang(index, previous, "obj")
            self.noun = index
            return
        if previous >= 0 and self.chunks[previous].kind == "NP":
            self._hang(index, previous, "next")
            if self.chunks[previous].head >= 0 or self.verb >= 0:
                self.noun = index
                return
        if self.verb >= 0 and not clause_follows and sign not in {";", ":"}:
            self._hang(index, self.noun if self.noun >= 0 else self.verb, "list")
            return
        if self.verb >= 0:
            self._hang(index, self.verb, "clause" + sign)
        elif self.subject >= 0 and self.chunks[index].head < 0:
            self._hang(index, self.subject, "topic" + sign)
        self.subject, self.verb, self.noun = index, -1, index

    def _coordinated(self, index: int, sign: str, clause_follows: bool) -> bool:
        """Hang a noun phrase as an equal of the last one; False when it begins a clause or a description."""
        if self.noun < 0:
            return False
        here, last = self.chunks[index], self.chunks[self.noun]
        equal = bool(here.nodes) == bool(last.nodes)
        if clause_follows and self.verb >= 0 and sign == ",":
            return False
        if equal and (here.nodes or sign != ","):
            self._hang(index, self.noun, "conj")
            if self.verb >= 0 or not clause_follows:
                self.noun = index if self.verb >= 0 else self.noun
            return True
        return False

    def _preposition(self, index: int, link: str, sign: str) -> None:
        label = f"p:{link}"
        adjacent = self.noun >= 0 and index >= 2 and self.chunks[index - 2].kind == "NP" and not sign
        if adjacent and (link in self.grammar.possessives or self.verb < 0 or self.noun > self.verb):
            self._hang(index, index - 2, label)
            self.noun = index
            return
        if self.verb >= 0:
            self._hang(index, self.verb, label)
            self.noun = index
            return
        self._hang(index, self.subject, label)
        self.noun = index

    def _verb(self, index: int) -> None:
        link = self.link.lstrip(",-;(:")
        sign = self.link[:1] if self.link[:1] in _SIGNS else ""
        self.link = ""
        before = self.chunks[index - 1] if index else None
        if link in self.grammar.subordinators or link in self.grammar.prepositions:
            self._hang(index, self.verb if self.verb >= 0 else self.subject, f"sub:{link}")
        elif before is not None and before.kind == "NP" and index - 1 == self.subject:
            if before.head < 0 or before.label in {"clause", "clause,", "topic", "topic,"}:
                outer = before.head
                before.head, before.label = index, "subj"
                self._hang(index, outer, "clause")
            elif before.label in {"relsubj", "agent"} or before.label.startswith("sub:"):
                outer, label = before.head, before.label
                before.head, before.label = index, "subj" if label != "agent" else "agent"
                self._hang(index, outer, "rel" if label in {"relsubj", "agent"} else label)
            else:
                self._hang(index, self.subject, "pred")
        elif before is not None and before.kind == "NP" and self.verb >= 0:
            self._hang(index, self.verb, "serial")
        elif before is not None and before.kind == "NP" and self.subject >= 0:
            self._subject(index)
        elif self.verb >= 0:
            self._hang(index, self.verb, "chain" + sign)
        elif self.subject >= 0:
            self._subject(index)
        else:
            self.pending_verb = index
        if self.pending_verb >= 0 and index != self.pending_verb and self.chunks[self.pending_verb].head < 0:
            self._hang(self.pending_verb, index, "init")
        self.verb = index

    def _subject(self, index: int) -> None:
        """Take the clause's waiting noun phrase as subject (a description may stand between)."""
        subject = self.chunks[self.subject]
        if subject.head < 0:
            subject.head, subject.label = index, "subj"
        else:
            self._hang(index, self.subject, "pred")
