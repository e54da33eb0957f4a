"""Receipt codes: what a reporter without an account comes back with.

Twenty letters and digits in groups of four: nineteen chosen at random (94 bits), the last one checks the others, so
that one wrong character or two exchanged ones are never taken for another report's code. No 0, 1, I, L or O: they are
mistaken for each other on paper.
"""

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 20
GROUP = 4
_BASE = len(ALPHABET)  # a prime, so that every weight below can be undone


def of(secret: bytes) -> str:
    """Give the code that belongs to a secret of at least 16 bytes; equal secrets give equal codes."""
    number, values = int.from_bytes(secret), []
    for _ in range(LENGTH - 1):
        number, value = divmod(number, _BASE)
        values.append(value)
    check = -_weighed(values) * pow(LENGTH, -1, _BASE) % _BASE
    return "".join(ALPHABET[value] for value in (*values, check))


def read(text: str) -> str | None:
    """Give the code that was typed, however it was spaced; None when no code was ever written like this."""
    typed = "".join(text.upper().split()).replace("-", "")
    if len(typed) != LENGTH or set(typed) - set(ALPHABET):
        return None
    return typed if _weighed([ALPHABET.index(one) for one in typed]) % _BASE == 0 else None


def shown(code: str) -> str:
    """Give a code as people copy it: in groups."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def _weighed(values: list[int]) -> int:
    """Give the sum of the values, each times its place: what two exchanged characters change."""
    return sum(place * value for place, value in enumerate(values, start=1))
