"""Values and reasons in the words of the counter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from madoguchi.domain.dates import UncertainDate, wareki
from madoguchi.domain.decisions.findings import Status
from madoguchi.domain.decisions.hearing import Result
from madoguchi.domain.decisions.reasons import Reason, explain
from madoguchi.domain.facts import NOT_APPLICABLE, UNKNOWN, Fact, FactValue
from madoguchi.domain.visits.case import Case
from madoguchi.domain.visits.visit import MemberKey


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One fact that a result stands on. `silent`: for staff's eyes only."""

    fact: str
    label: str
    words: str
    source: str
    silent: bool


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """`lines`: the fewest known facts that force the result; `bases`: of the rows that fire or could;
    `waits`: for an open result, the facts that it still depends on (no words); `would_need`: what would make it
    required, if it isn't. `table` and `file` name the rule."""

    lines: tuple[ReasonLine, ...]
    bases: tuple[str, ...]
    waits: tuple[ReasonLine, ...]
    would_need: tuple[ReasonLine, ...]
    table: str
    file: str

    @property
    def text(self) -> str:
        return "、".join(f"{line.label}が「{line.words}」" for line in self.lines)

    @property
    def text_aloud(self) -> str:
        """Without the facts that aren't said aloud."""
        return "、".join(f"{line.label}が「{line.words}」" for line in self.lines if not line.silent)


NO_REASON = ReasonWords((), (), (), (), "", "")


def reason_of(case: Case, result: Result) -> ReasonWords:
    reason = explain(case.hearing, result)
    lines = tuple(_line(case, fact, values, result.member) for fact, values in reason.because.items())
    needs = tuple(_line(case, c.fact, c.values, result.member) for c in reason.would_need or ())
    return ReasonWords(lines, _bases(reason), _waits(case, result), needs, reason.table, reason.file)


def _waits(case: Case, result: Result) -> tuple[ReasonLine, ...]:
    if result.status is not Status.OPEN:
        return ()
    facts = [case.rules.catalogue[name] for name in case.rules.book.facts_of(result.finding.needed)]
    return tuple(ReasonLine(fact.key, fact.label, "", "", fact.silent) for fact in facts)


def _line(case: Case, fact: str, values: list[object], member: MemberKey | None) -> ReasonLine:
    entry = case.rules.catalogue[fact]
    personal = fact in case.rules.person_facts
    words = "・".join(described(entry, value) for value in values)
    source = case.source_words(fact, member if personal else None)
    return ReasonLine(fact, entry.label, words, source, entry.silent)


def _bases(reason: Reason) -> tuple[str, ...]:
    return tuple(dict.fromkeys(basis for row in reason.rows if (basis := row.annotations.get("根拠"))))


def described(fact: Fact, value: object) -> str:
    """A cell of the tables: a value, an interval as {min, max}, or None."""
    if isinstance(value, Mapping):
        low, high = value["min"], value["max"]
        if low == high:
            return f"{low}{fact.unit}"
        return f"{'' if low is None else f'{low}{fact.unit}'}〜{'' if high is None else f'{high}{fact.unit}'}"
    if value is None:
        return "該当なし"
    return value_words(fact, value)  # type: ignore[arg-type]


def value_words(fact: Fact, value: FactValue) -> str:
    """A value as staff read it: はい・いいえ, the label of a choice, 和暦, the number with its unit."""
    if value is UNKNOWN:
        return "不明"
    if value is NOT_APPLICABLE:
        return "該当なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, tuple):
        return "、".join(value_words(fact, item) for item in value)
    if isinstance(value, UncertainDate):
        return value.text
    if isinstance(value, date):
        return wareki(value)
    if isinstance(value, int | Decimal):
        return f"{value}{fact.unit}"
    return fact.allowed.get(str(value), str(value))
