"""The second person's check, in words: the list that waits, the whole request beside the person it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.receptions.composing import Composition
from madoguchi.apps.receptions.presenters.common import Choice, Fact, request_facts
from madoguchi.apps.receptions.types import SEAL_CARD, Party, ReceptionView
from madoguchi.apps.residents.presenters import day_words, written_day
from madoguchi.apps.residents.presenters.protection import number_words, source_words
from madoguchi.apps.residents.states import (
    GRANT_LABELS,
    KIND_LABELS,
    REFUSE_LABELS,
    GrantReason,
    RefuseReason,
)
from madoguchi.apps.residents.types import Label, ProtectionView, ReleaseView, ResidentView
from madoguchi.domain.counter import VISITOR_LABELS
from madoguchi.domain.protection import Answer

ANSWER_LABELS = {
    Answer.WAITING: "確認待ち",
    Answer.RELEASED: "認めた",
    Answer.REFUSED: "認めない",
    Answer.ENDED: "終わり",
}
NEWCOMERS = "住民情報にまだない方"
REASONS = {key.value: words for key, words in (*GRANT_LABELS.items(), *REFUSE_LABELS.items())}


@dataclass(frozen=True, slots=True)
class AskRow:
    """A line of the list. `waiting` is empty once it is answered."""

    number: str
    when: str
    waiting: str
    asked_by: str
    name: str
    visitor: str
    state: str
    url: str

    @classmethod
    def of(cls, ask: ReleaseView, view: ReceptionView, label: Label | None, now: datetime) -> AskRow:
        waits = ask.ask.answer is Answer.WAITING
        return cls(
            number=view.short_number,
            when=_clock(ask.asked_at),
            waiting=f"{int((now - ask.asked_at).total_seconds() // 60)}分" if waits else "",
            asked_by=ask.asked_by_name,
            name=label.name if label else "" if ask.subject_id else NEWCOMERS,
            visitor=VISITOR_LABELS[view.draft.visitor_kind],
            state=ANSWER_LABELS[ask.ask.answer],
            url=reverse("receptions:confirmation", args=[ask.id]),
        )


@dataclass(frozen=True, slots=True)
class ProtectionRow:
    name: str
    number: str
    kind: str
    source: str
    period: str
    state: str

    @classmethod
    def of(cls, protection: ProtectionView) -> ProtectionRow:
        return cls(
            name=protection.name,
            number=number_words(protection.resident_number),
            kind=KIND_LABELS.get(protection.kind, "（区分が読めない行）"),
            source=source_words(protection),
            period=f"{written_day(protection.starts_on)}〜{written_day(protection.ends_on)}",
            state="有効" if protection.active else "終了",
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """How an ask was answered, for whoever opens it afterwards."""

    state: str
    words: str

    @classmethod
    def of(cls, ask: ReleaseView) -> Answered | None:
        if ask.answered_at is None:
            return None
        address = "住所も記載する" if ask.with_address else "住所は空欄のまま"
        granted = f"（{address}）" if ask.ask.answer is not Answer.REFUSED else ""
        words = f"{_clock(ask.answered_at)} {ask.answered_by_name}：{REASONS.get(ask.reason, '')}{granted}"
        return cls(ANSWER_LABELS[ask.ask.answer], words)


def visitor_facts(composition: Composition) -> tuple[Fact, ...]:
    """Who asks: from the register where the visitor is of the household, as typed otherwise."""
    draft = composition.reception.draft
    rules = composition.visitor_rules
    person = next((m for m in composition.household.members if m.id == _visitor_id(composition)), None)
    papers = [rules.paper(key).label for key in draft.papers if any(p.key == key for p in rules.papers)]
    asked = [q.words for q in composition.rules.oral if any(a.key == q.key for a in draft.oral)]
    who = (
        _person(person) if person else (*_party("来庁者", draft.visitor), *_party("請求者", draft.requester))
    )
    return _known(
        Fact("区分", rules.of(draft.visitor_kind).label),
        *who,
        Fact("対象者との関係", draft.relation),
        Fact("本人確認", "・".join(composition.identity_labels)),
        Fact("聞き取り", "・".join(asked)),
        Fact("見た書類", "・".join(papers)),
    )


def _visitor_id(composition: Composition) -> int | None:
    draft = composition.reception.draft
    visitor = composition.visitor_rules.of(draft.visitor_kind)
    return (draft.visitor_id or composition.reception.subject_id) if visitor.from_register else None


def subject_facts(composition: Composition) -> tuple[Fact, ...]:
    others = [f"{m.name}（{m.relationship}）" for m in composition.household.members]
    return (*_person(composition.subject), Fact("世帯", "、".join(others), mj=True))


def stated_facts(composition: Composition) -> tuple[Fact, ...]:
    """What the visitor said of the person, for the supervisor to lay beside what the register says."""
    stated = composition.reception.draft.stated
    names = {i.key: i.label for c in composition.certificates.values() for i in c.inputs}
    names[SEAL_CARD] = "印鑑登録証の番号"
    return _known(
        Fact("述べた氏名", stated.name, mj=True),
        Fact("述べた住所", stated.address),
        Fact("述べた生年月日", stated.birth),
        *(
            Fact(names.get(name, name), value)
            for line in composition.reception.draft.lines
            for name, value in (line.fields or {}).items()
        ),
    )


def wanted_facts(composition: Composition) -> tuple[Fact, ...]:
    draft = composition.reception.draft
    lines = [fact for fact in request_facts(composition) if fact.label == "証明書"]
    return _known(
        *lines,
        Fact("請求の理由", draft.reason),
        Fact("提出先", draft.destination),
        Fact("減免の理由", draft.exemption_reason),
    )


def _person(person: ResidentView) -> tuple[Fact, ...]:
    return _known(
        Fact("氏名", person.name, mj=True),
        Fact("カナ", person.name_kana),
        Fact("生年月日", day_words(person.birth)),
        Fact("続柄", person.relationship),
        Fact("住所", str(person.address)),
        Fact("電話", str(person.phone)),
        Fact("宛名番号", person.resident_number),
    )


def _party(role: str, party: Party) -> tuple[Fact, ...]:
    return (
        Fact(f"{role}の氏名", party.name, mj=True),
        Fact(f"{role}の名称", party.organisation),
        Fact(f"{role}の住所", party.address),
        Fact(f"{role}の生年月日", party.birth),
        Fact(f"{role}の電話", party.phone),
    )


def _known(*facts: Fact) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.value)


def relations(composition: Composition) -> tuple[Fact, ...]:
    """What the two have in common, in a word each: the question is whether this is the other party."""
    subject, draft = composition.subject, composition.reception.draft
    visitor = next((m for m in composition.household.members if m.id == _visitor_id(composition)), None)
    if visitor is not None:
        same = "本人" if visitor.id == subject.id else f"同じ世帯（{visitor.relationship}）"
        return (Fact("二人の関係", same),)
    surname = str(subject.name).split("\u3000")[0]
    alike = bool(surname) and draft.visitor.name.startswith(surname)
    return (
        Fact("二人の関係", draft.relation or "（書かれていません）"),
        Fact("氏", "同じ" if alike else "ちがう"),
    )


def grant_reasons() -> tuple[Choice, ...]:
    return tuple(Choice(r.value, GRANT_LABELS[r], key=str(n)) for n, r in enumerate(GrantReason, 1))


def refuse_reasons() -> tuple[Choice, ...]:
    return tuple(Choice(r.value, REFUSE_LABELS[r], key=str(n)) for n, r in enumerate(RefuseReason, 1))


def _clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-H時%M分}"
