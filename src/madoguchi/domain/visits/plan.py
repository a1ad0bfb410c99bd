"""The plan of a visit: what is required, to be checked or not required, for whom, why, by when.

`make_plan` works everything out from the visit as it stands. Nothing is carried over from an earlier plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from madoguchi.domain.dates import Deadline, Due, Kind, UncertainDate, deadline
from madoguchi.domain.decisions.diagrams import bits
from madoguchi.domain.decisions.hearing import Result, Status
from madoguchi.domain.decisions.pack import ProcedureData
from madoguchi.domain.visits.asking import Asking, Channel, asking, askings_of, next_of, targets, why
from madoguchi.domain.visits.case import Case, cases_of
from madoguchi.domain.visits.notices import Problem, notices_of
from madoguchi.domain.visits.rules import Rules
from madoguchi.domain.visits.visit import Change, EventKey, MemberKey, Visit
from madoguchi.domain.visits.words import ReasonWords, reason_of

ORDER = {Status.REQUIRED: 0, Status.OPEN: 1, Status.NOT_REQUIRED: 2}


@dataclass(frozen=True, slots=True)
class DueShown:
    """One limit with the days left (negative: past). `start`: the day from which, not by which."""

    label: str
    on: date | None
    days_left: int | None
    start: bool
    late: str
    missing: str


@dataclass(frozen=True, slots=True)
class DeadlineShown:
    """`on` is the first day that must be kept, None if nothing fixed or a start isn't known (`missing` facts).
    `text` stands beside it, or alone."""

    on: date | None
    days_left: int | None
    text: str
    dues: tuple[DueShown, ...] = ()
    missing: tuple[str, ...] = ()
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A procedure for a member (None: for the household). `events`: those that give it this status.

    `silent`: the result tells something that isn't said: never shown to the visitor, printed or listed, not
    even as 不要. `done_with`: the article by which it is done with the notice itself (付記届出), else "".
    `blocking`: facts that nobody could tell. `contradiction`: what is known can't be; look at it.
    """

    procedure: ProcedureData
    member: MemberKey | None
    status: Status
    events: tuple[EventKey, ...]
    silent: bool
    act: bool
    done_with: str
    deadline: DeadlineShown
    forms: tuple[str, ...]
    blocking: tuple[str, ...] = ()
    contradiction: bool = False
    change: Change | None = None

    @property
    def key(self) -> tuple[str, MemberKey | None]:
        return self.procedure.id, self.member


@dataclass(frozen=True, slots=True)
class _Found:
    """One procedure's result in one case."""

    case: Case
    result: Result


@dataclass(frozen=True)
class Plan:
    """Items in the order of the tables. `askings`: everything open, `next` the best of them."""

    rules: Rules
    visit: Visit
    cases: tuple[Case, ...]
    items: tuple[PlanItem, ...]
    askings: tuple[Asking, ...]
    problems: tuple[Problem, ...]

    def of(self, status: Status) -> tuple[PlanItem, ...]:
        return tuple(item for item in self.items if item.status is status)

    @property
    def required(self) -> tuple[PlanItem, ...]:
        return self.of(Status.REQUIRED)

    @property
    def open_work(self) -> tuple[PlanItem, ...]:
        """What still has to be checked, by us now or by the departments later."""
        return self.of(Status.OPEN)

    @property
    def shown(self) -> tuple[PlanItem, ...]:
        """What may be shown to the visitor and printed."""
        return tuple(item for item in self.items if not item.silent)

    @property
    def most_questions(self) -> int:
        """How many questions can still come; those left open aside."""
        return sum(not one.left for one in self.askings)

    @cached_property
    def next(self) -> Asking | None:
        """The next question: of the first event that has one; then what a deadline waits for."""
        for case in self.cases:
            own = [one for one in self.askings if one.decides and one.case == _key(case)]
            if best := next_of(case, own):
                return best
        return next((one for one in self.askings if not one.decides and not one.left), None)

    @property
    def pointing_card(self) -> tuple[Asking, ...]:
        """Everything that is pointed at instead of said, for one sheet."""
        return tuple(one for one in self.askings if one.channel is Channel.CARD)

    def case(self, event: EventKey | None) -> Case:
        return next((c for c in self.cases if _key(c) == event), self.cases[0])

    def item(self, procedure: str, member: MemberKey | None) -> PlanItem | None:
        return next((i for i in self.items if i.key == (procedure, member)), None)

    def reason(self, item: PlanItem) -> ReasonWords:
        """Why an item has its status, in words; worked out on demand."""
        case = self.case(item.events[0])
        return reason_of(case, case.results[item.key])

    def why(self, one: Asking) -> tuple[ProcedureData, ...]:
        """The procedures that wait for an answer."""
        return tuple(self.rules.procedures[i] for i in why(self.case(one.case), one))


def _key(case: Case) -> EventKey | None:
    return case.event.key if case.event else None


def make_plan(rules: Rules, visit: Visit) -> Plan:
    cases = cases_of(rules, visit)
    items = tuple(_changed(rules, visit, _items(rules, cases))) if visit.events else ()
    askings = _askings(cases, items) if visit.events else ()
    problems = tuple(problem for case in cases for problem in notices_of(case))
    return Plan(rules, visit, cases, items, askings, problems)


# -- items


def _items(rules: Rules, cases: Sequence[Case]) -> Iterator[PlanItem]:
    found: dict[tuple[str, MemberKey | None], list[_Found]] = {}
    for case in cases:
        for key, result in case.results.items():
            found.setdefault(key, []).append(_Found(case, result))
    for (procedure, member), results in found.items():
        yield _item(rules, rules.procedures[procedure], member, results)


def _item(rules: Rules, procedure: ProcedureData, member: MemberKey | None, found: list[_Found]) -> PlanItem:
    """Required if any event asks for it, open if any could."""
    status = min((f.result.status for f in found), key=ORDER.__getitem__)
    deciding = [f for f in found if f.result.status is status]
    done_with = _done_with(deciding, procedure.id) if status is not Status.NOT_REQUIRED else ""
    acting = [f.case for f in deciding if f.case.life_event and procedure.id in f.case.life_event.acts]
    return PlanItem(
        procedure=procedure,
        member=member,
        status=status,
        events=tuple(_key(f.case) or "" for f in deciding),
        silent=any(_silent(rules, f) for f in deciding),
        act=bool(acting),
        done_with=done_with,
        deadline=_first(_deadline(rules, procedure, f.case) for f in deciding),
        forms=(*procedure.forms, *(form for case in acting for form in _forms(case))),
        blocking=tuple(dict.fromkeys(b for f in deciding for b in _blocking(f))),
        contradiction=any(f.result.contradiction for f in found),
    )


def _forms(case: Case) -> tuple[str, ...]:
    return case.life_event.forms if case.life_event else ()


def _done_with(deciding: list[_Found], procedure: str) -> str:
    events = (f.case.life_event for f in deciding)
    found = (d.basis for event in events if event for d in event.done_with if d.procedure == procedure)
    return next(found, "")


def _silent(rules: Rules, found: _Found) -> bool:
    """Whether a result gives a silent fact away.

    A result that isn't required or open any more because of a silent fact does; one that is required does,
    unless it would be the same for people of whom nothing of the kind is known (国保 for those without 生活保護).
    """
    procedure, case = found.result.procedure, found.case
    constrained = not found.result.contradiction
    diagrams, silent = rules.book.diagrams, rules.silent_levels
    known = case.hearing.known(found.result.member)
    spoken = {level: mask for level, mask in known.items() if not silent >> level & 1}
    if found.result.status is not Status.OPEN:
        rest = diagrams.outcomes(procedure.cut(diagrams, spoken, constrained=constrained)) & 3
        if rest != 3:
            return False
        if found.result.status is Status.NOT_REQUIRED:
            return True
    ordinary = {level: _ordinary(rules, level) for level in bits(silent)}
    outcomes = diagrams.outcomes(procedure.cut(diagrams, spoken | ordinary, constrained=constrained)) & 3
    return outcomes not in ((2,) if found.result.status is Status.REQUIRED else (2, 3))


def _ordinary(rules: Rules, level: int) -> int:
    """The cells of a silent fact for somebody of whom there is nothing to be silent about."""
    axis = rules.book.axes[level]
    plain = [i for i, cell in enumerate(axis.cells) if set(cell.values) & {False, "なし"}]
    return sum(1 << i for i in plain) or axis.full


def _blocking(found: _Found) -> Iterator[str]:
    """Facts that an open result waits for and that were left unanswered."""
    if found.result.status is not Status.OPEN:
        return
    case, member = found.case, found.result.member
    left = {(u.fact, u.about) for u in case.visit.unanswered}
    if not left:
        return
    node = found.result.procedure.cut(
        case.hearing.diagrams, case.hearing.known(member), constrained=not found.result.contradiction
    )
    for fact in case.rules.book.facts_of(case.hearing.diagrams.needed(node)):
        whom = targets(case, fact, member)
        if all((key, case.about(key, m)) in left for key, m in whom):
            yield fact


# -- deadlines


def _first(shown: Iterator[DeadlineShown]) -> DeadlineShown:
    """The one that ends first; those without a day last."""
    return min(shown, key=lambda d: d.on or date.max)


def _deadline(rules: Rules, procedure: ProcedureData, case: Case) -> DeadlineShown:
    rule = rules.deadlines.get(procedure.id)
    if rule is None:
        return DeadlineShown(None, None, procedure.deadline)
    starts = {}
    for limit in rule.limits:
        value = case.value(limit.start, None)
        if isinstance(value, date | UncertainDate):
            starts[limit.start] = value
    return _shown(deadline(rule, starts, rules.calendar), case.visit.today, rule.text or procedure.deadline)


def _shown(found: Deadline, today: date, text: str) -> DeadlineShown:
    dues = tuple(_due(due, today) for due in found.dues)
    missing = tuple(dict.fromkeys(due.missing for due in found.dues if due.missing))
    left = (found.on - today).days if found.on else None
    return DeadlineShown(found.on, left, text, dues, missing, any(d.uncertain for d in found.dues))


def _due(due: Due, today: date) -> DueShown:
    left = (due.on - today).days if due.on else None
    start = due.limit.kind is Kind.FROM
    return DueShown(due.limit.label, due.on, left, start, due.limit.late, due.missing)


# -- questions


def _askings(cases: Sequence[Case], items: Sequence[PlanItem]) -> tuple[Asking, ...]:
    """Every open question once: what isn't bound to an event is asked for all of them."""
    found: dict[tuple[str, EventKey | None, bool], Asking] = {}
    for case in cases:
        for one in askings_of(case):
            place = (one.fact, one.event, one.members is None)
            found[place] = _joined(found[place], one) if place in found else one
    for one in _for_deadlines(cases, items):
        found.setdefault((one.fact, one.event, True), one)
    return tuple(found.values())


def _joined(first: Asking, second: Asking) -> Asking:
    members = first.members
    if members is not None and second.members is not None:
        members = tuple(dict.fromkeys((*members, *second.members)))
    decides = tuple(dict.fromkeys((*first.decides, *second.decides)))
    return replace(first, members=members, decides=decides, left=first.left and second.left)


def _for_deadlines(cases: Sequence[Case], items: Sequence[PlanItem]) -> Iterator[Asking]:
    """Days from which the deadline of something required counts; not while the counter is crowded."""
    for case in cases:
        if case.visit.busy:
            return
        left = {(u.fact, u.about) for u in case.visit.unanswered}
        for item in items:
            if item.status is Status.REQUIRED and _key(case) in item.events and not item.silent:
                for fact in item.deadline.missing:
                    yield replace(asking(case, fact, None), left=(fact, case.about(fact, None)) in left)


# -- what staff changed


def _changed(rules: Rules, visit: Visit, items: Iterator[PlanItem]) -> Iterator[PlanItem]:
    last: dict[tuple[str, MemberKey | None], Change] = {}
    for change in sorted(visit.changes, key=lambda c: c.at):
        last[change.procedure, change.member] = change
    for item in items:
        yield _with_change(item, last.pop(item.key)) if item.key in last else item
    for change in last.values():
        yield _added(rules, change, visit)


def _with_change(item: PlanItem, change: Change) -> PlanItem:
    status = Status.REQUIRED if change.added else Status.NOT_REQUIRED
    return replace(item, status=status, change=change)


def _added(rules: Rules, change: Change, visit: Visit) -> PlanItem:
    """A procedure that the tables have no result for, such as one for the household given to a member."""
    procedure = rules.procedures[change.procedure]
    status = Status.REQUIRED if change.added else Status.NOT_REQUIRED
    return PlanItem(
        procedure,
        change.member,
        status,
        (visit.events[0].key,),
        silent=False,
        act=False,
        done_with="",
        deadline=DeadlineShown(None, None, procedure.deadline),
        forms=procedure.forms,
        change=change,
    )
