"""What may not be told never reaches the drawing, whatever a reception hands over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from guide_support import CHILD, HUSBAND, WIFE, bring, drawn, entry, request
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.domain.guide import (
    BringItem,
    Contact,
    Counter,
    GuideEntry,
    GuidePerson,
    Handover,
    InternalEntry,
    InternalRequest,
    Language,
    NotNeeded,
    Place,
    Why,
    assemble,
    assemble_internal,
)
from tests.thoroughness import examples

# Letters that no text of the pack has, so that a find is a leak.
SECRET = st.text("𠮷𡈽𠀋鼎鑑鑿鬱", min_size=2, max_size=6)
KEYS = st.sampled_from(["JK-01", "KH-01", "JF-01", "FI-04", "X-1", "X-2", "X-3"])
PEOPLE = st.sampled_from([None, HUSBAND, WIFE, CHILD, replace(WIFE, protected=True)])
AROUND = st.sampled_from(["", "書類", "（写し）"])


@st.composite
def free(draw, secrets):
    """A text, perhaps with a secret somewhere in it."""
    secret = draw(st.sampled_from(["", *secrets]))
    return f"{draw(AROUND)}{secret}{draw(AROUND)}"


@st.composite
def requests(draw):
    withheld = draw(st.frozensets(SECRET, max_size=3))
    titles = draw(st.lists(SECRET, min_size=1, max_size=3))
    text = free([*withheld, *titles])
    entries = draw(
        st.lists(
            st.builds(
                GuideEntry,
                procedure=KEYS,
                title=st.sampled_from(titles) | text,
                place=st.sampled_from(Place),
                counter=st.builds(Counter, text, text, st.integers(0, 9), st.integers(0, 30)),
                person=PEOPLE,
                bring=st.lists(st.builds(BringItem, text), max_size=2).map(tuple),
                note=text,
                forms=st.lists(text, max_size=2).map(tuple),
                silent=st.booleans(),
            ),
            max_size=6,
        )
    )
    return request(
        *entries,
        adult=draw(st.sampled_from([None, HUSBAND, WIFE])),
        language=draw(st.sampled_from(Language)),
        leads=draw(st.booleans()),
        municipality=draw(text),
        reception_number=draw(text),
        not_needed=draw(st.lists(st.builds(NotNeeded, KEYS, text, st.booleans()), max_size=4).map(tuple)),
        contacts=draw(st.lists(st.builds(Contact, text, text), max_size=2).map(tuple)),
        resume=draw(text),
        withheld=withheld,
    )


def secrets_of(asked, texts):
    """Withheld values, protected names, and every title of a silent procedure."""
    each = (*asked.entries, *asked.not_needed)
    silent = {e.procedure for e in each if e.silent} | texts.never
    for language in texts.languages.values():
        yield from (language.procedures[key].title for key in silent & language.procedures.keys())
    known = texts.languages[Language.JA].procedures
    yield from (e.title for e in each if e.procedure in silent and e.procedure not in known and e.title)
    yield from asked.withheld
    yield from (e.person.name for e in asked.entries if e.person and e.person.protected)


@settings(max_examples=examples(300))
@given(requests())
def test_nothing_silent_or_withheld_is_ever_drawn(texts, asked):
    shown = set(drawn(assemble(asked, texts))) - set(told_titles(asked, texts))
    secrets = asked.withheld if asked.adult is None else secrets_of(asked, texts)
    for secret in secrets:
        assert not [text for text in shown if secret in text]


def told_titles(asked, texts):
    """The pack's titles of what isn't silent; the general list names everything of an event."""
    each = (*asked.entries, *asked.not_needed)
    silent = {e.procedure for e in each if e.silent and asked.adult} | texts.never
    for language in texts.languages.values():
        yield from (words.title for key, words in language.procedures.items() if key not in silent)


@settings(max_examples=examples(150))
@given(requests())
def test_nor_on_the_copy_for_staff(texts, asked):
    entries = tuple(
        InternalEntry(each, (each.note,), each.title, (each.note,), Handover("市民課", "未着手"))
        for each in asked.entries
    )
    copy = assemble_internal(InternalRequest(asked, entries, ("運転免許証",), "◆"), texts)
    for secret in secrets_of(asked, texts):
        assert not [text for text in drawn(copy) if secret in text]


def test_a_procedure_silent_for_one_is_so_for_everybody_and_as_not_needed(texts):
    asked = request(
        entry("FI-04", person=HUSBAND, silent=True),
        entry("FI-04", person=CHILD),
        entry("JK-01"),
        not_needed=(NotNeeded("FI-04", "ひとり親家庭医療費の申請"),),
    )
    guide = assemble(asked, texts)
    assert not [text for text in drawn(guide) if "ひとり親" in text]
    assert [left.why for left in guide.left_out] == [Why.SILENT]


def test_silence_about_one_procedure_takes_no_other_away(texts):
    """児童扶養手当の請求 is within 特別児童扶養手当の請求, which has to be told."""
    guide = assemble(request(entry("JF-01", silent=True), entry("TJ-02")), texts)
    assert titles(guide) == ["特別児童扶養手当の請求"]


@pytest.mark.parametrize("procedure", ["JK-10", "KO-10", "ZE-12"])
def test_some_procedures_are_on_no_guide_whoever_forgets_to_say_so(texts, procedure):
    guide = assemble(request(entry(procedure), not_needed=(NotNeeded(procedure, "-"),)), texts)
    assert guide.today == () and guide.not_needed == ()


@pytest.mark.parametrize(
    "note",
    [
        "新しい住所は架空町三丁目５番地の２です",
        "カクウチョウではなく架空町3-5-2",
        "電話は０７３８（００）９９９９へ",
    ],
)
def test_withheld_values_are_known_in_any_writing(texts, note):
    asked = request(entry(note=note), withheld=frozenset({"架空町3丁目5番2", "0738-00-9999"}))
    guide = assemble(asked, texts)
    assert guide.today[0].rows[0].note == ()
    assert [(left.procedure, left.why) for left in guide.left_out] == [("JK-01", Why.WITHHELD)]


def test_a_room_number_doesnt_take_everything_off(texts):
    guide = assemble(request(entry(note="1番窓口へ"), withheld=frozenset({"1"})), texts)
    assert guide.today[0].rows[0].note


def test_with_one_protected_person_nobody_has_a_name(texts):
    hidden = replace(CHILD, protected=True)
    guide = assemble(request(entry(person=HUSBAND), entry("SC-01", person=hidden)), texts)
    assert guide.name == ()
    names = [text for text in drawn(guide) if "架空太郎" in text or "架空美" in text]
    assert names == []
    assert [row.person[0].text for stop in guide.today for row in stop.rows] == ["世帯の方A", "世帯の方B"]


def test_the_general_list_is_the_same_for_every_household(texts):
    empty = request(adult=None, events=("死亡",))
    full = request(
        entry("KG-07", person=HUSBAND, note="連絡"),
        adult=None,
        events=("死亡",),
        reception_number="1122-0008",
    )
    assert assemble(empty, texts) == assemble(full, texts)
    assert len(assemble(full, texts).later) >= 20


def test_the_general_list_has_no_way_back_into_the_reception(texts):
    guide = assemble(request(entry(), adult=None), texts)
    assert (guide.resume, guide.number, guide.name, guide.bring, guide.not_needed) == ("", "", (), (), ())


def test_another_adults_procedures_are_left_to_that_adult(texts):
    asked = request(entry("MN-01", person=HUSBAND), entry("KH-01", person=WIFE), entry("SC-01", person=CHILD))
    his = assemble(asked, texts)
    hers = assemble(replace(asked, adult=WIFE, leads=False), texts)
    assert titles(his) == ["マイナンバーカードの継続利用", "小・中学校の転校（転入）"]
    assert titles(hers) == ["国民健康保険に入る届出"]


def test_staff_are_told_how_many_only_the_screen_says(texts):
    asked = request(entry("FI-04", person=HUSBAND, silent=True), entry())
    guide = assemble(asked, texts)
    entries = tuple(
        InternalEntry(each, ("理由",), "根拠", (), Handover("市民課", "未着手")) for each in asked.entries
    )
    copy = assemble_internal(InternalRequest(asked, entries, (), "◆", (guide,)), texts)
    assert [(part.hidden, len(part.rows)) for part in copy.parts] == [(1, 1)]
    assert copy.left_out == ("口頭・掲示不可の手続 1件（画面で確認）",)


def test_a_protected_person_is_a_sign_and_a_letter_for_staff(texts):
    hidden = GuidePerson("2", "渡邉　架空子", protected=True)
    asked = request(entry(person=HUSBAND), entry("KH-01", person=hidden, bring=bring("委任状")))
    entries = tuple(InternalEntry(each, (), "", (), Handover("市民課", "未着手")) for each in asked.entries)
    copy = assemble_internal(InternalRequest(asked, entries, (), "◆"), texts)
    assert [row.person[0].text for row in copy.parts[0].rows] == ["見本　架空太郎", "◆B"]
    assert copy.protected


def titles(guide):
    return ["".join(words.text for words in row.title) for stop in guide.today for row in stop.rows]
