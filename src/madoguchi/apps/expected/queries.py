"""Reading notices. Each look is in the trail before anything is handed out; what is closed never matches a name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Actor
from madoguchi.apps.audit import services as audit
from madoguchi.apps.audit.types import Action, Entry
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.expected.closing import closed_among
from madoguchi.apps.expected.models import Notice, NoticePerson
from madoguchi.apps.expected.reading import NOTICES, Reader
from madoguchi.apps.expected.states import State
from madoguchi.apps.expected.types import Foreseen, Mover, NoticeView
from madoguchi.apps.residents.queries import Kind, Word
from madoguchi.apps.residents.types import Purpose
from madoguchi.apps.visits import queries as visits
from madoguchi.apps.visits.types import Foretold
from madoguchi.domain import text
from madoguchi.domain.dates import AnyDate, DateError, from_columns
from madoguchi.domain.layouts import Layout

SHOWN = 100


class NoSuchNotice(LookupError):
    """No notice of that id: erased, perhaps."""


def of_day(actor: Actor, day: date | None) -> tuple[NoticeView, ...]:
    """Who is expected on a day (None: no day was told), in the order of hours. One event."""
    found = _rows(Notice.objects.filter(visit_on=day))
    return _handed_out(actor, found, {"day": day.isoformat() if day else ""})


def search(actor: Actor, words: Sequence[Word]) -> tuple[NoticeView, ...]:
    """Notices of which one person matches every word, those of these days first; a number finds its notice. One event.

    The trail gets the kinds of words and what was found, not what was typed. What is closed to the actor is found
    by its whole number alone.
    """
    if not words:
        return ()
    condition = Q(Exists(NoticePerson.objects.filter(_all(words), notice=OuterRef("pk"))))
    number = _number(words[0]) if len(words) == 1 else ""
    found = _rows(Notice.objects.filter(condition | Q(number=number)), "-last_day", "pk")
    if not actor.may(Right.PROTECTION_RELEASE):
        closed = closed_among(found)
        found = [row for row in found if row.number == number or row.pk not in closed]
    today = timezone.localdate()
    found.sort(key=lambda row: (_state(row) is not State.EXPECTED, abs((row.last_day - today).days)))
    return _handed_out(actor, found, {"kinds": [word.kind.value for word in words]})


def _all(words: Iterable[Word]) -> Q:
    combined = Q()
    for word in words:
        combined &= _of_person(word)
    return combined


def _of_person(word: Word) -> Q:
    match word.kind:
        case Kind.BIRTH:
            assert word.born is not None
            first, last = word.born
            return Q(birth_from__lte=last, birth_to__gte=first) | Q(notice__number=_number(word))
        case Kind.KANA:
            return _contains("kana_keys", text.kana_query(word.typed))
        case Kind.NUMBER | Kind.PHONE:
            return Q(notice__number__endswith=_number(word))
        case Kind.TEXT:
            return _contains("name_keys", text.name_query(word.typed))


def _number(word: Word) -> str:
    """Digits may come full-width; names are never normalised."""
    return unicodedata.normalize("NFKC", word.typed)


def _contains(column: str, keys: Iterable[str]) -> Q:
    found = Q(pk__in=())
    for key in filter(None, keys):
        found |= Q(**{f"{column}__contains": key})
    return found


def open_notice(actor: Actor, notice_id: int) -> NoticeView:
    """One notice. One event. Raises NoSuchNotice."""
    found = _rows(Notice.objects.filter(pk=notice_id))
    if not found:
        raise NoSuchNotice(notice_id)
    return _handed_out(actor, found, {})[0]


def foresee(actor: Actor, day: date) -> tuple[Foreseen, ...]:
    """前日準備: who is expected on that day and hasn't begun, with what the tables say today. One event."""
    rows = _rows(Notice.objects.filter(visit_on=day, withdrawn=False, reception_number=""))
    views = _handed_out(actor, rows, {"foreseen": day.isoformat()})
    return tuple(
        Foreseen(view, None if view.closed else visits.foresee(foretold_of(row), day))
        for row, view in zip(rows, views, strict=True)
    )


def foretold_of(notice: Notice) -> Foretold:
    """What a visit begins with. The caller has asked the policy."""
    kind = catalogue.municipality().expected_events.get(notice.kind, "")
    cells = tuple(person.cells for person in notice.persons.order_by("place"))
    return Foretold(catalogue.layout(NOTICES), notice.as_of, kind, cells)


def undated() -> int:
    """How many are expected on no day in particular."""
    return Notice.objects.filter(visit_on=None, withdrawn=False, reception_number="").count()


# -- handing out


def _rows(found: QuerySet[Notice], *order: str) -> list[Notice]:
    people = Prefetch("persons", NoticePerson.objects.order_by("place"))
    return list(found.prefetch_related(people).order_by(*(order or ("visit_at", "number")))[:SHOWN])


def _handed_out(actor: Actor, rows: Sequence[Notice], detail: Mapping[str, object]) -> tuple[NoticeView, ...]:
    told = {**detail, "notices": [row.number for row in rows]}
    audit.record_now(Entry(Action.EXPECTED_LOOKED, actor.who, Purpose.COUNTER.value, detail=told))
    layout, careful = catalogue.layout(NOTICES), closed_among(rows)
    may_see = actor.may(Right.PROTECTION_RELEASE)
    return tuple(_view(row, layout, care=row.pk in careful, may_see=may_see) for row in rows)


def _view(row: Notice, layout: Layout, *, care: bool, may_see: bool) -> NoticeView:
    head = NoticeView(
        id=row.pk,
        number=row.number,
        kind=layout.code_lists["kind"].get(row.kind, row.kind),
        state=_state(row),
        planned_out_on=row.planned_out_on,
        visit_on=row.visit_on,
        visit_at=row.visit_at,
        people=row.people,
        as_of=row.as_of,
        closed=care and not may_see,
        care=care,
        doubtful=row.unread,
        reception_number=row.reception_number,
        started_at=row.started_at,
        started_by_name=row.started_by_name,
        changed_since=bool(row.started_as_of and row.changed_as_of > row.started_as_of),
    )
    if head.closed:  # the visit begun with it shows names
        return replace(head, reception_number="", started_at=None, started_by_name="")
    return _with_people(head, row, layout)


def _with_people(head: NoticeView, row: Notice, layout: Layout) -> NoticeView:
    get, persons = Reader(layout), list(row.persons.all())
    cells = persons[0].cells if persons else {}
    return replace(
        head,
        movers=tuple(_mover(person.cells, layout) for person in persons),
        old_home=get(cells, "old_home"),
        new_home=get(cells, "new_home"),
    )


def _mover(cells: Mapping[str, str], layout: Layout) -> Mover:
    get = Reader(layout)
    sex = layout.code_lists["sex"].get(get(cells, "sex"), "")
    return Mover(
        get(cells, "name"), get(cells, "name_kana"), _birth(get, cells), sex, get(cells, "relationship")
    )


def _birth(get: Reader, cells: Mapping[str, str]) -> AnyDate | None:
    words = get(cells, "birth_uncertain_text")
    try:
        return from_columns(get(cells, "birth_date"), "1" if words else "0", words)
    except DateError:
        return None


def _state(row: Notice) -> State:
    if row.withdrawn:
        return State.WITHDRAWN
    return State.STARTED if row.reception_number else State.EXPECTED
