"""Which candidates of a sentence are given out together: the best reading wins, contradictions are settled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.model import CONCEPT
from kg.nlp.analysis import Node
from kg.nlp.candidates import Candidate

THRESHOLD = 0.5  # a fact less likely right than wrong is never given out
_MADE = frozenset({"PRODUCT", "WORK"})
Scored = tuple[Candidate, float]


def choose(scored: Iterable[Scored], nodes: Sequence[Node]) -> list[Scored]:
    """Return the candidates to give out, in text order.

    Both ends are known, one candidate stands for a pair and predicate, one word tells one thing of a maker and
    its product, a pair is not said both ways round (once for a symmetric predicate), one class phrase is said once,
    and an end that the sentence leaves unsaid gives way to one that it names.
    """
    taken: set[tuple[object, ...]] = set()
    named: set[tuple[str, str, int]] = set()
    kept: list[Scored] = []
    for candidate, score in sorted(scored, key=lambda c: (-c[1], _implicit(c[0], nodes), c[0].trigger.syllables)):
        subject, object_ = nodes[candidate.subject], nodes[candidate.object]
        if score < THRESHOLD or subject.entity is None or object_.entity is None:
            continue
        predicate = candidate.trigger.rule.predicate
        claims: list[tuple[object, ...]] = [(predicate, subject.entity, object_.entity)]
        if object_.type in _MADE and subject.type not in _MADE:
            # `Llama của Meta` may be read as developed or owned; once is enough.
            claims.append((subject.entity, object_.entity, candidate.trigger.syllables))
        if object_.type == CONCEPT:
            # Readings of one class phrase exclude each other: the best is said, not each of its parts.
            claims.append((predicate, subject.entity, candidate.trigger.syllables[0]))
        if taken.isdisjoint(claims) and (predicate, object_.entity, subject.entity) not in taken:
            taken.update(claims)
            kept.append((candidate, score))
            if not _implicit(candidate, nodes):
                named |= {(predicate, "s", candidate.subject), (predicate, "o", candidate.object)}
    out = [c for c in kept if not (_implicit(c[0], nodes) and _has_named_rival(c[0], named))]
    return sorted(out, key=lambda c: (c[0].trigger.syllables, c[0].subject, c[0].object))


def _implicit(candidate: Candidate, nodes: Sequence[Node]) -> bool:
    return nodes[candidate.subject].implicit or nodes[candidate.object].implicit


def _has_named_rival(candidate: Candidate, named: set[tuple[str, str, int]]) -> bool:
    predicate = candidate.trigger.rule.predicate
    return (predicate, "s", candidate.subject) in named or (predicate, "o", candidate.object) in named
