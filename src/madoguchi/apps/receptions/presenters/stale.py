"""Somebody else saved first: both versions beside each other, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from madoguchi.apps.receptions.comparing import Difference, Names, differences
from madoguchi.apps.receptions.composing import Composition
from madoguchi.apps.receptions.states import LABELS, Status
from madoguchi.apps.receptions.types import RequestDraft
from madoguchi.domain.counter import VisitorRules


@dataclass(frozen=True, slots=True)
class StaleNotice:
    """`version` is the newest one: what taking over one's own input is done on. `off`: why that can't be."""

    number: str
    who: str
    when: str
    differences: tuple[Difference, ...]
    version: int
    take_over_url: str
    theirs_url: str
    warning: str
    off: str

    @classmethod
    def of(cls, mine: RequestDraft, theirs: Composition, visitors: VisitorRules) -> StaleNotice:
        view = theirs.reception
        open_still = view.status in (Status.OPEN, Status.SIGNING)
        return cls(
            number=view.short_number,
            who=view.saved_by_name,
            when=f"{timezone.localtime(view.saved_at):%-H時%M分}",
            differences=differences(mine, view.draft, _names(theirs, visitors)),
            version=view.version,
            take_over_url=reverse("receptions:take_over", args=[view.number]),
            theirs_url=reverse("receptions:request", args=[view.number]),
            warning="いまは署名待ちです。あなたの入力で上書きすると、住民の方の画面は止まり、署名をもらい直します。"
            if view.status is Status.SIGNING
            else "",
            off="" if open_still else f"受付はもう「{LABELS[view.status]}」です。内容は変えられません。",
        )


def _names(composition: Composition, visitors: VisitorRules) -> Names:
    known = composition.certificates.values()
    rules = composition.rules
    return Names(
        certificates={c.key: c.short for c in known},
        items={i.key: i.label for c in known for i in c.items},
        people={m.id: m.name for m in composition.household.members},
        papers={d.key: d.label for d in rules.documents} | {p.key: p.label for p in visitors.papers},
        questions={q.key: q.words for q in rules.oral},
        inputs={i.key: i.label for c in known for i in c.inputs} | {"seal_card": "印鑑登録証の番号"},
        exemptions={e.key: e.label for c in known for e in c.exemptions},
    )
