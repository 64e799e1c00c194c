"""`kg explain`: from an entity or a fact back to the sentences and rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Output = Annotated[
    Path, typer.Option("-o", "--output", metavar="OUT", help="Output folder of kg build, or a facts.jsonl.")
]


def explain(
    name: Annotated[str, typer.Argument(metavar="NAME_OR_FACT_ID", help="A name with its tone marks, or f:… .")],
    output: Output = Path("output"),
) -> None:
    """Show the facts of an entity, or one fact: sentences, rules, confidence, and why names were joined.

    Example: kg explain "Hà Nội" -o output
    """
    from kg import explain as library
    from kg.cli.show import print_explanation
    from kg.output import read_output

    print_explanation(library.explain(name, read_output(output)))
