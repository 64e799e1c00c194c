"""How the text commits to a fact: denied, planned, passed on from a source, or said outright; and when and where.

In the manner of ConText: cues with a direction and a scope inside the clause. A cue changes the mode and the
qualifiers of a fact; it never drops the fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import Mode
from kg.nlp.analysis import Analysis
from kg.nlp.candidates import Candidate
from kg.nlp.syntax import Parse
from kg.schema.lang import Lang, longest

_NOT_DENIALS = ("không chỉ", "không những", "không ngừng", "không khỏi", "không ít", "không kém", "không quên")
_SCOPE = 7  # units before a trigger in which a negation or a plan still governs it


@dataclass(frozen=True, slots=True)
class Stance:
    """The mode of a fact and, where the text gives one, the node that says so (None: the author)."""

    mode: Mode
    by: int | None = None


class Context:
    """Reads the stance and the circumstances of a candidate from its sentence."""

    def __init__(self, lang: Lang) -> None:
        stance, words = lang.stance, lang.words
        self._negations = words.negations - {"hết", "thôi", "ngừng"}
        self._denials = stance.denials
        self._predictions = stance.predictions | {"có thể", "có thể sẽ"}
        self._intentions = stance.intentions - {"để", "quyết định", "nhằm", "thảo luận", "cam kết", "chuẩn bị"}
        self._conditionals = stance.conditionals
        self._reporting = stance.reporting_verbs
        self._sources = stance.source_prepositions
        self._rumours = stance.rumours

    def stance(self, sentence: Analysis, parsed: Parse, candidate: Candidate) -> Stance:
        """Return the mode of the candidate and who is its source."""
        by = self._source(sentence, candidate)
        first = candidate.trigger.units[0]
        ends = [sentence.unit_of[candidate.subject], sentence.unit_of[candidate.object]]
        start = max(self._clause_start(sentence, first), first - _SCOPE)
        left = min([u for u in ends if u < first], default=first)
        window = range(max(0, min(start, max(left, first - _SCOPE))), first)
        words = [sentence.units[u].text for u in window]
        if self._denied(sentence, words, candidate):
            return Stance(Mode.NEGATED, by)
        if self._planned(sentence, words, candidate):
            return Stance(Mode.PREDICTED, by)
        if by is not None or self._contains(words, self._rumours):
            return Stance(Mode.REPORTED, by)
        return Stance(Mode.ASSERTED)

    @staticmethod
    def _clause_start(sentence: Analysis, u: int) -> int:
        while u > 0 and sentence.units[u - 1].text not in {";", ":", ".", "nhưng", "song", "còn"}:
            u -= 1
        return u

    @staticmethod
    def _contains(words: Sequence[str], cues: frozenset[str]) -> bool:
        syllables = " ".join(words).split()
        return any(longest(cues, syllables, i) > i for i in range(len(syllables)))

    def _denied(self, sentence: Analysis, words: Sequence[str], candidate: Candidate) -> bool:
        text = f" {' '.join(words)} "
        for phrase in _NOT_DENIALS:
            text = text.replace(f" {phrase} ", " ")
        plain = text.split()
        count = sum(longest(self._negations, plain, i) > i for i in range(len(plain)))
        whole = [u.text for u in sentence.units[: candidate.trigger.units[0]]]
        return count > 0 or self._contains(whole, self._denials)

    def _planned(self, sentence: Analysis, words: Sequence[str], candidate: Candidate) -> bool:
        if self._contains(words, self._predictions) or self._contains(words, self._intentions):
            return True
        opening = [u.text for u in sentence.units[:3]]
        return self._contains(opening, self._conditionals) or self._contains(opening[:2], self._predictions)

    def _source(self, sentence: Analysis, candidate: Candidate) -> int | None:
        """Return the node that the sentence names as the source of the clause, None for the author."""
        units, first = sentence.units, candidate.trigger.units[0]
        for u, unit in enumerate(units):
            if unit.kind != "W":
                continue
            if unit.text in self._sources or unit.text == "theo":
                node = self._next_source(sentence, u + 1)
                if node is not None and node not in {candidate.subject, candidate.object}:
                    return node
            reports = unit.text in self._reporting
            if reports and self._introduces(sentence, u) and (u < first or self._closes_quote(sentence, u)):
                node = self._previous_source(sentence, u)
                if node is not None and node != candidate.object:
                    return node
        return None

    @staticmethod
    def _closes_quote(sentence: Analysis, u: int) -> bool:
        return any(unit.text in {"”", '"', "»"} for unit in sentence.units[max(0, u - 6) : u])

    @staticmethod
    def _introduces(sentence: Analysis, u: int) -> bool:
        """Whether the reporting verb is followed by a clause or stands beside a quotation."""
        after = sentence.units[u + 1 : u + 3]
        return not after or after[0].text not in {"của", "về", "với"} or after[0].kind != "W"

    @staticmethod
    def _next_source(sentence: Analysis, u: int) -> int | None:
        for unit in sentence.units[u : u + 6]:
            if unit.kind == "M" and unit.node is not None and sentence.nodes[unit.node].type in {"PER", "ORG"}:
                return unit.node
            if unit.kind == "P" or unit.tag == "V":
                return None
        return None

    @staticmethod
    def _previous_source(sentence: Analysis, u: int) -> int | None:
        for unit in reversed(sentence.units[max(0, u - 8) : u]):
            if unit.kind == "M" and unit.node is not None and sentence.nodes[unit.node].type in {"PER", "ORG", "LOC"}:
                return unit.node
            if unit.text in {";", ":"}:
                return None
        return None
