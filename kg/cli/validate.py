"""`kg validate`: does a graph.ttl keep the promises of its ontology and shapes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.build import Schemas


def validate(
    graph: Annotated[Path, typer.Argument(metavar="GRAPH", help="A graph.ttl, or the folder it is in.")],
    schemas: Schemas = None,
) -> None:
    """Check a graph.ttl: SHACL shapes, types of ends, and that only asserted facts are plain triples.

    Prints one line for each thing that is wrong, and then exits with 1.

    Example: kg validate output
    """
    from kg import validate as library
    from kg.schema import load_schema

    problems = library.validate(graph / "graph.ttl" if graph.is_dir() else graph, load_schema(schemas))
    for problem in problems:
        print(problem)
    if problems:
        raise typer.Exit(1)
