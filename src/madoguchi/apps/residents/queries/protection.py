"""Reading protections and applications: for people with that right alone, each look in the trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.utils import timezone

from madoguchi.apps.accounts.policies import needs
from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.residents.models import Application, Protection, Resident, SourceState
from madoguchi.apps.residents.queries.arrivals import arrivals_named, of_numbers
from madoguchi.apps.residents.queries.frozen import resident_view
from madoguchi.apps.residents.queries.people import labels
from madoguchi.apps.residents.types import (
    ApplicationView,
    Compared,
    Label,
    ProtectionView,
    Purpose,
    Reflected,
    ResidentId,
    ResidentView,
    reference_of,
)
from madoguchi.domain.protection import compare

MAY_SEE = needs(Right.PROTECTION_RELEASE)


def protections_of(
    actor: Actor, numbers: Collection[str], *, reference: str = ""
) -> tuple[ProtectionView, ...]:
    """Every protection, in force or ended, of these 宛名番号 and of newcomers of visits by their tag. Raises Refused
    without the right."""
    MAY_SEE.check(actor)
    people = _by_bare_number(numbers)
    ids = sorted(r.pk for r in people.values())
    audit.record_now(
        Entry(Action.LOOKED, actor.who, Purpose.RELEASE.value, subjects=ids, reference=reference)
    )
    wanted = {form for number in numbers for form in (number, _bare(number))}
    rows = Protection.objects.filter(of_numbers(wanted)).order_by("-active", "resident_number", "pk")
    return _views(list(rows), people)


def _bare(number: str) -> str:
    return number.lstrip("0")


def _views(rows: Sequence[Protection], people: Mapping[str, Resident]) -> tuple[ProtectionView, ...]:
    newcomers = arrivals_named([row.resident_number for row in rows])
    return tuple(
        _view(row, people.get(_bare(row.resident_number)), newcomers.get(row.resident_number)) for row in rows
    )


def _view(row: Protection, person: Resident | None, newcomer: tuple[str, bool] | None) -> ProtectionView:
    name, awaited = newcomer or (person.name if person else "", False)
    return ProtectionView(
        id=row.pk,
        resident_id=ResidentId(person.pk) if person else None,
        resident_number=row.resident_number,
        name=name,
        source=row.source,
        history_number=row.history_number,
        kind=row.kind,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        active=row.active,
        as_of=row.as_of,
        ending_asked_by=row.ending_asked_by,
        ending_asked_by_name=row.ending_asked_by_name,
        ending_reason=row.ending_reason,
        ended_by_name=row.ended_by_name,
        ended_at=row.ended_at,
        asked_at_visit=reference_of(row.resident_number) or reference_of(row.history_number),
        awaited=awaited,
    )


class NoSuchApplication(LookupError):
    """No application bears that number."""


def protections_in_force(actor: Actor) -> tuple[ProtectionView, ...]:
    """Everybody under protection, by 宛名番号: those whose end is asked for first, then newcomers of visits who are
    awaited. Raises Refused without the right."""
    MAY_SEE.check(actor)
    rows = list(Protection.objects.filter(active=True).order_by("resident_number", "pk"))
    people = _by_bare_number([row.resident_number for row in rows])
    ids = sorted(r.pk for r in people.values())
    audit.record_now(Entry(Action.LISTED, actor.who, Purpose.RELEASE.value, subjects=ids))
    views = _views(rows, people)
    return tuple(sorted(views, key=lambda view: (view.ending_asked_by is None, not view.awaited)))


def applications(actor: Actor) -> tuple[ApplicationView, ...]:
    """Applications that aren't over, those with an unreflected system first, then the newest. Raises Refused."""
    MAY_SEE.check(actor)
    rows = list(Application.objects.filter(closed_at=None).prefetch_related("reflections").order_by("-pk"))
    views = _application_views(actor, rows)
    return tuple(sorted(views, key=lambda view: view.complete))


def application(actor: Actor, number: str) -> ApplicationView:
    """Raises Refused without the right, NoSuchApplication."""
    MAY_SEE.check(actor)
    rows = list(Application.objects.filter(number=number).prefetch_related("reflections"))
    if not rows:
        raise NoSuchApplication(number)
    return _application_views(actor, rows)[0]


def open_application(actor: Actor, number: str) -> tuple[ApplicationView, tuple[ResidentView, ...]]:
    """An application and its people for the paper, the applicant first; what is under guard stays withheld.

    For those with the right, and for the clerk who took it, on that day. Raises Refused, NoSuchApplication.
    """
    row = Application.objects.filter(number=number).prefetch_related("reflections").first()
    if row is None:
        raise NoSuchApplication(number)
    took_it = (row.received_by, timezone.localdate(row.received_at)) == (actor.staff_id, timezone.localdate())
    if not took_it:
        MAY_SEE.check(actor)
    found = {r.resident_number: r for r in Resident.objects.filter(resident_number__in=row.resident_numbers)}
    people = [found[n] for n in row.resident_numbers if n in found]
    audit.record_now(
        Entry(
            Action.LOOKED, actor.who, Purpose.RELEASE.value, subjects=[r.pk for r in people], reference=number
        )
    )
    names = {r.resident_number: _label(r) for r in people}
    return _application(row, names), tuple(resident_view(r, may_see=False) for r in people)


def _label(row: Resident) -> Label:
    return Label(ResidentId(row.pk), row.name, row.name_kana, row.resident_number, row.guarded)


def compare_lists(actor: Actor) -> Compared:
    """月次突合: protections here, the core system's last file, the applications. Raises Refused without the right."""
    MAY_SEE.check(actor)
    rows = Protection.objects.filter(active=True)
    numbers = set(rows.values_list("resident_number", flat=True))
    newcomers = arrivals_named(numbers)
    here = numbers - set(newcomers)
    state = SourceState.objects.filter(pk="001.protection").first()
    core = Protection.objects.filter(source="core")
    exact = state is None or state.sequence == 0
    core = core.filter(as_of=state.as_of) if state and exact else core.filter(active=True)
    in_core = set(core.values_list("resident_number", flat=True))
    taken = applications(actor)
    applied = {person.resident_number for view in taken for person in view.people}
    late = {person.resident_number for view in taken if not view.complete for person in view.people}
    everybody = here | in_core | applied
    people = _by_bare_number(everybody)
    names = labels(actor, Purpose.RELEASE, [r.pk for r in people.values()])
    lines = compare(
        here,
        in_core,
        applied,
        unreflected=late,
        registered=[r.resident_number for r in people.values()],
        awaited=[tag for tag, (_, awaited) in newcomers.items() if awaited],
    )
    by_number = {_bare(label.resident_number): label for label in names.values()}
    by_number |= {tag: _newcomer(tag, name) for tag, (name, _) in newcomers.items()}
    known = {line.number: by_number[bare] for line in lines if (bare := _bare(line.number)) in by_number}
    return Compared(lines, known, state.as_of if state else None, exact)


def _newcomer(tag: str, name: str) -> Label:
    return Label(ResidentId(0), name, "", tag, care=True)


def _by_bare_number(numbers: Collection[str]) -> Mapping[str, Resident]:
    """Residents by their 宛名番号 without leading zeros, which a file may have lost."""
    bare = {_bare(number) for number in numbers}
    forms = {form for number in bare for form in (number, *(number.zfill(n) for n in range(8, 16)))}
    found = Resident.objects.filter(resident_number__in=forms | set(numbers))
    return {_bare(r.resident_number): r for r in found}


def _application_views(actor: Actor, rows: Sequence[Application]) -> list[ApplicationView]:
    people = _by_bare_number({number for row in rows for number in row.resident_numbers})
    names = labels(actor, Purpose.RELEASE, [r.pk for r in people.values()])
    by_number = {label.resident_number: label for label in names.values()}
    return [_application(row, by_number) for row in rows]


def _application(row: Application, names: Mapping[str, Label]) -> ApplicationView:
    rules = catalogue.protection_rules()
    done = {reflection.system: reflection for reflection in row.reflections.all()}
    return ApplicationView(
        number=row.number,
        applicant_id=row.applicant_id,
        people=tuple(names[number] for number in row.resident_numbers if number in names),
        kind=row.kind,
        office=next((o.label for o in rules.offices if o.key == row.opinion_from), row.opinion_from),
        received_at=row.received_at,
        received_by_name=row.received_by_name,
        reflected=tuple(
            Reflected(s.key, s.label, s.note, done[s.key].done_at, done[s.key].done_by_name)
            if s.key in done
            else Reflected(s.key, s.label, s.note, None, "")
            for s in rules.systems
        ),
        closed=row.closed_at is not None,
    )
