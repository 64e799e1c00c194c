"""How the text commits to a fact: denied, planned, passed on from a source, or said outright.

In the manner of ConText: cues with a direction and a scope. Each cue of the sentence is described by where it
stands to the trigger; learned weights say whether it reaches the fact (a denial does not reach a description in
commas: `tân CEO Lê A không từ chức` leaves him the CEO). A cue changes the mode of a fact; it never drops it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.model import Mode
from kg.nlp.analysis import Analysis
from kg.nlp.candidates import Candidate
from kg.nlp.guards import Guards
from kg.nlp.scoring import Weights, logit
from kg.nlp.spots import bucket
from kg.nlp.syntax import Parse
from kg.schema.lang import Lang, longest

_MARKED = (Mode.NEGATED, Mode.PREDICTED, Mode.REPORTED)


@dataclass(frozen=True, slots=True)
class Stance:
    """The mode of a fact and, where the text gives one, the node that says so (None: the author)."""

    mode: Mode
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of stance: its class, its words, and its half-open range of units."""

    kind: str
    words: str
    units: tuple[int, int]


class Context:
    """Reads the stance of a candidate from its sentence."""

    def __init__(self, lang: Lang) -> None:
        stance, words = lang.stance, lang.words
        self._no_denials = stance.no_denials
        self._guards = Guards(lang)
        self._classes: dict[str, frozenset[str]] = {
            "not": words.negations,
            "deny": stance.denials,
            "will": stance.predictions,
            "plan": stance.intentions,
            "can": words.modals,
            "if": stance.conditionals,
            "rumour": stance.rumours,
            "say": stance.reporting_verbs,
            "by": stance.source_prepositions,
            "hedge": stance.hedges,
            "fail": stance.failures,
            "past": lang.roles.former | words.aspects,
            "who": stance.anonymous_sources,
        }
        self._read: tuple[Analysis, list[Cue]] | None = None  # the sentence asked about last, with its cues

    def stance(self, sentence: Analysis, parsed: Parse, candidate: Candidate, weights: Weights) -> Stance:
        """Return the mode of the candidate and who is its source."""
        features = list(self.features(sentence, parsed, candidate))
        odds = {mode: logit(weights.modes[mode.value], features) for mode in _MARKED}
        best = max(_MARKED, key=lambda mode: odds[mode])
        mode = best if odds[best] > 0 else Mode.ASSERTED
        if mode is Mode.ASSERTED:
            mode = self._guards.mode(sentence, candidate, [(cue.kind, cue.units) for cue in self.cues(sentence)])
        return Stance(mode, self._source(sentence, candidate) if mode is not Mode.ASSERTED else None)

    def cues(self, sentence: Analysis) -> list[Cue]:
        """Return the cues of a sentence; the longest at each place and class."""
        if self._read is None or self._read[0] is not sentence:
            self._read = sentence, self._found(sentence)
        return self._read[1]

    def _found(self, sentence: Analysis) -> list[Cue]:
        found: list[Cue] = []
        words = [unit.text for unit in sentence.units]
        read = 0  # units before this one belong to a phrase that denies nothing (`không ngừng`)
        for u, unit in enumerate(sentence.units):
            if unit.kind == "M" or u < read:
                continue
            following = " ".join(words[u : u + 5]).split()
            if size := longest(self._no_denials, following, 0):
                read = _after(words, u, size)
                continue
            for kind, phrases in self._classes.items():
                if size := longest(phrases, following, 0):
                    found.append(Cue(kind, " ".join(following[:size]), (u, _after(words, u, size))))
        return found

    def features(self, sentence: Analysis, parsed: Parse, candidate: Candidate) -> Iterator[str]:
        """Yield the description of every cue's place to the candidate's trigger and ends."""
        rule, first = candidate.trigger.rule, candidate.trigger.units[0]
        at = parsed.of[first]
        shown = (sentence.unit_of[candidate.subject], sentence.unit_of[candidate.object])
        # An end that the sentence leaves unsaid stands nowhere; the trigger stands for it.
        ends = tuple(u if u >= 0 else first for u in shown)
        left, right = min(*ends, first), max(*ends, first)
        frame = f"{rule.frame}.{parsed.path(at, parsed.of[ends[0]])}"
        yield f"frame={frame}"
        yield f"pred={rule.predicate}"
        yield f"phrase={candidate.trigger.phrase}"
        yield f"quoted={sentence.quoted[first]:d}"
        for cue in self.cues(sentence):
            u = cue.units[0]
            zone = "in" if left <= u <= right else "before" if u < left else "after"
            side = "L" if u < first else "R"
            stops = sum(sentence.units[x].text in {";", ":", ","} for x in range(*sorted((u, first))))
            path = parsed.path(parsed.of[u], at)
            near = bucket(abs(first - u))
            place = f"{zone}{side}{min(stops, 2)}"
            yield f"{cue.kind}.{place}"
            yield f"{cue.kind}.{place}.{near}"
            yield f"{cue.kind}.{place}.{rule.frame}"
            yield f"{cue.kind}.path={path}"
            yield f"{cue.kind}.{rule.frame}.path={path}.{side}"
            yield f"{cue.words}.{zone}{side}"
            yield f"{cue.words}.{place}.{near}"
            yield f"{cue.kind}.{frame}.{side}"

    def _source(self, sentence: Analysis, candidate: Candidate) -> int | None:
        """Return the node that the sentence names as the source of the clause, None for the author."""
        first = candidate.trigger.units[0]
        for cue in self.cues(sentence):
            start, end = cue.units
            if cue.kind == "by":
                node = self._next_source(sentence, end)
                if node is not None and node not in {candidate.subject, candidate.object}:
                    return node
            reports = cue.kind == "say" and self._introduces(sentence, end - 1)
            if reports and (start < first or self._closes_quote(sentence, start)):
                node = self._previous_source(sentence, start)
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


def _after(words: Sequence[str], u: int, size: int) -> int:
    """Return the unit after the `size` syllables that begin with unit u."""
    while u < len(words) and size > 0:
        size -= len(words[u].split())
        u += 1
    return u
