"""String functions (DMN 1.5 table 74); positions count code points from 1, negative ones from the end."""

from decimal import Decimal
from typing import Any

from engine.feel.builtins import back_references, patterns
from engine.feel.builtins.registry import Registry
from engine.feel.frames import Run

REGISTRY = Registry()


def whole(number: Decimal) -> int:
    """Give the number cut toward zero, kept within what any string or list can count."""
    return int(max(min(number, Decimal(10**9)), Decimal(-(10**9))))


@REGISTRY.form("substring(string: string, start position: number, length?: number)")
def _substring(_: Run, string: str, start: Decimal, length: Decimal | None) -> str | None:
    first, count = whole(start), len(string) if length is None else whole(length)
    if not first or count < 1:
        return None
    begin = first - 1 if first > 0 else len(string) + first
    return string[begin : begin + count] if 0 <= begin < len(string) else None


@REGISTRY.form("string length(string: string)")
def _string_length(_: Run, string: str) -> Decimal:
    return Decimal(len(string))


@REGISTRY.form("upper case(string: string)")
def _upper_case(run: Run, string: str) -> str:
    run.string_of(len(string))
    return string.upper()


@REGISTRY.form("lower case(string: string)")
def _lower_case(run: Run, string: str) -> str:
    run.string_of(len(string))
    return string.lower()


@REGISTRY.form("substring before(string: string, match: string)")
def _substring_before(_: Run, string: str, match: str) -> str:
    return string.partition(match)[0] if match and match in string else ""


@REGISTRY.form("substring after(string: string, match: string)")
def _substring_after(_: Run, string: str, match: str) -> str:
    return string.partition(match)[2] if match else string


@REGISTRY.form("contains(string: string, match: string)")
def _contains(_: Run, string: str, match: str) -> bool:
    return match in string


@REGISTRY.form("starts with(string: string, match: string)")
def _starts_with(_: Run, string: str, match: str) -> bool:
    return string.startswith(match)


@REGISTRY.form("ends with(string: string, match: string)")
def _ends_with(_: Run, string: str, match: str) -> bool:
    return string.endswith(match)


@REGISTRY.form("string join(list: list, delimiter?: string|null)")
def _string_join(run: Run, items: list[Any], delimiter: str | None) -> str | None:
    run.spend(len(items) // 2)
    parts = [item for item in items if item is not None]
    if not all(type(item) is str for item in parts):
        return None
    between = delimiter or ""
    run.string_of(sum(map(len, parts)) + len(between) * len(parts))
    return between.join(parts)


@REGISTRY.form("split(string: string, delimiter: string)")
def _split(run: Run, string: str, delimiter: str) -> list[str] | None:
    found = patterns.compiled(run, delimiter, "")
    return None if found is None else patterns.split(run, found, string)


@REGISTRY.form("matches(input: string, pattern: string, flags?: string|null)")
def _matches(run: Run, string: str, pattern: str, flags: str | None) -> bool | None:
    run.pattern_of(len(pattern))
    if back_references.in_pattern(pattern, flags or ""):
        return back_references.search(run, pattern, flags or "", string)
    found = patterns.compiled(run, pattern, flags or "")
    return None if found is None else patterns.search(run, found, string)


@REGISTRY.form("replace(input: string, pattern: string, replacement: string, flags?: string|null)")
def _replace(run: Run, string: str, pattern: str, replacement: str, flags: str | None) -> str | None:
    found = patterns.compiled(run, pattern, flags or "")
    return None if found is None else patterns.replace(run, found, string, replacement, literal="q" in (flags or ""))
