"""支援措置の申出 taken at the counter. Protection begins in the same moment; the application is complete when every
system that hands out an address has taken it in (counter practice §3.6: 大東市, 大網白里市, 呉市)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils import timezone

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor, Refused
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.residents.models import Application, Reflection, Resident
from madoguchi.apps.residents.services.protection import begin_provisional, guard_now
from madoguchi.apps.residents.states import KIND_LABELS

MAY_SEE = needs(Right.PROTECTION_RELEASE)
ASKED_FOR = tuple(key for key in KIND_LABELS if key in ("1", "2", "3", "4"))
"""What an applicant can ask for: the others are what the office makes of it."""
NUMBERING_LOCK = 72613


def take_application(applicant_id: int, others: Sequence[int], kind: str, office: str, *, by: Actor) -> str:
    """Write it down and protect everybody of it at once. Returns its number (S-yyyymmdd-nnn).

    `others` are resident ids of those who ask for protection together (併せて支援を求める者). Raises Refused.
    """
    number = _write_down(applicant_id, others, kind, office, by)
    guard_now()
    return number


@transaction.atomic
def _write_down(applicant_id: int, others: Sequence[int], kind: str, office: str, by: Actor) -> str:
    offices = {o.key for o in catalogue.protection_rules().offices}
    if kind not in ASKED_FOR or office not in offices:
        raise Refused("申出の区分と相談機関を選んでください。まだ受け付けていません。")
    people = {r.pk: r.resident_number for r in Resident.objects.filter(pk__in={applicant_id, *others})}
    ids = [applicant_id, *(pk for pk in dict.fromkeys(others) if pk != applicant_id)]
    application = Application.objects.create(
        number=_next_number(),
        applicant_id=applicant_id,
        resident_numbers=[people[pk] for pk in ids],
        kind=kind,
        opinion_from=office,
        received_at=timezone.now(),
        received_by=by.person,
        received_by_name=by.name,
    )
    detail = {"people": len(ids), "kind": kind, "office": office}
    audit.record(
        Entry(Action.PROTECTION_APPLIED, by.who, subjects=ids, reference=application.number, detail=detail)
    )
    begin_provisional(ids, by)
    return application.number


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERING_LOCK])
    day = f"S-{timezone.localdate():%Y%m%d}-"
    return f"{day}{Application.objects.filter(number__startswith=day).count() + 1:03d}"


@transaction.atomic
def reflect(number: str, system: str, *, done: bool, by: Actor) -> None:
    """A system has taken the application in; or, after all, it hasn't. Raises Refused, Application.DoesNotExist."""
    MAY_SEE.check(by)
    application = Application.objects.select_for_update().get(number=number)
    if system not in {s.key for s in catalogue.protection_rules().systems}:
        raise Refused("その反映先は設定（パック）にありません。")
    if done:
        _, changed = Reflection.objects.get_or_create(
            application=application,
            system=system,
            defaults={"done_at": timezone.now(), "done_by": by.person, "done_by_name": by.name},
        )
    else:
        changed = bool(Reflection.objects.filter(application=application, system=system).delete()[0])
    if changed:
        detail = {"change": "reflected" if done else "not reflected", "system": system}
        audit.record(Entry(Action.PROTECTION_CHANGED, by.who, reference=number, detail=detail))
