"""What no weight may overrule: plain readings whose contrary would be a wrong fact about somebody.

The weights are right about most sentences and now and then wrong about the plainest. Some constructions are therefore
read by rule: what governs a verb or an office (denial, plan, rumour), a condition, the office of somebody else, and
two lists that are said to answer each other (`A và B lần lượt lãi 5 tỷ và 3 tỷ đồng`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kg.model import Mode
from kg.nlp.analysis import COORDINATORS, Analysis
from kg.nlp.candidates import Candidate
from kg.schema.lang import Lang

_NOMINAL = frozenset({"N", "Nc", "A", "M", "L"})
_BEFORE_NOUN = _NOMINAL | {"E"}
_CLAUSE = frozenset({"C", "Cc"})
_REACH = 4  # words of a noun phrase before its head
_FAR = 8  # units between the words that say that two lists answer each other and the second of them
_SHORTEST_LIST = 2
# What a word that governs a fact makes of it.
_MODES = {
    "not": Mode.NEGATED,
    "deny": Mode.NEGATED,
    "fail": Mode.NEGATED,
    "will": Mode.PREDICTED,
    "plan": Mode.PREDICTED,
    "rumour": Mode.REPORTED,
}
Placed = tuple[str, tuple[int, int]]  # the kind of a cue and its half-open units


class Guards:
    """Reads the constructions by the word lists of a language."""

    def __init__(self, lang: Lang) -> None:
        words, stance = lang.words, lang.stance
        self._offices = words.copulas | stance.office_verbs
        self._light = words.aspects | words.adverbs | words.passives | stance.light_nouns
        self._attached, self._attaching = lang.roles.attached, lang.roles.attaching
        people = lang.roles.all | lang.titles.professions | lang.heads.person | lang.writing.people_nouns
        self._posts = {noun.lower() for noun in people}
        self._respective = words.respective
        self._office_words = self._offices | self._light | stance.office_changes

    def mode(self, sentence: Analysis, candidate: Candidate, cues: Iterable[Placed]) -> Mode:
        """Return the mode that the plain construction gives, ASSERTED where it says nothing else."""
        placed = list(cues)
        head = self._head(sentence, candidate)
        if head is None:
            return Mode.ASSERTED
        governed = self._governed(sentence, candidate, head, placed)
        if governed is Mode.ASSERTED and self._is_supposed(sentence, head, placed):
            return Mode.PREDICTED
        return governed

    def _head(self, sentence: Analysis, candidate: Candidate) -> int | None:
        """Return the unit of the verb that states the fact: the trigger, or what gives an office; None for neither."""
        units, first = sentence.units, candidate.trigger.units[0]
        if units[first].tag == "V":
            return first
        u = first
        for _ in range(_REACH):
            if not u or units[u - 1].kind != "W":
                return None
            if units[u - 1].text in self._offices or units[u - 1].tag == "V":
                return u - 1 if 0 <= sentence.unit_of[candidate.subject] < u else None
            if units[u - 1].tag not in _NOMINAL and units[u - 1].text not in self._light:
                return u if 0 <= sentence.unit_of[candidate.subject] < u else None
            u -= 1
        return None

    def _governed(self, sentence: Analysis, candidate: Candidate, head: int, cues: Sequence[Placed]) -> Mode:
        """Return what the words right before the verb make of the fact, over words that say nothing of their own.

        A denial reaches over a plan (`hủy kế hoạch mua`); two denials are none.
        """
        subject, u = sentence.unit_of[candidate.subject], head + 1
        met: list[Mode] = []
        while u > 0:
            governing = [(kind, start) for kind, (start, end) in cues if kind in _MODES and end == u]
            if governing:
                met.append(_MODES[governing[0][0]])
                u = max(start for _, start in governing)
                continue
            unit = sentence.units[u - 1]
            if u - 1 not in {head, subject} and unit.text not in self._light and unit.text not in self._offices:
                break
            u -= 1
        if met.count(Mode.NEGATED) % 2:
            return Mode.NEGATED
        return next((mode for mode in met if mode is not Mode.NEGATED), Mode.ASSERTED)

    @staticmethod
    def _is_supposed(sentence: Analysis, head: int, cues: Iterable[Placed]) -> bool:
        """Whether the verb stands in a conditional clause (`nếu Nvidia mua Arm`)."""
        units = sentence.units
        for kind, (start, end) in cues:
            opens = units[start].tag in _CLAUSE or not start or units[start - 1].kind == "P"
            if kind == "if" and opens and end <= head and all(unit.kind != "P" for unit in units[end:head]):
                return True
        return False

    def is_anothers(self, sentence: Analysis, candidate: Candidate) -> bool:
        """Whether an office is somebody else's: a relative's (`con chủ tịch X`) or a verb's object (`gặp CEO X`)."""
        trigger = candidate.trigger
        if trigger.rule.frame != "noun" or not trigger.units[0]:
            return False
        s = sentence.unit_of[candidate.subject]
        return self._is_attached(sentence, trigger.units[0], s) or (
            trigger.phrase.lower() in self._posts and self._is_object(sentence, trigger.units[0], s)
        )

    def _is_attached(self, sentence: Analysis, first: int, subject: int) -> bool:
        """Whether somebody to whom the subject only belongs, or who belongs to it, stands right before the office."""
        units = sentence.units
        u = first - (units[first - 1].text in self._attaching)
        words = [unit.text for unit in units[max(0, u - 2) : u] if unit.kind == "W"]
        if words[-1:] and (words[-1] in self._attached or " ".join(words) in self._attached):
            return subject < first or any(unit.text == "," for unit in units[first:subject])
        return False

    def _is_object(self, sentence: Analysis, first: int, subject: int) -> bool:
        """Whether the subject's clause has the office behind a verb that neither gives, holds nor ends an office."""
        units = sentence.units
        if not 0 <= subject < first or any(unit.kind == "P" for unit in units[subject:first]):
            return False
        u = first
        while u > subject + 1 and units[u - 1].kind == "W" and units[u - 1].tag in _BEFORE_NOUN:
            u -= 1
        verb, words = units[u - 1], units[u - 1].text.split()
        # The tagger may take the verb and its noun for one word (`ứng cử chức`).
        known = any(" ".join(words[:size]) in self._office_words for size in range(1, len(words) + 1))
        return verb.kind == "W" and verb.tag == "V" and not known

    def is_crossed(self, sentence: Analysis, candidate: Candidate) -> bool:
        """Whether two lists answer each other one by one and the candidate takes one member of each out of turn.

        The second list is that of the object; the first that of the subject or of nouns beside the trigger.
        """
        s, o = (sentence.unit_of[n] for n in (candidate.subject, candidate.object))
        seconds = _members(sentence, o)
        if len(seconds) < _SHORTEST_LIST or not self._answers(sentence, seconds[0]):
            return False
        firsts = _members(sentence, s)
        if len(firsts) == len(seconds):
            return firsts.index(s) != seconds.index(o)
        nouns = _coordinated(sentence, candidate.trigger.units[0])
        return len(nouns) == len(seconds) and candidate.trigger.units[0] not in nouns[seconds.index(o)]

    def _answers(self, sentence: Analysis, first: int) -> bool:
        """Whether words shortly before a list that begins at a unit say that it answers another."""
        units = sentence.units
        for u in range(first - 1, max(-1, first - _FAR), -1):
            if units[u].text in self._respective or " ".join(w.text for w in units[u : u + 2]) in self._respective:
                return True
        return False


def _members(sentence: Analysis, u: int) -> list[int]:
    """Return the units of the nodes coordinated with the one at unit u, itself included; none for no unit."""
    group = sentence.group.get(u)
    return [] if group is None else [at for at, other in sentence.group.items() if other == group]


def _coordinated(sentence: Analysis, u: int) -> list[range]:
    """Return the units (half-open) of each coordinated noun phrase around the unit u, in text order."""
    units = sentence.units

    def inside(at: int) -> bool:
        return units[at].kind != "M" and (units[at].tag in _NOMINAL or units[at].text in COORDINATORS)

    first, last = u, u + 1
    while first and inside(first - 1):
        first -= 1
    while last < len(units) and inside(last):
        last += 1
    bounds = [first - 1, *(at for at in range(first, last) if units[at].text in COORDINATORS), last]
    return [range(a + 1, b) for a, b in pairwise(bounds)]
