"""From a notice to a visit: what is known, from where; who may; once unless told; what staff type counts beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.expected import queries, services
from madoguchi.apps.expected.models import Notice
from madoguchi.apps.expected.states import State
from madoguchi.apps.expected.types import AlreadyStarted, NeedsRight
from madoguchi.apps.inbound.models import QuarantineRow
from madoguchi.apps.inbound.services import forget
from madoguchi.apps.residents.search_words import understand
from madoguchi.apps.visits import queries as visits
from madoguchi.apps.visits import services as visit_services
from madoguchi.apps.visits.presenting.known import groups
from madoguchi.apps.visits.views.common import people_of
from madoguchi.domain.facts import SourceKind
from tests.factories import make_resident, protect, protection_data_of_today
from tests.integration.expected.notices import LAYOUT, NOTICES, family, person, today
from tests.integration.inbound.sets import put_set

A, B = "2026110001", "2026110002"


@pytest.fixture
def clerk(staff):
    protection_data_of_today()
    return staff(Right.COUNTER)


@pytest.fixture
def manager(staff):
    return staff(Right.COUNTER, Right.PROTECTION_RELEASE, name="試験 係長")


@pytest.fixture
def notices(store, take, day):
    """`notices(lines…)` brings them in; gives the notice of A."""

    def bring(*lines: list[str], on: int = 1) -> Notice:
        put_set(store, day(on), {NOTICES: list(lines)})
        take()
        return Notice.objects.get(number=A)

    return bring


def names(found) -> list[str]:
    return [mover.name for view in found for mover in view.movers]


# -- starting


def test_a_visit_begins_with_what_the_notice_tells_and_says_so(notices, clerk, trail) -> None:
    notice = notices(*family(A))
    number = services.start(notice.pk, by=clerk)
    opened = visits.open_visit(number, by=clerk)
    assert [p.name for p in opened.persons] == ["見本　渡", "見本　航", "見本　岬"]
    case = opened.plan.cases[0]
    assert case.event.kind == "move_in_special"
    assert {p.key for p in opened.persons} == case.event.roles["person.moving"]
    held = case.held("event.planned_out_on", None)
    assert held.value == today() - timedelta(days=3)
    assert (held.statements[0].origin.kind, held.statements[0].origin.name) == (SourceKind.LAYOUT, NOTICES)
    assert held.as_of == notice.as_of
    assert case.value("event.within_30_days_of_planned", None) is True
    assert case.value("event.new_address", None) == "和歌山県御坊市薗9188番地"
    assert not opened.identified, "who has come is still to be identified"
    assert "event.planned_out_on" not in {asking.fact for asking in opened.plan.askings}
    lines = {line.label: line for group in groups(opened.plan, people_of(opened)) for line in group.lines}
    assert lines["転出予定日"].source == "転出証明書情報"
    assert Action.EXPECTED_STARTED in [event.action for event in trail()]


def test_the_planned_day_gives_the_deadline_of_the_child_allowance(notices, clerk) -> None:
    number = services.start(notices(*family(A)).pk, by=clerk)
    plan = visits.open_visit(number, by=clerk).plan
    allowance = next(item for item in plan.items if item.deadline.dues and "児童手当" in item.procedure.name)
    planned = today() - timedelta(days=3)
    assert allowance.deadline.on >= planned + timedelta(days=15)
    assert allowance.deadline.on <= planned + timedelta(days=22), "the next open day at most"


def test_what_staff_type_counts_and_the_notice_stays_beside_it(notices, clerk) -> None:
    number = services.start(notices(*family(A)).pk, by=clerk)
    opened = visits.open_visit(number, by=clerk)
    typed = visit_services.Typed("event.new_address", "和歌山県御坊市島9001番地", event="e1")
    opened = visit_services.fill_in(number, [typed], seen=opened.version, by=clerk)
    assert opened.plan.cases[0].value("event.new_address", None) == "和歌山県御坊市島9001番地"
    lines = {line.label: line for group in groups(opened.plan, people_of(opened)) for line in group.lines}
    line = lines["新しい住所"]
    assert (line.value, line.conflict) == ("和歌山県御坊市島9001番地", ())
    assert "転出証明書情報" in line.beside[0]
    assert "薗9188番地" in line.beside[0]


def test_a_newcomer_typed_anew_settles_and_keeps_the_notices_word(notices, clerk) -> None:
    number = services.start(notices(*family(A)).pk, by=clerk)
    opened = visits.open_visit(number, by=clerk)
    wife = opened.body.person("n2").newcomer
    from dataclasses import replace

    opened = visit_services.change_newcomer(
        number, "n2", replace(wife, kana="ミホン　コウ"), seen=opened.version, by=clerk
    )
    held = opened.plan.cases[0].held("person.name_kana", "n2")
    assert (held.value, held.conflict, len(held.statements)) == ("ミホン　コウ", False, 2)
    assert len(opened.plan.cases[0].held("person.name", "n2").statements) == 1, "told once, not twice"


def test_a_used_notice_does_not_begin_twice_without_being_told(notices, clerk) -> None:
    notice = notices(*family(A))
    first = services.start(notice.pk, by=clerk)
    with pytest.raises(AlreadyStarted) as refused:
        services.start(notice.pk, by=clerk)
    assert first[4:] in str(refused.value)
    assert services.start(notice.pk, again=True, by=clerk) != first
    assert queries.open_notice(clerk, notice.pk).state is State.STARTED


def test_a_change_after_the_start_is_told(notices, clerk) -> None:
    notice = notices(*family(A))
    services.start(notice.pk, by=clerk)
    notices(*family(A), on=2)
    assert not queries.open_notice(clerk, notice.pk).changed_since
    notices(*family(A, 来庁予定時刻="16:00"), on=3)
    assert queries.open_notice(clerk, notice.pk).changed_since


def test_a_withdrawn_notice_begins_nothing(notices, clerk) -> None:
    notice = notices(person(A), person(B))
    notices(person(A, 氏名="見本　別"), person(B), on=2)
    Notice.objects.filter(pk=notice.pk).update(withdrawn=True)
    with pytest.raises(Refused, match="取り下げ"):
        services.start(notice.pk, by=clerk)


# -- who may see


def test_a_protected_notice_has_no_name_for_whoever_may_not(notices, clerk, manager) -> None:
    notice = notices(person(A, 支援措置区分="1"), person(B, 氏名="見本　明"))
    listed = queries.of_day(clerk, today())
    assert [(view.closed, view.movers, view.new_home) for view in listed if view.number == A] == [
        (True, (), "")
    ]
    for words in ("見本", "ミホン　ワタル", "S60.5.5", "1985"):
        assert A not in [view.number for view in queries.search(clerk, understand(words))], words
    assert [view.closed for view in queries.search(clerk, understand(A))] == [True]
    with pytest.raises(NeedsRight):
        services.start(notice.pk, by=clerk)
    seen = queries.open_notice(manager, notice.pk)
    assert (seen.care, seen.doubtful, names([seen])) == (True, False, ["見本　渡"])


def test_one_with_a_missing_line_looks_the_same(notices, clerk) -> None:
    notices(*family(A)[:2])
    assert queries.of_day(clerk, today())[0].closed


def test_somebody_who_may_be_guarded_here_is_closed_without_any_mark(notices, clerk, manager) -> None:
    """They lived here before, or the mark didn't come: our own protections are asked at each look."""
    notice = notices(
        person(A), person(B, 氏名="見本　別", 氏名_フリガナ="ミホン　ベツ", 生年月日="1990-01-01")
    )
    assert not queries.open_notice(clerk, notice.pk).closed
    here = make_resident(name="見本　渡", name_kana="ミホン　ワタル", birth_date="1985-05-05")
    protect(here)
    assert queries.open_notice(clerk, notice.pk).closed
    assert [view.number for view in queries.search(clerk, understand("ミホン"))] == [B]
    with pytest.raises(NeedsRight):
        services.start(notice.pk, by=clerk)
    assert queries.open_notice(manager, notice.pk).care
    number = services.start(notice.pk, by=manager)
    assert visits.open_visit(number, by=clerk).guarded, "not only after the next import"


def test_a_visit_of_a_protected_notice_is_guarded(notices, manager, clerk) -> None:
    number = services.start(notices(person(A, 支援措置区分="1")).pk, by=manager)
    opened = visits.open_visit(number, by=clerk)
    assert opened.guarded
    assert opened.careful


# -- search, days, preparation


def test_search_finds_by_name_variant_kana_birth_and_number(notices, clerk) -> None:
    notices(
        person(A, 氏名="見本　邉\U000e0112", 氏名_フリガナ="ミホン　ナベ"), person(B, 生年月日="1990-01-02")
    )
    for typed in ("見本 辺", "なべ", "ミホン S60", A, A[-4:], "２０２６１１０００１"):
        assert [view.number for view in queries.search(clerk, understand(typed))] == [A], typed
    assert [view.number for view in queries.search(clerk, understand("H2.1.2"))] == [B]


def test_a_day_has_its_notices_by_the_hour_and_the_look_is_in_the_trail(notices, clerk, trail) -> None:
    notices(person(A, 来庁予定時刻="14:00"), person(B, 来庁予定時刻="09:00"))
    assert [view.number for view in queries.of_day(clerk, today())] == [B, A]
    assert queries.of_day(clerk, today() + timedelta(days=1)) == ()
    event = next(e for e in trail() if e.action == Action.EXPECTED_LOOKED)
    assert set(event.detail["notices"]) == {A, B}
    assert "見本" not in str(event.detail)


def test_the_day_before_shows_what_the_tables_say_already(notices, clerk) -> None:
    tomorrow = today() + timedelta(days=1)
    when = {"来庁予定年月日": tomorrow.isoformat()}
    notices(*family(A, **when), person(B, 支援措置区分="1", **when))
    found = {one.notice.number: one.plan for one in queries.foresee(clerk, tomorrow)}
    assert found[B] is None
    assert found[A].visit.today == tomorrow
    assert "JK-01" in {item.procedure.id for item in found[A].required}
    assert found[A].most_questions > 0


# -- erased


def test_past_its_days_it_is_erased_with_its_quarantined_lines(notices, clerk, store, take, day) -> None:
    lines = family(A)
    lines[1][LAYOUT.by_name["性別"].index] = "x"
    notices(*lines)
    later = day(1) + timedelta(days=100)
    assert forget(later - timedelta(days=90)) == 0
    assert forget(later) == 2
    assert Notice.objects.count() == 0
    row = QuarantineRow.objects.get()
    assert (row.value, row.cells, row.line) == ("", [], 3)
