"""Open facts: a clear verb between two names, or a name and a definite value, that no rule of the closed list takes.

A proposal is a verb group with its complement (`đối đầu với`, `ký hợp đồng với`), a named subject before it and a
named object or a value behind it. Proposals are wide; learned weights (`vi/model/open.tsv`) say which of them are
facts, and only those that are very likely right are given out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.model import CONCEPT, LITERAL_TYPES
from kg.nlp.analysis import Analysis
from kg.nlp.candidates import Candidate
from kg.nlp.open_features import Proposal, clause_follows, features_of
from kg.nlp.scoring import logit, probability
from kg.nlp.syntax import Chunk, Parse
from kg.nlp.triggers import Trigger
from kg.nlp.weights import read_weights
from kg.schema.lang import Lang
from kg.schema.rules import Rule
from kg.text import tone_placement

MODEL = "vi/model/open.tsv"
PART = "open"
OPEN = "open:"
RULE = "open/verb"
THRESHOLD = 0.5
_REACH = 25  # units between verb and subject
_SUBJECTS = 5  # names before the verb that are looked at
_LONGEST = 5  # words of a phrase
_COMPLEMENT = 3  # words of a complement
_UNCERTAIN = 3  # from here on an anaphor is one of several choices
_NOUNS = frozenset({"N", "A", "Nc", "Ny", "Nb", "FW", "X"})


class OpenFacts:
    """Finds open facts in sentences as the engine reads them. Keeps no state between them."""

    def __init__(self, lang: Lang, weights: Mapping[str, float]) -> None:
        words, stance = lang.words, lang.stance
        self._weights = weights
        self._passives = words.passives - words.agents
        self._light = words.aspects | words.adverbs | words.negations | words.modals | words.degree_adverbs
        self._plans = stance.intentions | stance.predictions
        self._negations = words.negations
        self._outer = stance.reporting_verbs | self._plans
        self._prepositions = words.prepositions | words.place_prepositions
        self._copulas = words.copulas
        heads = (getattr(lang.heads, name) for name in type(lang.heads).model_fields)
        titles = lang.titles.all | lang.roles.all | frozenset().union(*heads) | words.classifiers | stance.hedges
        self._titles = frozenset(tone_placement(word.lower()) for word in titles)

    @classmethod
    def load(cls, lang: Lang, path: Path) -> OpenFacts:
        """Return the finder with the weights of a file."""
        return cls(lang, read_weights(path, (PART,))[PART])

    def chosen(
        self,
        sentence: Analysis,
        parsed: Parse,
        closed: Iterable[Candidate],
        given: Iterable[tuple[Candidate, float]],
    ) -> list[tuple[Candidate, float]]:
        """Return the open facts of a sentence with their confidence, in text order.

        `closed` are all candidates of the rules, `given` those given out: the former keep their triggers from being
        read as open between their ends, the latter their pair of ends.
        """
        found = self.proposals(sentence, parsed, taken_of(closed))
        pairs = {frozenset(_entities(sentence, c.subject, c.object)) for c, _ in given}
        kept = self.best(sentence, parsed, found, pairs)
        kept.sort(key=lambda k: (k[0].units, k[0].subject, k[0].object))
        return [(_candidate(sentence, p, self._planned(sentence, parsed, p)), confidence) for p, confidence in kept]

    def _planned(self, sentence: Analysis, parsed: Parse, p: Proposal) -> bool:
        """Whether the verb group says before the phrase that this is a plan, and denies nothing."""
        before = {sentence.units[u].text for u in range(parsed.chunks[p.chunk].units[0], p.units[0])}
        return bool(before & self._plans) and not before & self._negations

    def best(
        self,
        sentence: Analysis,
        parsed: Parse,
        found: Iterable[Proposal],
        pairs: Iterable[frozenset[str]] = (),
        threshold: float = THRESHOLD,
    ) -> list[tuple[Proposal, float]]:
        """Return the proposals that are likely enough, the likeliest first: one a pair of ends, one reading a verb.

        `pairs` are pairs of entities of which something is said already.
        """
        scored = [(logit(self._weights, features_of(sentence, parsed, p)), p) for p in found]
        kept: list[tuple[Proposal, float]] = []
        taken = set(pairs)
        for odds, p in sorted(scored, key=lambda s: (-s[0], s[1].units, s[1].subject, s[1].object)):
            confidence = probability(odds)
            ends = frozenset(_entities(sentence, p.subject, p.object))
            if confidence >= threshold and ends not in taken and not any(_excludes(sentence, q, p) for q, _ in kept):
                taken.add(ends)
                kept.append((p, confidence))
        return kept

    def proposals(
        self, sentence: Analysis, parsed: Parse, taken: Mapping[tuple[int, int], Sequence[range]]
    ) -> list[Proposal]:
        """Return every proposal of a sentence; `taken` are the units of rules' triggers by pair of nodes."""
        out: list[Proposal] = []
        if sentence.units[-1].text == "?":
            return out
        for index, chunk in enumerate(parsed.chunks):
            if chunk.kind != "VG" or not (verbs := self._verbs(sentence, chunk)):
                continue
            for p in self._around(sentence, parsed, index, verbs):
                triggers = taken.get((p.subject, p.object), ())
                if not any(u in trigger for u in p.units for trigger in triggers):
                    out.append(p)
        return out

    def _verbs(self, sentence: Analysis, chunk: Chunk) -> tuple[int, ...]:
        """Return the units of a verb group that say what happens, the mark of the passive included."""
        units = sentence.units
        light = self._light | self._passives
        # After a copula (`được cho là đang mua`) only what follows it counts.
        start = max((u + 1 for u in range(*chunk.units) if units[u].text in self._copulas), default=chunk.units[0])
        verbs: list[int] = []
        for u in range(start, chunk.units[1]):
            particle = verbs[-1:] == [u - 1] and units[u].text in self._prepositions  # `diễn ra`, `tách ra`
            if particle or (units[u].tag == "V" and units[u].text not in light):
                verbs.append(u)
        while len(verbs) > 1 and units[verbs[0]].text in self._outer:
            verbs = verbs[1:]
        if not verbs or self._is_preposition(sentence, chunk, verbs):
            return ()
        passive = [u for u in range(start, verbs[0]) if units[u].text in self._passives]
        return (*passive[-1:], *verbs)

    def _is_preposition(self, sentence: Analysis, chunk: Chunk, verbs: Sequence[int]) -> bool:
        """Whether a lone `verb` is a preposition of the clause's real verb (`đưa dự án lên sàn`)."""
        lone = len(verbs) == 1 and sentence.units[verbs[0]].text in self._prepositions
        return lone and chunk.label not in {"clause", "clause,", ""}

    def _around(self, sentence: Analysis, parsed: Parse, index: int, verbs: tuple[int, ...]) -> Iterator[Proposal]:
        before = list(self._subjects(sentence, verbs[0]))
        outer = all(sentence.units[u].text in self._outer for u in verbs)
        after = [] if outer and clause_follows(parsed, index) else list(self._objects(sentence, parsed, index, verbs))
        agent, passive = self._agent(sentence, parsed, index)
        for s in before:
            for o, units, shape, gap in after:
                if _apart(sentence, s, o) and not passive:
                    yield Proposal(s, o, units, index, shape, False, gap)
        if agent is not None:
            for o in before:
                if o != agent and _apart(sentence, agent, o):
                    yield Proposal(agent, o, verbs, index, "V", True, (verbs[0], verbs[0]))

    def _subjects(self, sentence: Analysis, verb: int) -> Iterator[int]:
        found = 0
        for u in range(verb - 1, max(-1, verb - _REACH), -1):
            node = sentence.units[u].node
            if node is None or found == _SUBJECTS or not _definite(sentence, node):
                continue
            if sentence.nodes[node].type not in LITERAL_TYPES and sentence.depth[u] <= sentence.depth[verb]:
                found += 1
                yield node

    def _agent(self, sentence: Analysis, parsed: Parse, index: int) -> tuple[int | None, bool]:
        """Return the name right before a verb group, if it is the agent, and whether the clause is passive."""
        if index < 2 or parsed.chunks[index - 1].kind != "NP":
            return None, False
        before, nodes = parsed.chunks[index - 2], parsed.chunks[index - 1].nodes
        passive = before.kind == "VG" and sentence.units[before.units[1] - 1].text in self._passives
        if not (passive or before.kind == "E") or len(nodes) != 1:
            return None, passive
        named = sentence.nodes[nodes[0]].type not in LITERAL_TYPES and _definite(sentence, nodes[0])
        return (nodes[0] if named else None), passive

    def _objects(
        self, sentence: Analysis, parsed: Parse, index: int, verbs: tuple[int, ...]
    ) -> Iterator[tuple[int, tuple[int, ...], str, tuple[int, int]]]:
        """Yield object, phrase, shape and gap of every reading to the right of a verb group."""
        phrase, shape = list(verbs), "V"
        for chunk in parsed.chunks[index + 1 : index + 4]:
            first, last = chunk.units
            if chunk.kind == "NP" and chunk.nodes:
                yield from self._named(sentence, chunk, phrase, shape)
                return
            if chunk.kind == "NP" and last - first <= _COMPLEMENT and shape in {"V", "VE"}:
                phrase += self._words(sentence, first, last)
                shape += "N"
            elif chunk.kind == "E" and "E" not in shape:
                phrase += range(first, last)
                shape += "E"
            elif chunk.kind == "VG" and shape == "VN" and not chunk.passive and self._verbs(sentence, chunk):
                phrase += self._verbs(sentence, chunk)
                shape += "V"
            else:
                return

    def _named(
        self, sentence: Analysis, chunk: Chunk, phrase: list[int], shape: str
    ) -> Iterator[tuple[int, tuple[int, ...], str, tuple[int, int]]]:
        for index in (0, len(chunk.nodes) - 1)[: len(chunk.nodes)]:
            node = chunk.nodes[index]
            u = sentence.unit_of[node]
            words = [] if index else self._complement(sentence, chunk.units[0], u)
            units = (*phrase, *words)
            mark = f"{shape}{'n' if words else ''}{'+' if index else ''}"
            if len(units) > _LONGEST:
                continue
            for other in _equals(sentence, u):
                kind = sentence.nodes[other].type
                if kind == "DATE" and "E" not in shape:
                    continue  # a time, not a complement
                if _definite(sentence, other) and kind != CONCEPT:
                    yield other, units, mark + ("&" if other != node else ""), (units[-1] + 1, u)

    def _complement(self, sentence: Analysis, first: int, last: int) -> list[int]:
        """Return the nouns before a name that belong to the phrase: none if they are only its title or kind."""
        words = [tone_placement(s) for u in range(first, last) for s in sentence.units[u].text.split()]
        return [] if _covered(words, self._titles.__contains__) else self._words(sentence, first, last)

    def _words(self, sentence: Analysis, first: int, last: int) -> list[int]:
        return [u for u in range(first, last) if sentence.units[u].tag in _NOUNS]


def taken_of(closed: Iterable[Candidate]) -> dict[tuple[int, int], list[range]]:
    """Return the units of the rules' triggers by the pair of nodes that they could join."""
    out: dict[tuple[int, int], list[range]] = {}
    for c in closed:
        out.setdefault((c.subject, c.object), []).append(range(*c.trigger.units))
    return out


def _covered(words: Sequence[str], known: Callable[[str], bool]) -> bool:
    """Whether the words are a row of known phrases."""
    at = 0
    while at < len(words):
        end = next((e for e in range(min(len(words), at + 6), at, -1) if known(" ".join(words[at:e]))), at)
        if end == at:
            return False
        at = end
    return True


def _equals(sentence: Analysis, u: int) -> list[int]:
    """Return the node at a unit and those coordinated with it behind it."""
    group = sentence.group.get(u)
    found = (v for v in sorted(sentence.group) if v > u and sentence.group[v] == group)
    nodes = [sentence.units[v].node for v in (u, *found)]
    return [node for node in nodes if node is not None]


def _definite(sentence: Analysis, node: int) -> bool:
    one = sentence.nodes[node]
    return one.entity is not None and one.anaphor < _UNCERTAIN


def _apart(sentence: Analysis, subject: int, object_: int) -> bool:
    return subject != object_ and sentence.nodes[subject].entity != sentence.nodes[object_].entity


def _entities(sentence: Analysis, *nodes: int) -> list[str]:
    return [sentence.nodes[node].entity or "" for node in nodes]


def _excludes(sentence: Analysis, one: Proposal, other: Proposal) -> bool:
    """Whether two proposals are readings of the same words: only coordinated ends may share a verb."""
    if not set(one.units) & set(other.units):
        return False
    if one.units != other.units:
        return True
    place, group = sentence.unit_of, sentence.group
    pairs = ((one.subject, other.subject), (one.object, other.object))
    return any(a != b and group.get(place[a]) != group.get(place[b]) for a, b in pairs)


def _candidate(sentence: Analysis, p: Proposal, planned: bool) -> Candidate:
    phrase = p.phrase(sentence)
    # No rule of a file: its examples are those of the training texts.
    rule = Rule.model_construct(
        id=RULE,
        predicate=OPEN + phrase,
        frame="verb",
        triggers=(phrase,),
        subject=(sentence.nodes[p.subject].type,),
        object=(sentence.nodes[p.object].type,),
        mode="predicted" if planned else None,
        examples=(),
        counterexamples=(),
    )
    units = p.units[0], p.units[-1] + 1
    syllables = sentence.units[units[0]].syllables[0], sentence.units[units[1] - 1].syllables[1]
    return Candidate(Trigger(rule, phrase, units, syllables), p.subject, p.object, ())
