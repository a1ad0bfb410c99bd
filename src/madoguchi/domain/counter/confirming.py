"""Which values of the configuration the city hasn't confirmed (未確認)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from madoguchi.domain.counter.certificates import Certificate
from madoguchi.domain.counter.identity import IdentityRules
from madoguchi.domain.counter.organisation import (
    REVIEW_LABELS,
    SETTING_LABELS,
    Limits,
    Municipality,
    ServiceHours,
)
from madoguchi.domain.counter.visitors import VISITOR_LABELS, VisitorRules

# Keys of the catalogue's items of which there is one each.
STANDARD, DOCUMENTS, MUNICIPALITY = "standard", "documents", "municipality"
CONFIRMED = "confirmed: true"


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """`kind` and `key` name the catalogue's item, `label` it for people; `what` is the setting, `value` its words.

    `mark` is what the item's file has to say once the city has confirmed it.
    """

    kind: str
    key: str
    label: str
    what: str
    value: str
    mark: str


def unconfirmed(
    certificates: Iterable[Certificate],
    visitor_rules: VisitorRules,
    identity_rules: IdentityRules,
    municipality: Municipality,
) -> tuple[Unconfirmed, ...]:
    """In the order of the screens: certificates, visitors, identity, the municipality itself."""
    return (
        *(value for certificate in certificates for value in _of_certificate(certificate)),
        *_of_visitors(visitor_rules),
        *_of_identity(identity_rules),
        *_of_municipality(municipality),
    )


def _of_certificate(certificate: Certificate) -> Iterator[Unconfirmed]:
    def value(what: str, words: str, mark: str) -> Unconfirmed:
        return Unconfirmed("certificates", certificate.key, certificate.label, what, words, mark)

    if not certificate.fee_confirmed:
        yield value("手数料", f"{certificate.fee_yen}円", "fee_confirmed: true")
    if not certificate.rules_confirmed:
        yield value("請求できる人", certificate.basis, "rules_confirmed: true")
    for exemption in certificate.exemptions:
        if not exemption.confirmed:
            yield value("無料の事由", exemption.label, f"exemptions の {exemption.key} に {CONFIRMED}")
    yield from (value(*found) for found in _of_standings(certificate))


def _of_standings(certificate: Certificate) -> Iterator[tuple[str, str, str]]:
    parts = [("", "", certificate.visitors, certificate.refusals)]
    parts += [
        (f"（{i.label}）", f"items の {i.key} の ", i.allowed or (), i.refused) for i in certificate.items
    ]
    for of, place, allowed, refused in parts:
        for what, rows in ((f"請求できる人{of}", allowed), (f"請求できない人{of}", refused)):
            for row in rows:
                if not row.confirmed:
                    mark = f"{place}{row.visitor.value} の行に {CONFIRMED}"
                    yield what, VISITOR_LABELS[row.visitor], mark


def _of_visitors(rules: VisitorRules) -> Iterator[Unconfirmed]:
    def value(what: str, words: str, mark: str) -> Unconfirmed:
        return Unconfirmed("visitors", STANDARD, "来庁者", what, words, mark)

    for visitor in rules.visitors:
        if not visitor.confirmed:
            papers = "・".join(rules.paper(key).label for key in visitor.papers) or "なし"
            yield value(f"{visitor.label}の確認書類", papers, f"{visitor.kind.value} の行に {CONFIRMED}")
    if not rules.notify_confirmed:
        told = "・".join(VISITOR_LABELS[kind] for kind in rules.notify_candidates) or "なし"
        yield value("本人通知の候補", told, "notify_confirmed: true")


def _of_identity(rules: IdentityRules) -> Iterator[Unconfirmed]:
    if not rules.confirmed:
        words = f"書類{len(rules.documents)}種類、口頭質問は{rules.oral_needed}問"
        yield Unconfirmed("identity", DOCUMENTS, "本人確認", "本人確認書類と口頭質問", words, CONFIRMED)


def _of_municipality(municipality: Municipality) -> Iterator[Unconfirmed]:
    for name, what in SETTING_LABELS.items():
        if name not in municipality.confirmed:
            words = _setting_words(getattr(municipality, name))
            mark = f"confirmed に {name} を加える"
            yield Unconfirmed("organisation", MUNICIPALITY, municipality.name, what, words, mark)


def _setting_words(value: object) -> str:
    match value:
        case bool():
            return "あり" if value else "なし"
        case ServiceHours():
            return f"{value.opens}〜{value.closes}"
        case Limits():
            return value.words
        case tuple():
            return "・".join(value) or "なし"
        case _:
            return REVIEW_LABELS.get(str(value), str(value))
