"""What a place in a sentence says of the nodes around it, whatever rule has its trigger there.

Many rules share a trigger word; the facts about its surroundings are found once and told to each rule under the
rule's own stems: a feature is a stem with a fact behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import CONCEPT
from kg.nlp.analysis import Analysis, Node
from kg.nlp.syntax import Parse

Part = tuple[str, tuple[str, ...]]  # a stem and the facts that follow it: `("lead.", ("order=STO", …))`

_FUNCTION = frozenset({"E", "C", "Cc", "P", "R", "CH", "T", "L"})
_LINKING = frozenset({"E", "C", "Cc", "P"})
_NOUNS = frozenset({"N", "Nc", "A"})
_PASSIVES = frozenset({"được", "bị"})
_BUCKETS = (0, 1, 2, 3, 4, 6, 9, 14, 22)
_MAIN = frozenset({"side", "path", "prep", "gap=", "noun"})  # facts that each relation weighs by itself
_SHORT_PATH, _SHORT_LINE, _MOST_VERBS = 4, 5, 6


def bucket(count: int) -> str:
    """Return a coarse name of a distance."""
    return next((str(b) for b in _BUCKETS if count <= b), "far")


def symbol(sentence: Analysis, u: int) -> str:
    """Return a word for a unit: the type of a mention, a sign or function word itself, the tag of any other."""
    unit = sentence.units[u]
    if unit.kind == "M":
        return sentence.nodes[unit.node or 0].type
    return unit.text if unit.kind == "P" or unit.tag in _FUNCTION else unit.tag


@dataclass(slots=True)
class EndFacts:
    """A node seen from a spot: its side (`L`, `R`, `I`), the units between (half-open) and its facts.

    `main` are those facts that each relation weighs by itself.
    """

    side: str
    first: int
    last: int
    facts: tuple[str, ...]
    main: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairFacts:
    """Two nodes seen from a spot: facts to be told without a stem, and under each kind of stem."""

    plain: tuple[str, ...]
    frame: tuple[str, ...]
    predicate: tuple[str, ...]
    paths: tuple[str, ...]
    lexical: tuple[str, ...]


class Spot:
    """The place of a trigger: half-open `units` of a sentence. Remembers what it was asked."""

    def __init__(self, sentence: Analysis, parsed: Parse, units: tuple[int, int]) -> None:
        self._sentence, self._parsed = sentence, parsed
        self._first, self._last = units
        self._at = parsed.of[self._first]
        chunk = parsed.chunks[self._at]
        self._voice = f"{chunk.kind}{chunk.passive:d}"
        self._governor = parsed.chunks[chunk.head].text if chunk.head >= 0 else ""
        before = sentence.units[self._first - 1].text if self._first else ""
        self._passive = before if before in _PASSIVES else "-"
        self._ends: dict[int, EndFacts] = {}
        self._places: dict[int, str] = {}
        self._pairs: dict[tuple[int, int], PairFacts] = {}

    def end(self, index: int) -> EndFacts:
        """Return what is known of a node that may fill a slot."""
        if (found := self._ends.get(index)) is None:
            found = self._ends[index] = self._end(index)
        return found

    def pair(self, s: int, o: int) -> PairFacts:
        """Return what is known of a subject and an object together."""
        if (found := self._pairs.get((s, o))) is None:
            found = self._pairs[s, o] = self._pair(s, o)
        return found

    def place(self, index: int) -> str:
        """Return the path from the spot's chunk to a node, with the node's place inside its phrase."""
        if (found := self._places.get(index)) is None:
            found = self._places[index] = self._place(index)
        return found

    def _place(self, index: int) -> str:
        u = self._sentence.unit_of[index]
        target = self._parsed.of[u]
        path = self._parsed.path(self._at, target)
        if path == "=":
            side = "in" if self._first <= u < self._last else "before" if u < self._first else "after"
            return f"={side}:{self._sentence.nodes[index].type}"
        inner = self._parsed.chunks[target].nodes
        return path + "~mod" if inner and index in inner[:-1] else path

    def _end(self, index: int) -> EndFacts:
        sentence, first = self._sentence, self._first
        node, u = sentence.nodes[index], sentence.unit_of[index]
        phrase = sentence.phrase.get(u, u)
        if u < first:
            side, begin, stop = "L", u + 1, first
        elif u >= self._last:
            side, begin, stop = "R", self._last, phrase
        else:
            side, begin, stop = "I", u, u
        units, depth, quoted = sentence.units, sentence.depth, sentence.quoted
        before = units[u - 1] if u else None
        noun = before.text if before and before.kind == "W" and before.tag in _NOUNS else ""
        facts = (
            "side",
            *(self._between(begin, stop) if side != "I" else ("gap=in",)),
            f"prep={sentence.preposition.get(u, '')}",
            f"type={node.type}",
            f"ana={node.anaphor:d}{node.entity is None:d}",
            f"first={phrase == 0:d}",
            f"next={symbol(sentence, u + 1) if u + 1 < len(units) else 'END'}",
            f"prev={symbol(sentence, phrase - 1) if phrase else 'START'}",
            f"noun={noun}",
            f"depth={depth[u] - depth[first]}",
            f"quote={quoted[u]:d}{quoted[first]:d}",
            *(self._extent(node, u) if node.type == CONCEPT else ()),
        )
        return EndFacts(side, begin, stop, facts, tuple(f for f in facts if f[:4] in _MAIN))

    def _extent(self, node: Node, u: int) -> tuple[str, ...]:
        """Return facts of where a class phrase that ends in unit u stops: its size, its last word and the next."""
        units = self._sentence.units
        last = units[u].text if units[u].kind == "W" else node.text.rsplit(" ", 1)[-1].lower()
        after = units[u + 1] if u + 1 < len(units) and units[u].kind == "W" else None
        following = "" if after is None else after.text if after.kind == "W" else symbol(self._sentence, u + 1)
        return f"size={min(5, node.text.count(' '))}", f"last={last}", f"then={following}", f"cut={last}_{following}"

    def _between(self, first: int, last: int) -> list[str]:
        """Return facts of the units from `first` up to `last` (half-open)."""
        units = self._sentence.units[first:last]
        out = [f"gap={bucket(len(units))}"]
        if len(units) <= _SHORT_PATH:
            out.append("path=" + "_".join([symbol(self._sentence, u) for u in range(first, last)]))
        verbs = commas = names = 0
        words = set()
        for unit in units:
            if unit.kind == "M":
                names += 1
            elif unit.kind == "P" or unit.tag in _LINKING:
                words.add(unit.text)
            elif unit.tag == "V":
                verbs += 1
            commas += unit.text == ","
        out += (f"verbs={min(verbs, 3)}", f"commas={min(commas, 3)}", f"names={min(names, 3)}")
        out += [f"has={word}" for word in sorted(words)]
        return out

    def _pair(self, s: int, o: int) -> PairFacts:
        sentence, parsed = self._sentence, self._parsed
        us, uo = sentence.unit_of[s], sentence.unit_of[o]
        subject, object_ = sentence.nodes[s], sentence.nodes[o]
        order = "".join([name for _, name in sorted([(us, "S"), (uo, "O"), (self._first, "T")])])
        types = f"{subject.type}-{object_.type}"
        together = sentence.group.get(us) == sentence.group.get(uo)
        first, last = (us + 1, sentence.phrase.get(uo, uo)) if us < uo else (uo + 1, sentence.phrase.get(us, us))
        names = sum([unit.kind == "M" for unit in sentence.units[first:last]])
        ts, to = self.place(s), self.place(o)
        so = f"so={parsed.path(parsed.of[us], parsed.of[uo])}"
        said = (f"ts={ts}.{self._voice}", f"to={to}.{self._voice}", f"tso={ts}|{to}.{self._voice}")
        ordered = f"order={order}"
        line = self._line(first, last, order)
        return PairFacts(
            (ordered, f"types={_kind(subject)}-{_kind(object_)}", f"coord={together:d}", *said),
            (ordered, f"{ordered}.{self._passive}", f"between={min(names, 4)}.{order}", *line, *said, so),
            (
                ordered,
                f"types={types}",
                f"coord={_list_size(sentence, us) if together else 0}.{order}",
                *line,
                *said,
                so,
                f"{order}.{types}",
                f"gov={self._governor}.{order}",
                *self._verbs_within(us, uo),
            ),
            (*said, so),
            (f"ts={ts}", f"to={to}", ordered, f"types={types}", f"{ordered}.{types}"),
        )

    def _line(self, first: int, last: int, order: str) -> tuple[str, ...]:
        """Return the units between the two nodes (half-open), where they are few."""
        if not 0 <= last - first <= _SHORT_LINE:
            return ()
        own = range(self._first, self._last)
        steps = ["T" if u in own else symbol(self._sentence, u) for u in range(first, last)]
        return (f"line={'_'.join(steps)}.{order}",)

    def _verbs_within(self, us: int, uo: int) -> list[str]:
        """Return the verbs between the outermost of the spot and both nodes, those of the spot aside."""
        places = (us, uo, self._first)
        first, last = min(places), max(places)
        units, own = self._sentence.units, range(self._first, self._last)
        verbs = {units[u].text for u in range(first, last) if units[u].tag == "V" and u not in own}
        return [f"mid={word}" for word in sorted(verbs)[:_MOST_VERBS]]


def _list_size(sentence: Analysis, u: int) -> int:
    """Return how many nodes are coordinated with the one at unit u, itself included, at most 4."""
    return min(4, sum(group == sentence.group[u] for group in sentence.group.values()))


def _kind(node: Node) -> str:
    return f"{node.type}{node.anaphor or ''}"
