"""Differences: applied in their order, or waiting for what is missing; deletion removes people, never protection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from madoguchi.apps.inbound.models import InboundSet, QuarantineRow
from madoguchi.apps.inbound.services import take_all
from madoguchi.apps.inbound.states import Fate, State
from madoguchi.apps.residents.models import Protection, Resident, SealRegistration, SourceState
from madoguchi.demo.generator import generate, generate_changes, generate_difference
from madoguchi.domain.layouts import Follows, Mode
from tests.integration.inbound.sets import (
    RESIDENTS,
    bytes_of,
    protection,
    put_difference,
    put_folder,
    put_set,
    resident,
    seal,
)

NUMBERS = [f"{n:09d}" for n in range(1, 41)]
HOME = "9001番地"


@pytest.fixture
def full(store, take, day) -> str:
    """Forty residents in force, the first under protection, the second with a seal registration."""
    rows = [resident(n) for n in NUMBERS]
    rows[0] = resident(NUMBERS[0], 住所_番地号表記=HOME)
    files = {"001.residents": rows, "001.protection": [protection(NUMBERS[0])]}
    name = put_set(store, day(1), files | {"002.seal": [seal(NUMBERS[1], "000111")]})
    assert take().state is State.APPLIED
    return name


def people(*rows: list[str]) -> dict[str, list[list[str]]]:
    return {"001.residents": list(rows), "001.protection": []}


def taken(store) -> list[State]:
    return [result.state for result in take_all(store, timezone.now())]


def one(number: str) -> Resident:
    return Resident.objects.get(resident_number=number)


def test_a_difference_changes_adds_and_removes(store, take, day, full: str) -> None:
    changed = [*resident(NUMBERS[2], 氏名="架空　花子"), "2"]
    new = [*resident("000000099"), "1"]
    gone = [NUMBERS[3], *[""] * (len(RESIDENTS.columns) - 1), "3"]
    name = put_difference(store, day(2), people(changed, new, gone), full, 1)
    result = take()
    assert (result.state, result.words, result.dropped) == (State.APPLIED, "", 1)
    assert one(NUMBERS[2]).name == "架空　花子"
    assert one("000000099").in_register
    assert not one(NUMBERS[3]).in_register
    assert Resident.objects.filter(in_register=True).count() == 40
    states = SourceState.objects.filter(pk__startswith="001").values_list("as_of", "set_id", "sequence")
    assert set(states) == {(day(2), name, 1)}


def test_a_full_file_that_says_the_same_writes_nothing(store, take, day, full: str) -> None:
    row = resident(NUMBERS[2], 氏名="架空　花子")
    put_difference(store, day(2), people([*row, "2"]), full, 1)
    take()
    rows = [resident(n) for n in NUMBERS]
    rows[0], rows[2] = resident(NUMBERS[0], 住所_番地号表記=HOME), row
    put_set(store, day(3), people(*rows))
    assert [file.written for file in take().files] == [0, 0]
    assert SourceState.objects.get(pk="001.residents").sequence == 0


def test_whoever_moves_into_a_protected_home_is_guarded_at_once(store, take, day, full: str) -> None:
    assert not one(NUMBERS[5]).guarded
    put_difference(store, day(2), people([*resident(NUMBERS[5], 住所_番地号表記=HOME), "2"]), full, 1)
    take()
    assert one(NUMBERS[5]).guarded


def test_protection_begins_by_a_difference_and_never_ends_by_one(store, take, day, full: str) -> None:
    begins, ends = [*protection(NUMBERS[4]), "1"], [*protection(NUMBERS[0]), "3"]
    put_difference(store, day(2), {"001.residents": [], "001.protection": [begins, ends]}, full, 1)
    result = take()
    assert result.state is State.APPLIED
    assert "取込では解除しません" in result.notes[0]
    assert set(Protection.objects.filter(active=True).values_list("resident_number", flat=True)) == {
        NUMBERS[0],
        NUMBERS[4],
    }
    assert one(NUMBERS[0]).guarded
    assert one(NUMBERS[4]).guarded


def test_a_removed_resident_stays_protected(store, take, day, full: str) -> None:
    gone = [NUMBERS[0], *[""] * (len(RESIDENTS.columns) - 1), "3"]
    put_difference(store, day(2), people(gone), full, 1)
    take()
    assert (one(NUMBERS[0]).in_register, one(NUMBERS[0]).guarded) == (False, True)
    assert Protection.objects.get().active


def test_differences_in_the_wrong_order_wait_for_each_other(store, database, day, full: str) -> None:
    names = [f"302058-202611{n:02d}020000-D" for n in (2, 3, 4)]
    put_difference(store, day(4), people([*resident(NUMBERS[2], 氏名="架空　四日"), "2"]), names[1], 3)
    put_difference(store, day(3), people([*resident(NUMBERS[2], 氏名="架空　三日"), "2"]), names[0], 2)
    assert taken(store) == [State.AHEAD, State.AHEAD]
    waiting = InboundSet.objects.filter(state=State.AHEAD).order_by("as_of")[0]
    assert f"連携セット「{names[0]}」の続きですが、それがまだ反映されていません" in waiting.reason
    assert "次の全件ファイルの取込で回復します" in waiting.reason
    assert one(NUMBERS[2]).name == "架空　太郎"
    assert taken(store) == []
    put_difference(store, day(2), people([*resident(NUMBERS[2], 氏名="架空　二日"), "2"]), full, 1)
    assert taken(store) == [State.APPLIED] * 3
    assert one(NUMBERS[2]).name == "架空　四日"
    assert SourceState.objects.get(pk="001.residents").sequence == 3


def test_the_next_full_file_heals_a_gap(store, take, day, full: str) -> None:
    put_difference(store, day(3), people([*resident(NUMBERS[2], 氏名="架空　三日"), "2"]), "lost", 2)
    assert take().state is State.AHEAD
    name = put_set(store, day(4), people(*[resident(n, 氏名="架空　四日") for n in NUMBERS]))
    states = taken(store)
    assert states == [State.APPLIED, State.REFUSED]
    assert "より古い" in InboundSet.objects.get(as_of=day(3)).reason
    put_difference(store, day(5), people([*resident(NUMBERS[2], 氏名="架空　五日"), "2"]), name, 1)
    assert take().state is State.APPLIED


def test_a_difference_before_any_full_file_waits(store, take, day) -> None:
    put_difference(store, day(2), people([*resident(NUMBERS[2]), "1"]), "302058-20261101020000-F", 1)
    result = take()
    assert result.state is State.AHEAD
    assert "差分の元になる全件を、まだ取り込んでいません" in result.words


def test_the_same_place_twice_is_refused(store, take, day, full: str) -> None:
    put_difference(store, day(2), people([*resident(NUMBERS[2], 氏名="架空　二日"), "2"]), full, 1)
    take()
    put_difference(store, day(3), people([*resident(NUMBERS[2], 氏名="架空　別"), "2"]), full, 1)
    result = take()
    assert result.state is State.REFUSED
    assert "同じ差分が二度作られた可能性" in result.words
    assert one(NUMBERS[2]).name == "架空　二日"


def test_a_number_that_jumps_is_refused(store, take, day, full: str) -> None:
    put_difference(store, day(2), people([*resident(NUMBERS[2]), "2"]), full, 2)
    result = take()
    assert result.state is State.REFUSED
    assert "次は 1 番のはずが、2 番" in result.words


def test_a_difference_that_removes_too_many_asks(store, take, day, full: str) -> None:
    gone = [[n, *[""] * (len(RESIDENTS.columns) - 1), "3"] for n in NUMBERS[5:15]]
    put_difference(store, day(2), people(*gone), full, 1)
    assert take().state is State.ASKS
    assert Resident.objects.filter(in_register=True).count() == 40


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda row: [*row[:-1], ""], "必ず要る項目が空です"),
        (lambda row: [*row[:-1], "9"], "コード一覧に無い値です"),
        (lambda row: ["", *row[1:-1], "3"], "必ず要る項目が空です"),
    ],
)
def test_a_row_with_a_wrong_operation_is_quarantined(
    store, take, day, full: str, change: Callable[[list[str]], list[str]], words: str
) -> None:
    put_difference(store, day(2), people(change([*resident(NUMBERS[2], 氏名="架空　別"), "2"])), full, 1)
    result = take()
    assert result.state is State.PARTLY
    assert words in QuarantineRow.objects.get().reason
    assert one(NUMBERS[2]).name == "架空　太郎"


def test_a_resident_changed_and_removed_in_one_file_is_quarantined(store, take, day, full: str) -> None:
    gone = [NUMBERS[2], *[""] * (len(RESIDENTS.columns) - 1), "3"]
    put_difference(store, day(2), people([*resident(NUMBERS[2], 氏名="架空　別"), "2"], gone), full, 1)
    take()
    assert QuarantineRow.objects.filter(code="duplicate").count() == 2
    assert (one(NUMBERS[2]).name, one(NUMBERS[2]).in_register) == ("架空　太郎", True)


class TestWhatASetMustSay:
    def test_no_place(self, store, take, day, full: str) -> None:
        put_set(store, day(2), people([*resident(NUMBERS[2]), "2"]), mode=Mode.DIFF)
        assert "何番目の差分か" in take().words

    def test_protection_alone(self, store, take, day, full: str) -> None:
        put_difference(store, day(2), {"001.protection": [[*protection(NUMBERS[4]), "1"]]}, full, 1)
        assert "住民情報の差分がありません" in take().words

    def test_residents_alone(self, store, take, day, full: str) -> None:
        put_difference(store, day(2), {"001.residents": []}, full, 1)
        assert "支援措置対象者のファイルがありません" in take().words

    def test_the_column_of_a_full_file(self, store, take, day, full: str) -> None:
        raw = bytes_of(RESIDENTS, [resident(NUMBERS[2])])
        put_difference(store, day(2), {"001.residents": raw, "001.protection": []}, full, 1)
        assert "84 列目は「更新区分」のはずですが、ありません" in take().words


class TestSeals:
    def test_a_valid_registration_replaces_and_history_does_not(self, store, take, day, full: str) -> None:
        rows = [[*seal(NUMBERS[1], "000099", status="2", on="2010-04-01"), "1"]]
        name = put_difference(store, day(2), {"002.seal": rows}, full, 1)
        take()
        assert SealRegistration.objects.get().registration_number == "000111"
        rows = [[*seal(NUMBERS[1], "000111", status="2"), "2"], [*seal(NUMBERS[1], "000222"), "1"]]
        put_difference(store, day(3), {"002.seal": rows}, name, 2)
        take()
        assert SealRegistration.objects.get().registration_number == "000222"

    def test_an_ended_registration_goes(self, store, take, day, full: str) -> None:
        rows = [[*seal(NUMBERS[1], "000111"), "3"]]
        put_difference(store, day(2), {"002.seal": rows}, full, 1, layout_version="0.1")
        assert take().state is State.ASKS  # one of one is more than the share

    def test_an_unreadable_line_stops_issuing_until_a_sound_one_comes(
        self, store, take, day, full: str
    ) -> None:
        rows = [[*seal(NUMBERS[1], "000111", status="7"), "2"]]
        name = put_difference(store, day(2), {"002.seal": rows}, full, 1)
        result = take()
        assert "印鑑登録 1 件を「要確認」にしました" in result.notes[0]
        assert SealRegistration.objects.get().to_confirm
        put_difference(store, day(3), {"002.seal": [[*seal(NUMBERS[1], "000111"), "2"]]}, name, 2)
        take()
        assert not SealRegistration.objects.get().to_confirm
        assert QuarantineRow.objects.get().state == Fate.SUPERSEDED

    def test_an_unreadable_line_of_a_full_file_marks_it_too(self, store, take, day, full: str) -> None:
        put_set(store, day(2), {"002.seal": [seal(NUMBERS[1], "000111", status="7")]})
        take()
        assert SealRegistration.objects.get().to_confirm
        put_set(store, day(3), {"002.seal": [seal(NUMBERS[1], "000111")]})
        take()
        assert not SealRegistration.objects.get().to_confirm

    def test_a_nameless_line_stops_a_difference(self, store, take, day, full: str) -> None:
        rows = [[*seal("", "000111"), "2"]]
        put_difference(store, day(2), {"002.seal": rows}, full, 1)
        assert "誰の印鑑登録か分からない" in take().words
        assert not SealRegistration.objects.get().to_confirm


def test_a_generated_difference_makes_what_the_full_file_would(store, take, day, tmp_path) -> None:
    numbers = {"residents": 800, "seed": 3, "as_of": day(1)}
    first = generate(tmp_path / "first", **numbers)
    put_folder(store, first.folder, "first")
    take()
    follows = Follows(sequence=1, previous=first.manifest.set_id)
    changes = generate_changes(tmp_path / "d", follows=follows, later=day(2), share=0.1, **numbers)
    put_folder(store, changes.folder, "changes")
    result = take()
    assert result.state is State.APPLIED
    assert 0 < result.files[0].written == changes.changed
    whole = generate_difference(tmp_path / "f", later=day(2), share=0.1, **numbers)
    put_folder(store, whole.folder, "whole")
    assert [file.written for file in take().files] == [0, 0, 0]
