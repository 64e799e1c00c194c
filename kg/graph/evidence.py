"""The sentences that state a claim, and how far they support it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import Fact


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that states a claim.

    `fact_id` is the fact's id in `facts.jsonl`, `doc` the document's id, `start`/`end` the half-open code
    points of the sentence in its text, `text` the sentence; `rule` is the rule that fired on the words
    `trigger`; `confidence` is the fact's own, in [0, 1].
    """

    fact_id: str
    doc: str
    start: int
    end: int
    text: str
    rule: str
    trigger: str
    confidence: float

    @classmethod
    def of(cls, fact: Fact) -> Evidence:
        place = fact.sentence
        found = (fact.rule, fact.trigger, fact.confidence)
        return cls(fact.id, place.doc, place.start, place.end, place.text, *found)

    def place(self) -> tuple[str, int, int, str, str, str, float]:
        """Return the key that orders evidence: by document, then by place in it."""
        return (self.doc, self.start, self.end, self.fact_id, self.rule, self.trigger, self.confidence)


def belief(evidence: Iterable[Evidence], cap: float = 0.99) -> float:
    """Return how far the evidence supports its claim, in [0, cap], rounded to 4 digits.

    Noisy-or over independent witnesses: `1 - ∏(1 - c)`. A document that repeats itself is one witness, and so
    is a sentence copied from document to document; the most confident statement of each speaks for it.
    """
    doubt, docs, texts = 1.0, set(), set()
    for one in sorted(evidence, key=lambda e: (-e.confidence, e.place())):
        if one.doc not in docs and one.text not in texts:
            doubt *= 1.0 - one.confidence
        docs.add(one.doc)
        texts.add(one.text)
    return round(min(1.0 - doubt, cap), 4)
