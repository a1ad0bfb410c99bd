"""Files that are not as they should be: the old state or the new one, and words a person can act on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.inbound import services
from madoguchi.apps.inbound.models import InboundSet, QuarantineRow
from madoguchi.apps.inbound.services import retry, take_all, taking
from madoguchi.apps.inbound.states import LABELS, NEXT, State
from madoguchi.apps.residents.models import Protection, Resident
from madoguchi.demo import faults
from madoguchi.domain.layouts import MANIFEST_NAME, Reason
from madoguchi.integrations.objectstore import StoreUnavailable
from tests.integration.inbound.sets import (
    LAYOUTS,
    PROTECTION,
    RESIDENTS,
    bytes_of,
    protection,
    put_set,
    resident,
)

NUMBERS = [f"{n:09d}" for n in range(1, 7)]
SECRET = "架空　秘密"


def rows(**given: str) -> list[list[str]]:
    return [resident(n, **given) for n in NUMBERS]


def test_every_state_has_a_row_and_a_label() -> None:
    assert set(NEXT) == set(LABELS) == set(State)


def test_the_design_page_draws_the_table() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "design" / "linkage.md").read_text()
    drawn = {tuple(arrow.split(":")[0].split(" --> ")) for arrow in page.splitlines() if " --> " in arrow}
    begin = {("  [*]", state) for state in (State.WAITING, State.REFUSED, State.REPEATED)}
    assert drawn == begin | {
        (f"  {state}", following) for state, nexts in NEXT.items() for following in nexts
    }


@dataclass(frozen=True)
class Case:
    column: str
    value: str
    code: str


CASES = [
    Case("氏名", "", "required"),
    Case("氏名", "あ" * 101, "length"),
    Case("住民状態", "7", "code"),
    Case("異動届出年月日", "2026-02-30", "form"),
    Case("異動届出年月日", "20260201", "form"),
    Case("氏名_フリガナ", "かくう", "form"),
    Case("生年月日_不詳フラグ", "x", "form"),
    Case("生年月日", "1971-13-29", "form"),
    Case("生年月日", "", "required"),
    Case("住所_郵便番号", "644-002", "form"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.column}-{case.code}-{case.value[:12]}")
def test_a_wrong_value_is_quarantined_and_the_others_go_in(store, take, day, case: Case) -> None:
    lines = rows()
    lines[2] = resident(NUMBERS[2], **{case.column: case.value})
    put_set(store, day(1), {"001.residents": lines, "001.protection": []})
    assert take().state is State.PARTLY
    row = QuarantineRow.objects.get()
    assert (row.line, row.column, row.code) == (4, case.column, case.code)
    assert (row.resident_number, row.value) == (NUMBERS[2], case.value[:40])
    assert set(Resident.objects.values_list("resident_number", flat=True)) == set(NUMBERS) - {NUMBERS[2]}


@pytest.mark.parametrize("value", ["1971-02-29", "1971-00-00"])
def test_a_date_no_calendar_has_is_taken_as_it_is(store, take, day, value: str) -> None:
    put_set(store, day(1), {"001.residents": rows(生年月日=value), "001.protection": []})
    assert take().state is State.APPLIED
    assert Resident.objects.first().birth_date == value


def test_a_selector_counts_as_no_character(store, take, day) -> None:
    put_set(store, day(1), {"001.residents": rows(旧氏="邉\U000e0102" * 50), "001.protection": []})
    assert take().state is State.APPLIED


SPOILS = sorted(faults.REASONS, key=lambda spoil: spoil.__name__)


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_a_line_that_cannot_be_read_is_quarantined(store, take, day, spoil: faults.Spoil) -> None:
    lines = bytes_of(RESIDENTS, rows()).splitlines(keepends=True)
    lines[3] = spoil(RESIDENTS, lines[3])
    put_set(store, day(1), {"001.residents": b"".join(lines), "001.protection": []})
    assert take().state is State.PARTLY
    row = QuarantineRow.objects.get()
    assert (row.line, row.code) == (4, faults.REASONS[spoil].value)
    assert Resident.objects.count() == len(NUMBERS) - 1


def test_all_rows_of_a_duplicate_key_are_quarantined(store, take, day) -> None:
    lines = [*rows(), resident(NUMBERS[1], 氏名="架空　別人")]
    put_set(store, day(1), {"001.residents": lines, "001.protection": []})
    take()
    assert sorted(QuarantineRow.objects.values_list("line", "code")) == [(3, "duplicate"), (8, "duplicate")]
    assert not Resident.objects.filter(resident_number=NUMBERS[1]).exists()


def test_a_quarantined_resident_keeps_the_old_row(store, take, day) -> None:
    put_set(store, day(1), {"001.residents": rows(), "001.protection": []})
    take()
    lines = rows()
    lines[0] = resident(NUMBERS[0], 住民状態="7")
    put_set(store, day(2), {"001.residents": lines, "001.protection": []})
    result = take()
    assert (result.state, result.dropped) == (State.PARTLY, 0)
    kept = Resident.objects.get(resident_number=NUMBERS[0])
    assert (kept.in_register, kept.resident_status) == (True, "1")


def test_nobody_is_dropped_by_a_file_with_a_nameless_line(store, take, day) -> None:
    many = [f"{n:09d}" for n in range(1, 41)]
    put_set(store, day(1), {"001.residents": [resident(n) for n in many], "001.protection": []})
    take()
    lines = bytes_of(RESIDENTS, [resident(n) for n in many]).splitlines(keepends=True)
    lines[5] = faults.endless(RESIDENTS, lines[5])
    put_set(store, day(2), {"001.residents": b"".join(lines), "001.protection": []})
    result = take()
    assert result.state is State.PARTLY
    assert "見送りました" in result.notes[0]
    assert Resident.objects.filter(in_register=True).count() == 40


class TestProtection:
    def test_an_unreadable_row_protects_its_number(self, store, take, day) -> None:
        raw = bytes_of(PROTECTION, [protection(NUMBERS[0]), protection(NUMBERS[1], kind="X")])
        put_set(store, day(1), {"001.residents": rows(), "001.protection": raw})
        result = take()
        assert result.state is State.PARTLY
        assert "支援措置として扱っています" in result.notes[0]
        guarded = Resident.objects.filter(guarded=True).order_by("pk")
        assert list(guarded.values_list("resident_number", flat=True)) == NUMBERS[:2]

    def test_a_row_with_too_few_columns_protects_too(self, store, take, day) -> None:
        raw = bytes_of(PROTECTION, [protection(NUMBERS[0])])
        put_set(store, day(1), {"001.residents": rows(), "001.protection": raw.replace(b",1\r\n", b"\r\n")})
        take()
        assert Protection.objects.get().resident_number == NUMBERS[0]

    def test_duplicate_rows_protect(self, store, take, day) -> None:
        twice = [protection(NUMBERS[0]), protection(NUMBERS[0], kind="2")]
        put_set(store, day(1), {"001.residents": rows(), "001.protection": twice})
        take()
        assert Resident.objects.get(resident_number=NUMBERS[0]).guarded

    @pytest.mark.parametrize(
        "spoil", [faults.stray_byte, faults.endless, faults.nul], ids=lambda s: s.__name__
    )
    def test_a_row_without_a_readable_number_stops_the_set(
        self, store, take, day, spoil: faults.Spoil
    ) -> None:
        lines = bytes_of(PROTECTION, [protection(NUMBERS[0])]).splitlines(keepends=True)
        raw = lines[0] + spoil(PROTECTION, lines[1])
        put_set(store, day(1), {"001.residents": rows(), "001.protection": raw})
        result = take()
        assert result.state is State.REFUSED
        assert "2 行目は、宛名番号も読めません" in result.words
        assert Resident.objects.count() == 0

    def test_an_unreadable_file_stops_the_set(self, store, take, day) -> None:
        raw = bytes_of(PROTECTION, [protection(NUMBERS[0])]).decode().encode("utf-16")
        put_set(store, day(1), {"001.residents": rows(), "001.protection": raw})
        result = take()
        assert result.state is State.REFUSED
        assert "支援措置対象者のファイル" in result.words
        assert "登録内容は前回の取込のままです" in result.words
        assert Resident.objects.count() == 0

    def test_an_empty_file_of_no_bytes_stops_the_set(self, store, take, day) -> None:
        put_set(store, day(1), {"001.residents": rows(), "001.protection": b""})
        assert "0バイト" in take().words

    def test_a_set_without_the_file_stops(self, store, take, day) -> None:
        put_set(store, day(1), {"001.residents": rows()})
        assert "支援措置対象者のファイルがありません" in take().words


def _cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def _other_bytes(raw: bytes) -> bytes:
    return raw.replace("薗".encode(), "島".encode(), 1)


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "truncated": (_cut, "大きさが違います"),
    "longer": (lambda raw: raw + b"x" * 100, "大きさが違います"),
    "other contents": (_other_bytes, "中身が目録と違います"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_file_that_is_not_the_announced_one_stops_the_set(store, take, day, kind: str) -> None:
    damage, words = DAMAGE[kind]
    name = put_set(store, day(1), {"001.residents": rows(), "001.protection": []})
    key = f"in/{name}/{RESIDENTS.file_name('302058', RESIDENTS.modes[0], day(1))}"
    raw = damage(bytes_of(RESIDENTS, rows()))
    store.put(key, raw, hashlib.sha256(raw).hexdigest())
    result = take()
    assert result.state is State.REFUSED
    assert words in result.words
    assert Resident.objects.count() == 0


def test_after_a_refusal_the_same_set_put_again_is_taken(store, take, day) -> None:
    name = put_set(store, day(1), {"001.residents": rows(), "001.protection": []})
    key = f"in/{name}/{RESIDENTS.file_name('302058', RESIDENTS.modes[0], day(1))}"
    store.put(key, b"half", hashlib.sha256(b"half").hexdigest())
    assert take().state is State.REFUSED
    put_set(store, day(1), {"001.residents": rows(), "001.protection": []})
    assert take().state is State.APPLIED


def test_a_person_can_have_a_refused_set_tried_again(store, take, day, staff) -> None:
    name = put_set(store, day(1), {"001.residents": rows(), "001.protection": []})
    raw, path = bytes_of(RESIDENTS, rows()), RESIDENTS.file_name("302058", RESIDENTS.modes[0], day(1))
    store.put(f"in/{name}/{path}", b"half", hashlib.sha256(b"half").hexdigest())
    refused = take()
    store.put(f"in/{name}/{path}", raw, hashlib.sha256(raw).hexdigest())
    retry(refused.id, by=staff(Right.IMPORT_RUN))
    assert take().state is State.APPLIED


REFUSED = {
    "rows": ({"rows": 9}, "行数が違います（目録 9 行、実際 6 行）"),
    "version": ({"layout_version": "9.9"}, "レイアウトの版が違います"),
    "name": ({"name": "abc.csv"}, "ファイル名「abc.csv」"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_manifest_that_does_not_fit_is_refused(store, take, day, kind: str) -> None:
    given, words = REFUSED[kind]
    extra = {"001.protection": []} if kind == "version" else {}
    files = (
        {"001.protection": [protection(n) for n in NUMBERS]}
        if not extra
        else {"001.residents": rows(), **extra}
    )
    put_set(store, day(1), files, **given)
    result = take()
    assert result.state is State.REFUSED
    assert words in result.words


def test_another_citys_set_is_refused(store, take, day) -> None:
    put_set(store, day(1), {"001.residents": rows(), "001.protection": []}, city="999999")
    assert "別の団体のファイルです" in take().words


def test_a_file_the_manifest_names_but_nobody_put_is_refused(store, take, day, tmp_path) -> None:
    name = put_set(store, day(1), {"001.residents": rows(), "001.protection": []})
    key = f"in/{name}/{RESIDENTS.file_name('302058', RESIDENTS.modes[0], day(1))}"
    (tmp_path / "objects" / key).unlink()
    assert "がありません" in take().words


@pytest.mark.parametrize("raw", [b"", b"{", b'{"format": "other"}', b"\xff\xfe"])
def test_a_manifest_nobody_can_read_is_refused_once(store, take, database, raw: bytes) -> None:
    store.put(f"in/x/{MANIFEST_NAME}", raw, hashlib.sha256(raw).hexdigest())
    assert take().state is State.REFUSED
    assert take_all(store, timezone.now()) == []


def test_too_many_bad_rows_are_a_bad_file(store, take, day) -> None:
    bad = [resident(f"{n:09d}", 住民状態="7") for n in range(1, 200)]
    put_set(store, day(1), {"001.residents": bad, "001.protection": []})
    result = take()
    assert result.state is State.REFUSED
    assert "誤りの行が多すぎます" in result.words
    assert QuarantineRow.objects.count() == 101


def test_nothing_personal_is_said_when_the_database_fails(store, take, day, monkeypatch, caplog) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(taking, "apply_batch", fail)
    put_set(store, day(1), {"001.residents": rows(氏名=SECRET), "001.protection": []})
    results = take_all(store, timezone.now())
    assert [r.state for r in results] == [State.WAITING, State.WAITING, State.WAITING, State.REFUSED]
    assert SECRET not in caplog.text + "".join(r.words for r in results)
    assert Resident.objects.count() == 0


class Unplugged:
    """A store that answers so many calls and then no more."""

    def __init__(self, store: object, calls: int) -> None:
        self._store, self._left = store, calls

    def __getattr__(self, name: str) -> object:
        if self._left <= 0:
            raise StoreUnavailable("つながりません。")
        self._left -= 1
        return getattr(self._store, name)


@pytest.mark.parametrize("calls", [0, 1, 2, 3, 4])
def test_a_storage_that_fails_costs_nothing_and_is_tried_again(store, take, day, calls: int) -> None:
    put_set(store, day(1), {"001.residents": rows(), "001.protection": []})
    with pytest.raises(StoreUnavailable):
        take_all(Unplugged(store, calls), timezone.now())
    assert not InboundSet.objects.exclude(state=State.WAITING).exists()
    assert take().state is State.APPLIED


def test_a_worker_whose_lease_ran_out_leaves_the_set_to_the_other(store, take, day, monkeypatch) -> None:
    put_set(store, day(1), {"001.residents": rows(), "001.protection": []})
    real = taking.fetched

    def slow(*args: object) -> object:
        InboundSet.objects.update(owner="another")
        return real(*args)

    monkeypatch.setattr(taking, "fetched", slow)
    result = services.take_next(store, timezone.now())
    assert (result.state, Resident.objects.count()) == (State.TAKING, 0)
    assert InboundSet.objects.get().owner == "another"


def test_the_reasons_are_those_of_the_reader() -> None:
    assert {reason.value for reason in faults.REASONS.values()} <= {reason.value for reason in Reason}
    assert {layout for layout in LAYOUTS if not layout.startswith("out.")} == {
        "001.residents",
        "001.protection",
        "001.move_out_certificate",
        "002.seal",
    }
