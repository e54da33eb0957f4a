"""What FEEL refuses, each with a stable code: a text that is no FEEL, a limit that was reached, a host's mistake.

A failing *operation* is no exception in FEEL: it gives null (DMN 1.5 section 10.3.2.13). Only these three travel
as errors.
"""

from engine import errors

# What a reader of either language is told was expected; symbols stand for themselves.
_EXPECTED = {
    "expression": ("sebuah ekspresi", "an expression"),
    "name": ("sebuah nama", "a name"),
    "type": ("sebuah tipe", "a type"),
    "end": ("akhir ekspresi", "the end of the expression"),
    "closing quote": ("tanda petik penutup", "a closing quotation mark"),
    "character": ("huruf, angka, atau operator", "a letter, a digit or an operator"),
    "escape": ("urutan escape yang sah", "a valid escape sequence"),
    "literal": ("tanggal, waktu, atau durasi", "a date, time or duration"),
}


class FeelError(errors.LindungError):
    """The FEEL expression cannot be run. Check how it is written."""

    code = "feel_error"


class FeelSyntaxError(FeelError):
    """The FEEL expression is not well formed. Check it at the named line and column.

    ``line`` and ``column`` count from 1; ``found`` is empty at the end of the text.
    """

    code = "feel_syntax"

    def __init__(self, *, line: int, column: int, found: str, expected: str) -> None:
        """Keep the place and both sides of the disagreement."""
        super().__init__(line=line, column=column, found=found, expected=expected)
        self.line, self.column, self.found, self.expected = line, column, found, expected

    def explain_id(self) -> str:
        """Give the whole sentence in Indonesian, fit for the editor."""
        expected = _EXPECTED.get(self.expected, (f'"{self.expected}"', ""))[0]
        found = f'"{self.found}"' if self.found else "akhir ekspresi"
        return f"Baris {self.line}, kolom {self.column}: ditemukan {found}, seharusnya {expected}."

    def explain_en(self) -> str:
        """Give the whole sentence in English."""
        expected = _EXPECTED.get(self.expected, ("", f'"{self.expected}"'))[1]
        found = f'"{self.found}"' if self.found else "the end of the expression"
        return f"Line {self.line}, column {self.column}: found {found}, expected {expected}."


class FeelLimitError(FeelError):
    """The FEEL expression asks for more work than one expression may do. Make it simpler.

    ``limit`` says which of engine.feel.limits.
    """

    code = "feel_limit"

    def __init__(self, limit: str) -> None:
        """Name the limit that was reached."""
        super().__init__(limit=limit)
        self.limit = limit


class FeelEvaluationError(FeelError):
    """A value was given that FEEL does not know.

    ``kind`` names the Python type.
    """

    code = "feel_host_value"

    def __init__(self, kind: str) -> None:
        """Name the type only: the value may be the content of a case."""
        super().__init__(kind=kind)
        self.kind = kind
