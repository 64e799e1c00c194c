"""`kg annotate`: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.build import Schemas


def annotate(
    source: Annotated[str, typer.Argument(metavar="IN.jsonl", help='Lines {"id", "text"}, - for stdin.')],
    output: Annotated[
        str,
        typer.Option("-o", "--output", metavar="OUT.jsonl", help='Lines {"id", "entities", "facts"}, - for stdout.'),
    ] = "-",
    clean: Annotated[bool, typer.Option("--clean", help="Leave out menus, teasers and other page furniture.")] = False,
    schemas: Schemas = None,
) -> None:
    """Mark the names, values and facts of each text, with offsets into the text as given.

    Example: kg annotate texts.jsonl -o annotated.jsonl
    """
    from kg import annotate as library
    from kg.export.files import atomic_text
    from kg.output import check_folder, read_lines
    from kg.pipeline import make_language
    from kg.schema import load_schema

    if output != "-":
        check_folder(Path(output).parent)
    records = list(library.records(read_lines(source), source))
    schema = load_schema(schemas)
    found = library.annotate(records, make_language(schema), schema, cleaning=clean)
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in found)
    if output == "-":
        for line in lines:
            sys.stdout.buffer.write(line.encode("utf-8"))
    else:
        atomic_text(Path(output), "".join(lines))
