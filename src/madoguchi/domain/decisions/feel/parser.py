"""FEEL text to syntax: one recursive-descent parser for expressions and for unary tests.

FEEL allows blanks and operators inside names, so a parser has to know the names in scope; they are tried
longest first. What this engine does not have (loops, filters, quantifiers, function literals) is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from madoguchi.domain.decisions.errors import FeelError, UnsupportedFeatureError
from madoguchi.domain.decisions.feel import syntax as s
from madoguchi.domain.decisions.feel.values import NUMBERS, parse_temporal

# Names the standard itself writes with blanks. Functions among them that this engine lacks are named when called.
BUILT_IN_NAMES = tuple(
    """date and time|days and time duration|years and months duration|list contains|time offset|string length
    |upper case|lower case|substring before|substring after|starts with|ends with|insert before|index of
    |distinct values|round up|round down|round half up|round half down|met by|overlaps before|overlaps after
    |overlapped by|started by|finished by|start included|end included|day of year|day of week|month of year
    |week of year|get value|get entries|list replace|string join|context put|context merge|is defined""".replace(
        "\n    ", ""
    ).split("|")
)
_BLANKS = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_START = (
    "A-Za-z_?\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_WORD = re.compile(f"[{_START}][{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040']*")
_KEYWORDS = frozenset(("and", "or", "between", "in", "then", "else", "if", "true", "false", "null", "not"))
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
MAX_NESTING = 60


@lru_cache(maxsize=4096)
def parse_expression(text: str, names: tuple[str, ...] = ()) -> s.Expr:
    """One expression. Raises FeelError with the position, or UnsupportedFeatureError."""
    parser = _Parser(text, names)
    expression = parser.expression()
    parser.finish()
    return expression


@lru_cache(maxsize=16384)
def parse_unary_tests(text: str, names: tuple[str, ...] = ()) -> s.UnaryTests:
    """The content of an input cell. An empty cell means `-`, as editors leave it."""
    parser = _Parser(text, names)
    tests = parser.unary_tests()
    parser.finish()
    return tests


@lru_cache(maxsize=256)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    known = sorted({n for n in (*names, *BUILT_IN_NAMES) if not _WORD.fullmatch(n)}, key=len, reverse=True)
    parts = [r"\s+".join(re.escape(word) for word in name.split()) for name in known if name.strip()]
    return re.compile(f"(?:{'|'.join(parts)})(?![{_START}0-9])") if parts else None


def unescape(body: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) > 1:
            return chr(int(code[1:], 16))
        return _ESCAPES.get(code, "\\" + code)

    joined = _ESCAPE.sub(one, body)
    return _SURROGATES.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16"), joined)


class _Parser:
    def __init__(self, text: str, names: Iterable[str]) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.known = _names_pattern(tuple(names))
        self.saw_input = False
        self.skip()

    # -- characters

    def skip(self) -> None:
        if match := _BLANKS.match(self.text, self.at):
            self.at = match.end()

    def fail(self, problem: str) -> FeelError:
        return FeelError(self.text, self.at + 1, problem)

    def finish(self) -> None:
        if self.at < len(self.text):
            raise self.fail("ここから先を読めません")

    def take(self, *symbols: str) -> str | None:
        """The first of the symbols that stands here, longest given first; moves past it."""
        for symbol in symbols:
            if self.text.startswith(symbol, self.at):
                self.at += len(symbol)
                self.skip()
                return symbol
        return None

    def need(self, symbol: str) -> None:
        if self.take(symbol) is None:
            raise self.fail(f"「{symbol}」が要ります")

    def word(self) -> str | None:
        match = _WORD.match(self.text, self.at)
        return match[0] if match else None

    def keyword(self, *words: str) -> str | None:
        word = self.word()
        if word not in words:
            return None
        self.at += len(word)
        self.skip()
        return word

    def name(self) -> str:
        match = self.known.match(self.text, self.at) if self.known else None
        match = match or _WORD.match(self.text, self.at)
        if match is None:
            raise self.fail(
                "値または項目名が要ります" if self.at < len(self.text) else "途中で終わっています"
            )
        self.at = match.end()
        self.skip()
        self.saw_input |= match[0] == "?"
        return " ".join(match[0].split())

    # -- unary tests

    def unary_tests(self) -> s.UnaryTests:
        if self.at == len(self.text) or (self.text[self.at :].strip() == "-"):
            self.at = len(self.text)
            return s.AnyValue()
        mark = self.at
        if self.keyword("not") and self.take("("):
            tests = self.test_list()
            self.need(")")
            if self.at == len(self.text):
                return s.Tests(tests, negated=True)
        self.at = mark
        return s.Tests(self.test_list())

    def test_list(self) -> tuple[s.Test, ...]:
        tests = [self.test()]
        while self.take(","):
            tests.append(self.test())
        return tuple(tests)

    def test(self) -> s.Test:
        if op := self.take("<=", ">=", "!=", "<", ">", "="):
            return s.Operator(op, self.additive())
        self.saw_input = False
        expression = self.expression()
        return s.Matches(expression, self.saw_input)

    # -- expressions, weakest binding first

    def expression(self) -> s.Expr:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.fail("入れ子が深すぎます")
        found = self.conditional() if self.keyword("if") else self.disjunction()
        self.depth -= 1
        return found

    def conditional(self) -> s.Expr:
        test = self.expression()
        if not self.keyword("then"):
            raise self.fail("「then」が要ります")
        then = self.expression()
        if not self.keyword("else"):
            raise self.fail("「else」が要ります")
        return s.If(test, then, self.expression())

    def disjunction(self) -> s.Expr:
        left = self.conjunction()
        while self.keyword("or"):
            left = s.Logic("or", left, self.conjunction())
        return left

    def conjunction(self) -> s.Expr:
        left = self.comparison()
        while self.keyword("and"):
            left = s.Logic("and", left, self.comparison())
        return left

    def comparison(self) -> s.Expr:
        left = self.additive()
        while True:
            if op := self.take("<=", ">=", "!=", "<", ">", "="):
                left = s.Compare(op, left, self.additive())
            elif self.keyword("between"):
                left = self.between(left)
            elif self.keyword("in"):
                left = s.In(left, self.in_tests())
            elif self.keyword("instance"):
                raise UnsupportedFeatureError("instance of")
            else:
                return left

    def between(self, value: s.Expr) -> s.Expr:
        low = self.additive()
        if not self.keyword("and"):
            raise self.fail("「and」が要ります")
        return s.Between(value, low, self.additive())

    def in_tests(self) -> tuple[s.Test, ...]:
        mark = self.at
        if self.take("("):
            try:
                tests = self.test_list()
                self.need(")")
            except FeelError:
                self.at = mark  # an interval such as (2..4]
            else:
                return tests
        return (self.test_in(),)

    def test_in(self) -> s.Test:
        if op := self.take("<=", ">=", "!=", "<", ">", "="):
            return s.Operator(op, self.additive())
        return s.Matches(self.additive(), on_input=False)

    def additive(self) -> s.Expr:
        left = self.product()
        while op := self.take("+", "-"):
            left = s.Arithmetic(op, left, self.product())
        return left

    def product(self) -> s.Expr:
        left = self.power()
        while not self.text.startswith("**", self.at) and (op := self.take("*", "/")):
            left = s.Arithmetic(op, left, self.power())
        return left

    def power(self) -> s.Expr:
        left = self.signed()
        while self.take("**"):
            left = s.Arithmetic("**", left, self.signed())
        return left

    def signed(self) -> s.Expr:
        if not self.take("-"):
            return self.postfix()
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.fail("入れ子が深すぎます")
        inner = self.signed()
        self.depth -= 1
        if isinstance(inner, s.Const) and isinstance(inner.value, Decimal):
            return s.Const(-inner.value)
        return s.Negative(inner)

    def postfix(self) -> s.Expr:
        base = self.primary()
        while True:
            if self.text.startswith("..", self.at):
                return base
            if self.take("."):
                base = s.Path(base, self.name())
            elif self.text.startswith("(", self.at) and isinstance(base, s.Name | s.Path):
                base = self.call(base)
            elif self.text.startswith("[", self.at):
                raise UnsupportedFeatureError("filter expression")
            else:
                return base

    def call(self, function: s.Expr) -> s.Expr:
        self.need("(")
        positional: list[s.Expr] = []
        named: list[tuple[str, s.Expr]] = []
        while not self.take(")"):
            key = self.argument_name()
            value = self.expression()
            if key is None:
                positional.append(value)
            else:
                named.append((key, value))
            if not self.text.startswith(")", self.at):
                self.need(",")
        return s.Call(function, tuple(positional), tuple(named))

    def argument_name(self) -> str | None:
        match = re.compile(r"([^\W\d][\w ]*?)\s*:").match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        self.skip()
        return match[1]

    def primary(self) -> s.Expr:
        if match := _NUMBER.match(self.text, self.at):
            self.at = match.end()
            self.skip()
            return s.Const(NUMBERS.create_decimal(match[0]))
        if self.text.startswith('"', self.at):
            return s.Const(self.string())
        if self.take("@"):
            return self.temporal()
        if self.take("{"):
            return self.context()
        if self.text.startswith(("(", "[", "]"), self.at):
            return self.bracket()
        return self.named_or_constant()

    def string(self) -> str:
        match = _STRING.match(self.text, self.at)
        if match is None:
            raise self.fail('文字列が「"」で閉じられていません')
        self.at = match.end()
        self.skip()
        return unescape(match[1])

    def temporal(self) -> s.Expr:
        if not self.text.startswith('"', self.at):
            raise self.fail('@の後は「"」が要ります')
        return s.Const(parse_temporal(self.string()))

    def context(self) -> s.Expr:
        entries: list[tuple[str, s.Expr]] = []
        while not self.take("}"):
            key = self.string() if self.text.startswith('"', self.at) else self.entry_name()
            self.need(":")
            entries.append((key, self.expression()))
            if not self.text.startswith("}", self.at):
                self.need(",")
        return s.ContextOf(tuple(entries))

    def entry_name(self) -> str:
        match = re.compile(r"[^:{}\"]+").match(self.text, self.at)
        if match is None:
            raise self.fail("項目名が要ります")
        self.at = match.end()
        return " ".join(match[0].split())

    def bracket(self) -> s.Expr:
        """A group, a list, or an interval: told apart by what closes them."""
        opening = self.take("(", "[", "]")
        if opening == "[" and self.take("]"):
            return s.ListOf(())
        if opening == "(" and (op := self.take("<=", ">=", "<", ">", "=")):
            return self.half_interval(op)
        first = self.expression()
        if self.take(".."):
            return self.interval(opening == "[", first)
        if opening == "(":
            self.need(")")
            return first
        if opening == "]":
            raise self.fail("「..」が要ります")
        items = [first]
        while self.take(","):
            items.append(self.expression())
        self.need("]")
        return s.ListOf(tuple(items))

    def interval(self, closed: bool, low: s.Expr) -> s.Expr:
        high = self.expression()
        ending = self.take("]", ")", "[")
        if ending is None:
            raise self.fail("区間が閉じられていません")
        return s.Interval(low, high, closed, ending == "]")

    def half_interval(self, op: str) -> s.Expr:
        end = self.additive()
        self.need(")")
        if op == "=":
            return s.Interval(end, end, low_closed=True, high_closed=True)
        if op.startswith("<"):
            return s.Interval(None, end, low_closed=False, high_closed=op == "<=")
        return s.Interval(end, None, low_closed=op == ">=", high_closed=False)

    def named_or_constant(self) -> s.Expr:
        word = self.word()
        if word in ("for", "some", "every", "function"):
            self.refuse_statement(word)
        mark = self.at
        name = self.name()
        if name in ("true", "false", "null"):
            return s.Const({"true": True, "false": False, "null": None}[name])
        if name in _KEYWORDS and name != "not":
            self.at = mark
            raise self.fail("値または項目名が要ります")
        return s.Name(name)

    def refuse_statement(self, word: str) -> None:
        follow = self.text[self.at + len(word) :].lstrip()
        loops = {"for": "for … return", "some": "some … satisfies", "every": "every … satisfies"}
        if word in loops and _WORD.match(follow):
            raise UnsupportedFeatureError(loops[word])
        if word == "function" and follow.startswith("("):
            raise UnsupportedFeatureError("function literal")
