"""One line of JSON in, one out: what `madoguchi decisions resolve` does with a household."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from madoguchi.domain.decisions.axes import Axis
from madoguchi.domain.decisions.errors import BadInputError
from madoguchi.domain.decisions.feel.values import Value, parse_date
from madoguchi.domain.decisions.hearing import Hearing, Planner, Question, Result, Situation
from madoguchi.domain.decisions.reasons import explain
from madoguchi.domain.decisions.rulebook import Rulebook


def resolve(planner: Planner, line: object, *, reasons: bool = False) -> dict[str, object]:
    """Results, relevant facts and the next question for one parsed line. Raises BadInputError."""
    situation = read_situation(planner.rulebook, line)
    hearing = Hearing(planner, situation)
    results = [_result(hearing, result, reasons=reasons) for result in hearing.results]
    following = hearing.next_question()
    return {
        "results": results,
        "relevant": [_question(question) for question in hearing.relevant()],
        "next": _question(following) if following else None,
    }


def _result(hearing: Hearing, result: Result, *, reasons: bool) -> dict[str, object]:
    shown: dict[str, object] = {
        "procedure": result.procedure.name,
        "member": result.member,
        "status": result.status.value,
    }
    if result.contradiction:
        shown["contradiction"] = True
    if result.blocking:
        shown["blocking"] = list(result.blocking)
    if reasons:
        shown["reason"] = explain(hearing, result).to_json()
    return shown


def _question(question: Question) -> dict[str, object]:
    members = None if question.members is None else list(question.members)
    return {"fact": question.fact, "members": members}


def read_situation(rulebook: Rulebook, line: object) -> Situation:
    """The situation a line describes. Facts that no table reads are left out."""
    if not isinstance(line, dict):
        raise BadInputError("1行に1つのJSONオブジェクト({…})が要ります")
    household = _facts(rulebook, _object(line.get("facts", {}), "facts"))
    members = _members(rulebook, line.get("members"))
    declined = line.get("declined", [])
    if not isinstance(declined, list) or not all(isinstance(name, str) for name in declined):
        raise BadInputError("declinedには項目名の一覧が要ります")
    person = (
        frozenset() if members is None else _person_facts(rulebook, _object(line.get("facts", {}), "facts"))
    )
    return Situation(household, members, person, frozenset(declined), dict(_sources(line)))


def _sources(line: Mapping[str, object]) -> Iterator[tuple[tuple[str | None, str], str]]:
    """What the line says of sources; everything is checked to be an object by now."""
    members = line.get("members")
    everyone: list[Mapping[str, object]] = [line, *(members if isinstance(members, list) else [])]
    for entry in everyone:
        facts = entry.get("facts", {})
        for name, given in facts.items() if isinstance(facts, dict) else ():
            if isinstance(given, dict) and isinstance(source := given.get("source"), str):
                yield (None if entry is line else str(entry["id"]), name), source


def _person_facts(rulebook: Rulebook, named: Mapping[str, object]) -> frozenset[str]:
    """Without a catalogue, what the line names is the household's and all else the person's."""
    if rulebook.catalogue is not None:
        return frozenset(name for name, domain in rulebook.domains.items() if domain.scope == "person")
    return frozenset(axis.name for axis in rulebook.axes if axis.name not in named)


def _members(rulebook: Rulebook, given: object) -> dict[str, Mapping[str, int]] | None:
    if given is None:
        return None
    if not isinstance(given, list):
        raise BadInputError("membersには一覧が要ります")
    found: dict[str, Mapping[str, int]] = {}
    for entry in given:
        member = _object(entry, "members")
        key = member.get("id")
        if not isinstance(key, str):
            raise BadInputError("membersにはそれぞれ文字列のidが要ります")
        if key in found:
            raise BadInputError(f"membersのid「{key}」が重なっています")
        found[key] = _facts(rulebook, _object(member.get("facts", {}), "facts"))
    return found


def _object(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise BadInputError(f"{name}にはJSONオブジェクト({{…}})が要ります")
    return value


def _facts(rulebook: Rulebook, given: Mapping[str, object]) -> dict[str, int]:
    axes = ((name, rulebook.level.get(name)) for name in given)
    return {name: read_mask(rulebook.axes[level], given[name]) for name, level in axes if level is not None}


def read_mask(axis: Axis, given: object) -> int:
    """The cells a JSON value leaves: a value, {"value"}, {"min", "max"}, {"in": […]} or {"not": […]}.

    Each of the objects may name its "source".
    """
    if not isinstance(given, dict):
        return axis.of_value(_value(axis, given))
    given = {key: part for key, part in given.items() if key != "source"}
    if set(given) == {"value"}:
        return axis.of_value(_value(axis, given["value"]))
    if set(given) <= {"min", "max"} and given:
        return axis.between(
            *(None if given.get(end) is None else _value(axis, given[end]) for end in ("min", "max"))
        )
    if len(given) == 1 and isinstance(listed := given.get("in", given.get("not")), Sequence) and listed:
        mask = 0
        for value in listed:
            mask |= axis.of_value(_value(axis, value))
        return mask if "in" in given else _others(axis, mask, listed)
    raise BadInputError(f"項目「{axis.name}」の値の書き方が分かりません")


def _others(axis: Axis, mask: int, listed: Sequence[object]) -> int:
    """The cells that have a value which is not listed: a cell goes only if all its values do."""
    excluded = [_value(axis, value) for value in listed]
    left = axis.full
    for i, cell in enumerate(axis.cells):
        single = cell.low is not None and cell.low == cell.high
        if mask >> i & 1 and (single or (cell.values and all(value in excluded for value in cell.values))):
            left &= ~(1 << i)
    if not left:
        raise BadInputError(f"項目「{axis.name}」に、残る値がありません")
    return left


def _value(axis: Axis, given: object) -> Value:
    if axis.kind == "date" and isinstance(given, str):
        day = parse_date(given)
        if day is None:
            raise BadInputError(f"項目「{axis.name}」の日付が正しくありません(年-月-日)")
        return day
    if isinstance(given, bool | str | Decimal | date) or given is None:
        return given
    if isinstance(given, int | float):
        return Decimal(str(given))
    raise BadInputError(f"項目「{axis.name}」の値の書き方が分かりません")
