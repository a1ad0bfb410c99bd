"""What the departments get of a visit: one task a procedure, with no more than they may know for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from madoguchi.apps.residents.register import ItemClass
from madoguchi.apps.residents.types import CopyTag, visit_tag
from madoguchi.apps.tasks.types import Had, TaskDraft, TaskFact, Thing
from madoguchi.apps.visits.arriving import numbers_of
from madoguchi.apps.visits.types import OpenVisit
from madoguchi.apps.visits.words import event_labels, players, reason_of, told
from madoguchi.domain.visits import Handover, Office, PlanItem, Status, handover

WHO = ("person.name", "person.name_kana", "person.birth_date")
"""What every department needs to know of whom a procedure is for."""
WHERE = ("event.date", "event.new_address", "event.new_building")
"""… and of the notice, where it has that."""
TO_CHECK = "要確認"


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part of a task: the item, and what its department may know."""

    item: PlanItem
    given: Handover


def drafts(opened: OpenVisit) -> tuple[TaskDraft, ...]:
    """Tasks in walking order: what is required and what is still open, by procedure. None for offices elsewhere.

    Newcomers have no number yet, so persons with the same procedure share one task.
    """
    offices = opened.plan.rules.offices
    groups: dict[str, list[PlanItem]] = {}
    for item in opened.plan.items:
        if item.status is not Status.NOT_REQUIRED:
            groups.setdefault(item.procedure.id, []).append(item)
    made = []
    for items in groups.values():
        office = offices[items[0].procedure.departments[0]]
        if not office.outside:
            made.append(_draft(opened, items, office))
    return tuple(sorted(made, key=lambda draft: (draft.place, draft.procedure)))


def _draft(opened: OpenVisit, items: Sequence[PlanItem], office: Office) -> TaskDraft:
    shares = [Share(item, _handover(opened, item, office.code)) for item in items]
    told_of = [share for share in shares if not share.given.referral]
    facts = tuple(dict.fromkeys(_facts(opened, told_of)))
    first, dues = items[0], [item.deadline.on for item in items if item.deadline.on]
    people, rules = _people(opened, items), opened.plan.rules
    way = rules.ways.of(event.kind for event in opened.visit.events)
    return TaskDraft(
        procedure=first.procedure.id,
        title=_title(items) if told_of else f"{office.name}へご案内",
        event=event_labels(opened, first.events),
        department=office.code,
        subjects=tuple(_ids(opened, people)),
        tag=_tag(opened, people, facts),
        persons=len(people),
        facts=tuple(fact for fact, _ in facts),
        reason="\n".join(dict.fromkeys(filter(None, (_reason(opened, share.item) for share in told_of)))),
        basis=first.procedure.basis if told_of else "",
        bring=tuple(_things(opened, told_of)),
        silent=any(item.silent for item in items) or not told_of,
        place=office.order,
        after=rules.order.get(first.procedure.id, ()),
        due_on=min(dues, default=None),
        way=way,
        meet=rules.ways.place(way),
        to_check=_only_open(items),
    )


def _handover(opened: OpenVisit, item: PlanItem, department: str) -> Handover:
    """What staff added beside the tables rests on no fact."""
    if reason_of(opened, item) is None:
        return Handover(department, item, (), referral=False)
    return handover(opened.plan, item, department)


def _title(items: Sequence[PlanItem]) -> str:
    name = items[0].procedure.name
    return f"{name}（{TO_CHECK}）" if _only_open(items) else name


def _only_open(items: Sequence[PlanItem]) -> bool:
    return all(item.status is Status.OPEN for item in items)


def _people(opened: OpenVisit, items: Sequence[PlanItem]) -> tuple[str, ...]:
    """Persons the items are for; for a household's procedure those the event concerns."""
    named = tuple(dict.fromkeys(item.member for item in items if item.member))
    return named or players(opened, items[0].events[0])


def _ids(opened: OpenVisit, people: Sequence[str]) -> Iterator[int]:
    return (int(p.resident.id) for key in people if (p := opened.person(key)).resident is not None)


def _facts(opened: OpenVisit, shares: Sequence[Share]) -> Iterator[tuple[TaskFact, str]]:
    """(fact, its item class): who, the notice, then what the tables of the procedure read."""
    items = [share.item for share in shares]
    if not items:
        return
    people, event = _people(opened, items), items[0].events[0]
    wanted: list[tuple[str, str | None]] = [(fact, key) for key in people for fact in WHO]
    wanted += [(fact, None) for fact in WHERE]
    wanted += [
        (given.fact, share.item.member if given.fact in opened.plan.rules.person_facts else None)
        for share in shares
        for given in share.given.facts
    ]
    for fact, member in wanted:
        found = told(opened, event, fact, member)
        if found is None or (found.item_class and opened.careful):
            continue
        whose = f"{opened.person(member).name}　" if member and fact != "person.name" else ""
        yield TaskFact(f"{whose}{found.label}", found.words, found.source), found.item_class


def _tag(opened: OpenVisit, people: Sequence[str], facts: Sequence[tuple[TaskFact, str]]) -> CopyTag:
    """The newcomers', and everybody's of the household where an address is among the facts: it is theirs too."""
    classes = frozenset(ItemClass(item_class) for _, item_class in facts if item_class)
    if classes:
        return CopyTag(numbers_of(opened), classes)
    residents = [r for key in people if (r := opened.person(key).resident) is not None]
    return CopyTag((*sorted(r.resident_number for r in residents), visit_tag(opened.number)), classes)


def _reason(opened: OpenVisit, item: PlanItem) -> str:
    whose = f"{opened.person(item.member).name}：" if item.member else ""
    if item.change is not None:
        return f"{whose}職員が追加（{item.change.reason}）"
    reason = reason_of(opened, item)
    if item.status is Status.OPEN:
        labels = [opened.plan.rules.catalogue[fact].label for fact in item.blocking]
        waits = f"（{'・'.join(labels)}が分からない）" if labels else ""
        return f"{whose}{TO_CHECK}{waits}"
    return f"{whose}{reason.text}" if reason and reason.text else ""


def _things(opened: OpenVisit, shares: Sequence[Share]) -> Iterator[Thing]:
    known = {(b.label, b.member): b.had for b in opened.body.brought}
    found: dict[str, Had] = {}
    for item in (share.item for share in shares):
        for label in item.procedure.bring:
            had = known.get((label, item.member), known.get((label, None)))
            state = Had.OPEN if had is None else Had.HAD if had else Had.MISSING
            # Missing for one is missing for the task.
            order = [Had.MISSING, Had.OPEN, Had.HAD]
            found[label] = min(found.get(label, state), state, key=order.index)
    return (Thing(label, had) for label, had in found.items())
