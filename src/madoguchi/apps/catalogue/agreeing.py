"""Do the parts of a city's configuration fit each other? What one file alone can't tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from madoguchi.apps.catalogue.kinds import PackItem
from madoguchi.domain.counter import Certificate, Municipality, VisitorRules
from madoguchi.domain.layouts import Layout
from madoguchi.domain.packfile import Finding, Loc, parse_yaml

RECORD = "out.certificate_request"
"""The layout in which requests go to the core systems."""
OFFERS = "/offers.yaml"


def disagreements(items: Sequence[PackItem]) -> list[Finding]:
    """Names that nothing answers to and signs given twice, each at its place. `items`: all that will be in force."""
    things: Mapping[tuple[str, str], Any] = {(i.kind, i.key): i.thing for i in items}
    certificates = [i for i in items if isinstance(i.thing, Certificate)]
    found = list(_twice(certificates))
    for item in certificates:
        found += [_finding(item, loc, words) for loc, words in _nameless(item.thing, things)]
    return [*found, *_offered(items)]


def _offered(items: Sequence[PackItem]) -> Iterator[Finding]:
    """手続漏れの案内: a city turns on only what the offers of its packs know."""
    known = {
        str(rule["procedure"]) for item in items if item.key.endswith(OFFERS) for rule in _rules_of(item)
    }
    for item in items:
        if isinstance(item.thing, Municipality):
            for n, procedure in enumerate(item.thing.missed_procedures):
                if procedure not in known:
                    words = f"「{procedure}」は、手続漏れの案内（procedures/offers.yaml）にない手続です。"
                    yield _finding(item, ("missed_procedures", n), words)


def _rules_of(item: PackItem) -> list[Any]:
    """The offers of a file as it is written; a faulty one is told where the rules are read."""
    document, _ = parse_yaml(item.source, name=item.file_name)
    data = document.data if document else None
    rules = data.get("offers") if isinstance(data, dict) else None
    return [rule for rule in rules or () if isinstance(rule, dict) and "procedure" in rule]


def _twice(items: Sequence[PackItem]) -> Iterator[Finding]:
    for field, label in (("code", "証明書種別"), ("key_hint", "選択キー")):
        seen: dict[str, str] = {}
        for item in items:
            value = getattr(item.thing, field)
            if value in seen:
                words = f"{label}「{value}」は「{seen[value]}」と重なっています。"
                yield _finding(item, (field,), words)
            seen[value] = item.thing.label


def _nameless(certificate: Certificate, things: Mapping[tuple[str, str], Any]) -> Iterator[tuple[Loc, str]]:
    rules = things.get(("visitors", "standard"))
    layout = things.get(("layouts", RECORD))
    if isinstance(rules, VisitorRules):
        yield from _papers(certificate, {paper.key for paper in rules.papers})
    yield from _forms(certificate, things)
    if isinstance(layout, Layout):
        yield from _columns(certificate, layout)


def _papers(certificate: Certificate, known: set[str]) -> Iterator[tuple[Loc, str]]:
    for n, row in enumerate(certificate.visitors):
        for key in set(row.papers) - known:
            yield ("visitors", n, "papers"), f"「{key}」という書類は来庁者の papers にありません。"


def _forms(certificate: Certificate, things: Mapping[tuple[str, str], Any]) -> Iterator[tuple[Loc, str]]:
    wanted: list[tuple[Loc, str]] = [(("form",), certificate.form)]
    wanted += [(("visitors", n, "form"), row.form) for n, row in enumerate(certificate.visitors) if row.form]
    for loc, key in wanted:
        if ("forms", key) not in things:
            yield loc, f"「{key}」という様式がありません。"
    form = things.get(("forms", certificate.form))
    if form is None:
        return
    named = [(("inputs", n, "form_field"), i.form_field) for n, i in enumerate(certificate.inputs)]
    named += [(("items", n, "form_field"), i.form_field) for n, i in enumerate(certificate.items)]
    for loc, field in named:
        if field and field not in form.fields:
            yield loc, f"様式「{certificate.form}」に「{field}」という欄はありません。"


def _columns(certificate: Certificate, layout: Layout) -> Iterator[tuple[Loc, str]]:
    columns = {column.to: column for column in layout.columns}
    if certificate.code not in layout.code_lists.get("certificate", {}):
        yield ("code",), f"証明書種別「{certificate.code}」がレイアウト「{layout.id}」にありません。"
    named = [(("inputs", n, "field"), i.field) for n, i in enumerate(certificate.inputs)]
    named += [(("items", n, "field"), i.field) for n, i in enumerate(certificate.items)]
    for loc, field in named:
        if field and field not in columns:
            yield loc, f"レイアウト「{layout.id}」に「{field}」という列はありません。"
    for n, asked in enumerate(certificate.inputs):
        codes = columns[asked.field].codes if asked.field in columns else None
        unknown = {choice.value for choice in asked.choices} - set(layout.code_lists.get(codes or "", {}))
        if codes and unknown:
            words = f"レイアウト「{layout.id}」の {codes} にない値です：{'、'.join(sorted(unknown))}"
            yield ("inputs", n, "choices"), words


def _finding(item: PackItem, loc: Loc, words: str) -> Finding:
    document, _ = parse_yaml(item.source, name=item.file_name)
    assert document is not None  # it has been read once
    return document.finding(loc, words)
