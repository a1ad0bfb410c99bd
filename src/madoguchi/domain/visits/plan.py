"""The plan of a visit: what is required, to be checked or not required, for whom, why, by when.

`make_plan` works everything out from the visit as it stands. Nothing is carried over from an earlier plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain, repeat

from madoguchi.domain.dates import Deadline, Due, Kind, UncertainDate, deadline
from madoguchi.domain.decisions.findings import Status
from madoguchi.domain.decisions.hearing import Result
from madoguchi.domain.decisions.pack import ProcedureData
from madoguchi.domain.visits.asking import Asking, Channel, asking, askings_of, next_of, targets, why
from madoguchi.domain.visits.case import Case, cases_of
from madoguchi.domain.visits.notices import Problem, notices_of
from madoguchi.domain.visits.rules import Rules
from madoguchi.domain.visits.visit import Change, EventKey, MemberKey, Subject, Visit
from madoguchi.domain.visits.words import NO_REASON, ReasonWords, reason_of

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
class _Setting:
    """What the deciding events say of a procedure, whomever it is for."""

    act: bool
    done_with: str
    forms: tuple[str, ...]
    deadline: DeadlineShown


@dataclass(frozen=True)
class Plan:
    """Items in the order of the tables. `askings`: everything open, `next` the best of them."""

    rules: Rules
    visit: Visit
    cases: tuple[Case, ...]
    items: tuple[PlanItem, ...]
    askings: tuple[Asking, ...]
    problems: tuple[Problem, ...]
    settings: _Settings = field(repr=False, compare=False)
    _reasons: dict[tuple[str, MemberKey | None], ReasonWords] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

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

    @property
    def questions_left(self) -> int:
        """The same as they are put: everything that isn't spoken of comes as one, on the pointing card."""
        open_ = [self.rules.catalogue[one.fact].silent for one in self.askings if not one.left]
        return open_.count(False) + any(open_)

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
        """Why an item has its status, in words; worked out on demand. Of one that only staff put there: nothing."""
        if item.key not in self._reasons:
            case = self.case(item.events[0])
            result = case.results.get(item.key)
            self._reasons[item.key] = reason_of(case, result) if result else NO_REASON
        return self._reasons[item.key]

    def why(self, one: Asking) -> tuple[ProcedureData, ...]:
        """The procedures that wait for an answer."""
        return tuple(self.rules.procedures[i] for i in why(self.case(one.case), one))


def _key(case: Case) -> EventKey | None:
    return case.event.key if case.event else None


def make_plan(rules: Rules, visit: Visit, before: Plan | None = None) -> Plan:
    """`before`: a plan of an earlier state of the visit. The plan is the same with it, only sooner made."""
    cases = cases_of(rules, visit, before.cases if before else ())
    if before is None or any(case.before is None for case in cases):
        before = None
    settings = _Settings(rules, before.settings if before else None, cases)
    items = tuple(_changed(rules, visit, _items(settings, cases, before))) if visit.events else ()
    askings = _askings(cases, items) if visit.events else ()
    problems = tuple(problem for case in cases for problem in notices_of(case))
    return Plan(rules, visit, cases, items, askings, problems, settings)


# -- items

Found = tuple[Case, Result]
"""One procedure's result in one case."""


def _items(settings: _Settings, cases: Sequence[Case], before: Plan | None) -> Iterator[PlanItem]:
    found: dict[tuple[str, MemberKey | None], list[Found]] = {}
    for case in cases:
        for key, result in case.results.items():
            found.setdefault(key, []).append((case, result))
    left = {(u.fact, u.about) for u in cases[0].visit.unanswered}
    kept = before.items if before and not left and _only_results(before.visit) else ()
    for (key, results), item in zip(found.items(), chain(kept, repeat(None)), strict=False):
        if item and _is_of(item, key) and settings.stands(key[0]) and all(_stands(key, *r) for r in results):
            yield item
        else:
            yield _item(settings, *key, results, left)


def _is_of(item: PlanItem, key: tuple[str, MemberKey | None]) -> bool:
    return (item.procedure.id, item.member) == key


def _only_results(visit: Visit) -> bool:
    """Nothing in the items of its plan but what follows from results, and so one for each of them, in their order."""
    return not visit.changes and not visit.unanswered


def _stands(key: tuple[str, MemberKey | None], case: Case, result: Result) -> bool:
    return case.before is not None and case.before.results[key] is result


def _item(
    settings: _Settings,
    key: str,
    member: MemberKey | None,
    found: list[Found],
    left: Collection[tuple[str, Subject]],
) -> PlanItem:
    """Required if any event asks for it, open if any could."""
    procedure = settings.rules.procedures[key]
    deciding, status = found, found[0][1].status
    if len(found) > 1:
        status = min((result.status for _, result in found), key=ORDER.__getitem__)
        deciding = [one for one in found if one[1].status is status]
    setting = settings.of(procedure, [case for case, _ in deciding])
    waits = left and status is Status.OPEN
    return PlanItem(
        procedure,
        member,
        status,
        tuple(_key(case) or "" for case, _ in deciding),
        any(result.finding.telling for _, result in deciding),
        setting.act,
        setting.done_with if status is not Status.NOT_REQUIRED else "",
        setting.deadline,
        setting.forms,
        tuple(dict.fromkeys(b for one in deciding for b in _blocking(*one, left))) if waits else (),
        any(result.contradiction for _, result in found),
    )


def _blocking(case: Case, result: Result, left: Collection[tuple[str, Subject]]) -> Iterator[str]:
    """Facts that an open result waits for and that were left unanswered."""
    for fact in case.rules.book.facts_of(result.finding.needed):
        whom = targets(case, fact, result.member)
        if all((key, case.about(key, m)) in left for key, m in whom):
            yield fact


class _Settings:
    """The settings of one plan's procedures, each made once, or taken over where no deadline's start differs."""

    def __init__(self, rules: Rules, earlier: _Settings | None, cases: Sequence[Case]) -> None:
        self.rules = rules
        affected = frozenset[str]().union(*(case.since.affected for case in cases if case.since))
        starts = rules.deadline_starts.items()
        self._moved = {key for key, facts in starts if not earlier or not facts.isdisjoint(affected)}
        self._made: dict[tuple[str, tuple[EventKey | None, ...]], _Setting] = {}
        if earlier:
            self._made = {place: one for place, one in earlier._made.items() if self.stands(place[0])}

    def stands(self, procedure: str) -> bool:
        return procedure not in self._moved

    def of(self, procedure: ProcedureData, cases: Sequence[Case]) -> _Setting:
        place = (procedure.id, tuple(map(_key, cases)))
        if place not in self._made:
            self._made[place] = self._make(procedure, cases)
        return self._made[place]

    def _make(self, procedure: ProcedureData, cases: Sequence[Case]) -> _Setting:
        acting = [case for case in cases if case.life_event and procedure.id in case.life_event.acts]
        return _Setting(
            bool(acting),
            _done_with(cases, procedure.id),
            (*procedure.forms, *(form for case in acting for form in _forms(case))),
            _first(_deadline(self.rules, procedure, case) for case in cases),
        )


def _forms(case: Case) -> tuple[str, ...]:
    return case.life_event.forms if case.life_event else ()


def _done_with(cases: Sequence[Case], procedure: str) -> str:
    events = (case.life_event for case in cases)
    found = (d.basis for event in events if event for d in event.done_with if d.procedure == procedure)
    return next(found, "")


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
            general = case.rules.catalogue[one.fact].question
            found[place] = _joined(found[place], one, general) if place in found else one
    for one in _for_deadlines(cases, items):
        found.setdefault((one.fact, one.event, True), one)
    return tuple(found.values())


def _joined(first: Asking, second: Asking, general: Mapping[str, str]) -> Asking:
    """One question for both; words that fit only those of one event give way to the general ones."""
    say = first.say if first.say == second.say else general
    members = first.members
    if members is not None and second.members is not None:
        members = tuple(dict.fromkeys((*members, *second.members)))
    decides = tuple(dict.fromkeys((*first.decides, *second.decides)))
    return replace(first, members=members, decides=decides, left=first.left and second.left, say=say)


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
