"""Which values of the configuration the city hasn't confirmed (未確認)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from madoguchi.domain.counter.certificates import Certificate
from madoguchi.domain.counter.identity import IdentityRules
from madoguchi.domain.counter.organisation import REVIEW_LABELS, SETTING_LABELS, Municipality, ServiceHours
from madoguchi.domain.counter.visitors import VISITOR_LABELS, VisitorRules

# Keys of the catalogue's items of which there is one each.
STANDARD, DOCUMENTS, MUNICIPALITY = "standard", "documents", "municipality"


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """`kind` and `key` name the catalogue's item, `label` it for people; `what` is the setting, `value` its words."""

    kind: str
    key: str
    label: str
    what: str
    value: str


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
    def value(what: str, words: str) -> Unconfirmed:
        return Unconfirmed("certificates", certificate.key, certificate.label, what, words)

    if not certificate.fee_confirmed:
        yield value("手数料", f"{certificate.fee_yen}円")
    if not certificate.rules_confirmed:
        yield value("請求できる人", certificate.basis)
    for exemption in certificate.exemptions:
        if not exemption.confirmed:
            yield value("無料の事由", exemption.label)
    yield from (value(*found) for found in _of_standings(certificate))


def _of_standings(certificate: Certificate) -> Iterator[tuple[str, str]]:
    rows = (certificate.visitors, certificate.refusals)
    parts = [("", *rows), *((f"（{i.label}）", i.allowed or (), i.refused) for i in certificate.items)]
    for of, allowed, refused in parts:
        yield from ((f"請求できる人{of}", VISITOR_LABELS[r.visitor]) for r in allowed if not r.confirmed)
        yield from ((f"請求できない人{of}", VISITOR_LABELS[r.visitor]) for r in refused if not r.confirmed)


def _of_visitors(rules: VisitorRules) -> Iterator[Unconfirmed]:
    for visitor in rules.visitors:
        if not visitor.confirmed:
            papers = "・".join(rules.paper(key).label for key in visitor.papers) or "なし"
            yield Unconfirmed("visitors", STANDARD, "来庁者", f"{visitor.label}の確認書類", papers)
    if not rules.notify_confirmed:
        told = "・".join(VISITOR_LABELS[kind] for kind in rules.notify_candidates) or "なし"
        yield Unconfirmed("visitors", STANDARD, "来庁者", "本人通知の候補", told)


def _of_identity(rules: IdentityRules) -> Iterator[Unconfirmed]:
    if not rules.confirmed:
        words = f"書類{len(rules.documents)}種類、口頭質問は{rules.oral_needed}問"
        yield Unconfirmed("identity", DOCUMENTS, "本人確認", "本人確認書類と口頭質問", words)


def _of_municipality(municipality: Municipality) -> Iterator[Unconfirmed]:
    for name, what in SETTING_LABELS.items():
        if name not in municipality.confirmed:
            words = _setting_words(getattr(municipality, name))
            yield Unconfirmed("organisation", MUNICIPALITY, municipality.name, what, words)


def _setting_words(value: object) -> str:
    match value:
        case bool():
            return "あり" if value else "なし"
        case ServiceHours():
            return f"{value.opens}〜{value.closes}"
        case _:
            return REVIEW_LABELS.get(str(value), str(value))
