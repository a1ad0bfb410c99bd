"""FEEL: what the standard says about single expressions and cells."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.domain.decisions.errors import FeelError, UnsupportedFeatureError
from madoguchi.domain.decisions.feel.evaluate import compile_expression, compile_tests
from madoguchi.domain.decisions.feel.parser import parse_expression, parse_unary_tests
from madoguchi.domain.decisions.feel.values import literal
from tests.thoroughness import examples


def value(text, **scope):
    return compile_expression(parse_expression(text, tuple(scope)))(scope)


def holds(cell, given, **scope):
    test = compile_tests(parse_unary_tests(cell, tuple(scope)))
    return test is None or test(given, scope) is True


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("5 + 2 ** 5 + 3", Decimal(40)),
        ("-5 ** 2", Decimal(25)),
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 0", None),
        ("null + 1", None),
        ("null = null", True),
        ("1 = null", False),
        ('1 = "1"', None),
        ("true and null", None),
        ("false and null", False),
        ("true or null", True),
        ("not(null)", None),
        ("5 between 1 and 5", True),
        ("null between 1 and 5", None),
        ("1 in [[2..4], [1..3]]", True),
        ("2 in (2..4]", False),
        ("4 in (2..4]", True),
        ("10 in (1, < 5, >= 10)", True),
        ("5 in (> 5)", False),
        ('"b" in ["a".."c"]', True),
        ('"a" in null', False),
        ('date("2026-04-01") < date("2026-04-02")', True),
        ('@"2026-02-28" + duration("P1D") = date(2026, 3, 1)', True),
        ('date("2026-01-31") + @"P1M"', date(2026, 2, 28)),
        ('date("2026-04-01").year', Decimal(2026)),
        ('date(year: 2026, month: 4, day: 1) = @"2026-04-01"', True),
        ('date("2026-02-30")', None),
        ('years and months duration(@"2020-01-02", @"2026-01-01").years', Decimal(5)),
        ("if 1 > 2 then 1 else 2 // the smaller", Decimal(2)),
        ('{a: 1, "b c": 2}.a', Decimal(1)),
        ("[1, 2] = [1, 2]", True),
        ("[1..5).end included", False),
        ("(1..5].end", Decimal(5)),
        ('"\\u3042\\t\\"" = "あ\t\\""', True),
        ('"\\U01F40E"', "🐎"),
    ],
)
def test_expressions(text, wanted):
    found = value(text)
    assert found == wanted
    assert type(found) is type(wanted)


def test_names_may_hold_blanks_operators_and_japanese():
    scope = {"月 給": Decimal(10), "扶養-人数": Decimal(3), "Monthly Salary": Decimal(2)}
    text = "月  給 * 扶養-人数 + Monthly Salary"
    assert compile_expression(parse_expression(text, tuple(scope)))(scope) == Decimal(32)


@pytest.mark.parametrize(
    "cell, given, wanted",
    [
        ("-", None, True),
        ("", Decimal(1), True),
        ('"転入", "転居"', "転居", True),
        ('not("転入", "転居")', "転出", True),
        ('not("転入")', "転入", False),
        ("not(< 5)", None, False),
        ('not("転入")', None, True),
        ("[0..75)", Decimal(75), False),
        ("]0..75]", Decimal(0), False),
        ("< 20", Decimal("19.5"), True),
        ("< 20", None, False),
        ("null", None, True),
        ('>= date("2026-04-01")', date(2026, 4, 1), True),
        ("? > 3 and ? < 5", Decimal(4), True),
        ("true", True, True),
        ("not(true)", False, True),
        ("> 1, < -1", Decimal(0), False),
    ],
)
def test_cells(cell, given, wanted):
    assert holds(cell, given) is wanted


@pytest.mark.parametrize(
    "text, position",
    [("< 20x()", 5), ('"転入', 1), ("1 +", 4), ("[1..2", 6), ("(1", 3), ("and", 1)],
)
def test_a_syntax_error_tells_the_character(text, position):
    with pytest.raises(FeelError) as caught:
        parse_unary_tests(text)
    assert caught.value.position == position


@pytest.mark.parametrize(
    "text, feature",
    [
        ("for x in [1] return x", "for … return"),
        ("some x in [1] satisfies x > 0", "some … satisfies"),
        ("[1, 2][item > 1]", "filter expression"),
        ("1 instance of number", "instance of"),
        ("function(a) a", "function literal"),
    ],
)
def test_what_is_missing_is_named(text, feature):
    with pytest.raises(UnsupportedFeatureError) as caught:
        parse_expression(text)
    assert caught.value.feature == feature


@pytest.mark.parametrize("text", ["before(1, 2)", 'string length("a")', 'upper case("a")'])
def test_a_missing_function_is_named_when_called(text):
    with pytest.raises(UnsupportedFeatureError) as caught:
        value(text)
    assert caught.value.feature == f"function {text.partition('(')[0]}()"


def test_nesting_is_bounded():
    with pytest.raises(FeelError):
        parse_expression("(" * 500 + "1" + ")" * 500)
    with pytest.raises(FeelError):
        parse_expression("-" * 5000 + "1")


PIECES = st.sampled_from(
    [
        "1",
        "2.5",
        '"転入"',
        "a",
        "月 給",
        "?",
        "-",
        "not(",
        ")",
        "(",
        "[",
        "]",
        "..",
        ",",
        "<",
        "<=",
        "=",
        "+",
        "**",
        "in",
        "between",
        "and",
        "or",
        "if",
        "then",
        "else",
        "null",
        "true",
        "@",
        "{",
        "}",
        ":",
        ".",
        '"',
        "//",
        "date(",
    ]
)


@given(st.lists(PIECES, max_size=14).map(" ".join))
@settings(max_examples=examples(1500))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text):
    try:
        tests = parse_unary_tests(text, ("月 給",))
    except FeelError as error:
        assert 1 <= error.position <= len(text) + 1
    except UnsupportedFeatureError:
        pass
    else:
        test = compile_tests(tests)
        assert test is None or test(Decimal(1), {"a": Decimal(1), "月 給": None}) in (True, False, None)


@given(st.text(max_size=40))
def test_strings_survive_being_written_and_read(text):
    assert value(literal(text)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_numbers_survive_being_written_and_read(number):
    assert value(literal(number)) == number
