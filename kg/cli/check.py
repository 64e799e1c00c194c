"""`kg check`: are the schemas whole, and do the rules do what their examples say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.build import Schemas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from kg.check import PredicateCheck


def check(
    schemas: Schemas = None,
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", metavar="PATH", help="Also list the rules that find nothing in these texts."),
    ] = None,
) -> None:
    """Load all of the schemas strictly and run the examples of every rule.

    Prints the rules of each predicate, the examples that fail and the predicates without a rule. Exits with 1
    if the schemas are broken or an example fails.

    Example: kg check --corpus seeds
    """
    from kg import check as library
    from kg.cli.show import console
    from kg.schema import load_schema

    schema = load_schema(schemas)
    nlp = library.load_all(schema)
    found = library.check_rules(schema)
    failures = [outcome for one in found for outcome in one.failures]
    out = console()
    out.print(_table(found))
    for outcome in failures:
        out.print(f"failed: {outcome}", markup=False, soft_wrap=True)
    lists = {"predicates without a rule": library.uncovered(schema)}
    if corpus:
        lists[f"rules that find nothing in {corpus}"] = library.silent_rules(schema, nlp, [corpus])
    for title, names in lists.items():
        line = f"{title}: {len(names)}" + (f" ({', '.join(names)})" if names else "")
        out.print(line, markup=False, soft_wrap=True)
    if failures:
        raise typer.Exit(1)


def _table(found: Sequence[PredicateCheck]) -> Table:
    from rich import box
    from rich.table import Table

    columns = ("predicate", "rules", "triggers", "passed", "failed")
    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, show_footer=True)
    rows = [(one.rules, one.triggers, len(one.outcomes) - len(one.failures), len(one.failures)) for one in found]
    for one, row in zip(found, rows, strict=True):
        table.add_row(one.predicate, *map(str, row[:-1]), str(row[-1] or ""))
    table.columns[0].footer = f"{len(found)} predicates"
    for number, column in enumerate(table.columns[1:]):
        column.justify = "right"
        column.footer = str(sum(row[number] for row in rows))
    return table
