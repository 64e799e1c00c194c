"""The one root of every error a user can cause, and how it is worded."""

from __future__ import annotations

from collections.abc import Iterable


class KgError(Exception):
    """Input, data or schema at fault: says what, where, which values are valid and what to do next.

    `what` is a short clause without a final stop; `where` names a file, a line or an option;
    `choices` are the valid values, if they are few; `hint` is the next step for the reader.
    """

    def __init__(
        self, what: str, *, where: str | None = None, choices: Iterable[str] = (), hint: str | None = None
    ) -> None:
        self.what, self.where, self.choices, self.hint = what, where, tuple(choices), hint
        super().__init__(self._message())

    def _message(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.choices:
            text += f" (valid: {', '.join(self.choices)})"
        if self.hint:
            text += f". {self.hint}"
        return " ".join(text.split())


class InputError(KgError):
    """A document or input file that cannot be read."""


class SchemaError(KgError):
    """A file of `schemas/` that is broken or contradicts another one."""


class OutputError(KgError):
    """A result that cannot be written."""


class UsageError(KgError):
    """A wrong combination of options; the command line exits with 2."""
