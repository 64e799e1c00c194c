"""How good the output is: facts and names found, held against annotated ones.

A fact is counted once a document, whatever the number of sentences that say it.

- closed: facts whose predicate is not `open:…`. The predicate (or one of the annotated alternatives) and both
  ends must agree. One between the ends of an annotated fact of an open predicate, or of one that annotators
  weigh differently (`instanceOf`) is neither right nor wrong.
- instanceOf has figures of its own: how many class nouns are worth a fact is where annotators differ most.
- pairs: annotated facts whose two ends were joined by any fact at all.
- mode: the right closed facts whose mode is right too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.agreement import ends_agree, norm, predicates_of
from kg.model import NAME_TYPES, Fact

CLASS = "instanceOf"
_OPEN = "open:"

Key = tuple[str, str, str]
Gold = Mapping[str, Any]
Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one figure: of `gold` annotated things `found` were found; of `given` ones `right` are right."""

    gold: int = 0
    found: int = 0
    given: int = 0
    right: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.gold + other.gold,
            self.found + other.found,
            self.given + other.given,
            self.right + other.right,
        )

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """The annotation of one document: `facts` in order, `aliases` by normalised name, `text` if it is known."""

    id: str
    facts: tuple[Gold, ...]
    aliases: Mapping[str, frozenset[str]] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentErrors:
    """What is wrong in one document: annotated closed facts not found, and closed facts that are not so."""

    document: GoldDocument
    misses: tuple[Gold, ...]
    false: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class FactScores:
    """The figures over all documents.

    `pairs` and `mode` are recalls (only `gold` and `found` are set). `predicates` counts closed facts by the
    annotated predicate (`gold`, `found`) and by the predicate given (`given`, `right`), `rules` by rule
    (`given`, `right`); `false` counts, by predicate and by rule, closed facts that are wrong. Those given that
    are neither right nor false stand between the ends of an annotated fact outside the closed list.
    """

    closed: Score
    classes: Score
    pairs: Score
    mode: Score
    predicates: Mapping[str, Score]
    rules: Mapping[str, Score]
    false: Mapping[str, int]
    errors: tuple[DocumentErrors, ...]


def score_facts(documents: Sequence[GoldDocument], facts: Iterable[Fact]) -> FactScores:
    """Hold facts against the annotation; those of documents without one are left aside.

    `fact.sentence.doc` may be a path: its last part is the document.
    """
    given: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        given[fact.sentence.doc.rpartition("/")[2]].append(fact)
    tally = _Tally()
    for document in sorted(documents, key=lambda d: d.id):
        tally.add(_Matches(document, given[document.id]))
    return tally.scores()


class _Matches:
    """Which facts of one document agree with which annotated ones."""

    def __init__(self, document: GoldDocument, facts: Iterable[Fact]) -> None:
        self.document = document
        self.gold: dict[Key, Gold] = {}
        for fact in document.facts:
            self.gold.setdefault((norm(fact["s"]), fact["p"], norm(fact["o"])), fact)
        self.given: dict[Key, Fact] = {}
        for found in facts:
            key = (norm(found.subject.label), found.predicate, norm(found.object.label))
            self.given.setdefault(key, found)
        self.closed = {k for k in self.gold if _is_closed(k[1])}
        self.closed_given = {k for k in self.given if _is_closed(k[1])}
        self.joined: set[Key] = set()  # annotated, by whatever fact
        self.found: set[Key] = set()  # annotated closed
        self.right: set[Key] = set()  # given closed
        self.neutral: set[Key] = set()  # given, beside an annotated fact outside the closed list
        self.class_found: set[Key] = set()
        self.class_right: set[Key] = set()
        self.modes: list[bool] = []  # of each agreement: whether the modes agree
        for here, one in self.given.items():
            for there, gold in self.gold.items():
                if ends_agree(gold, one.subject, one.object, document.aliases):
                    self._agree(there, gold, here, one)

    def _agree(self, there: Key, gold: Gold, here: Key, fact: Fact) -> None:
        self.joined.add(there)
        if gold["p"] == CLASS == fact.predicate:
            self.class_found.add(there)
            self.class_right.add(here)
        if there in self.closed and fact.predicate in predicates_of(gold):
            self.found.add(there)
            self.right.add(here)
            self.modes.append(fact.mode == gold["mode"])
        elif there not in self.closed or fact.predicate in gold.get("alt", ()):
            self.neutral.add(here)

    @property
    def false(self) -> set[Key]:
        return self.closed_given - self.right - self.neutral


class _Tally:
    """Adds up documents."""

    def __init__(self) -> None:
        self.closed = self.classes = self.pairs = self.mode = Score()
        self.predicates: dict[str, Score] = defaultdict(Score)
        self.rules: dict[str, Score] = defaultdict(Score)
        self.false: Counter[str] = Counter()
        self.errors: list[DocumentErrors] = []

    def add(self, one: _Matches) -> None:
        given = one.closed_given - (one.neutral - one.right)
        self.closed += Score(len(one.closed), len(one.found), len(given), len(one.right))
        in_gold = sum(k[1] == CLASS for k in one.gold)
        in_given = sum(k[1] == CLASS for k in one.given)
        self.classes += Score(in_gold, len(one.class_found), in_given, len(one.class_right))
        self.pairs += Score(len(one.gold), len(one.joined))
        self.mode += Score(len(one.modes), sum(one.modes))
        for key in one.closed:
            self.predicates[key[1]] += Score(1, int(key in one.found))
        for key in one.closed_given:
            score = Score(0, 0, 1, int(key in one.right))
            self.predicates[key[1]] += score
            self.rules[one.given[key].rule] += score
        for key in one.false:
            self.false.update((key[1], one.given[key].rule))
        misses = tuple(gold for key, gold in one.gold.items() if key in one.closed - one.found)
        wrong = tuple(fact for key, fact in one.given.items() if key in one.false)
        if misses or wrong:
            self.errors.append(DocumentErrors(one.document, misses, wrong))

    def scores(self) -> FactScores:
        predicates = sorted(self.predicates.items(), key=lambda item: (-item[1].gold, item[0]))
        rules = sorted(self.rules.items(), key=lambda item: (-self.false[item[0]], item[0]))
        return FactScores(
            self.closed,
            self.classes,
            self.pairs,
            self.mode,
            dict(predicates),
            dict(rules),
            dict(self.false),
            tuple(self.errors),
        )


def _is_closed(predicate: str) -> bool:
    return not predicate.startswith(_OPEN) and predicate != CLASS


@dataclass(frozen=True, slots=True)
class NameScores:
    """The figures of names: `strict` asks for span and type, `spans` for the span alone; `types` is strict by type.

    `missing` are the ids of annotated texts for which there is no prediction; their names count as not found.
    """

    strict: Score
    spans: Score
    types: Mapping[str, Score]
    missing: tuple[str, ...]


def score_names(gold: Mapping[str, Iterable[Span]], given: Mapping[str, Iterable[Span]]) -> NameScores:
    """Hold the names of texts, by id, against the annotated ones; spans of other types are left aside."""
    types = dict.fromkeys(NAME_TYPES, Score())
    spans = Score()
    for name, annotated in gold.items():
        right, found = _names(annotated), _names(given.get(name, ()))
        for kind in NAME_TYPES:
            mine, theirs = ({e for e in side if e[2] == kind} for side in (right, found))
            hits = len(mine & theirs)
            types[kind] += Score(len(mine), hits, len(theirs), hits)
        hits = len({e[:2] for e in right} & {e[:2] for e in found})
        spans += Score(len(right), hits, len(found), hits)
    strict = sum(types.values(), Score())
    return NameScores(strict, spans, types, tuple(name for name in gold if name not in given))


def _names(spans: Iterable[Span]) -> set[Span]:
    return {span for span in spans if span[2] in NAME_TYPES}
