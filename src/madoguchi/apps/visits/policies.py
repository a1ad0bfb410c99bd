"""May it, in this state? In pairs: check_x raises with the reason, can_x answers."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from madoguchi.apps.accounts.policies import answers
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.receptions.states import LABELS, Status
from madoguchi.apps.receptions.types import Fault, ReceptionView
from madoguchi.apps.visits import certificates
from madoguchi.apps.visits.types import NotYet, OpenVisit
from madoguchi.domain.counter import VisitorKind
from madoguchi.domain.visits import ProblemKind, application

MERGEABLE = frozenset({Status.OPEN, Status.SIGNING, Status.SUSPENDED})
ON_BEHALF = frozenset({VisitorKind.LEGAL_REPRESENTATIVE, VisitorKind.AGENT, VisitorKind.MESSENGER})


def check_open(view: ReceptionView) -> None:
    """Only an open reception of today is changed; a signed one is opened again first."""
    if view.left_behind(timezone.localdate()):
        raise NotYet(
            "前の日に始めた受付です。入力は残っています。「再開する」を押すと、きょうの本人確認から続けられます。"
        )
    if view.status is Status.SUSPENDED:
        raise NotYet("保留の受付です。「再開する」で続けてください。")
    if view.status is not Status.OPEN:
        raise NotYet(
            f"受付は「{LABELS[view.status]}」です。内容を変えるときは、先に「内容に戻る」を押してください。"
            "変えていません。"
        )


can_change = answers(check_open)


def check_merge(kept: OpenVisit, other: OpenVisit) -> None:
    """May the other one be taken into this? Only what nobody has signed for, and only of the same household."""
    if kept.number == other.number:
        raise NotYet("同じ受付です。もう一方の受付番号を入れてください。")
    if other.reception.passage.merged_into:
        raise NotYet("もう一方の受付は、すでにまとめられています。")
    if other.reception.signed_at is not None or other.reception.status not in MERGEABLE:
        raise NotYet(
            f"受付 {other.reception.short_number} は「{LABELS[other.reception.status]}」です。"
            "まとめられるのは署名の前の受付だけです。署名済みのときは、先にその受付で「内容に戻る」を押してください。"
        )
    mine, theirs = (
        {p.resident_id for p in v.body.persons if p.resident_id is not None} for v in (kept, other)
    )
    if theirs - mine:
        raise NotYet(
            "もう一方の受付に、この受付の世帯にいない方がいます。別の世帯の受付は、まとめられません。"
            "同じ世帯のときは、もう一方の受付を開いて、そちらへまとめてください。"
        )


can_merge = answers(check_merge)


def faults(opened: OpenVisit) -> tuple[Fault, ...]:
    """Everything that keeps the visit from being signed, each with the control to go to, in the pages' order."""
    return (*_events(opened), *_notice(opened), *_notifier(opened), *certificates.faults(opened))


def _events(opened: OpenVisit) -> Iterator[Fault]:
    if not opened.body.events:
        yield Fault("届出・手続（ライフイベント）を選んでください。", "events")
    for person in opened.body.persons:
        if person.newcomer is not None and not person.newcomer.name:
            yield Fault("新しく入る方の氏名を入れてください。", f"newcomer-{person.key}-name")


def _notice(opened: OpenVisit) -> Iterator[Fault]:
    for problem in opened.plan.problems:
        if problem.kind is not ProblemKind.LATE:
            yield Fault(problem.words, f"{problem.event}-{problem.fact}")
    for case in opened.plan.cases:
        for field in application(case):
            if field.missing and (field.field.fact, field.member) not in opened.closed:
                whose = f"{opened.person(field.member).name}の" if field.member else ""
                key = case.event.key if case.event else ""
                target = f"{key}-{field.field.fact}" + (f"-{field.member}" if field.member else "")
                yield Fault(f"{whose}「{field.label}」を入れてください。", target)


def _notifier(opened: OpenVisit) -> Iterator[Fault]:
    notifier = opened.body.notifier
    if notifier is None:
        yield Fault("届け出る人（窓口に来た人）を選んでください。", "notifier")
        return
    if not notifier.person and not notifier.party.name:
        yield Fault("窓口に来た方の氏名を入れてください。", "notifier_name")
    row = catalogue.visitor_rules().of(notifier.kind)
    if opened.guarded and row.when_guarded == "refused":
        yield Fault(
            "この区分の方の届出は、ここでは受け付けられません。係長の指示を受けてください。", "notifier"
        )
    if notifier.kind in ON_BEHALF and row.papers and not set(row.papers) & set(notifier.papers):
        labels = "・".join(catalogue.visitor_rules().paper(key).label for key in row.papers)
        yield Fault(f"確認した書類に印を付けてください（{labels}のどれか）。", "notifier_papers-1")
    if opened.guard.core_check_needed and not notifier.core_checked:
        words = "基幹端末で確認し、「基幹端末で確認した」に印を付けてください。"
        yield Fault(words, "core_checked")
    if not opened.identified:
        yield Fault("きょうの本人確認が足りません（1点または2点）。", "identity-1")
