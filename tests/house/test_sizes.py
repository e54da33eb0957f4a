"""The house numbers: what well-loved code of this kind measures. The long tail is what hurts readers."""

import ast
import re
import statistics

from tests.support.house import sources


def _share(values: list[int], limit: int) -> float:
    return sum(value <= limit for value in values) / len(values)


def test_functions_are_short() -> None:
    lengths = [function.lines for function in sources.functions(*sources.PRODUCT)]

    assert statistics.median(lengths) <= 9
    assert _share(lengths, 28) >= 0.9


def test_no_function_is_long() -> None:
    everywhere = sources.functions(*sources.PRODUCT, "tests")

    assert [function for function in everywhere if function.lines > 60] == []


def test_files_are_short() -> None:
    everywhere = sources.python(*sources.PRODUCT, "tests")

    assert [source.name for source in everywhere if source.lines > 400] == []
    assert statistics.median(source.lines for source in sources.python(*sources.PRODUCT)) <= 110


def test_a_fifth_of_the_lines_explains() -> None:
    product = sources.python(*sources.PRODUCT)

    explaining = sum(len(sources.explaining_lines(source)) for source in product)

    assert 0.15 <= explaining / sum(source.filled_lines for source in product) <= 0.22


def test_no_explanation_is_empty() -> None:
    everywhere = sources.python(*sources.PRODUCT, "tests")

    empty = [
        f"{source.name}:{text.lineno}"
        for source in everywhere
        for text in sources.docstrings(source)
        if not re.search(r"\w", str(text.value))
    ]

    assert empty == []


def test_every_file_says_what_it_is_for() -> None:
    product = sources.python(*sources.PRODUCT)

    assert [source.name for source in product if not isinstance(source.tree.body[0], ast.Expr)] == []


def test_tests_are_short() -> None:
    tests = [function.lines for function in sources.functions("tests") if " test_" in function.name]

    assert statistics.median(tests) <= 12


def test_tests_do_not_fall_behind_the_code() -> None:
    code = sum(source.lines for source in sources.python(*sources.PRODUCT))

    assert sources.lines_of_tests() >= code
