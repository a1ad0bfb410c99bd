"""Two versions of one request beside each other: which fields differ, in the words of the page. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields

from madoguchi.apps.receptions.types import Line, OralAnswer, Party, RequestDraft, Stated
from madoguchi.domain.counter.visitors import VISITOR_LABELS

NOTHING = "（なし）"
ABSENT = "（選んでいない）"
WHOLE_LINE = 3
"""Length of the path of a certificate itself: a certificate that only one side has is one difference."""
NOT_TYPED = frozenset({"identity_on", "under_guard"})
"""Set by the system, not by a hand: no difference that a person could judge."""
LINES = "lines"
DRAFT_LABELS: Mapping[str, str] = {
    "visitor_kind": "来庁者",
    "visitor_id": "来庁した世帯の人",
    "identity": "本人確認",
    "lines": "証明書",
    "visitor": "来庁者の",
    "requester": "請求者の",
    "stated": "申し出の",
    "relation": "本人との関係",
    "papers": "権限を確かめた書類",
    "oral": "口頭での確認",
    "reason": "請求事由",
    "destination": "提出先",
    "exemption_reason": "免除の理由",
    "core_checked": "基幹端末での確認",
}
PARTY_LABELS: Mapping[str, str] = {
    "name": "氏名",
    "kana": "氏名カナ",
    "address": "住所",
    "birth": "生年月日",
    "phone": "電話番号",
    "organisation": "法人・事務所の名称",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What keys and ids are called on the page; what isn't known here is shown by its key."""

    certificates: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    exemptions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class _Facet:
    """One comparable part: `raw` decides whether two are the same, `words` is what a person reads."""

    label: str
    raw: object
    words: str


Path = tuple[str, ...]


def differences(mine: RequestDraft, theirs: RequestDraft, names: Names) -> tuple[Difference, ...]:
    """Every part in which the two differ, in the order of the page. Empty exactly if they ask for the same."""
    left, right = _by_path(mine, names), _by_path(theirs, names)
    one_sided = {
        path for path in left.keys() ^ right.keys() if path[0] == "lines" and len(path) == WHOLE_LINE
    }
    paths = [
        path
        for path in dict.fromkeys([*left, *right])
        if path in one_sided or path[:WHOLE_LINE] not in one_sided
    ]
    return tuple(
        _difference(left.get(path), right.get(path))
        for path in paths
        if _raw(left.get(path)) != _raw(right.get(path))
    )


def _raw(facet: _Facet | None) -> object:
    return facet.raw if facet else None


def _difference(mine: _Facet | None, theirs: _Facet | None) -> Difference:
    label = next(f.label for f in (mine, theirs) if f is not None)
    return Difference(label, *(f.words or NOTHING if f else ABSENT for f in (mine, theirs)))


def _by_path(draft: RequestDraft, names: Names) -> dict[Path, _Facet]:
    found: dict[Path, _Facet] = {}
    for part in fields(RequestDraft):
        if part.name not in {*NOT_TYPED, LINES}:
            label = DRAFT_LABELS.get(part.name, part.name)
            found |= dict(_facets(part.name, label, getattr(draft, part.name), names))
    return found | dict(_lines(draft.lines, names))


def _facets(name: str, label: str, value: object, names: Names) -> Iterator[tuple[Path, _Facet]]:
    if isinstance(value, (Party, Stated)):
        for part in fields(value):
            words = str(getattr(value, part.name))
            yield (name, part.name), _Facet(label + PARTY_LABELS.get(part.name, part.name), words, words)
    else:
        yield (name,), _Facet(label, *_simple(name, value, names))


def _simple(name: str, value: object, names: Names) -> tuple[object, str]:
    """How a part that stands for itself compares and reads; the order of ticks means nothing."""
    known: Mapping[str, Callable[..., str]] = {
        "visitor_kind": lambda kind: VISITOR_LABELS[kind],
        "visitor_id": lambda person: names.people.get(person, "") if person else "",
        "identity": lambda keys: _listed(keys, names.papers),
        "papers": lambda keys: _listed(keys, names.papers),
        "oral": lambda answers: _answers(answers, names),
        "core_checked": lambda done: "確認した" if done else "",
    }
    words = known[name](value) if name in known else str(value)
    return (frozenset(value) if isinstance(value, tuple) else value), words


def _listed(keys: tuple[str, ...], labels: Mapping[str, str]) -> str:
    return "・".join(labels.get(key, key) for key in sorted(set(keys)))


def _answers(answers: tuple[OralAnswer, ...], names: Names) -> str:
    ordered = sorted(set(answers), key=lambda a: (a.key, a.matched))
    return "・".join(
        f"{names.questions.get(a.key, a.key)}：{'合った' if a.matched else '合わない'}" for a in ordered
    )


def _lines(lines: tuple[Line, ...], names: Names) -> Iterator[tuple[Path, _Facet]]:
    """The certificate itself, then its parts; what stands empty is as if it weren't there."""
    nth: dict[str, int] = {}
    for line in lines:
        nth[line.certificate] = nth.get(line.certificate, 0) + 1
        base = ("lines", line.certificate, str(nth[line.certificate]))
        title = names.certificates.get(line.certificate, line.certificate)
        parts = list(_line_parts(line, names))
        yield base, _Facet(title, True, "　".join(words for _, _, _, words in parts if words))
        for part, label, raw, words in parts:
            yield (*base, part), _Facet(f"{title}の{label}", raw, words)


def _line_parts(line: Line, names: Names) -> Iterator[tuple[str, str, object, str]]:
    people = "・".join(names.people.get(one, str(one)) for one in sorted(set(line.members)))
    yield "copies", "通数", line.copies, f"{line.copies}通"
    yield "members", "載せる人", frozenset(line.members), people
    yield "items", "載せる項目", frozenset(line.items), _listed(line.items, names.items)
    yield "exemption", "免除", line.exemption, names.exemptions.get(line.exemption, line.exemption)
    for key, text in sorted((key, text) for key, text in (line.fields or {}).items() if text):
        yield f"fields.{key}", names.inputs.get(key, key), text, text
