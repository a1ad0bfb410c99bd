"""What an import does to the register: sound sets, repeated ones, old ones, sets that a person must allow."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, connections
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.inbound.models import InboundSet
from madoguchi.apps.inbound.services import after, confirm, rest_at, take_all
from madoguchi.apps.inbound.states import State
from madoguchi.apps.residents.models import Protection, Resident, SealRegistration, SourceState
from madoguchi.demo.faults import keep_rows
from madoguchi.demo.generator import generate, generate_difference
from tests.integration.inbound.sets import (
    RESIDENTS,
    protection,
    put_folder,
    put_set,
    resident,
    seal,
)

SEVEN = [f"{n:09d}" for n in range(1, 8)]


def everybody(**given: str) -> dict[str, object]:
    return {
        "001.residents": [resident(n, **given) for n in SEVEN],
        "001.protection": [protection(SEVEN[0])],
        "002.seal": [seal(SEVEN[1], "000111")],
    }


def test_a_set_becomes_the_register(store, take, day, trail) -> None:
    put_set(store, day(1), everybody())
    result = take()
    assert (result.state, result.words) == (State.APPLIED, "")
    assert [(f.layout_id, f.rows, f.written) for f in result.files] == [
        ("001.residents", 7, 7),
        ("001.protection", 1, 1),
        ("002.seal", 1, 1),
    ]
    assert Resident.objects.count() == 7
    assert Resident.objects.get(resident_number=SEVEN[0]).guarded
    assert SealRegistration.objects.get().registration_number == "000111"
    assert set(SourceState.objects.values_list("as_of", flat=True)) == {day(1)}
    actions = [event.action for event in trail()]
    assert actions == [Action.IMPORT_STARTED, Action.IMPORT_APPLIED]


def test_a_folder_without_a_manifest_is_not_looked_at(store, database, day) -> None:
    store.put_if_absent("in/half/302058_001_residents_F_20261101020000.csv", b"half a file")
    assert take_all(store, timezone.now()) == []


def test_the_same_set_twice_changes_nothing(store, take, day) -> None:
    put_set(store, day(1), everybody())
    take()
    before = list(Resident.objects.order_by("pk").values())
    put_set(store, day(1), everybody(), folder="copied")
    result = take()
    assert result.state is State.REPEATED
    assert "取込済み" in result.words
    assert list(Resident.objects.order_by("pk").values()) == before
    assert take_all(store, timezone.now()) == []


def test_a_second_full_file_writes_only_what_changed(store, take, day) -> None:
    put_set(store, day(1), everybody())
    take()
    files = everybody()
    files["001.residents"][3] = resident(SEVEN[3], 氏名="架空　花子", 氏名_フリガナ="カクウ　ハナコ")
    put_set(store, day(2), files)
    result = take()
    assert [f.written for f in result.files] == [1, 0, 0]
    changed = Resident.objects.get(resident_number=SEVEN[3])
    assert (changed.name, changed.kana_keys != "") == ("架空　花子", True)
    assert changed.as_of == day(2)


def test_a_resident_missing_from_a_full_file_leaves_the_register(store, take, day) -> None:
    many = [f"{n:09d}" for n in range(1, 41)]
    put_set(store, day(1), {"001.residents": map_residents(many), "001.protection": []})
    take()
    put_set(store, day(2), {"001.residents": map_residents(many[1:]), "001.protection": []})
    assert take().dropped == 1
    gone = Resident.objects.get(resident_number=many[0])
    assert not gone.in_register
    put_set(store, day(3), {"001.residents": map_residents(many), "001.protection": []})
    take()
    gone.refresh_from_db()
    assert gone.in_register


def map_residents(numbers: list[str]) -> list[list[str]]:
    return [resident(number) for number in numbers]


def test_an_older_set_after_a_newer_one_is_refused(store, take, day) -> None:
    put_set(store, day(2), everybody())
    take()
    put_set(store, day(1), everybody(氏名="架空　旧太郎"))
    result = take()
    assert result.state is State.REFUSED
    assert "2026-11-01 02:00:00 は、反映済みの 2026-11-02 02:00:00 より古い" in result.words
    assert not Resident.objects.filter(name="架空　旧太郎").exists()


def test_sets_are_taken_in_the_order_of_their_moment(store, database, day) -> None:
    put_set(store, day(2), everybody(氏名="架空　二日"))
    put_set(store, day(1), everybody(氏名="架空　一日"))
    assert [r.state for r in take_all(store, timezone.now())] == [State.APPLIED, State.APPLIED]
    assert set(Resident.objects.values_list("name", flat=True)) == {"架空　二日"}


class TestTooManyDropped:
    @pytest.fixture
    def asking(self, store, take, day) -> int:
        put_set(store, day(1), everybody())
        take()
        put_set(store, day(2), everybody() | {"001.residents": [resident(SEVEN[0])]})
        result = take()
        assert result.state is State.ASKS
        return result.id

    def test_it_stops_and_asks(self, asking: int) -> None:
        row = InboundSet.objects.get(pk=asking)
        assert "登録中の 7 件のうち 6 件（85.7%）" in row.reason
        assert "登録内容は前回の取込のままです" in row.reason
        assert Resident.objects.filter(in_register=True).count() == 7
        assert SourceState.objects.filter(as_of__day=1).count() == 3

    def test_a_person_with_the_right_says_yes(self, asking: int, staff, take, trail) -> None:
        person = staff(Right.IMPORT_RUN)
        confirm(asking, by=person)
        assert take().state is State.APPLIED
        assert Resident.objects.filter(in_register=True).count() == 1
        assert InboundSet.objects.get(pk=asking).confirmed_by == person.name
        assert Action.IMPORT_CONFIRMED in [event.action for event in trail()]

    def test_nobody_else_does(self, asking: int, staff) -> None:
        with pytest.raises(Refused):
            confirm(asking, by=staff(Right.IMPORT_VIEW))

    def test_a_set_that_does_not_ask_cannot_be_confirmed(self, store, take, day, staff) -> None:
        put_set(store, day(1), everybody())
        done = take().id
        with pytest.raises(Refused, match="状態が変わっています"):
            confirm(done, by=staff(Right.IMPORT_RUN))

    def test_seal_registrations_are_guarded_too(self, store, take, day) -> None:
        put_set(store, day(1), everybody())
        take()
        put_set(store, day(2), everybody() | {"002.seal": []})
        assert "印鑑登録の全件ファイル" in take().words
        assert SealRegistration.objects.count() == 1


def test_protection_does_not_end_by_absence_or_by_its_end_date(store, take, day) -> None:
    put_set(store, day(1), everybody())
    take()
    put_set(store, day(2), everybody() | {"001.protection": []})
    take()
    ended = protection(SEVEN[0])
    ended[3] = "2026-11-01"
    put_set(store, day(3), everybody() | {"001.protection": [ended]})
    take()
    assert Protection.objects.get().active
    assert Resident.objects.get(resident_number=SEVEN[0]).guarded


def test_the_valid_registration_of_a_seal_wins_over_history(store, take, day) -> None:
    rows = [seal(SEVEN[1], "000111"), seal(SEVEN[1], "000100", status="2", on="2021-01-01")]
    put_set(store, day(1), everybody() | {"002.seal": rows})
    take()
    put_set(store, day(2), everybody() | {"002.seal": rows})
    take()
    assert [(s.registration_number, s.status) for s in SealRegistration.objects.all()] == [("000111", "1")]


def test_the_claim_of_a_dead_worker_runs_out(store, take, day, database) -> None:
    put_set(store, day(1), everybody())
    take()
    now = timezone.now()
    InboundSet.objects.update(state=State.TAKING, owner="dead", lease_until=now + timedelta(minutes=1))
    assert take_all(store, now) == []
    assert [r.state for r in take_all(store, now + timedelta(minutes=2))] == [State.APPLIED]


def test_a_set_that_kills_its_worker_is_not_tried_for_ever(store, take, day) -> None:
    put_set(store, day(1), everybody())
    take()
    dead = timezone.now() - timedelta(minutes=1)
    InboundSet.objects.update(state=State.TAKING, owner="dead", lease_until=dead, attempts=3)
    result = take()
    assert result.state is State.REFUSED
    assert "3 回" in result.words


def test_a_generated_city_comes_in_whole(store, take, day, tmp_path) -> None:
    made = generate(tmp_path / "first", residents=1_500, seed=7, as_of=day(1))
    put_folder(store, made.folder, "first")
    first = take()
    assert first.state is State.APPLIED
    assert first.files[0].warnings == 0
    assert Resident.objects.filter(in_register=True).count() == made.residents + made.removed
    assert Protection.objects.values("resident_number").distinct().count() == made.protected
    second = generate_difference(
        tmp_path / "second", residents=1_500, seed=7, as_of=day(1), later=day(2), share=0.02
    )
    put_folder(store, second.folder, "second")
    result = take()
    assert result.state is State.APPLIED
    assert 0 < result.files[0].written < 150


def test_most_people_missing_stops(store, take, day, tmp_path) -> None:
    put_folder(store, generate(tmp_path / "a", residents=300, seed=7, as_of=day(1)).folder, "a")
    take()
    made = generate(tmp_path / "b", residents=300, seed=7, as_of=day(2))
    keep_rows(made.folder, RESIDENTS, 0.5)
    put_folder(store, made.folder, "b")
    assert take().state is State.ASKS


def test_columns_without_a_field_are_kept(store, take, day) -> None:
    put_set(store, day(1), everybody(転入前住所_世帯主氏名="架空　前世帯主"))
    take()
    assert Resident.objects.first().extra["転入前住所_世帯主氏名"] == "架空　前世帯主"


def test_a_backslash_and_quotes_come_in_as_they_are(store, take, day) -> None:
    put_set(store, day(1), everybody(住所_方書='A\\N棟 "南",2'))
    take()
    assert Resident.objects.first().address_building == 'A\\N棟 "南",2'


@pytest.mark.parametrize(
    ("moment", "rests"),
    [
        ("2026-11-20 07:00", False),
        ("2026-11-20 10:00", True),
        ("2026-11-20 22:00", False),
        ("2026-11-22 10:00", False),
        ("2026-11-23 10:00", False),
    ],
)
def test_an_import_rests_while_the_counter_is_open(database, moment: str, rests: bool) -> None:
    at = datetime.fromisoformat(f"{moment}:00+09:00")
    assert (rest_at(at) > 0) is rests


def test_the_planner_knows_the_register_right_after_a_large_import(store, take, day, tmp_path) -> None:
    """The application's role owns no table and can't analyse one by itself."""
    made = generate(tmp_path / "first", residents=2_500, seed=3, as_of=day(1))
    put_folder(store, made.folder, "first")
    after([take()])
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'resident'::regclass")
        assert cursor.fetchone()[0] == made.residents + made.removed
        cursor.execute(
            "SELECT count(*) > 0 FROM pg_stats WHERE tablename = 'resident' AND attname = 'kana_sort'"
        )
        assert cursor.fetchone()[0]
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            cursor.execute("REINDEX TABLE resident")
