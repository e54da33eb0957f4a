"""What an evil or careless author may write; run as a program it prints the dearest, measured in honest evaluations.

HONEST does plain work until its steps are used up, which is what the limits let anybody cost. Each of HARMLESS is
null, false or plain text: nothing of a Python object is there to be reached. Each of REFUSED asks for more than one
evaluation may use.
"""

import contextlib
import statistics
import sys
import time

from engine import feel

SCOPE = {"x": 1, "s": "a" * 1000, "xs": list(range(3000))}
HONEST = "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(60)}.r"
HARMLESS = [
    "x.__class__",
    "(1).__class__.__mro__",
    '"".__class__.__subclasses__()',
    "[].__len__",
    "sort.__globals__",
    "sort.call",
    "{}.keys",
    "{}.__init__",
    'get value({}, "__class__")',
    '@"2026-01-01".replace',
    '@"P1D".total_seconds()',
    "[1..2].__dict__",
    "__import__",
    '__import__("os")',
    'eval("1")',
    'open("/etc/passwd")',
    "exec",
    "builtins",
    "run",
    "x.real",
    'string("{0.__class__}")',
    'string("%s%n")',
    'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "(a+)+$")',
    'date("999999999-12-31") + duration("P999999999Y")',
    "date(1e300, 1, 1)",
    'substring("a", 1e6000)',
    'duration("P999999999999999D")',
    '@"P1D" * 1e6000',
    "modulo(1e6144, 3)",
    'context put({}, for i in 1..1000 return "a", 1)',
    "9 ** 0.5 ** 9 < 0",
]
REFUSED = [
    "10 ** 10000",
    "2 ** (10 ** 6)",
    "9999999 ** 999999",
    "0.1 ** -7000",
    "1.0000001 ** 1e30",
    "exp(1e30)",
    "for i in 1..1000000000 return i",
    "for i in 1..10000, j in 1..10000 return i * j",
    "some i in 1..49999, j in 1..49999 satisfies i + j < 0",
    "for i in 1..3000 return for j in 1..3000 return 1",
    "for i in 1..40 return [partial, partial]",
    "for i in 1..20000 return partial",
    "(function(f) f(f))(function(f) f(f))",
    "{f: function(n) f(n + 1)}.f(0)",
    "{f: function(n) f(n + 1) + f(n + 1), r: f(1)}.r",
    "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(60)}.r",
    '{f: function(t, n) if n = 0 then t else f(t + t, n - 1), r: f("aaaaaaaaaa", 70)}.r',
    'string join(for i in 1..49999 return "aaaaaaaaaaaaaaaaaaaaaaaaa")',
    'matches("x", "((a{1,1000}){1,1000}){1,1000}")',
    'matches("x", "(x{1000}){1000}")',
    'for i in 1..199 return replace(s, "a", "bbbbbbbbbb")',
    "xs[count(xs[count(xs[item > 0]) > 0]) > 0]",
    "for a in xs, b in xs, c in xs return a",
    "sort(xs, function(a, b) count(sort(xs, function(c, d) c < d)) > 0)",
    "concatenate(" + ", ".join(["xs"] * 20) + ")",
    "(" * 500 + "1" + ")" * 500,
    "[" * 2000,
    "-" * 5000 + "1",
    "1" + "+1" * 4000,
    "{a:" * 300 + "1" + "}" * 300,
    "if true then " * 200 + "1",
    "a" + ".b" * 4000,
    "a" + "[1]" * 3000,
    "not(" * 300 + "true" + ")" * 300,
    "function(x) " * 200 + "x",
    "1 instance of " + "list<" * 300 + "Any" + ">" * 300,
    '"' + "a" * 30_000 + '"',
    # Work that hides in one call: each must be paid where it is done.
    "1e99999999999999999999",
    'for i in 1..5000 return date and time("2026-01-01T00:00:00@Asia/" + string(i))',
    "for i in xs return (i + 0.1) ** 0.123456789",
    "for i in xs return log(1e6000 * (i + 1))",
    "for i in 1..5000 return exp(14000.1234567890123456789)",
    'for i in 1..9000 return range("[1..2]")',
    "for i in 1..9000 return date and time(xs, xs)",
    "for i in xs return stddev(xs)",
    "for " + ", ".join(f"k {number} x in xs" for number in range(500)) + " return 1",
    'matches(s, "(.{1,30}){1,30}x")',
    'for i in xs return matches(s, "(.{1,20}){1,20}x")',
    'for i in xs return matches(s, "(a|b)*a(a|b){300}x")',
    'for i in xs return matches("a", string join(["[\\w-[a]]{1,9}", string(i)]))',
    'for i in xs return matches("a", string join(["(\\w\\w\\w){1,30}", string(i)]))',
    'for i in xs return matches("a", string join(["\\p{L}\\i\\c", string(i)]))',
    'matches("x", "' + "[\\\\w-[a]]" * 45 + '")',
    'for i in xs return matches("' + "ab" * 20 + '", "(a)\\1")',
    'replace(string join(for i in 1..9000 return "aaaa"), "a(.*c)?", "x")',
]


def seconds(text: str) -> float:
    """Give the processor time until the text has its value or its refusal."""
    begun = time.process_time()
    with contextlib.suppress(feel.FeelError):
        feel.compile(text).evaluate(SCOPE)
    return time.process_time() - begun


def dearest() -> tuple[float, str]:
    """Give the text that costs most, and how many times as much as HONEST, which is timed before and after them."""
    # The first evaluation of all pays for what is loaded once, so it is no measure.
    honest = [seconds(HONEST) for _ in range(4)][1:]
    slowest, text = max((seconds(text), text) for text in (*HARMLESS, *REFUSED))
    honest += [seconds(HONEST) for _ in range(3)]
    return slowest / statistics.median(honest), text


if __name__ == "__main__":
    times, text = dearest()
    sys.stdout.write(f"{times:.1f} {text[:80]}\n")
