"""Quarantined lines put right on a page: the same checks, the same way in, and nothing shown that the door closes."""

from __future__ import annotations

import pytest
from django.test import Client

from madoguchi.apps.accounts.rights import Right
from madoguchi.apps.accounts.types import Refused
from madoguchi.apps.audit.types import Action
from madoguchi.apps.catalogue import queries as catalogue
from madoguchi.apps.inbound.models import QuarantineRow
from madoguchi.apps.inbound.services import correct, dismiss, recheck
from madoguchi.apps.inbound.states import FATE_LABELS, FATES, Fate
from madoguchi.apps.residents.models import Protection, Resident, SealRegistration
from tests.factories import make_staff
from tests.integration.inbound.sets import (
    RESIDENTS,
    bytes_of,
    protection,
    put_difference,
    put_set,
    resident,
    seal,
)

NUMBERS = [f"{n:09d}" for n in range(1, 7)]
HOME = "9001番地"
ROAD = "架空町秘密通り"


def client_with(*rights: Right) -> Client:
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(make_staff(*rights), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def runner(staff):
    return staff(Right.IMPORT_RUN)


@pytest.fixture
def full(store, take, day) -> str:
    rows = [resident(n) for n in NUMBERS]
    rows[0] = resident(NUMBERS[0], 住所_番地号表記=HOME)
    files = {"001.residents": rows, "001.protection": [protection(NUMBERS[0])]}
    name = put_set(store, day(1), files | {"002.seal": [seal(NUMBERS[1], "000111")]})
    take()
    return name


@pytest.fixture
def bad(store, take, day, full: str):
    """`bad(column=value …)` brings a spoiled line of the third resident by a full file; gives the quarantined row."""

    def spoil(number: str = NUMBERS[2], **given: str) -> QuarantineRow:
        home = {NUMBERS[0]: {"住所_番地号表記": HOME}}
        rows = [resident(n, **home.get(n, {})) for n in NUMBERS if n != number]
        files = {
            "001.residents": [*rows, resident(number, **given)],
            "001.protection": [protection(NUMBERS[0])],
        }
        put_set(store, day(2), files)
        take()
        return QuarantineRow.objects.get()

    return spoil


def one(number: str) -> Resident:
    return Resident.objects.get(resident_number=number)


def test_every_fate_has_a_row_and_a_label() -> None:
    assert set(FATES) == set(FATE_LABELS) == set(Fate)


def test_a_corrected_line_is_in_the_register(bad, runner, trail, day) -> None:
    row = bad(性別="8", 氏名="架空　花子")
    assert correct(row.pk, {"性別": "2"}, by=runner) is None
    person = one(NUMBERS[2])
    assert (person.name, person.sex, person.as_of) == ("架空　花子", "2", day(2))
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (Fate.CORRECTED, runner.name)
    place = RESIDENTS.by_name["性別"].index
    assert (row.cells[place], row.corrected[place]) == ("8", "2")
    event = trail()[-1]
    assert (event.action, event.detail["columns"]) == (Action.LINE_CORRECTED, ["性別"])
    assert event.subjects == [person.pk]
    assert "花子" not in str(event.detail)


def test_the_next_full_file_with_the_right_value_writes_nothing(bad, store, take, day, runner) -> None:
    correct(bad(性別="8").pk, {"性別": "2"}, by=runner)
    rows = [resident(n) for n in NUMBERS]
    rows[0], rows[2] = resident(NUMBERS[0], 住所_番地号表記=HOME), resident(NUMBERS[2], 性別="2")
    put_set(store, day(3), {"001.residents": rows, "001.protection": [protection(NUMBERS[0])]})
    assert [file.written for file in take().files] == [0, 0]


@pytest.mark.parametrize(
    ("typed", "column", "words"),
    [
        ({}, "性別", "コード一覧に無い値です"),
        ({"性別": "7"}, "性別", "コード一覧に無い値です"),
        ({"性別": "2", "氏名": ""}, "氏名", "必ず要る項目が空です"),
        ({"性別": "2", "氏名": "架空\x00"}, "氏名", "U+0000"),
        ({"性別": "2", "氏名": "架空\ufffd"}, "氏名", "U+FFFD"),
        ({"性別": "2", "氏名": "架空\n花子"}, "氏名", "U+000A"),
        ({"性別": "2", "生年月日": "1971-13-01"}, "生年月日", "日付の形"),
    ],
)
def test_the_same_checks_again(bad, runner, typed: dict[str, str], column: str, words: str) -> None:
    row = bad(性別="8", 氏名="架空　花子")
    fault = correct(row.pk, typed, by=runner)
    assert fault is not None
    assert (fault.column, words in fault.words) == (column, True)
    row.refresh_from_db()
    assert row.state == Fate.OPEN
    assert one(NUMBERS[2]).name == "架空　太郎"


def test_a_lost_character_is_not_taken_as_it_came(store, take, day, full: str, runner) -> None:
    raw = bytes_of(RESIDENTS, [resident(n) for n in NUMBERS])
    put_set(store, day(2), {"001.residents": raw.replace("架空".encode(), b"\x00", 1), "001.protection": []})
    take()
    row = QuarantineRow.objects.get()
    fault = correct(row.pk, {"性別": "2"}, by=runner)
    assert fault is not None
    assert fault.column == "氏名"
    assert recheck(row.file.set_id, by=runner).taken == 0
    assert correct(row.pk, {"氏名": "架空　次郎"}, by=runner) is None


def test_moving_into_a_protected_home_guards_at_once(bad, runner) -> None:
    row = bad(性別="8", 住所_番地号表記=HOME)
    assert not one(NUMBERS[2]).guarded
    correct(row.pk, {"性別": "2"}, by=runner)
    assert one(NUMBERS[2]).guarded


def test_another_persons_number_is_refused(store, take, day, full: str, runner) -> None:
    nameless = [*resident(NUMBERS[2], 宛名番号="", 生年月日="1999-01-01"), "1"]
    put_difference(store, day(2), {"001.residents": [nameless], "001.protection": []}, full, 1)
    take()
    row = QuarantineRow.objects.get()
    with pytest.raises(Refused, match="別の方のもの"):
        correct(row.pk, {"宛名番号": NUMBERS[3]}, by=runner)
    assert one(NUMBERS[3]).birth_date == "1970-03-01"
    assert correct(row.pk, {"宛名番号": "000000077"}, by=runner) is None
    assert one("000000077").birth_date == "1999-01-01"


def test_one_of_two_lines_of_the_same_number(store, take, day, full: str, runner) -> None:
    rows = [*[resident(n) for n in NUMBERS], resident(NUMBERS[2], 氏名="架空　正子")]
    put_set(store, day(2), {"001.residents": rows, "001.protection": []})
    take()
    first, second = QuarantineRow.objects.order_by("line")
    fault = correct(second.pk, {}, by=runner)
    assert fault is not None
    assert "同じ番号の行がほかにも隔離されています" in fault.words
    dismiss(first.pk, "二重に出力された行", by=runner)
    assert correct(second.pk, {}, by=runner) is None
    assert one(NUMBERS[2]).name == "架空　正子"


def test_a_line_that_a_newer_file_answered_is_closed(bad, store, take, day, runner) -> None:
    row = bad(性別="8")
    put_set(store, day(3), {"001.residents": [resident(n) for n in NUMBERS], "001.protection": []})
    take()
    with pytest.raises(Refused, match="状態が変わっています"):
        correct(row.pk, {"性別": "2"}, by=runner)
    row.refresh_from_db()
    assert row.state == Fate.SUPERSEDED


def test_a_dismissed_line_says_who_and_why(bad, runner, trail) -> None:
    row = bad(性別="8")
    with pytest.raises(Refused, match="理由"):
        dismiss(row.pk, "  ", by=runner)
    dismiss(row.pk, "誤って出力された行", by=runner)
    row.refresh_from_db()
    assert (row.state, row.decision) == (Fate.DISMISSED, "誤って出力された行")
    assert trail()[-1].action == Action.LINE_DISMISSED


def test_nobody_does_it_without_the_right(bad, staff) -> None:
    row = bad(性別="8")
    for act in (
        lambda by: correct(row.pk, {"性別": "2"}, by=by),
        lambda by: dismiss(row.pk, "理由", by=by),
        lambda by: recheck(row.file.set_id, by=by),
    ):
        with pytest.raises(Refused, match="前方連携の実行"):
            act(staff(Right.IMPORT_VIEW))


def test_a_new_code_list_and_all_are_looked_at_once_more(bad, runner, monkeypatch) -> None:
    row = bad(性別="8")
    assert (recheck(row.file.set_id, by=runner).taken, one(NUMBERS[2]).sex) == (0, "1")
    codes = {**RESIDENTS.code_lists, "sex": {**RESIDENTS.code_lists["sex"], "8": "新しい"}}
    ours = catalogue.layout

    def changed(layout_id: str):
        layout = ours(layout_id)
        fields = {name: getattr(layout, name) for name in type(layout).model_fields} | {"code_lists": codes}
        return type(layout)(**fields) if layout_id == RESIDENTS.id else layout

    monkeypatch.setattr(catalogue, "layout", changed)
    found = recheck(row.file.set_id, by=runner)
    assert (found.taken, found.left) == (1, 0)
    assert one(NUMBERS[2]).sex == "8"


def test_a_line_of_a_difference_keeps_its_operation(store, take, day, full: str, runner) -> None:
    gone = [NUMBERS[2], *[""] * (len(RESIDENTS.columns) - 1), "3"]
    rows = [[*resident(NUMBERS[2], 氏名="架空　花子"), "2"], gone]
    put_difference(store, day(2), {"001.residents": rows, "001.protection": []}, full, 1)
    take()
    first, second = QuarantineRow.objects.order_by("line")
    dismiss(first.pk, "消除が正しい", by=runner)
    assert correct(second.pk, {}, by=runner) is None
    assert not one(NUMBERS[2]).in_register
    assert Resident.objects.filter(in_register=True).count() == len(NUMBERS) - 1


def test_a_corrected_protection_line_protects(store, take, day, full: str, runner) -> None:
    lines = [protection(NUMBERS[0]), protection(NUMBERS[3], kind="X")]
    put_set(store, day(2), {"001.residents": [resident(n) for n in NUMBERS], "001.protection": lines})
    take()
    row = QuarantineRow.objects.get()
    assert correct(row.pk, {"支援措置区分": "2"}, by=runner) is None
    kinds = Protection.objects.filter(resident_number=NUMBERS[3], active=True).values_list("kind", flat=True)
    assert set(kinds) == {"", "2"}  # what a person has to end, a person ends


def test_a_corrected_seal_line_lets_issuing_go_on(store, take, day, full: str, runner) -> None:
    rows = [[*seal(NUMBERS[1], "000111", status="7"), "2"]]
    put_difference(store, day(2), {"002.seal": rows}, full, 1)
    take()
    assert SealRegistration.objects.get().to_confirm
    assert correct(QuarantineRow.objects.get().pk, {"印鑑登録状態": "2"}, by=runner) is None
    registration = SealRegistration.objects.get()
    assert (registration.to_confirm, registration.status) == (False, "2")


class TestPage:
    def test_what_the_door_closes_is_not_in_the_page(self, bad) -> None:
        row = bad(性別="8", 住所_町字=ROAD, 転入前住所_町字=ROAD, 本籍=ROAD, 電話番号="0738-00-7777")
        text = client_with(Right.IMPORT_RUN).get(f"/inbound/lines/{row.pk}/").content.decode()
        assert "直して取り込む" in text
        assert 'value="8"' in text
        assert "架空　太郎" in text
        assert ROAD not in text
        assert "0738-00-7777" not in text
        seen = client_with(Right.IMPORT_RUN, Right.PROTECTION_RELEASE).get(f"/inbound/lines/{row.pk}/")
        assert ROAD in seen.content.decode()

    def test_the_line_of_a_protected_person_shows_no_value(self, bad) -> None:
        row = bad(number=NUMBERS[0], 性別="8", 氏名="架空　秘密")
        text = client_with(Right.IMPORT_RUN).get(f"/inbound/lines/{row.pk}/").content.decode()
        assert "秘密" not in text
        assert NUMBERS[0] not in text

    def test_a_value_that_is_not_shown_stays_or_is_typed_anew_or_emptied(self, bad) -> None:
        row = bad(性別="8", 住所_町字=ROAD, 住所_方書="架空荘", 転入前住所_町字=ROAD)
        names = {name: RESIDENTS.by_name[name].no for name in RESIDENTS.names}
        client = client_with(Right.IMPORT_RUN)
        shown = {
            f"c{no}": row.cells[no - 1] for name, no in names.items() if not name.startswith(("住所_", "転"))
        }
        given = {
            **shown,
            f"c{names['性別']}": "2",
            f"c{names['住所_方書']}": "見本荘",
            f"clear{names['転入前住所_町字']}": "1",
        }
        for name in ("本籍", "筆頭者", "電話番号"):
            given.pop(f"c{names[name]}")
        assert client.post(f"/inbound/lines/{row.pk}/", given).status_code == 302
        person = one(NUMBERS[2])
        assert (person.address_town, person.address_building, person.moved_in_from) == (ROAD, "見本荘", "")
        assert person.phone == "0738-00-0001"

    def test_a_refused_correction_comes_back_with_what_was_typed(self, bad) -> None:
        row = bad(性別="8")
        no = RESIDENTS.by_name["性別"].no
        given = {f"c{column.no}": row.cells[column.index] for column in RESIDENTS.columns} | {f"c{no}": "5"}
        answer = client_with(Right.IMPORT_RUN).post(f"/inbound/lines/{row.pk}/", given)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="5"' in text
        assert "コード一覧に無い値です" in text

    def test_a_line_that_cannot_be_split_says_what_can_be_done(self, store, take, day, full: str) -> None:
        raw = bytes_of(RESIDENTS, [resident(n) for n in NUMBERS])
        put_set(
            store,
            day(2),
            {"001.residents": raw.replace(b",0738-00-0001\r\n", b"\r\n", 1), "001.protection": []},
        )
        take()
        row = QuarantineRow.objects.get()
        text = client_with(Right.IMPORT_RUN).get(f"/inbound/lines/{row.pk}/").content.decode()
        assert "画面では直せません" in text
        assert "直して取り込む" not in text

    def test_dismissing_and_looking_again_on_the_pages(self, bad) -> None:
        row = bad(性別="8")
        client = client_with(Right.IMPORT_RUN)
        text = client.get(f"/inbound/{row.file.set_id}/").content.decode()
        assert f"/inbound/lines/{row.pk}/" in text
        assert "もう一度調べる" in text
        again = client.post(f"/inbound/{row.file.set_id}/recheck/", follow=True).content.decode()
        assert "残った行 1" in again
        assert (
            "見送り"
            in client.post(
                f"/inbound/lines/{row.pk}/dismiss/", {"reason": "不要"}, follow=True
            ).content.decode()
        )
        assert "もう一度調べる" not in client.get(f"/inbound/{row.file.set_id}/").content.decode()

    def test_without_the_right_there_is_no_page(self, bad) -> None:
        row = bad(性別="8")
        client = client_with(Right.IMPORT_VIEW)
        assert client.get(f"/inbound/lines/{row.pk}/").status_code == 403
        assert client.post(f"/inbound/{row.file.set_id}/recheck/").status_code == 403
        assert f"/inbound/lines/{row.pk}/" not in client.get(f"/inbound/{row.file.set_id}/").content.decode()
