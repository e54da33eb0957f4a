"""Context functions (DMN 1.5 table 81)."""

from typing import Any

from engine.feel.builtins.registry import Registry
from engine.feel.frames import Run

REGISTRY = Registry()


@REGISTRY.form("get value(m: context, key: string)")
def _get_value(_: Run, context: dict[str, Any], key: str) -> Any:
    return context.get(key)


@REGISTRY.form("get entries(m: context)")
def _get_entries(run: Run, context: dict[str, Any]) -> list[dict[str, Any]]:
    run.list_of(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@REGISTRY.form("context(entries: list)")
def _context(run: Run, entries: list[Any]) -> dict[str, Any] | None:
    run.list_of(len(entries))
    found: dict[str, Any] = {}
    for entry in entries:
        if (
            type(entry) is not dict
            or "value" not in entry
            or type(entry.get("key")) is not str
            or entry["key"] in found
        ):
            return None
        found[entry["key"]] = entry["value"]
    return found


@REGISTRY.form("context put(context: context, key: string, value: any)")
def _context_put(run: Run, context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    run.list_of(len(context) + 1)
    return {**context, key: value}


@REGISTRY.form("context put(context: context, keys: list, value: any)")
def _context_put_deep(run: Run, context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any] | None:
    return _put(run, context, keys, value) if keys and all(type(key) is str for key in keys) else None


def _put(run: Run, context: Any, keys: list[str], value: Any) -> dict[str, Any] | None:
    """Put the value below a path of keys; every step but the last must already be a context."""
    if type(context) is not dict:
        return None
    run.list_of(len(context) + 1)
    run.enter()
    inner = value if len(keys) == 1 else _put(run, context.get(keys[0]), keys[1:], value)
    run.leave()
    return None if inner is None and len(keys) > 1 else {**context, keys[0]: inner}


@REGISTRY.form("context merge(contexts: list)")
def _context_merge(run: Run, contexts: list[Any]) -> dict[str, Any] | None:
    if not all(type(each) is dict for each in contexts):
        return None
    run.list_of(sum(map(len, contexts)))
    return {key: value for each in contexts for key, value in each.items()}
