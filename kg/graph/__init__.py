"""The merged graph: claims as edges that keep all their evidence, contradictions flagged."""

from kg.graph.evidence import Evidence, belief
from kg.graph.merge import Qualifiers, build_graph

__all__ = ["Evidence", "Qualifiers", "belief", "build_graph"]
