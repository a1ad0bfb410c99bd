"""転出証明書情報 by the same way in as every file: refused by line and column, quarantined, differences, idempotent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.expected.models import Notice, NoticePerson
from madoguchi.apps.inbound import queries as inbound
from madoguchi.apps.inbound.models import QuarantineRow
from madoguchi.apps.inbound.services import confirm, correct
from madoguchi.apps.inbound.states import Fate, State
from madoguchi.apps.residents.models import Resident
from tests.integration.expected.notices import LAYOUT, NOTICES, family, person, today
from tests.integration.inbound.sets import bytes_of, put_difference, put_set

A, B, C = "2026110001", "2026110002", "2026110003"
ONES = (A, B, C)


def told(*lines: list[str]) -> dict[str, object]:
    return {NOTICES: list(lines)}


def notice(number: str) -> Notice:
    return Notice.objects.get(number=number)


@pytest.fixture
def full(store, take, day) -> str:
    """Three notices: a family, one person, one person."""
    name = put_set(store, day(1), told(*family(A), person(B), person(C)))
    assert take().state is State.APPLIED
    return name


def test_a_file_of_its_own_becomes_notices_and_no_resident(full) -> None:
    family_of = notice(A)
    assert (family_of.people, family_of.persons.count(), family_of.unread) == (3, 3, False)
    assert (family_of.visit_on, family_of.visit_at) == (today(), "10:30")
    assert family_of.persons.get(place=1).cells["氏名"] == "見本　渡"
    assert Resident.objects.count() == 0


def test_the_same_again_changes_nothing(full, store, take, day) -> None:
    before = list(NoticePerson.objects.order_by("pk").values())
    put_set(store, day(1), told(*family(A), person(B), person(C)), folder="copied")
    assert take().state is State.REPEATED
    put_set(store, day(2), told(*family(A), person(B), person(C)))
    assert take().files[0].written == 0
    assert list(NoticePerson.objects.order_by("pk").values()) == before
    assert {n.changed_as_of for n in Notice.objects.all()} == {day(1)}
    assert {n.as_of for n in Notice.objects.all()} == {day(2)}


def test_a_later_file_replaces_and_withdraws(full, store, take, day) -> None:
    put_set(store, day(2), told(*family(A, 来庁予定時刻="14:00"), person(B)))
    result = take()
    assert (result.files[0].written, result.dropped) == (3, 1)
    assert (notice(A).visit_at, notice(C).withdrawn) == ("14:00", True)
    assert notice(C).persons.count() == 1, "found when the person comes all the same, and told so"
    put_set(store, day(3), told(*family(A, 来庁予定時刻="14:00"), person(B), person(C)))
    take()
    assert not notice(C).withdrawn


def test_most_of_them_missing_asks_a_person(full, store, take, day, staff) -> None:
    put_set(store, day(2), told(person(B)))
    result = take()
    assert (result.state, Notice.objects.filter(withdrawn=True).count()) == (State.ASKS, 0)
    confirm(result.id, by=staff(Right.IMPORT_RUN))
    assert take().dropped == 2


def test_an_older_file_changes_nothing(full, store, take, day) -> None:
    put_set(store, day(1) - timedelta(hours=1), told(person(B, 来庁予定時刻="9:00")))
    assert take().state is State.REFUSED
    assert notice(B).visit_at == "10:30"


def test_differences_add_change_and_cancel(full, store, take, day) -> None:
    lines = [[*person("2026110009"), "1"], [*person(B, 来庁予定時刻="15:00"), "2"], [*person(C), "3"]]
    put_difference(store, day(2), told(*lines), full, 1)
    result = take()
    assert (result.state, result.files[0].written) == (State.APPLIED, 3)
    assert (notice(B).visit_at, notice(C).withdrawn, Notice.objects.count()) == ("15:00", True, 4)


def test_one_of_a_family_taken_out_leaves_the_others(full, store, take, day) -> None:
    put_difference(store, day(2), told([*family(A)[1], "3"]), full, 1)
    take()
    assert sorted(notice(A).persons.values_list("place", flat=True)) == [1, 3]
    assert (notice(A).people, notice(A).unread, notice(A).withdrawn) == (2, False, False)


def test_an_end_that_names_nobody_closes_the_notice(full, store, take, day) -> None:
    line = [*person(B, 連番="x"), "3"]
    put_difference(store, day(2), told(line), full, 1)
    take()
    assert notice(B).unread
    assert not notice(B).withdrawn


# -- what can't be read closes, and is told by line and column


def test_a_line_that_cannot_be_read_is_told_by_line_and_column_and_closes_its_notice(
    store, take, day, staff
) -> None:
    lines = family(A)
    lines[1][LAYOUT.by_name["支援措置区分"].index] = "？"
    put_set(store, day(1), told(*lines, person(B)))
    result = take()
    assert result.state is State.PARTLY
    bad = result.files[0].bad[0]
    assert (bad.line, bad.column, bad.code) == (3, "支援措置区分", "form")
    assert (notice(A).unread, notice(A).persons.count(), notice(B).unread) == (True, 2, False)
    shown, _ = inbound.quarantine(staff(Right.IMPORT_VIEW), result.id)
    assert [view.value for view in shown] == [None], "of people nobody knows, nothing of that kind is shown"
    assert QuarantineRow.objects.get().resident_number == "", "a 届出番号 is no 宛名番号"


def test_a_corrected_line_completes_its_notice(store, take, day, staff) -> None:
    lines = family(A)
    lines[1][LAYOUT.by_name["支援措置区分"].index] = ""
    put_set(store, day(1), told(*lines))
    take()
    row = QuarantineRow.objects.get()
    assert correct(row.pk, {"支援措置区分": "0"}, by=staff(Right.IMPORT_RUN)) is None
    row.refresh_from_db()
    assert (row.state, notice(A).unread, notice(A).persons.count()) == (Fate.CORRECTED, False, 3)


def test_a_missing_line_closes_the_notice(store, take, day) -> None:
    put_set(store, day(1), told(*family(A)[:2]))
    take()
    assert notice(A).unread


def test_lines_that_disagree_close_the_notice(store, take, day) -> None:
    lines = family(A)
    lines[2][LAYOUT.by_name["転出予定年月日"].index] = today().isoformat()
    put_set(store, day(1), told(*lines))
    take()
    assert notice(A).unread


def test_a_mark_on_one_protects_all_of_the_notice(store, take, day) -> None:
    lines = family(A)
    lines[2][LAYOUT.by_name["支援措置区分"].index] = "1"
    put_set(store, day(1), told(*lines))
    take()
    assert notice(A).protected


def test_a_file_with_a_column_for_the_individual_number_is_refused(store, take, day) -> None:
    raw = bytes_of(LAYOUT, [person(A)]).decode()
    lines = [
        line + ",個人番号" if not n else line + ",999999999999"
        for n, line in enumerate(raw.split("\r\n")[:-1])
    ]
    put_set(store, day(1), {NOTICES: "".join(f"{line}\r\n" for line in lines).encode()})
    assert take().state is State.REFUSED
    assert Notice.objects.count() == 0


def test_what_is_past_keeping_is_not_taken(store, take, day) -> None:
    old = {"転出予定年月日": (today() - timedelta(days=100)).isoformat(), "来庁予定年月日": ""}
    put_set(store, day(1), told(person(A, **old), person(B)))
    assert take().state is State.APPLIED
    assert list(Notice.objects.values_list("number", flat=True)) == [B]
