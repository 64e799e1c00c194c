"""Writing a result so that a reader sees the old file or the whole new one, never a half."""

from __future__ import annotations

import os
from pathlib import Path

from kg.errors import OutputError


def atomic_bytes(path: Path, data: bytes) -> Path:
    """Write `data` beside `path`, then move it into place; missing folders are made.

    Returns `path`. Raises OutputError when the folder or the disk refuses; then no partial file is left.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        _discard(beside)
        reason = error.strerror or str(error)
        hint = "Choose another output folder with -o"
        raise OutputError(f"cannot be written: {reason}", where=str(path), hint=hint) from error
    return path


def atomic_text(path: Path, text: str) -> Path:
    """Write `text` as UTF-8 with `\\n` line ends as they stand, in the manner of `atomic_bytes`.

    A lone surrogate has no UTF-8 form: OutputError names its place.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        what = f"character {error.start} is a lone surrogate, which UTF-8 cannot hold"
        raise OutputError(what, where=str(path)) from error
    return atomic_bytes(path, data)


def _discard(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # The write failed for a reason that also bars removal; the first error is the one to report.
        return
