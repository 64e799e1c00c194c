"""One sentence as the relation engine reads it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.nlp.analysis import Analysis
from kg.nlp.candidates import Candidate
from kg.nlp.syntax import Parse


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence analysed, with every candidate found in it."""

    sentence: Analysis
    parsed: Parse
    candidates: list[Candidate]
