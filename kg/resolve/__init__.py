"""Identity across documents: deciding which entities are one, apart from applying it to the facts."""

from kg.resolve.decisions import Decision, Verdict, dump_decisions, load_decisions
from kg.resolve.ids import literal_id
from kg.resolve.lists import best_name_in, canonical_in, resolve_with
from kg.resolve.resolution import Resolution, Resolved, apply, resolve

__all__ = [
    "Decision",
    "Resolution",
    "Resolved",
    "Verdict",
    "apply",
    "best_name_in",
    "canonical_in",
    "dump_decisions",
    "literal_id",
    "load_decisions",
    "resolve",
    "resolve_with",
]
