"""Merging facts into claims: one networkx MultiDiGraph in which every edge keeps all its evidence.

A claim is what is said (subject, predicate, object, mode, source, identity qualifiers); the sentences that say
it are its evidence and no part of its identity. The graph of a set of facts does not depend on their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.model import END_TYPES, Document, End, Fact, Mode, Value, content_id
from kg.text import identity_key

if TYPE_CHECKING:
    from kg.schema import Schema
    from kg.schema.ontology import Predicate
    from kg.schema.resolving import ClaimRules

Qualifiers = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One sentence that states a claim.

    `doc` is the document's id, `start`/`end` the half-open code points of the sentence in its text, `text` the
    sentence. `fact_id` is the fact's id in `facts.jsonl`; `rule` the rule that fired on the words `trigger`.
    `confidence` is the fact's own, in [0, 1]. Sorts by document and place.
    """

    doc: str
    start: int
    end: int
    fact_id: str
    text: str
    rule: str
    trigger: str
    confidence: float
