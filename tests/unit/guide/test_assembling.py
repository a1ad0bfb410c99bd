"""What stands where on a guide, and in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from guide_support import CHILD, CITIZENS, HUSBAND, INSURANCE, bring, entry, request

from madoguchi.domain.guide import BringItem, Contact, Counter, Held, Language, NotNeeded, Place, assemble
from madoguchi.domain.guide.paper import Script, plain


def test_counters_come_in_walking_order_with_their_minutes(texts):
    guide = assemble(request(entry("KH-01", counter=INSURANCE), entry(), entry("IN-01")), texts)
    assert [(stop.number, plain(stop.minutes)) for stop in guide.today] == [("1", "約10分"), ("4", "約15分")]
    assert "約25分" in plain(guide.total)


def test_what_is_done_with_the_notification_takes_no_time(texts):
    guide = assemble(request(entry(), entry("NK-01", done_with_move=True)), texts)
    assert plain(guide.today[0].minutes) == "約10分"
    assert [row.done for row in guide.today[0].rows] == [False, True]


def test_a_procedure_stands_once_with_everybody_it_is_for(texts):
    late = entry("MN-01", person=HUSBAND, deadline=date(2026, 12, 4))
    guide = assemble(request(entry("MN-01"), entry("MN-01", person=CHILD), late), texts)
    assert [plain(row.person) for row in guide.today[0].rows] == [
        f"世帯・{CHILD.name}",
        HUSBAND.name,
    ]


def test_the_nearest_date_comes_first_and_what_has_none_last(texts):
    later = [
        entry("FI-01", Place.LATER),
        entry("JT-01", Place.LATER, deadline=date(2026, 12, 7)),
        entry("KO-08", Place.LATER, deadline=date(2026, 12, 4)),
    ]
    guide = assemble(request(*later), texts)
    assert [plain(row.due) for row in guide.later] == [
        "令和8年12月4日（金）まで",
        "令和8年12月7日（月）まで",
        "お早めに",
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.JA_EASY, "2026年12月4日（金曜日）までに"),
        (Language.EN, "by Friday, 4 December 2026"),
        (Language.ZH_HANS, "2026年12月4日（星期五）之前"),
        (Language.ZH_HANT, "2026年12月4日（星期五）之前"),
        (Language.KO, "2026년 12월 4일(금)까지"),
        (Language.VI, "trước hết thứ Sáu, ngày 04/12/2026"),
        (Language.PT, "até sexta-feira, 04/12/2026"),
        (Language.TL, "hanggang Biyernes, Disyembre 4, 2026"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(texts, language, words):
    asked = request(entry("JT-01", Place.LATER, deadline=date(2026, 12, 4)), language=language)
    assert plain(assemble(asked, texts).later[0].due) == words


def test_what_happens_if_late_is_said_beside_the_date(texts):
    guide = assemble(request(entry("MN-01", Place.ELSEWHERE), entry("KO-12", Place.LATER)), texts)
    assert plain(guide.elsewhere[0].late) == "マイナンバーカードが使えなくなります。"
    assert guide.later[0].late == ()


def test_a_thing_stands_once_for_each_person_and_the_worst_state_counts(texts):
    guide = assemble(
        request(
            entry("KH-01", person=CHILD, bring=bring("口座", Held.HAD)),
            entry("JT-01", bring=(BringItem("口座", Held.HAD), BringItem("マイナンバー", Held.HAD))),
            entry("FI-01", bring=bring("口座", Held.MISSING)),
        ),
        texts,
    )
    household, child = guide.bring
    assert [(plain(t.label), t.held, len(t.purposes)) for t in household.things] == [
        ("口座", Held.MISSING, 2),
        ("マイナンバー", Held.HAD, 1),
    ]
    assert (plain(child.person), child.things[0].held) == ("見本　架空美", Held.HAD)


def test_a_language_without_the_title_says_it_in_japanese_with_an_easy_gloss(texts):
    vietnamese = replace(texts.languages[Language.VI], procedures={})
    lacking = replace(texts, languages={**texts.languages, Language.VI: vietnamese})
    row = assemble(request(entry("SG-04"), language=Language.VI), lacking).today[0].rows[0]
    assert row.untranslated
    assert [(words.text, words.script) for words in row.title] == [
        ("自立支援医療の申請・変更", Script.JAPANESE)
    ]
    assert plain(row.gloss) == "自立支援医療の 申請"
    assert row.gloss[0].ruby == "じりつしえんいりょう"


def test_a_translated_title_is_not_marked(texts):
    row = assemble(request(entry("KH-01"), language=Language.VI), texts).today[0].rows[0]
    assert (row.untranslated, row.gloss, plain(row.title)) == (False, (), "Tham gia Bảo hiểm y tế quốc dân")


def test_a_procedure_of_the_citys_own_is_called_as_its_decision_pack_says(texts):
    guide = assemble(request(entry("X-01", title="見本市出産祝金"), language=Language.EN), texts)
    row = guide.today[0].rows[0]
    assert (plain(row.title), row.untranslated, row.gloss) == ("見本市出産祝金", True, ())


def test_a_department_keeps_its_japanese_name_for_finding_the_sign(texts):
    guide = assemble(request(entry(), language=Language.KO), texts)
    assert plain(guide.today[0].where) == "시민과 市民課"
    guide = assemble(request(entry(counter=Counter("新設課")), language=Language.KO), texts)
    assert plain(guide.today[0].where) == "新設課"


def test_names_are_for_the_font_of_names(texts):
    guide = assemble(request(entry(person=HUSBAND, note="渡邉様へ"), language=Language.KO), texts)
    row = guide.today[0].rows[0]
    assert {words.script for line in (guide.name, row.person, row.note) for words in line} == {Script.NAME}


def test_not_needed_stands_once_by_its_title(texts):
    twice = (NotNeeded("JT-01", "認定請求"), NotNeeded("JT-01", "認定請求"))
    assert [plain(line) for line in assemble(request(not_needed=twice), texts).not_needed] == [
        "児童手当の請求（転入）"
    ]


def test_an_event_without_words_is_left_out_and_told(texts):
    guide = assemble(request(events=("転入", "支援措置", "印鑑登録")), texts)
    assert plain(guide.events) == "転入・印鑑登録"
    assert len(guide.left_out) == 1


def test_a_contact_is_a_department_and_its_telephone(texts):
    guide = assemble(request(contacts=(Contact("市民課", "0000-11-2222"),), language=Language.EN), texts)
    assert [(plain(c.where), c.telephone) for c in guide.contacts] == [
        ("Citizens' Affairs 市民課", "0000-11-2222")
    ]


def test_an_empty_guide_has_its_fixed_words(texts):
    guide = assemble(request(), texts)
    assert guide.today == guide.later == guide.bring == ()
    assert plain(guide.words["gaps"])
    assert CITIZENS.minutes and guide.total == ()
