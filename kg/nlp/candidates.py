"""Candidate arguments of a trigger, described by the syntax between them.

A rule says which words and which types; this module enumerates the pairs of mentions that could fill its slots
and describes each as feature strings. `scoring` weighs the features: what no construction of the language
supports gets a low confidence, whatever the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.model import NAME_TYPES
from kg.nlp.analysis import Analysis, Node
from kg.nlp.spots import Part, Spot, symbol
from kg.nlp.syntax import Parse
from kg.nlp.triggers import Trigger

_REACH = 45  # units; farther arguments are never right and cost time


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible fact: `subject` and `object` are node indexes of the sentence.

    `parts` hold its features: those of the trigger, of each end (shared with other candidates) and of the pair.
    """

    trigger: Trigger
    subject: int
    object: int
    parts: tuple[Part, ...]

    @property
    def features(self) -> Iterator[str]:
        return (stem + fact for stem, facts in self.parts for fact in facts)


class CandidateFinder:
    """Finds the candidates of one sentence. What does not hang on the rule is described once for all rules.

    Nodes may be added to the sentence between two calls, never changed.
    """

    def __init__(self, sentence: Analysis, parsed: Parse) -> None:
        self._sentence, self._parsed = sentence, parsed
        self._spots: dict[tuple[int, int], Spot] = {}
        self._fitting: dict[tuple[tuple[int, int], tuple[str, ...], int], list[int]] = {}

    def find(
        self, trigger: Trigger, objects: Sequence[int] | None = None, only: Sequence[int] | None = None
    ) -> Iterator[Candidate]:
        """Yield every pair of nodes that the rule's types admit, within reach, with its features.

        `objects` gives the objects, None all that fit; `only` restricts the subjects to these nodes.
        """
        rule = trigger.rule
        subjects = self._fits(trigger, rule.subject)
        if only is not None:
            subjects = [n for n in subjects if n in only]
        if subjects and objects is None:
            objects = self._fits(trigger, rule.object)
        if not subjects or not objects:
            return
        spot = self._spot(trigger)
        shared: Part = ("", tuple(_trigger_features(self._sentence, trigger)))
        by_subject = {n: self._slot("S", spot, trigger, n, subjects) for n in subjects}
        by_object = {n: self._slot("O", spot, trigger, n, objects) for n in objects}
        stems = (f"{rule.frame}.", f"{rule.predicate}.", f"{rule.id}.", f"ph.{trigger.phrase}.")
        for s, o in self._pairs(trigger, subjects, objects):
            pair = self._pair(spot, trigger, stems, s, o)
            yield Candidate(trigger, s, o, (shared, *by_subject[s], *by_object[o], *pair))

    def _fits(self, trigger: Trigger, types: tuple[str, ...]) -> list[int]:
        """Return the nodes of these types within reach of the trigger."""
        nodes, unit_of = self._sentence.nodes, self._sentence.unit_of
        key = (trigger.units, types, len(nodes))
        if (found := self._fitting.get(key)) is None:
            first, last = trigger.units[0] - _REACH, trigger.units[1] + _REACH
            found = self._fitting[key] = [
                n
                for n, node in enumerate(nodes)
                if _is_of(node, types) and (node.implicit or (unit_of[n] >= 0 and first <= unit_of[n] <= last))
            ]
        return found

    def _spot(self, trigger: Trigger) -> Spot:
        if (spot := self._spots.get(trigger.units)) is None:
            spot = self._spots[trigger.units] = Spot(self._sentence, self._parsed, trigger.units)
        return spot

    def _pairs(self, trigger: Trigger, subjects: Sequence[int], objects: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield the pairs of two things.

        An end may be left unsaid: just one of the two, and only where nothing said could fill its slot.
        """
        nodes, unit_of, first = self._sentence.nodes, self._sentence.unit_of, trigger.units[0]
        text_object = "TEXT" in trigger.rule.object
        before = [n for n in subjects if not nodes[n].implicit and unit_of[n] < first]
        shown = [n for n in objects if not nodes[n].implicit]
        for s in subjects:
            for o in objects:
                if nodes[s].implicit:
                    sayable = not nodes[o].implicit and all(n == o for n in before)
                else:
                    sayable = not nodes[o].implicit or all(n == s for n in shown)
                if sayable and s != o and (text_object or _distinct(nodes[s], nodes[o])):
                    yield s, o

    def _slot(self, slot: str, spot: Spot, trigger: Trigger, index: int, rivals: Sequence[int]) -> tuple[Part, ...]:
        if self._sentence.nodes[index].implicit:
            return self._unsaid(slot, trigger, index, rivals)
        rule, end = trigger.rule, spot.end(index)
        stem = f"{slot}{end.side}."
        unit_of = self._sentence.unit_of
        nearer = sum(1 for r in rivals if r != index and end.first <= unit_of[r] < end.last)
        rank = f"rank={min(nearer, 3)}"
        return (
            (stem, end.facts),
            (stem, (rank, rule.id)),
            (f"{stem}{rule.frame}.", (*end.facts, rank)),
            (f"{stem}{rule.predicate}.", (*end.main, rank)),
        )

    def _unsaid(self, slot: str, trigger: Trigger, index: int, rivals: Sequence[int]) -> tuple[Part, ...]:
        """Describe an end that the sentence leaves unsaid: what else could fill the slot, and where."""
        sentence, rule = self._sentence, trigger.rule
        node, first = sentence.nodes[index], trigger.units[0]
        shown = [sentence.unit_of[r] for r in rivals if not sentence.nodes[r].implicit]
        left, right = sum(0 <= u < first for u in shown), sum(u >= first for u in shown)
        opening = symbol(sentence, first - 1) if first else "START"
        facts = (
            f"rivals={min(left, 2)}{min(right, 2)}",
            f"opening={opening}",
            f"any={any(u.kind == 'M' for u in sentence.units[:first]):d}",
            f"type={node.type}",
            f"how={node.anaphor}{node.type}",
            f"how={node.anaphor}.{min(left, 1)}{opening}",
        )
        stem = f"{slot}0."
        return (
            (stem, (*facts, f"ph.{trigger.phrase}")),
            (f"{stem}{rule.frame}.", facts),
            (f"{stem}{rule.predicate}.", facts),
            (f"{stem}{rule.id}.", facts),
        )

    def _pair(self, spot: Spot, trigger: Trigger, stems: tuple[str, str, str, str], s: int, o: int) -> tuple[Part, ...]:
        nodes, rule = self._sentence.nodes, trigger.rule
        if not nodes[s].implicit and not nodes[o].implicit:
            pair = spot.pair(s, o)
            frame, predicate, name, phrase = stems
            return (
                ("", pair.plain),
                (frame, pair.frame),
                (predicate, pair.predicate),
                (name, pair.paths),
                (phrase, pair.lexical),
            )
        # One end is not in the sentence: the pair is described by the other end alone.
        missing, shown = ("S", o) if nodes[s].implicit else ("O", s)
        types = f"{nodes[s].type}-{nodes[o].type}"
        place = spot.place(shown)
        of = (rule.frame, rule.predicate, rule.id, f"ph.{trigger.phrase}", types)
        return ((f"zero{missing}.", (*(f"{one}.{place}" for one in of), f"{types}.{rule.predicate}")),)


def _is_of(node: Node, types: tuple[str, ...]) -> bool:
    # Another name of a thing is itself a name: a text slot takes any name as written.
    return node.type in types or ("TEXT" in types and node.type in NAME_TYPES and not node.anaphor)


def _distinct(subject: Node, object_: Node) -> bool:
    return subject.entity is None or subject.entity != object_.entity


def _trigger_features(sentence: Analysis, trigger: Trigger) -> list[str]:
    rule, units = trigger.rule, sentence.units
    first, last = trigger.units
    before = units[first - 1].text if first and units[first - 1].kind != "M" else "<M>"
    after = units[last].text if last < len(units) and units[last].kind != "M" else "<M>"
    i, j = trigger.syllables
    whole = f"{units[first].syllables[0] == i:d}{units[last - 1].syllables[1] == j:d}"
    return [
        f"rule={rule.id}",
        f"pred={rule.predicate}",
        f"phrase={trigger.phrase}",
        f"frame={rule.frame}",
        f"tag={rule.frame}:{units[last - 1].tag}",
        f"before={rule.frame}:{before}",
        f"after={rule.frame}:{after}",
        f"before={rule.predicate}:{before}",
        f"after={rule.predicate}:{after}",
        f"before={trigger.phrase}:{before}",
        f"after={trigger.phrase}:{after}",
        f"whole={rule.frame}:{whole}",
    ]
