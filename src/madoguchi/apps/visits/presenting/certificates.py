"""Certificates to be asked for with the notice, as the page offers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madoguchi.apps.receptions.presenters.common import Choice, yen
from madoguchi.apps.visits.certificates import items_of, offered
from madoguchi.apps.visits.presenting.common import People
from madoguchi.apps.visits.types import OpenVisit, Wanted
from madoguchi.domain.counter import Certificate, Scope


@dataclass(frozen=True, slots=True)
class CertificateOffer:
    """One certificate. `copies` is "" while it isn't asked for; `members` is empty where nobody is to be chosen."""

    key: str
    label: str
    fee: str
    copies: str
    most: int
    members: tuple[Choice, ...]
    items: tuple[Choice, ...]
    error: str
    first: bool


def offers(
    opened: OpenVisit, people: People, wanted: Sequence[Wanted], wrong: Mapping[str, str]
) -> tuple[CertificateOffer, ...]:
    chosen = {one.certificate: one for one in wanted}
    foreign = any(person.newcomer and person.newcomer.nationality for person in opened.body.persons)
    return tuple(
        _offer(certificate, people, chosen.get(certificate.key), wrong, foreign=foreign, first=n == 0)
        for n, certificate in enumerate(offered(opened))
    )


def _offer(
    certificate: Certificate,
    people: People,
    wanted: Wanted | None,
    wrong: Mapping[str, str],
    *,
    foreign: bool,
    first: bool,
) -> CertificateOffer:
    key = certificate.key
    picked = wanted or Wanted(key, 0)
    members = [p for p in people.values() if p.key] if certificate.scope is Scope.MEMBERS else []
    faults = (words for target, words in wrong.items() if key in target)
    return CertificateOffer(
        key,
        certificate.label,
        yen(certificate.fee_yen),
        str(picked.copies) if picked.copies else "",
        certificate.most_copies,
        tuple(Choice(str(p.key), p.shown, checked=p.key in picked.members) for p in members),
        tuple(
            Choice(item.key, item.label, checked=item.key in picked.items)
            for item in items_of(certificate, foreign=foreign)
        ),
        " ".join(faults),
        first,
    )
