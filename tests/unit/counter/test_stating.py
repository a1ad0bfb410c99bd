"""What was stated against the register: a match or none, whatever the writing. People and places made up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.domain.counter import Match, same_address, same_birth, same_name, same_text
from madoguchi.domain.dates import UncertainDate, wareki

YES, NO, OPEN = Match.YES, Match.NO, Match.OPEN
TOWNS = st.sampled_from(["御坊市薗", "御坊市湯川町財部", "御坊市藤田町吉田"])
NUMBERS = st.lists(st.integers(1, 999), min_size=1, max_size=3)
BUILDINGS = st.sampled_from(["コーポ見本", "ハイツ架空", "メゾン試験A", "見本荘", "架空アパート"])
ROOMS = st.integers(101, 999)
ADDRESSES = st.tuples(TOWNS, NUMBERS).map(lambda parts: parts[0] + "-".join(map(str, parts[1])))


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("見本　髙子", YES),
        ("見本髙子", YES),
        ("見本高子", YES),
        ("見本 高子", YES),
        ("見本　孝子", NO),
        ("見本", NO),
        ("", OPEN),
        ("　", OPEN),
    ],
)
def test_names_meet_in_every_writing(stated, found):
    assert same_name(stated, "見本　髙子") is found


def test_a_former_surname_takes_the_surnames_place_and_an_alias_the_names():
    assert same_name("試験高子", "見本　髙子", former_surname="試験") is YES
    assert same_name("試験", "見本　髙子", former_surname="試験") is NO
    assert same_name("山田花子", "MIHON HANAKO", alias="山田　花子") is YES
    assert same_name("MIHON HANAKO", "MIHON HANAKO", alias="山田　花子") is YES
    assert same_name("見本高子", "") is OPEN


@given(st.text("見本架空試験髙高子花太郎", min_size=1), st.text("見本架空試験髙高子花太郎", min_size=1))
def test_comparing_names_has_no_direction(one, other):
    assert same_name(one, one) is YES
    assert same_name(one, other) is same_name(other, one)


@pytest.mark.parametrize(
    ("stated", "registered"),
    [
        ("御坊市薗三丁目5-2", "和歌山県御坊市薗３丁目５番２号"),
        ("御坊市薗350-2", "和歌山県御坊市薗350番地2　コーポ見本101号室"),
        ("御坊市薗350-2コーポ見本101", "和歌山県御坊市薗350番地2　コーポ見本１０１"),
        ("御坊市薗350番地の2 コーポ見本", "御坊市薗350番地2"),
        ("御坊市薗350番地2　見本荘", "御坊市薗350番地2"),
        ("御坊市薗350番地2ハイツ架空", "御坊市薗350番地2"),
    ],
)
def test_one_address_written_differently(stated, registered):
    assert same_address(stated, registered) is YES
    assert same_address(registered, stated) is YES


@pytest.mark.parametrize(
    ("stated", "registered"),
    [
        ("御坊市薗350", "御坊市薗350番地2"),
        ("御坊市薗350", "御坊市薗350 2"),
        ("御坊市薗3丁目", "御坊市薗3丁目5番2号"),
        ("御坊市薗", "御坊市薗350番地2"),
        ("御坊市", "御坊市薗350番地2"),
        ("架空市北1", "架空市北1条西2丁目3-4"),
        ("架空市北1", "架空市北1 西2丁目3-4"),
        ("架空市字下1", "架空市字下1区12番地"),
        ("架空市字三", "架空市字三 下野12番地"),
        ("架空市字三", "架空市字三 下野12-3"),
        ("御坊市薗12番地", "御坊市薗12番地ロ"),
        ("御坊市薗350", "御坊市薗350ノ2"),
        ("御坊市薗350番地2コーポ見本101", "御坊市薗350番地2コーポ見本102"),
        ("コーポ見本101", "御坊市薗350番地2コーポ見本101"),
    ],
)
def test_part_of_an_address_is_not_the_address(stated, registered):
    assert same_address(stated, registered) is NO
    assert same_address(registered, stated) is NO


@given(ADDRESSES, BUILDINGS, ROOMS, ROOMS)
def test_a_building_that_only_one_side_names_does_not_count_but_another_room_does(address, name, room, other):
    flat, neighbour = f"{address}　{name}{room}", f"{address}　{name}{other}"
    assert same_address(address, flat) is same_address(flat, address) is YES
    assert same_address(flat, neighbour) is (YES if room == other else NO)


@given(ADDRESSES, ADDRESSES, BUILDINGS)
def test_another_house_never_matches(one, other, building):
    expected = YES if one == other else NO
    assert same_address(one, other) is expected
    assert same_address(one, f"{other}　{building}") is expected


@given(st.dates(date(1912, 8, 1), date(2026, 12, 31)), st.dates(date(1912, 8, 1), date(2026, 12, 31)))
def test_births_in_either_calendar(birth, other):
    for written in (wareki(birth), birth.isoformat(), f"{birth:%Y/%m/%d}", f"{birth:%Y%m%d}"):
        assert same_birth(written, birth) is YES
        assert same_birth(written, other) is (YES if birth == other else NO)


@pytest.mark.parametrize(
    ("stated", "registered", "found"),
    [
        ("", date(1970, 3, 1), OPEN),
        ("昭和45年3月1日", None, OPEN),
        ("昭和45年3月", date(1970, 3, 1), NO),
        ("45.3.1", date(1970, 3, 1), NO),
        ("でたらめ", date(1970, 3, 1), NO),
        ("昭和45年頃", UncertainDate("昭和45年頃", date(1970, 1, 1), date(1970, 12, 31)), YES),
        ("S45年頃", UncertainDate("昭和45年頃", date(1970, 1, 1), date(1970, 12, 31)), YES),
        ("昭和45年3月1日", UncertainDate("昭和45年頃", date(1970, 1, 1), date(1970, 12, 31)), NO),
        ("昭和45年", UncertainDate("年月日不詳"), NO),
        ("不明", UncertainDate("年月日不詳"), NO),
        ("年月日不詳", UncertainDate("年月日不詳"), YES),
    ],
)
def test_births_that_nobody_can_place(stated, registered, found):
    assert same_birth(stated, registered) is found


def test_other_texts_are_compared_as_names_are():
    assert same_text("見本 太郎", "見本　太郎") is YES
    assert same_text("見本　次郎", "見本　太郎") is NO
    assert same_text("", "見本") is same_text("見本", "") is OPEN


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_typed_can_break_it(stated, registered):
    for compare in (same_name, same_address, same_text):
        assert compare(stated, registered) in set(Match)
    assert same_birth(stated, date(1970, 3, 1)) in set(Match)
