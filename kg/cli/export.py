"""`kg export`: the graph of an earlier build in another format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.build import Schemas, format_names


def export(
    output: Annotated[Path, typer.Argument(metavar="OUT", help="Output folder of kg build.")],
    formats: Annotated[str, typer.Option("--format", metavar="A,B", help="Formats to write, for instance ttl,csv.")],
    target: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="Folder to write into; OUT if not given."),
    ] = None,
    schemas: Schemas = None,
) -> None:
    """Write the graph of an earlier build again, without reading the articles again.

    Example: kg export output --format ttl -o elsewhere
    """
    from kg.output import check_folder
    from kg.pipeline import export_output

    names = format_names(formats)
    check_folder(target or output)
    for path in export_output(output, target or output, names, schemas):
        print(path)
